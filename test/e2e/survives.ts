/** A text goes in, through the whole compiler; what became of it comes out, and an error is thrown for what must not happen. */

import { transformSync } from "esbuild";
import {
  type CompiledLoss,
  compile,
  type Diagnostic,
  format,
  LossArgumentError,
  renderAll,
  TARGET_NAMES,
  TargetLimit,
  toJson,
  UnsupportedFeature,
} from "../../src/index.ts";

/** What a call may throw by its documentation. */
function allowing(errors: readonly (new (...args: never[]) => Error)[], call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!errors.some((type) => error instanceof type)) throw error;
  }
}

function checkPlaces(diagnostics: readonly Diagnostic[]): void {
  for (const { labels } of diagnostics) {
    for (const { span } of labels) {
      const { length } = span.file.text;
      if (!(0 <= span.start && span.start <= span.end && span.end <= length))
        throw new Error(`place ${span.start} to ${span.end} in a file of ${length} characters`);
    }
  }
  renderAll(diagnostics);
  diagnostics.map(toJson);
}

/** A file name that would end a comment, a line or a text that it is put into. */
const ORIGIN = "a */ b\n`$" + "{c}`\u2028";
const CLASSES = 3;
const BATCH = 2;

/** Evaluates a loss on two examples, whatever inputs it has. */
export function evaluate(loss: CompiledLoss): void {
  const wide = loss.derive().prediction.shape === "per-class";
  const rows = (values: readonly number[]): readonly number[] => (wide ? values : values.slice(0, BATCH));
  const inputs = Object.fromEntries(
    loss.inputs.map(({ name, kind }) => [name, kind === "weight" ? [1, 0.5] : rows([0.2, 0.3, 0.5, 0.1, 0.8, 0.1])]),
  );
  const y = rows([0, 1, 0, 1, 0, 0]);
  const options = { classes: wide ? CLASSES : 1, inputs };
  const { loss: value, grad } = loss.lossAndGrad(y, rows([0.2, 0.3, 0.5, 0.1, 0.8, 0.1]), options);
  if (typeof value !== "number" || grad.length !== y.length)
    throw new Error("no loss, or a gradient of the wrong length");
}

/** Everything that the library does with a loss; code for the targets where `emits`. */
export function useLoss(loss: CompiledLoss, emits: boolean): void {
  if (loss.formula === "" || loss.gradientFormula === "") throw new Error("an empty formula");
  allowing([LossArgumentError], () => evaluate(loss));
  if (!emits) return;
  for (const target of TARGET_NAMES) {
    allowing([TargetLimit], () => {
      transformSync(loss.emit(target, { origin: ORIGIN }), { loader: "ts" });
    });
    allowing([UnsupportedFeature, TargetLimit], () => {
      transformSync(loss.emit(target, { fromLogits: true, labelSmoothing: true, ignoreIndex: true }), { loader: "ts" });
    });
  }
}

export type Fate = "sound" | "faulty";

const MOST_LOSSES = 2;

export function survives(text: string, emits: boolean): Fate {
  const file = { name: "hostile.loss", text };
  const load = (name: string) => (name === "lib.loss" ? { name, text } : undefined);
  const { losses, diagnostics } = compile(text, { fileName: file.name, load });
  checkPlaces(diagnostics);
  const formatted = format(file);
  if ("text" in formatted && "diagnostics" in format({ ...file, text: formatted.text }))
    throw new Error("what is formatted is no longer a program");
  for (const loss of losses.slice(0, MOST_LOSSES)) useLoss(loss, emits);
  return losses.length > 0 ? "sound" : "faulty";
}
