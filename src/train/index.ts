export { evaluateAccuracy } from "./accuracy.ts";
export { useWasmBackend } from "./backend/index.ts";
export { tfjsLoss } from "./compiled-loss.ts";
export { classCounts, type Dataset, loadDigits, splitStratified, takeExamples } from "./data/index.ts";
export { type EpochRecord, type FitOptions, type FitResult, type Progress, type Stop, trainClassifier } from "./fit.ts";
export { createDigitsCnn, type ImageShape } from "./models/index.ts";
export { digitsPreset } from "./presets.ts";
export { type Schedule, warmUpCosine } from "./schedule.ts";
export type { LossFunction } from "./trainer.ts";
