/** For every example its loss of one example in plain float64, written from the formula of its source: no part of lossc is used. */

import { erf } from "mathjs";

export type Row = readonly number[];
export type Parameters = Readonly<Record<string, number>>;

export interface Reference {
  /** What the labels are: a class, a distribution over classes, several yes-or-no labels, a number, or a vector. */
  readonly labels: "class" | "soft" | "several" | "number" | "vector";
  readonly prediction: "probs" | "logits" | "reals";
  readonly loss: (y: Row, p: Row, parameters: Parameters) => number;
  /** Parameters to try beside the defaults. */
  readonly settings: readonly Parameters[];
}

function total(row: Row, term: (entry: number, index: number) => number): number {
  return row.reduce((sum, entry, index) => sum + term(entry, index), 0);
}

/** y log x, which information theory takes to be 0 at y = 0. */
const timesLog = (y: number, x: number): number => (y === 0 ? 0 : y * Math.log(x));

const crossEntropy = (y: Row, p: Row): number => -total(p, (pi, i) => timesLog(y[i], pi));

const trueClass = (y: Row): number => y.indexOf(1);

function logarithmAt(temperature: number, x: number): number {
  return (x ** (1 - temperature) - 1) / (1 - temperature);
}

/** Its power series, for |x| <= 1: Abramowitz & Stegun 9.6.10. */
function besselI1(x: number): number {
  let [term, sum] = [x / 2, x / 2];
  for (let k = 1; k < 15; k++) {
    term *= (x / 2) ** 2 / (k * (k + 1));
    sum += term;
  }
  return sum;
}

const number = (
  loss: (y: number, p: number, parameters: Parameters) => number,
  settings: Reference["settings"] = [],
): Reference => ({
  labels: "number",
  prediction: "reals",
  loss: ([y], [p], parameters) => loss(y, p, parameters),
  settings,
});

export const REFERENCES: Readonly<Record<string, Reference>> = {
  cross_entropy: { labels: "soft", prediction: "probs", loss: crossEntropy, settings: [] },
  label_smoothed_cross_entropy: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p, { smoothing }) =>
      crossEntropy(
        y.map((yi) => (1 - smoothing) * yi + smoothing / y.length),
        p,
      ),
    settings: [{ smoothing: 0 }, { smoothing: 0.4 }, { smoothing: 1 }],
  },
  focal: {
    labels: "class",
    prediction: "probs",
    loss: (y, p, { gamma, alpha }) => {
      const pt = p[trueClass(y)];
      return -alpha * (1 - pt) ** gamma * Math.log(pt);
    },
    settings: [{ gamma: 0, alpha: 1 }, { gamma: 3.5 }, { alpha: 0.75 }],
  },
  poly: {
    labels: "class",
    prediction: "probs",
    loss: (y, p, { epsilon }) => -Math.log(p[trueClass(y)]) + epsilon * (1 - p[trueClass(y)]),
    settings: [{ epsilon: -1 }, { epsilon: 2 }],
  },
  gce: {
    labels: "class",
    prediction: "probs",
    loss: (y, p, { q }) => (1 - p[trueClass(y)] ** q) / q,
    settings: [{ q: 0.1 }, { q: 1 }],
  },
  sce: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p, { alpha, beta }) => {
      const reverse = -total(p, (pi, i) => pi * (y[i] === 0 ? -4 : Math.log(y[i])));
      return alpha * crossEntropy(y, p) + beta * reverse;
    },
    settings: [{ alpha: 6, beta: 0.1 }, { alpha: 0 }, { beta: 0 }],
  },
  bi_tempered: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p, { t1 }) =>
      total(p, (pi, i) => {
        const surprise = y[i] * (logarithmAt(t1, y[i]) - logarithmAt(t1, pi));
        return surprise - (y[i] ** (2 - t1) - pi ** (2 - t1)) / (2 - t1);
      }),
    settings: [{ t1: 0 }, { t1: 0.5 }, { t1: 0.95 }],
  },
  baikal: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p) => -total(p, (pi, i) => Math.log(pi + 1e-7) - y[i] / (pi + 1e-7)),
    settings: [],
  },
  taylor_glo: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p, { theta0, theta1, theta2, theta3, theta4, theta5, theta6, theta7 }) => {
      const polynomial = total(p, (pi, i) => {
        const a = y[i] - theta0;
        const b = pi - theta1;
        const alone = theta2 * b + (theta3 / 2) * b ** 2 + (theta4 / 6) * b ** 3;
        return alone + theta5 * a * b + (theta6 / 2) * a * b ** 2 + (theta7 / 2) * a ** 2 * b;
      });
      return -polynomial / p.length;
    },
    settings: [
      { theta0: 0.3, theta1: 0.8, theta2: -1.1, theta3: 0.7, theta4: -2.5, theta5: 1.9, theta6: -0.4, theta7: 1.3 },
      { theta5: 0, theta6: 0 },
    ],
  },
  brier: { labels: "soft", prediction: "probs", loss: (y, p) => total(p, (pi, i) => (pi - y[i]) ** 2), settings: [] },
  hinge: {
    labels: "class",
    prediction: "logits",
    loss: (y, z, { margin }) => {
      const label = trueClass(y);
      return Math.max(...z.map((zi, i) => (i === label ? 0 : margin) + zi - z[label]));
    },
    settings: [{ margin: 0.2 }, { margin: 5 }],
  },
  mae: number((y, p) => Math.abs(p - y)),
  mse: number((y, p) => (p - y) ** 2),
  huber: number(
    (y, p, { delta }) => {
      const error = Math.abs(p - y);
      return error <= delta ? error ** 2 / 2 : delta * error - delta ** 2 / 2;
    },
    [{ delta: 0.3 }, { delta: 50 }],
  ),
  log_cosh: number((y, p) => Math.log(Math.cosh(p - y))),
  quantile: number((y, p, { tau }) => (y >= p ? tau * (y - p) : (1 - tau) * (p - y)), [{ tau: 0.9 }, { tau: 0.05 }]),
  binary_cross_entropy: {
    labels: "several",
    prediction: "logits",
    loss: (y, z) =>
      -total(z, (zi, i) => {
        const probability = 1 / (1 + Math.exp(-zi));
        return y[i] * Math.log(probability) + (1 - y[i]) * Math.log(1 - probability);
      }),
    settings: [],
  },
  kl_divergence: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p) => total(p, (pi, i) => timesLog(y[i], y[i] / pi)),
    settings: [],
  },
  cosine_distance: {
    labels: "vector",
    prediction: "reals",
    loss: (y, p) => 1 - total(p, (pi, i) => pi * y[i]) / (Math.hypot(...y) * Math.hypot(...p)),
    settings: [],
  },
  neuro1: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p) => -total(p, (pi, i) => Math.asinh((1 - erf(y[i])) / Math.hypot(1, y[i] / (1e-7 + pi)))),
    settings: [],
  },
  neuro2: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p) =>
      total(p, (pi, i) => {
        const size = Math.asinh(y[i] / (1e-7 + pi));
        const sign = size / (1 + size);
        return besselI1(sign) * Math.exp(-sign);
      }),
    settings: [],
  },
  neuro3: {
    labels: "soft",
    prediction: "probs",
    loss: (y, p) => total(p, (pi, i) => (1 / (1 + pi) - y[i]) / (1 + 1e-7 - Math.tanh(y[i]) ** 2)),
    settings: [],
  },
};
