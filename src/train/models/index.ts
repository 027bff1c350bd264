export { createModel, isModelName, MODELS, type ModelName, type ModelRecord } from "./models.ts";
export type { ImageShape, ModelOptions } from "./network.ts";
