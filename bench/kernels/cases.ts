/** The losses of the kernel benchmark and the forms of their inputs; what every contender is told about one of them. */

export const CASES = {
  "cross-entropy": "loss cross_entropy(y: target, p: probs) = -sum(y * log(p))",
  focal: `loss focal(y: target, p: probs; gamma = 2 in [0, 10], alpha = 0.25 in (0, 1]) {
  let pt = sum(y * p)
  return -alpha * (1 - pt)^gamma * log(pt)
}`,
  // The part of the bi-tempered logistic loss that is not its tempered softmax, at the temperature 0.8.
  "bi-tempered": `loss bi_tempered(y: target, p: probs) {
  let surprise = y * (tempered_log(y) - tempered_log(p))
  let excess = (y^1.2 - p^1.2) / 1.2
  return sum(surprise - excess)
}
fn tempered_log(x) = (x^0.2 - 1) / 0.2`,
  // Of the kind that a search finds. Every class needs both functions, and the Bessel function of the next order for its gradient.
  evolved: "loss evolved(y: target, p: probs) = sum(y * erf(-log(p) / 4) - bessel_i0e(y - p))",
} as const;

export type CaseName = keyof typeof CASES;

export const CASE_NAMES = Object.keys(CASES) as readonly CaseName[];

export const FOCAL = { gamma: 2, alpha: 0.25 } as const;

/** From logits, a kernel computes the softmax and goes through it to the gradient. */
export type Prediction = "probabilities" | "logits";

/** One-hot labels are rows that may hold any numbers: no kernel is told that all but one are 0. */
export type Labels = "one-hot" | "integer";

export interface Form {
  readonly prediction: Prediction;
  readonly labels: Labels;
}

export const FORMS: readonly Form[] = [
  { prediction: "probabilities", labels: "one-hot" },
  { prediction: "logits", labels: "one-hot" },
  { prediction: "probabilities", labels: "integer" },
  { prediction: "logits", labels: "integer" },
];

export interface Shape {
  readonly batch: number;
  readonly classes: number;
}

export const SHAPES: readonly Shape[] = [
  { batch: 4096, classes: 1000 },
  { batch: 128, classes: 10 },
];

/** What the smallest work costs: cross-entropy with integer labels touches one element of the prediction per example. */
export const CALL_SHAPES: readonly Shape[] = [
  { batch: 1, classes: 4 },
  { batch: 1, classes: 10 },
  { batch: 128, classes: 10 },
];

/** Whether the gradient is zero for absent classes, so that nothing of the prediction but the label's class need be read. */
export function isSparse(name: CaseName, { prediction }: Form): boolean {
  return prediction === "probabilities" && (name === "cross-entropy" || name === "focal");
}

/** Files of raw float32 (labels: int32), row-major; the contender writes its gradient to `gradient`. */
export interface Files {
  readonly y: string;
  readonly labels: string;
  readonly prediction: string;
  readonly gradient: string;
}

/** The text of a generated module, or why there is none. */
export type Emitted = { readonly text: string } | { readonly problem: string };

export interface KernelSpec extends Form {
  readonly name: CaseName;
  readonly shape: Shape;
  readonly files: Files;
  readonly emitted: Readonly<Record<"module" | "tfjs" | "wasm", Emitted>>;
}
