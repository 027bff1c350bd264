export { BatchNormalization, type NormalizedActivation } from "./batch-normalization.ts";
export { Convolution, DepthwiseConvolution } from "./convolution.ts";
export { Dense } from "./dense.ts";
export { Dropout, restartMasks, StochasticDepth } from "./dropout.ts";
export { GlobalAveragePool } from "./global-average-pool.ts";
export { SqueezeExcite } from "./squeeze-excite.ts";
