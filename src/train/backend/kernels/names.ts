/** The names under which tfjs knows lossc's own kernels. */

export const CONVOLVE = "LosscConvolve";
export const CONVOLVE_INPUT_GRADIENT = "LosscConvolveInputGradient";
export const CONVOLVE_FILTER_GRADIENT = "LosscConvolveFilterGradient";
export const CHANNEL_SUMS = "LosscChannelSums";
export const NORMALIZE_BATCH = "LosscNormalizeBatch";
export const NORMALIZE_BATCH_GRADIENT = "LosscNormalizeBatchGradient";
export const SCALE_SHIFT = "LosscScaleShift";
export const GLOBAL_AVERAGE_POOL = "LosscGlobalAveragePool";
export const GLOBAL_AVERAGE_POOL_GRADIENT = "LosscGlobalAveragePoolGradient";
export const GRADIENT_NORM = "LosscGradientNorm";
export const ADAM = "LosscAdam";
