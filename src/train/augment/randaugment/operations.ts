/** The 14 operations of RandAugment as data: a magnitude goes in, what an operation makes of it comes out. */

import { colour, sharpness } from "./colour.ts";
import { rotate, shearX, shearY, translateX, translateY } from "./geometry.ts";
import type { Levels } from "./levels.ts";
import { autoContrast, brightness, contrast, equalize, posterize, solarize } from "./tone.ts";

/** A straight line through its values at magnitude 0 and 10, cut to the range. */
export interface Parameter {
  readonly doc: string;
  readonly at0: number;
  readonly at10: number;
  readonly range?: readonly [least: number, most: number];
  /** Rounded down to a whole number. */
  readonly whole?: boolean;
  /** Negative as often as positive. */
  readonly signed?: boolean;
}

export interface Operation {
  readonly doc: string;
  readonly parameter?: Parameter;
  apply(levels: Levels, value: number): void;
}

/** 1 leaves the image as it is, so a magnitude of 5 does too; below it is weakened, above strengthened. */
const FACTOR = { doc: "factor", at0: 0.1, at10: 1.9 } as const satisfies Parameter;
const SLOPE = { doc: "slope", at0: 0, at10: 0.3, signed: true } as const satisfies Parameter;
/** EfficientNetV2's 100 pixels of an image of 224. */
const PART = { doc: "part of the side", at0: 0, at10: 100 / 224, signed: true } as const satisfies Parameter;

/**
 * The values are those of EfficientNetV2's code, whose scale is AutoAugment's: 0 to 10, and beyond on the same line. Not
 * every line rises in strength: a larger threshold inverts less, and more bits keep more.
 */
export const OPERATIONS = {
  identity: { doc: "nothing", apply: () => {} },
  "auto-contrast": { doc: "stretch each channel to the whole range", apply: autoContrast },
  equalize: { doc: "spread each channel's histogram evenly", apply: equalize },
  rotate: {
    doc: "rotate about the middle",
    parameter: { doc: "degrees", at0: 0, at10: 30, signed: true },
    apply: rotate,
  },
  solarize: {
    doc: "invert the levels from a threshold on",
    parameter: { doc: "threshold", at0: 0, at10: 256, range: [0, 256], whole: true },
    apply: solarize,
  },
  color: { doc: "blend with the grey image; nothing for a grey one", parameter: FACTOR, apply: colour },
  posterize: {
    doc: "keep the highest bits of each level",
    parameter: { doc: "bits", at0: 0, at10: 4, range: [1, 8], whole: true },
    apply: posterize,
  },
  contrast: { doc: "blend with the mean brightness", parameter: FACTOR, apply: contrast },
  brightness: { doc: "blend with black", parameter: FACTOR, apply: brightness },
  sharpness: { doc: "blend with the smoothed image", parameter: FACTOR, apply: sharpness },
  "shear-x": { doc: "shear along the rows", parameter: SLOPE, apply: shearX },
  "shear-y": { doc: "shear along the columns", parameter: SLOPE, apply: shearY },
  "translate-x": { doc: "shift along the rows", parameter: PART, apply: translateX },
  "translate-y": { doc: "shift along the columns", parameter: PART, apply: translateY },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

/** Without the random sign; 0 for an operation that has no parameter. */
export function parameterAt(operation: Operation, magnitude: number): number {
  const { parameter } = operation;
  if (parameter === undefined) return 0;
  const { at0, at10, whole, range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = parameter;
  const value = at0 + ((at10 - at0) * magnitude) / 10;
  return Math.min(range[1], Math.max(range[0], whole ? Math.floor(value) : value));
}
