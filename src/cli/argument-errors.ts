/** Arguments that a loss cannot be evaluated with: from the library's error to one that names the option. */

import { TargetLimit } from "../codegen/target-limit.ts";
import { LossArgumentError } from "../pipeline/arguments.ts";
import { UnsupportedFeature } from "../pipeline/compile.ts";
import { inputFailure } from "./failure.ts";

const OPTIONS: ReadonlyMap<string, string> = new Map([
  ["y", "--y"],
  ["p", "--p"],
  ["labels", "--labels"],
  ["classes", "--classes"],
  ["labelSmoothing", "--label-smoothing"],
  ["classWeights", "--class-weights"],
  ["exampleWeights", "--example-weights"],
  ["ignoreIndex", "--ignore-index"],
]);

function optionOf(argument: string): string {
  const [group, ...name] = argument.split(".");
  if (group === "params") return `--param ${name.join(".")}`;
  if (group === "inputs") return `--input ${name.join(".")}`;
  return OPTIONS.get(argument) ?? argument;
}

/** `labelSmoothing` as the command line writes it: `label-smoothing`. */
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What `run` gives. @throws Failure for what the user asked and the loss cannot do. */
export function withOptionNames<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof LossArgumentError)
      throw inputFailure(`${optionOf(error.argument)}${error.message.slice(error.argument.length)}`);
    if (error instanceof UnsupportedFeature)
      throw inputFailure(error.message.replace(` ${error.feature}:`, ` ${dashed(error.feature)}:`));
    if (error instanceof TargetLimit) throw inputFailure(error.message);
    throw error;
  }
}
