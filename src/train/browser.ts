/** What of training runs in browsers: no files, no processes. Node has all of it and more in `index.ts`. */

export { AUGMENTATIONS, type Augmentation, AugmentationError, parseAugmentation } from "./augment/index.ts";
export { registerTrainingKernels } from "./backend/kernels/index.ts";
export { type Batch, takeBatch } from "./batch.ts";
export type { Dataset } from "./data/dataset.ts";
export { evaluateModel } from "./evaluate.ts";
export { type FitOptions, type FitResult, trainClassifier } from "./fit.ts";
export {
  type EpochRecord,
  METRICS,
  type MetricName,
  type Metrics,
  type Progress,
  type Stop,
  type Threshold,
} from "./job.ts";
export { createModel, isModelName, MODELS, type ModelName } from "./models/index.ts";
export { type Schedule, warmUpCosine } from "./schedule.ts";
export type { LossFunction } from "./trainer.ts";
