export { useWasmBackend } from "./backend/index.ts";
export { classCounts, type Dataset, loadDigits, splitStratified, takeExamples } from "./data/index.ts";
export {
  type EpochRecord,
  evaluateAccuracy,
  type FitOptions,
  type FitResult,
  type LossFunction,
  type Progress,
  type Stop,
  trainClassifier,
} from "./fit.ts";
export { createDigitsCnn, type ImageShape } from "./models/index.ts";
export { type Schedule, warmUpCosine } from "./schedule.ts";
