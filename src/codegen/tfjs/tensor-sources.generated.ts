/** Source text of src/codegen/tfjs/tensor-forms, written by tools/embed-sources.ts; do not edit. */

export const TENSOR_SOURCES: Readonly<Record<string, { readonly source: string; readonly requires: readonly string[] }>> = {
  I0_32_SMALL: {
    source: `/** (I0(x) - 1) / y in y = x^2 / 4, for |x| <= 6. */
const I0_32_SMALL: readonly number[] = [
  9.558032e-10, 3.4040283e-8, 1.970903e-6, 6.926448e-5, 0.0017365279, 0.027777305, 0.2500002, 1,
];`,
    requires: [],
  },
  I0_32_LARGE: {
    source: `/** sqrt(x) exp(-x) I0(x) in 1 / x, for x >= 6. */
const I0_32_LARGE: readonly number[] = [0.6029271, -0.08391661, 0.04174295, 0.027533205, 0.049875367, 0.39894226];`,
    requires: [],
  },
  I1_32_SMALL: {
    source: `/** (I1(x) / (x / 2) - 1) / y in y = x^2 / 4, for |x| <= 6. */
const I1_32_SMALL: readonly number[] = [
  1.0173018e-10, 4.4019073e-9, 2.796436e-7, 1.15566145e-5, 0.00034726263, 0.006944399, 0.08333335, 0.5,
];`,
    requires: [],
  },
  I1_32_LARGE: {
    source: `/** sqrt(x) exp(-x) I1(x) in 1 / x, for x >= 6. */
const I1_32_LARGE: readonly number[] = [-0.7035492, 0.091653205, -0.055467904, -0.046148155, -0.1496122, 0.3989423];`,
    requires: [],
  },
  besselSeries: {
    source: `/** 1 + y p(y) with y = x^2 / 4. */
function besselSeries(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const y = tf.mul(tf.square(x), 0.25);
  return tf.add(1, tf.mul(y, tensorPolynomial(y, coefficients)));
}`,
    requires: ["tensorPolynomial"],
  },
  besselAsymptote: {
    source: `/** p(1 / x) / sqrt(x) for x >= 6. */
function besselAsymptote(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  return tf.div(tensorPolynomial(tf.reciprocal(x), coefficients), tf.sqrt(x));
}`,
    requires: ["tensorPolynomial"],
  },
  timesExponential: {
    source: `/** x exp(size), infinite only where the product is: exp(size) would overflow earlier. */
function timesExponential(x: tf.Tensor, size: tf.Tensor): tf.Tensor {
  const root = tf.exp(tf.mul(size, 0.5));
  return tf.mul(tf.mul(x, root), root);
}`,
    requires: [],
  },
  tensorBesselI0: {
    source: `function tensorBesselI0(x: tf.Tensor): tf.Tensor {
  const size = tf.minimum(tf.abs(x), 200);
  const large = timesExponential(besselAsymptote(size, I0_32_LARGE), size);
  return tf.where(tf.less(size, 6), besselSeries(size, I0_32_SMALL), large);
}`,
    requires: ["I0_32_LARGE","I0_32_SMALL","besselAsymptote","besselSeries","timesExponential"],
  },
  tensorBesselI0e: {
    source: `function tensorBesselI0e(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const small = tf.mul(tf.exp(tf.neg(size)), besselSeries(size, I0_32_SMALL));
  return tf.where(tf.less(size, 6), small, besselAsymptote(size, I0_32_LARGE));
}`,
    requires: ["I0_32_LARGE","I0_32_SMALL","besselAsymptote","besselSeries"],
  },
  tensorBesselI1: {
    source: `function tensorBesselI1(x: tf.Tensor): tf.Tensor {
  const size = tf.minimum(tf.abs(x), 200);
  const small = tf.mul(tf.mul(x, 0.5), besselSeries(size, I1_32_SMALL));
  const large = timesExponential(besselAsymptote(size, I1_32_LARGE), size);
  return tf.where(tf.less(size, 6), small, tf.where(tf.less(x, 0), tf.neg(large), large));
}`,
    requires: ["I1_32_LARGE","I1_32_SMALL","besselAsymptote","besselSeries","timesExponential"],
  },
  tensorBesselI1e: {
    source: `function tensorBesselI1e(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const small = tf.mul(tf.exp(tf.neg(size)), tf.mul(tf.mul(x, 0.5), besselSeries(size, I1_32_SMALL)));
  const large = besselAsymptote(size, I1_32_LARGE);
  return tf.where(tf.less(size, 6), small, tf.where(tf.less(x, 0), tf.neg(large), large));
}`,
    requires: ["I1_32_LARGE","I1_32_SMALL","besselAsymptote","besselSeries"],
  },
  tensorSin: {
    source: `/** 2t / (1 + t^2) with t = tan(x / 2). */
function tensorSin(x: tf.Tensor): tf.Tensor {
  const t = tf.tan(tf.mul(x, 0.5));
  return tf.div(tf.mul(t, 2), tf.add(tf.square(t), 1));
}`,
    requires: [],
  },
  tensorCos: {
    source: `/** (1 - t)(1 + t) / (1 + t^2) with t = tan(x / 2). */
function tensorCos(x: tf.Tensor): tf.Tensor {
  const t = tf.tan(tf.mul(x, 0.5));
  return tf.div(tf.mul(tf.sub(1, t), tf.add(t, 1)), tf.add(tf.square(t), 1));
}`,
    requires: [],
  },
  ERF32_SMALL: {
    source: `/** erf(x) / x - 1 in x^2, for |x| <= 1. */
const ERF32_SMALL: readonly number[] = [
  7.875875e-5, -0.00080168643, 0.0051890872, -0.026854211, 0.11283594, -0.37612626, 0.12837917,
];`,
    requires: [],
  },
  ERFC32_TAIL: {
    source: `/** (x + 2) exp(x^2) erfc(x) in 1 / (x + 2), for 0.5 <= x <= 10.5. */
const ERFC32_TAIL: readonly number[] = [
  -33.540577, 79.9749, -68.840225, 21.025238, -1.813249, 3.417381, 1.926063, 1.1305937, 0.5641465,
];`,
    requires: [],
  },
  tensorErfSmall: {
    source: `function tensorErfSmall(x: tf.Tensor): tf.Tensor {
  return tf.add(x, tf.mul(x, tensorPolynomial(tf.square(x), ERF32_SMALL)));
}`,
    requires: ["ERF32_SMALL","tensorPolynomial"],
  },
  tensorErfcTail: {
    source: `/**
 * erfc(x) for x >= 0.5. With h the nearest multiple of 1/16, h^2 is exact in float32 and
 * exp(-x^2) = exp(-h^2) exp((h - x)(h + x)) loses nothing to the rounding of x^2.
 */
function tensorErfcTail(size: tf.Tensor): tf.Tensor {
  const x = tf.minimum(size, 10.5);
  const h = tf.div(tf.round(tf.mul(x, 16)), 16);
  const power = tf.mul(tf.exp(tf.neg(tf.square(h))), tf.exp(tf.mul(tf.sub(h, x), tf.add(h, x))));
  const t = tf.reciprocal(tf.add(x, 2));
  return tf.mul(power, tf.mul(t, tensorPolynomial(t, ERFC32_TAIL)));
}`,
    requires: ["ERFC32_TAIL","tensorPolynomial"],
  },
  tensorErf: {
    source: `/** The wasm backend's own kernel is accurate. Elsewhere: beyond 1, erfc is so small that its own accuracy matters less than in \`tensorErfc\`. */
function tensorErf(x: tf.Tensor): tf.Tensor {
  if (tf.getBackend() === "wasm") return tf.erf(x);
  const size = tf.abs(x);
  const square = tf.square(x);
  const t = tf.reciprocal(tf.add(size, 2));
  const tail = tf.mul(tf.exp(tf.neg(square)), tf.mul(t, tensorPolynomial(t, ERFC32_TAIL)));
  const small = tf.add(x, tf.mul(x, tensorPolynomial(square, ERF32_SMALL)));
  return tf.where(tf.less(size, 1), small, tf.mul(tf.sign(x), tf.sub(1, tail)));
}`,
    requires: ["ERF32_SMALL","ERFC32_TAIL","tensorPolynomial"],
  },
  tensorErfc: {
    source: `function tensorErfc(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const tail = tensorErfcTail(size);
  const large = tf.where(tf.less(x, 0), tf.sub(2, tail), tail);
  return tf.where(tf.less(size, 0.5), tf.sub(1, tensorErfSmall(x)), large);
}`,
    requires: ["tensorErfSmall","tensorErfcTail"],
  },
  LGAMMA32_P: {
    source: `/** log Γ(1 + s) / (s (s - 1)). */
const LGAMMA32_P: readonly number[] = [0.012586425, 0.21083581, 0.6983333, 0.5772157];`,
    requires: [],
  },
  LGAMMA32_Q: {
    source: `const LGAMMA32_Q: readonly number[] = [0.0032588935, 0.11693914, 0.7905598, 1.634717, 1];`,
    requires: [],
  },
  LGAMMA32_TAIL: {
    source: `/** x (log Γ(x) - (x - 1/2)(log x - 1) - (log 2π - 1) / 2). */
const LGAMMA32_TAIL: readonly number[] = [0.0007085911, -0.0027743867, 0.08333331];`,
    requires: [],
  },
  DIGAMMA32_ROOT_HIGH: {
    source: `/** digamma's zero, less 1, is the sum of these two. */
const DIGAMMA32_ROOT_HIGH = 0.4616321325302124;`,
    requires: [],
  },
  DIGAMMA32_ROOT_LOW: {
    source: `const DIGAMMA32_ROOT_LOW = 1.243815006546356e-8;`,
    requires: [],
  },
  DIGAMMA32_P: {
    source: `/** ψ(1 + s) / (s - root). */
const DIGAMMA32_P: readonly number[] = [0.014877697, 0.30697635, 1.2529888, 1.2503802];`,
    requires: [],
  },
  DIGAMMA32_Q: {
    source: `const DIGAMMA32_Q: readonly number[] = [0.0030437186, 0.11299788, 0.7959262, 1.685633, 1];`,
    requires: [],
  },
  DIGAMMA32_TAIL: {
    source: `/** x^2 (log x - 1 / (2x) - ψ(x)). */
const DIGAMMA32_TAIL: readonly number[] = [0.003395951, -0.0083107855, 0.083333194];`,
    requires: [],
  },
  TRIGAMMA32_P: {
    source: `/** ψ'(1 + s). */
const TRIGAMMA32_P: readonly number[] = [0.529643, 2.1526966, 3.1376948, 1.644934];`,
    requires: [],
  },
  TRIGAMMA32_Q: {
    source: `const TRIGAMMA32_Q: readonly number[] = [0.5296484, 2.4174435, 4.2586703, 3.3690152, 1];`,
    requires: [],
  },
  TRIGAMMA32_TAIL: {
    source: `/** x^3 (ψ'(x) - 1 / x - 1 / (2 x^2)). */
const TRIGAMMA32_TAIL: readonly number[] = [-0.021996172, 0.023117611, -0.03331872, 0.16666661];`,
    requires: [],
  },
  TETRAGAMMA32_P: {
    source: `/** -ψ''(1 + s). */
const TETRAGAMMA32_P: readonly number[] = [0.49315903, 2.2152293, 3.744562, 2.4041138];`,
    requires: [],
  },
  TETRAGAMMA32_Q: {
    source: `const TETRAGAMMA32_Q: readonly number[] = [0.49317265, 2.7081819, 6.207873, 7.249282, 4.258743, 1];`,
    requires: [],
  },
  TETRAGAMMA32_TAIL: {
    source: `/** x^4 (-ψ''(x) - 1 / x^2 - 1 / x^3). */
const TETRAGAMMA32_TAIL: readonly number[] = [0.3637422, -0.26404452, 0.16538301, -0.16664965, 0.49999997];`,
    requires: [],
  },
  tensorRational: {
    source: `function tensorRational(x: tf.Tensor, p: readonly number[], q: readonly number[]): tf.Tensor {
  return tf.div(tensorPolynomial(x, p), tensorPolynomial(x, q));
}`,
    requires: ["tensorPolynomial"],
  },
  gammaArgument: {
    source: `/** s for |x| < 3: |x| itself below 1, where the value at 1 + |x| is wanted, and |x| - 1 above. */
function gammaArgument(size: tf.Tensor): tf.Tensor {
  return tf.where(tf.less(size, 1), size, tf.sub(size, 1));
}`,
    requires: [],
  },
  gammaStep: {
    source: `/** \`term\` where |x| < 1, else 0: the step of recurrence from 1 + |x| to |x|. */
function gammaStep(size: tf.Tensor, term: tf.Tensor): tf.Tensor {
  return tf.where(tf.less(size, 1), term, tf.zerosLike(term));
}`,
    requires: [],
  },
  poleAngle: {
    source: `/** π times x's distance from the nearest integer. */
function poleAngle(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(x, tf.round(x)), Math.PI);
}`,
    requires: [],
  },
  nanAtPoles: {
    source: `/** NaN at 0, -1, -2, ..., where the function has no limit. */
function nanAtPoles(x: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const pole = tf.logicalAnd(tf.lessEqual(x, 0), tf.equal(x, tf.round(x)));
  return tf.where(pole, tf.fill(value.shape, Number.NaN), value);
}`,
    requires: [],
  },
  tensorLgamma: {
    source: `/** log |Γ(x)| = log(π / |sin πx|) - log |x| - log Γ(|x|) for x < 0. */
function tensorLgamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const log = tf.log(size);
  const s = gammaArgument(size);
  const near = tf.mul(tf.mul(s, tf.sub(s, 1)), tensorRational(s, LGAMMA32_P, LGAMMA32_Q));
  const tail = tf.div(tensorPolynomial(tf.reciprocal(tf.square(size)), LGAMMA32_TAIL), size);
  const far = tf.add(tf.mul(tf.sub(size, 0.5), tf.sub(log, 1)), tf.add(tail, 0.41893853));
  const positive = tf.where(tf.less(size, 3), tf.sub(near, gammaStep(size, log)), far);
  const reflected = tf.log(tf.div(Math.PI, tf.abs(tensorSin(poleAngle(x)))));
  return tf.where(tf.less(x, 0), tf.sub(tf.sub(reflected, log), positive), positive);
}`,
    requires: ["LGAMMA32_P","LGAMMA32_Q","LGAMMA32_TAIL","gammaArgument","gammaStep","poleAngle","tensorPolynomial","tensorRational","tensorSin"],
  },
  tensorDigamma: {
    source: `/** ψ(x) = ψ(|x|) + 1 / |x| - π / tan πx for x < 0. */
function tensorDigamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const reciprocal = tf.reciprocal(size);
  const s = gammaArgument(size);
  const distance = tf.sub(tf.sub(s, DIGAMMA32_ROOT_HIGH), DIGAMMA32_ROOT_LOW);
  const near = tf.mul(distance, tensorRational(s, DIGAMMA32_P, DIGAMMA32_Q));
  const square = tf.square(reciprocal);
  const tail = tf.add(tf.mul(reciprocal, 0.5), tf.mul(square, tensorPolynomial(square, DIGAMMA32_TAIL)));
  const far = tf.sub(tf.log(size), tail);
  const positive = tf.where(tf.less(size, 3), tf.sub(near, gammaStep(size, reciprocal)), far);
  const negative = tf.sub(tf.add(positive, reciprocal), tf.div(Math.PI, tf.tan(poleAngle(x))));
  return nanAtPoles(x, tf.where(tf.less(x, 0), negative, positive));
}`,
    requires: ["DIGAMMA32_P","DIGAMMA32_Q","DIGAMMA32_ROOT_HIGH","DIGAMMA32_ROOT_LOW","DIGAMMA32_TAIL","gammaArgument","gammaStep","nanAtPoles","poleAngle","tensorPolynomial","tensorRational"],
  },
  tensorTrigamma: {
    source: `/** ψ'(x) = π^2 / sin^2 πx - ψ'(|x|) + 1 / x^2 for x < 0. */
function tensorTrigamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const reciprocal = tf.reciprocal(size);
  const square = tf.square(reciprocal);
  const s = gammaArgument(size);
  const near = tf.add(tensorRational(s, TRIGAMMA32_P, TRIGAMMA32_Q), gammaStep(size, square));
  const tail = tf.mul(tf.mul(reciprocal, square), tensorPolynomial(square, TRIGAMMA32_TAIL));
  const far = tf.add(reciprocal, tf.add(tf.mul(square, 0.5), tail));
  const positive = tf.where(tf.less(size, 3), near, far);
  const cosecant = tf.div(Math.PI, tensorSin(poleAngle(x)));
  return tf.where(tf.less(x, 0), tf.add(tf.sub(tf.square(cosecant), positive), square), positive);
}`,
    requires: ["TRIGAMMA32_P","TRIGAMMA32_Q","TRIGAMMA32_TAIL","gammaArgument","gammaStep","poleAngle","tensorPolynomial","tensorRational","tensorSin"],
  },
  tensorTetragamma: {
    source: `/** ψ''(x) = -2 π^3 cos πx / sin^3 πx + ψ''(|x|) + 2 / |x|^3 for x < 0. */
function tensorTetragamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const reciprocal = tf.reciprocal(size);
  const square = tf.square(reciprocal);
  const twiceCube = tf.mul(tf.mul(reciprocal, square), 2);
  const s = gammaArgument(size);
  const near = tf.add(tensorRational(s, TETRAGAMMA32_P, TETRAGAMMA32_Q), gammaStep(size, twiceCube));
  const tail = tf.add(reciprocal, tf.mul(square, tensorPolynomial(square, TETRAGAMMA32_TAIL)));
  const far = tf.mul(square, tf.add(tail, 1));
  const positive = tf.neg(tf.where(tf.less(size, 3), near, far));
  const angle = poleAngle(x);
  const sine = tensorSin(angle);
  const cosecant = tf.div(Math.PI, sine);
  const reflected = tf.mul(tf.mul(tf.div(sine, tf.tan(angle)), 2), tf.mul(cosecant, tf.square(cosecant)));
  const negative = tf.sub(tf.add(positive, twiceCube), reflected);
  return nanAtPoles(x, tf.where(tf.less(x, 0), negative, positive));
}`,
    requires: ["TETRAGAMMA32_P","TETRAGAMMA32_Q","TETRAGAMMA32_TAIL","gammaArgument","gammaStep","nanAtPoles","poleAngle","tensorPolynomial","tensorRational","tensorSin"],
  },
  EXPM1_32: {
    source: `/** (expm1(x) - x) / x^2 in x, for |x| <= 0.5. */
const EXPM1_32: readonly number[] = [0.00019944874, 0.0013982186, 0.008333236, 0.041665792, 0.16666667, 0.5];`,
    requires: [],
  },
  LOG1P_32: {
    source: `/** (log((1 + s) / (1 - s)) - 2 s) / s^3 in s^2, for |s| <= 1/3. */
const LOG1P_32: readonly number[] = [0.268515, 0.2823662, 0.4000756, 0.6666664];`,
    requires: [],
  },
  tensorExpm1: {
    source: `function tensorExpm1(x: tf.Tensor): tf.Tensor {
  const small = tf.add(x, tf.mul(tf.square(x), tensorPolynomial(x, EXPM1_32)));
  return tf.where(tf.less(tf.abs(x), 0.5), small, tf.sub(tf.exp(x), 1));
}`,
    requires: ["EXPM1_32","tensorPolynomial"],
  },
  tensorLog1p: {
    source: `/** For small x, with s = x / (2 + x), log(1 + x) = log((1 + s) / (1 - s)). */
function tensorLog1p(x: tf.Tensor): tf.Tensor {
  const s = tf.div(x, tf.add(x, 2));
  const square = tf.square(s);
  const small = tf.add(tf.mul(s, 2), tf.mul(tf.mul(s, square), tensorPolynomial(square, LOG1P_32)));
  return tf.where(tf.less(tf.abs(x), 0.5), small, tf.log(tf.add(x, 1)));
}`,
    requires: ["LOG1P_32","tensorPolynomial"],
  },
  tensorSoftplus: {
    source: `/**
 * max(x, 0) + log(1 + exp(-|x|)). The wasm backend's sigmoid takes a fifth of the time of its exp: with q = sigmoid(-|x|) the s of
 * \`tensorLog1p\` is q / (2 - q), at most 1/3.
 */
function tensorSoftplus(x: tf.Tensor): tf.Tensor {
  if (tf.getBackend() !== "wasm") return tf.softplus(x);
  const q = tf.sigmoid(tf.neg(tf.abs(x)));
  const s = tf.div(q, tf.sub(2, q));
  const square = tf.square(s);
  const tail = tf.mul(s, tf.add(tf.mul(square, tensorPolynomial(square, LOG1P_32)), 2));
  return tf.add(tf.relu(x), tail);
}`,
    requires: ["LOG1P_32","tensorPolynomial"],
  },
  tensorLog2: {
    source: `function tensorLog2(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.log(x), Math.LOG2E);
}`,
    requires: [],
  },
  tensorLog10: {
    source: `function tensorLog10(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.log(x), Math.LOG10E);
}`,
    requires: [],
  },
  tensorLogSumExp: {
    source: `/** The last axis is kept, with length 1. Where the largest entry is infinite nothing is subtracted: tfjs's own form gives NaN there. */
function tensorLogSumExp(x: tf.Tensor): tf.Tensor {
  const largest = tf.max(x, -1, true);
  const shift = tf.where(tf.isFinite(largest), largest, tf.zerosLike(largest));
  return tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, shift)), -1, true)), shift);
}`,
    requires: [],
  },
  tensorSign: {
    source: `/** The wasm backend's own kernel takes |x| < 1e-6 for 0, and both backends' take NaN for 0. */
function tensorSign(x: tf.Tensor): tf.Tensor {
  const sign = tf.sub(tf.cast(tf.greater(x, 0), "float32"), tf.cast(tf.less(x, 0), "float32"));
  return tf.where(tf.isNaN(x), x, sign);
}`,
    requires: [],
  },
  tensorMaximum: {
    source: `/** The wasm backend's own kernel drops a NaN in its second operand. */
function tensorMaximum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.where(tf.isNaN(b), b, tf.maximum(a, b));
}`,
    requires: [],
  },
  tensorMinimum: {
    source: `function tensorMinimum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.where(tf.isNaN(b), b, tf.minimum(a, b));
}`,
    requires: [],
  },
  tensorSoftsign: {
    source: `/** x / (1 + |x|); beyond 1e30 the quotient is 1, and infinity over infinity is avoided. */
function tensorSoftsign(x: tf.Tensor): tf.Tensor {
  const bounded = tf.minimum(tf.maximum(x, -1e30), 1e30);
  return tf.div(bounded, tf.add(tf.abs(bounded), 1));
}`,
    requires: [],
  },
  tensorPolynomial: {
    source: `/** The polynomial's value at x by Horner's rule; coefficients run from the highest power down. Memory that is free again at once is fast. */
function tensorPolynomial(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const [highest = 0, ...rest] = coefficients;
  let value: tf.Tensor = tf.scalar(highest);
  for (const coefficient of rest) {
    const before = value;
    value = tf.tidy(() => tf.add(tf.mul(before, x), coefficient));
    before.dispose();
  }
  return value;
}`,
    requires: [],
  },
};
