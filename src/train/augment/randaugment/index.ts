export {
  OPERATION_NAMES,
  OPERATIONS,
  type Operation,
  type OperationName,
  type Parameter,
  parameterAt,
} from "./operations.ts";
export { type AugmentationExample, augmentationExamples, randAugments } from "./randaugment.ts";
