/** The scalar losses of the front-end benchmark, in the notation of each contender. */

/** MathJSON. */
export type MathJson = number | string | readonly MathJson[];

export interface Expression {
  readonly name: string;
  /** lossc's syntax and mathjs's, which agree here. */
  readonly text: string;
  readonly latex: string;
  readonly mathJson: MathJson;
}

/** Where gradients by p are compared; names other than y and p are parameters. */
export const POINT = { y: 0.3, p: 0.63, a: 0.25, g: 2 } as const;

/** The parameters that a text names. */
export function parametersIn(text: string): (keyof typeof POINT)[] {
  return (["a", "g"] as const).filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}

export const EXPRESSIONS: readonly Expression[] = [
  {
    name: "cross-entropy term",
    text: "-y * log(p)",
    latex: "-y\\ln(p)",
    mathJson: ["Negate", ["Multiply", "y", ["Ln", "p"]]],
  },
  {
    name: "binary cross-entropy",
    text: "-(y * log(p) + (1 - y) * log(1 - p))",
    latex: "-(y\\ln(p)+(1-y)\\ln(1-p))",
    mathJson: [
      "Negate",
      ["Add", ["Multiply", "y", ["Ln", "p"]], ["Multiply", ["Subtract", 1, "y"], ["Ln", ["Subtract", 1, "p"]]]],
    ],
  },
  {
    name: "focal in pt",
    text: "-a * (1 - p)^g * log(p)",
    latex: "-a(1-p)^{g}\\ln(p)",
    mathJson: ["Negate", ["Multiply", "a", ["Power", ["Subtract", 1, "p"], "g"], ["Ln", "p"]]],
  },
  {
    name: "logistic",
    text: "-log(1 / (1 + exp(-p)))",
    latex: "-\\ln\\left(\\frac{1}{1+\\exp(-p)}\\right)",
    mathJson: ["Negate", ["Ln", ["Divide", 1, ["Add", 1, ["Exp", ["Negate", "p"]]]]]],
  },
  {
    name: "brier",
    text: "(y - p)^2",
    latex: "(y-p)^2",
    mathJson: ["Power", ["Subtract", "y", "p"], 2],
  },
  {
    name: "log-cosh",
    text: "log(cosh(p - y))",
    latex: "\\ln(\\cosh(p-y))",
    mathJson: ["Ln", ["Cosh", ["Subtract", "p", "y"]]],
  },
  {
    name: "probit",
    text: "-log((1 + erf(y * p / sqrt(2))) / 2)",
    latex: "-\\ln\\left(\\frac{1+\\mathrm{erf}\\left(\\frac{y p}{\\sqrt{2}}\\right)}{2}\\right)",
    mathJson: ["Negate", ["Ln", ["Divide", ["Add", 1, ["Erf", ["Divide", ["Multiply", "y", "p"], ["Sqrt", 2]]]], 2]]],
  },
  {
    name: "taylor, third order",
    text: "-(1.1 * (p - 0.6) - 2.3 * (p - 0.6)^2 / 2 + 0.7 * (p - 0.6)^3 / 6 + 0.9 * (y - 0.2) * (p - 0.6) + 0.2 * (y - 0.2) * (p - 0.6)^2 / 2 - 1.4 * (y - 0.2)^2 * (p - 0.6) / 2)",
    latex:
      "-\\left(1.1(p-0.6)-\\frac{2.3(p-0.6)^2}{2}+\\frac{0.7(p-0.6)^3}{6}+0.9(y-0.2)(p-0.6)+\\frac{0.2(y-0.2)(p-0.6)^2}{2}-\\frac{1.4(y-0.2)^2(p-0.6)}{2}\\right)",
    mathJson: [
      "Negate",
      [
        "Add",
        ["Multiply", 1.1, ["Subtract", "p", 0.6]],
        ["Negate", ["Divide", ["Multiply", 2.3, ["Power", ["Subtract", "p", 0.6], 2]], 2]],
        ["Divide", ["Multiply", 0.7, ["Power", ["Subtract", "p", 0.6], 3]], 6],
        ["Multiply", 0.9, ["Subtract", "y", 0.2], ["Subtract", "p", 0.6]],
        ["Divide", ["Multiply", 0.2, ["Subtract", "y", 0.2], ["Power", ["Subtract", "p", 0.6], 2]], 2],
        ["Negate", ["Divide", ["Multiply", 1.4, ["Power", ["Subtract", "y", 0.2], 2], ["Subtract", "p", 0.6]], 2]],
      ],
    ],
  },
];
