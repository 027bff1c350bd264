/**
 * Powers, roots and polynomials of probabilities, from logits as far out as 1e4: value and gradient, for rows of labels and for integer
 * labels, are what mpmath has with 8800 digits.
 */

import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.ts";

/** Rows of logits, each with a label; the fourth is moderate. */
const POINTS = [
  { logits: [1e4, -1e4, 0, 12], label: 1 },
  { logits: [1e4, -1e4, 0, 12], label: 0 },
  { logits: [-3, 1e4, 5, -1e4], label: 3 },
  { logits: [2, -1, 0.5, 3], label: 0 },
  { logits: [-1e4, 1e4, -1e4, 1e4], label: 1 },
] as const;

/** For each point: the value, and the derivatives by the four logits. */
const LOSSES: readonly { name: string; text: string; expected: readonly (readonly number[])[] }[] = [
  {
    name: "generalized cross-entropy",
    text: "loss f(y: target, p: probs; q = 0.7 in (0, 1]) { let pt = sum(y * p) return (1 - pt^q) / q }",
    expected: [
      [1.428571429, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1.428571429, 0, 0, 0, 0],
      [0.8864087876, -0.2844261712, 0.0047341367, 0.0212169287, 0.2584751058],
      [0.5491825619, 0, -0.3077861033, 0, 0.3077861033],
    ],
  },
  {
    name: "a literal power of the label's probability",
    text: "loss f(y: target, p: probs) = 1 - sum(y * p)^0.3",
    expected: [
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [0.3398099365, -0.148433581, 0.002470605502, 0.01107248567, 0.1348904899],
      [0.1877476036, 0, -0.1218378595, 0, 0.1218378595],
    ],
  },
  {
    name: "generalized cross-entropy, class by class",
    text: "loss f(y: target, p: probs; q = 0.7 in (0, 1]) = sum(y * (1 - p^q)) / q",
    expected: [
      [1.428571429, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1.428571429, 0, 0, 0, 0],
      [0.8864087876, -0.2844261712, 0.0047341367, 0.0212169287, 0.2584751058],
      [0.5491825619, 0, -0.3077861033, 0, 0.3077861033],
    ],
  },
  {
    name: "a root of each probability",
    text: "loss f(y: target, p: probs) = 1 - sum(y * sqrt(p))",
    expected: [
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [0.4994490317, -0.1875686433, 0.003121989774, 0.01399178745, 0.1704548661],
      [0.2928932188, 0, -0.1767766953, 0, 0.1767766953],
    ],
  },
  {
    name: "squared Hellinger distance",
    text: "loss f(y: target, p: probs) = sum((sqrt(p) - sqrt(y))^2)",
    expected: [
      [2, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [2, 0, 0, 0, 0],
      [0.9988980634, -0.3751372866, 0.006243979547, 0.02798357489, 0.3409097321],
      [0.5857864376, 0, -0.3535533906, 0, 0.3535533906],
    ],
  },
  {
    name: "Bhattacharyya coefficient",
    text: "loss f(y: target, p: probs) = 1 - sum(sqrt(y * p))",
    expected: [
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [0.4994490317, -0.1875686433, 0.003121989774, 0.01399178745, 0.1704548661],
      [0.2928932188, 0, -0.1767766953, 0, 0.1767766953],
    ],
  },
  {
    name: "Bhattacharyya distance",
    text: "loss f(y: target, p: probs) = -log(sum(sqrt(y * p)))",
    expected: [
      [10000, 0.5, -0.5, 0, 0],
      [0, 0, 0, 0, 0],
      [10000, 0, 0.5, 0, -0.5],
      [0.6920458506, -0.3747243641, 0.006237106651, 0.02795277271, 0.3405344847],
      [0.3465735903, 0, -0.25, 0, 0.25],
    ],
  },
  {
    name: "Box-Cox transform",
    text: "loss f(y: target, p: probs; lam = 0.25 in (0, 2]) = sum(y * ((1 - p^lam) / lam))",
    expected: [
      [4, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [4, 0, 0, 0, 0],
      [1.170014931, -0.5302321777, 0.008825459349, 0.03955296471, 0.4818537537],
      [0.636414339, 0, -0.4204482076, 0, 0.4204482076],
    ],
  },
  {
    name: "Taylor polynomial of the logarithm",
    text: "loss f(y: target, p: probs) { let r = 1 - sum(y * p) return r + r^2 / 2 + r^3 / 3 + r^4 / 4 }",
    expected: [
      [2.083333333, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [2.083333333, 0, 0, 0, 0],
      [1.249469815, -0.5130148888, 0.008538885864, 0.03826863145, 0.4662073715],
      [0.6822916667, 0, -0.46875, 0, 0.46875],
    ],
  },
  {
    name: "Taylor polynomial, class by class",
    text: "loss f(y: target, p: probs) = sum(y * ((1 - p) + (1 - p)^2 / 2 + (1 - p)^3 / 3))",
    expected: [
      [1.833333333, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1.833333333, 0, 0, 0, 0],
      [1.170600564, -0.4339717242, 0.00722325044, 0.03237236255, 0.3943761113],
      [0.6666666667, 0, -0.4375, 0, 0.4375],
    ],
  },
  {
    name: "focal loss with half a power",
    text: "loss f(y: target, p: probs; gamma = 0.5 in (0, 5]) { let pt = sum(y * p) return -(1 - pt)^gamma * log(pt) }",
    expected: [
      [20000, 1, -1, 0, 0],
      [0, 0, 0, 0, 0],
      [20000, 0, 1, 0, -1],
      [1.198217969, -0.7989105793, 0.013297482, 0.05959517976, 0.7260179176],
      [0.4901290717, 0, -0.4760856585, 0, 0.4760856585],
    ],
  },
  {
    name: "focal loss with a root",
    text: "loss f(y: target, p: probs) { let pt = sum(y * p) return -sqrt(1 - pt) * log(pt) }",
    expected: [
      [20000, 1, -1, 0, 0],
      [0, 0, 0, 0, 0],
      [20000, 0, 1, 0, -1],
      [1.198217969, -0.7989105793, 0.013297482, 0.05959517976, 0.7260179176],
      [0.4901290717, 0, -0.4760856585, 0, 0.4760856585],
    ],
  },
  {
    name: "a power of the absolute error",
    text: "loss f(y: target, p: probs; k = 0.5 in (0, 2]) { let pt = sum(y * p) return (1 - pt)^k }",
    expected: [
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [0.8657070683, -0.1084520035, 0.001805131391, 0.008090037624, 0.0985568345],
      [Math.SQRT1_2, 0, -0.1767766953, 0, 0.1767766953],
    ],
  },
  {
    name: "Tsallis score",
    text: "loss f(y: target, p: probs; q = 1.5 in (1, 3]) = sum(p^q) / 2 - sum(y * p^(q - 1))",
    expected: [
      [0.5, 0, 0, 0, 0],
      [-0.5, 0, 0, 0, 0],
      [0.5, 0, 0, 0, 0],
      [-0.1495057016, -0.2254406391, -0.002401615413, -0.005532399603, 0.2333746541],
      [-0.3535533906, 0, -0.1767766953, 0, 0.1767766953],
    ],
  },
  {
    name: "a logarithm damped by a power",
    text: "loss f(y: target, p: probs; a = 0.5 in (0, 2]) { let pt = sum(y * p) return -pt^a * log(pt) }",
    expected: [
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0.6928084413, -0.115525084, 0.00192285941, 0.008617658002, 0.1049845666],
      [0.4901290717, 0, -0.2310211227, 0, 0.2310211227],
    ],
  },
  {
    name: "alpha-divergence",
    text: "loss f(y: target, p: probs; a = 0.5 in (0, 1)) = (1 - sum(y^a * p^(1 - a))) / (a * (1 - a))",
    expected: [
      [4, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [4, 0, 0, 0, 0],
      [1.997796127, -0.7502745731, 0.01248795909, 0.05596714978, 0.6818194642],
      [1.171572875, 0, -Math.SQRT1_2, 0, Math.SQRT1_2],
    ],
  },
  {
    name: "a product of two powers",
    text: "loss f(y: target, p: probs; a = 0.5 in (0, 2], b = 0.5 in (0, 2]) { let pt = sum(y * p) return 1 - pt^a * (1 + (1 - pt)^b) }",
    expected: [
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [0.06611852039, -0.2956623882, 0.004921158122, 0.02205510057, 0.2686861295],
      [-0.2071067812, 0, -0.1767766953, 0, 0.1767766953],
    ],
  },
  {
    name: "cross-entropy with a Rényi entropy",
    text: "loss f(y: target, p: probs; a = 0.5 in (0, 1)) = log(sum(p^a)) / (1 - a) - sum(y * log(p))",
    expected: [
      [20000, 1, -1, 0, 0],
      [0, 0, 0, 0, 0],
      [20000, 0, 1, 0, -1],
      [2.414465759, -0.7009764301, 0.06672117704, 0.1412487329, 0.4930065201],
      [1.386294361, 0, -0.5, 0, 0.5],
    ],
  },
];

describe.each(LOSSES)("$name", ({ text, expected }) => {
  const [loss] = compile(text, { fileName: "far.loss" }).losses;
  const options = { classes: 4, fromLogits: true } as const;

  test.each(POINTS.map((point, i) => ({ ...point, numbers: expected[i] })))(
    "logits $logits, label $label",
    ({ logits, label, numbers }) => {
      const target = logits.map((_, j) => Number(j === label));
      for (const { loss: value, grad } of [
        loss.lossAndGrad(target, logits, options),
        loss.lossAndGradFromLabels([label], logits, options),
      ])
        [value, ...grad].forEach((actual, i) => {
          expect(Math.abs(actual - numbers[i])).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(numbers[i])));
        });
    },
  );
});
