/** The losses of the kernel benchmark, and what every contender is told about one of them. */

export const CASE_NAMES = [
  "cross-entropy, one-hot",
  "cross-entropy, integer labels",
  "focal, one-hot",
  "heavy",
] as const;

export type CaseName = (typeof CASE_NAMES)[number];

export interface Case {
  readonly source: string;
  /** What comes with the prediction. */
  readonly labels: "one-hot" | "integer" | "none";
}

const CROSS_ENTROPY = "loss cross_entropy(y: target, p: probs) = -sum(y * log(p))";

export const CASES: Readonly<Record<CaseName, Case>> = {
  "cross-entropy, one-hot": { source: CROSS_ENTROPY, labels: "one-hot" },
  "cross-entropy, integer labels": { source: CROSS_ENTROPY, labels: "integer" },
  "focal, one-hot": {
    source: `loss focal(y: target, p: probs; gamma = 2 in [0, 10], alpha = 0.25 in (0, 1]) {
  let pt = sum(y * p)
  return -alpha * (1 - pt)^gamma * log(pt)
}`,
    labels: "one-hot",
  },
  heavy: { source: "loss heavy(x: logits) = sum(-log(sigmoid(x)) + erf(x))", labels: "none" },
};

export const FOCAL = { gamma: 2, alpha: 0.25 } as const;

export interface Shape {
  readonly batch: number;
  readonly classes: number;
}

export const SHAPES: readonly Shape[] = [
  { batch: 4096, classes: 1000 },
  { batch: 128, classes: 10 },
];

/** Files of raw float32 (labels: int32), row-major; the contender writes its gradient to `gradient`. */
export interface Files {
  readonly y: string;
  readonly labels: string;
  readonly prediction: string;
  readonly gradient: string;
}

export interface KernelSpec {
  readonly name: CaseName;
  readonly shape: Shape;
  readonly files: Files;
  /** Text of the generated modules. */
  readonly module: string;
  readonly tfjs: string;
}
