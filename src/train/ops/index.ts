export { type Adam, createAdam, gradientNorm } from "./adam.ts";
export { convolve, depthwiseConvolve } from "./convolve.ts";
export {
  type Activation,
  type Normalized,
  type NormalizeOptions,
  normalizeBatch,
  normalizeWith,
  swish,
} from "./normalize.ts";
export { globalAveragePool } from "./pool.ts";
