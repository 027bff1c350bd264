/** A specification like `shift,cutout:8,mixup:0.2` goes in, what it does to a batch comes out. */

import type { Random } from "../../random/index.ts";
import type { Batch } from "../batch.ts";
import type { ArgumentDef, AugmentationDef, Step } from "./augmentation-def.ts";
import { AUGMENTATION_NAMES, AUGMENTATIONS, type AugmentationName, augmentationUsage } from "./augmentations.ts";

export interface Augmentation {
  /** As it was given, without spaces. */
  readonly spec: string;
  /** Changes the batch in place. The same batch and state of the generator give the same result; labels stay. */
  apply(batch: Batch, random: Random): void;
}

/** A specification that means nothing; the message says both what is wrong and what to write. */
export class AugmentationError extends Error {
  override readonly name = "AugmentationError";
  readonly problem: string;
  readonly hint: string;
  constructor(problem: string, hint: string) {
    super(`${problem}: ${hint}`);
    this.problem = problem;
    this.hint = hint;
  }
}

/** Comma-separated augmentations, applied from left to right, or `none`. */
export function parseAugmentation(spec: string): Augmentation {
  const text = spec.replace(/\s/g, "");
  if (text === "none") return { spec: text, apply: () => {} };
  const steps = text.split(",").map(parseStep);
  return { spec: text, apply: (batch, random) => applyAll(steps, batch, random) };
}

/** One draw for the batch, and a stream of its own for each step, so that one step's draws do not move another's. */
function applyAll(steps: readonly Step[], batch: Batch, random: Random): void {
  if (batch.count === 0) return;
  const ofBatch = random.fork(random.integer(2 ** 32));
  steps.forEach((step, position) => {
    step(batch, ofBatch.fork(position));
  });
}

function parseStep(part: string): Step {
  const [name, ...texts] = part.split(":") as [string, ...string[]];
  if (!isAugmentationName(name)) throw unknownName(name);
  const definition: AugmentationDef = AUGMENTATIONS[name];
  const needed = definition.arguments.filter((argument) => argument.default === undefined).length;
  if (texts.length < needed || texts.length > definition.arguments.length) {
    throw new AugmentationError(
      `the augmentation ${name} takes ${range(needed, definition.arguments.length)}, and got ${texts.length}`,
      `write ${augmentationUsage(name)}`,
    );
  }
  return definition.step(definition.arguments.map((argument, index) => argumentValue(name, argument, texts[index])));
}

function isAugmentationName(name: string): name is AugmentationName {
  return Object.hasOwn(AUGMENTATIONS, name);
}

function unknownName(name: string): AugmentationError {
  const usages = AUGMENTATION_NAMES.map(augmentationUsage).join(", ");
  const problem =
    name === ""
      ? "an augmentation has no name"
      : name === "none"
        ? "the augmentation none stands alone"
        : `there is no augmentation ${JSON.stringify(name)}`;
  return new AugmentationError(problem, `write none, or one or several of these with commas between: ${usages}`);
}

function argumentValue(name: AugmentationName, argument: ArgumentDef, text: string | undefined): number {
  const [least, most] = argument.range;
  const value = text === undefined ? (argument.default ?? Number.NaN) : toNumber(text);
  if (value >= least && value <= most && (!argument.whole || Number.isInteger(value))) return value;
  const kind = argument.whole ? "a whole number" : "a number";
  throw new AugmentationError(
    `${argument.name} of the augmentation ${name} is ${kind} from ${least} to ${most}, and got ${JSON.stringify(text)}`,
    `write ${augmentationUsage(name)}; ${argument.name} is the ${argument.doc}`,
  );
}

const toNumber = (text: string): number => (/^(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN);

function range(least: number, most: number): string {
  const numbers = least === most ? `${least}` : `${least} to ${most}`;
  return `${numbers} argument${most === 1 ? "" : "s"}`;
}
