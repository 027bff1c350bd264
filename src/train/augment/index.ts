export type { ArgumentDef, AugmentationDef } from "./augmentation-def.ts";
export { AUGMENTATION_NAMES, AUGMENTATIONS, type AugmentationName, augmentationUsage } from "./augmentations.ts";
export { type Augmentation, AugmentationError, parseAugmentation } from "./parse.ts";
export { type AugmentationExample, augmentationExamples, OPERATION_NAMES, OPERATIONS } from "./randaugment/index.ts";
