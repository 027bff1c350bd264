export {
  AUGMENTATIONS,
  type Augmentation,
  AugmentationError,
  parseAugmentation,
} from "./augment/index.ts";
export {
  BACKENDS,
  type BackendName,
  BackendUnavailable,
  probeBackends,
  releaseBackends,
  useBackend,
  useWasmBackend,
} from "./backend/index.ts";
export { registerTrainingKernels } from "./backend/kernels/index.ts";
export { type Batch, takeBatch } from "./batch.ts";
export { runTfjsModule, tfjsLoss, tfjsModule } from "./compiled-loss.ts";
export { loadDigits } from "./data/digits.ts";
export {
  classCounts,
  type Dataset,
  type DatasetSource,
  knownDataset,
  locateDataset,
  openDataset,
  prepareProblem,
  splitStratified,
  takeExamples,
} from "./data/index.ts";
export { evaluateModel } from "./evaluate.ts";
export { type FitOptions, type FitResult, trainClassifier } from "./fit.ts";
export {
  type EpochRecord,
  type Job,
  type LossCode,
  METRICS,
  type MetricName,
  type Metrics,
  type Outcome,
  type Problem,
  type Progress,
  type Setup,
  type Stop,
  type Threshold,
} from "./job.ts";
export { createModel, isModelName, MODELS, type ModelName } from "./models/index.ts";
export { PRESETS, type Preset, type PresetName } from "./presets.ts";
export { hashWeights, type RunOptions, runJob } from "./run-job.ts";
export { type Schedule, warmUpCosine } from "./schedule.ts";
export type { LossFunction } from "./trainer.ts";
