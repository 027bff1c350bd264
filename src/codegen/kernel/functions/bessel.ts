/** Four lanes go in; modified Bessel functions of the first kind come out. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";
import { callShared } from "./call-shared.ts";
import { sizeOf, withSignOf } from "./float-parts.ts";
import type { LaneFunction } from "./function.ts";
import { mixedPolynomial, polynomial } from "./polynomial.ts";
import { wideExp } from "./wide-exponential.ts";

interface Order {
  /** In s = 2 |x| - 1 for |x| <= 1: exp(-|x|) I0(x), or exp(-|x|) I1(x) / x - 1/4. */
  readonly scaledUpToOne: readonly number[];
  /** In s = |x| / 2 - 1 for |x| <= 4: exp(-|x|) I0(x), or exp(-|x|) I1(x) / x. */
  readonly scaled: readonly number[];
  /** The same, for `fast`. */
  readonly scaledFast: readonly number[];
  /** In y = x^2 / 4 for |x| <= 2: (I0(x) - 1) / y, or (I1(x) / x - 1/2) / y. */
  readonly seriesUpToTwo: readonly number[];
  /** In y for |x| <= 4: I0(x), or I1(x) / x. */
  readonly series: readonly number[];
  readonly seriesFast: readonly number[];
  /** sqrt(|x|) exp(-|x|) I(|x|) in s = 8 / |x| - 1 for |x| >= 4. */
  readonly tail: readonly number[];
  readonly isOdd: boolean;
}

/** All from Remez's algorithm; errors are relative. The last two coefficients (of `scaled` four) are float64, the others float32. */
const ORDER_0: Order = {
  // Degree 7, error 2.6e-8; all float32.
  scaledUpToOne: [
    -1.6424461e-5, 1.2802369e-4, -8.251049e-4, 4.6677184e-3, -2.1971395e-2, 8.3048776e-2, -0.24430726, 0.64503527,
  ],
  // Degree 12, error 3.0e-8.
  scaled: [
    1.4875307e-4, -5.2483205e-4, 1.1439903e-3, -2.963951e-3, 7.6947142e-3, -1.722908e-2, 3.415911e-2, -6.040434e-2,
    9.415896e-2, -0.12889886, 0.1576871023394809, -0.18647795923658553, 0.3085083184383943,
  ],
  // Degree 8, error 4.9e-5.
  scaledFast: [
    9.914995e-3, -2.5341088e-2, 3.3327658e-2, -5.421177e-2, 9.3932614e-2, -0.13055706, 0.15779883, -0.18636283,
    0.3085041,
  ],
  // Degree 4, error 1.2e-9; all float32.
  seriesUpToTwo: [7.4720214e-5, 1.7311202e-3, 2.7779713e-2, 0.24999975, 1],
  // Degree 7, error 1.2e-9.
  series: [
    4.9567745e-8, 1.8661702e-6, 6.963915e-5, 1.7357864e-3, 2.7778063e-2, 0.24999988, 1.0000000162974994,
    1.0000000006218892,
  ],
  // Degree 4, error 4.9e-5.
  seriesFast: [2.4632416e-3, 2.5499811e-2, 0.25266644, 0.9990188, 1.0000492],
  // Degree 9, error 1.3e-8.
  tail: [
    4.5808074e-6, 5.8960386e-6, -1.7128761e-5, -3.211662e-5, 8.00654e-6, 7.750271e-5, 1.8593449e-4, 7.3544536e-4,
    7.349388073969616e-3, 0.4056863392173979,
  ],
  isOdd: false,
};

const ORDER_1: Order = {
  // Degree 7, error 1.5e-8; all float32.
  scaledUpToOne: [
    -3.82395e-6, 3.2724063e-5, -2.403876e-4, 1.574462e-3, -8.731834e-3, 3.9506413e-2, -0.13706875, 6.284161e-2,
  ],
  // Degree 12, error 1.4e-8.
  scaled: [
    2.4440806e-5, -9.8412755e-5, 2.5434227e-4, -7.304321e-4, 2.0821132e-3, -5.292878e-3, 1.2117876e-2, -2.5015624e-2,
    4.602839e-2, -7.448855e-2, 0.10420204597778084, -0.12203024398881507, 0.10763464336457386,
  ],
  // Degree 8, error 2.6e-5.
  scaledFast: [
    2.3361712e-3, -7.118832e-3, 1.2369125e-2, -2.3708684e-2, 4.572939e-2, -7.481093e-2, 0.10427069, -0.122010626,
    0.10763256,
  ],
  // Degree 3, error 2.2e-8; all float32.
  seriesUpToTwo: [1.879488e-4, 3.4603626e-3, 4.167047e-2, 0.24999963],
  // Degree 6, error 7.2e-9.
  series: [
    1.7429763e-7, 5.592372e-6, 1.7410908e-4, 3.4715855e-3, 4.1667044e-2, 0.24999991619374487, 0.5000000035762349,
  ],
  // Degree 4, error 1.3e-5.
  seriesFast: [2.3571478e-4, 3.2668302e-3, 4.1927613e-2, 0.24989145, 0.50000656],
  // Degree 9, error 1.5e-8.
  tail: [
    -5.1131387e-6, -5.962188e-6, 1.9847535e-5, 3.4298402e-5, -1.2717206e-5, -9.2747796e-5, -2.3589711e-4, -1.1258835e-3,
    -2.0486420541874467e-2, 0.3794122693518928,
  ],
  isOdd: true,
};

/** Where the polynomials near 0 end. */
const NEAR = 4;
/** Beyond every |x| for which I(x) is a finite float32. */
const OVERFLOWS = 100;

const scaledName = ({ isOdd }: Order): string => `bessel_i${isOdd ? 1 : 0}e_beyond_one`;
const unscaledName = ({ isOdd }: Order): string => `bessel_i${isOdd ? 1 : 0}_beyond_two`;

/** exp(-|x|) I(|x|) for |x| >= 4. */
function scaledTail(v: Vocabulary, size: Lanes, { tail }: Order): Wide {
  const { wide } = v;
  const reciprocal = wide.div(wide.constant(1), wide.fromFloat(size));
  const s = wide.sub(wide.mul(reciprocal, wide.constant(8)), wide.constant(1));
  return wide.mul(mixedPolynomial(v, wide.toFloat(s), s, tail), wide.sqrt(reciprocal));
}

/** An even function of `size`, with the sign of x where the order is odd. */
function signed(v: Vocabulary, value: Lanes, x: Lanes, { isOdd }: Order): Lanes {
  return isOdd ? withSignOf(v, x, value) : value;
}

function exponentiallyScaled(order: Order): LaneFunction {
  return (v, x) => {
    const size = sizeOf(v, x!);
    const one = v.constant(1);
    const near = polynomial(v, v.sub(v.add(size, size), one), order.scaledUpToOne);
    const value = order.isOdd ? v.add(v.mul(x!, v.constant(0.25)), v.mul(x!, near)) : near;
    return v.patch(v.greater(size, one), value, (inner) => callShared(inner.block, scaledName(order), x!));
  };
}

function scaledBeyondOne(v: Vocabulary, x: Lanes, order: Order): Lanes {
  const { wide } = v;
  const size = sizeOf(v, x);
  const s = v.sub(v.mul(size, v.constant(0.5)), v.constant(1));
  const wideS = wide.sub(wide.mul(wide.fromFloat(size), wide.constant(0.5)), wide.constant(1));
  const near = mixedPolynomial(v, s, wideS, order.scaled, 4);
  return patchTail(v, x, size, wide.toFloat(order.isOdd ? wide.mul(near, wide.fromFloat(x)) : near), order);
}

function exponentiallyScaledFast(order: Order): LaneFunction {
  return (v, x) => {
    const size = sizeOf(v, x!);
    const s = v.sub(v.mul(size, v.constant(0.5)), v.constant(1));
    const near = polynomial(v, s, order.scaledFast);
    return patchTail(v, x!, size, order.isOdd ? v.mul(near, x!) : near, order);
  };
}

function patchTail(v: Vocabulary, x: Lanes, size: Lanes, value: Lanes, order: Order): Lanes {
  return v.patch(v.greater(size, v.constant(NEAR)), value, (inner) =>
    signed(inner, inner.wide.toFloat(scaledTail(inner, size, order)), x, order),
  );
}

function unscaled(order: Order): LaneFunction {
  return (v, x) => {
    const y = quarterSquare(v, x!);
    const rise = v.mul(y, polynomial(v, y, order.seriesUpToTwo));
    const value = order.isOdd ? v.add(v.mul(x!, v.constant(0.5)), v.mul(x!, rise)) : v.add(v.constant(1), rise);
    return v.patch(v.greater(sizeOf(v, x!), v.constant(2)), value, (inner) =>
      callShared(inner.block, unscaledName(order), x!),
    );
  };
}

function unscaledBeyondTwo(v: Vocabulary, x: Lanes, order: Order): Lanes {
  const { wide } = v;
  const y = quarterSquare(v, x);
  const wideX = wide.fromFloat(x);
  const wideY = wide.mul(wide.mul(wideX, wideX), wide.constant(0.25));
  const near = mixedPolynomial(v, y, wideY, order.series);
  return patchGrowing(v, x, wide.toFloat(order.isOdd ? wide.mul(near, wideX) : near), order);
}

function unscaledFast(order: Order): LaneFunction {
  return (v, x) => {
    const near = polynomial(v, quarterSquare(v, x!), order.seriesFast);
    return patchGrowing(v, x!, order.isOdd ? v.mul(near, x!) : near, order);
  };
}

const quarterSquare = (v: Vocabulary, x: Lanes): Lanes => v.mul(v.mul(x, x), v.constant(0.25));

function patchGrowing(v: Vocabulary, x: Lanes, value: Lanes, order: Order): Lanes {
  const size = sizeOf(v, x);
  return v.patch(v.greater(size, v.constant(NEAR)), value, (inner) => {
    const { wide } = inner;
    const bounded = inner.pmin(size, inner.constant(OVERFLOWS));
    const power = wideExp(inner, wide.fromFloat(bounded));
    return signed(inner, wide.toFloat(wide.mul(scaledTail(inner, bounded, order), power)), x, order);
  });
}

export const bessel_i0 = unscaled(ORDER_0);
export const bessel_i0e = exponentiallyScaled(ORDER_0);
export const bessel_i1 = unscaled(ORDER_1);
export const bessel_i1e = exponentiallyScaled(ORDER_1);

/** Most losses stay near 0: what is beyond stands in a module once. */
export const SHARED_BESSEL: Readonly<Record<string, LaneFunction>> = Object.fromEntries(
  [ORDER_0, ORDER_1].flatMap((order): [string, LaneFunction][] => [
    [scaledName(order), (v, x) => scaledBeyondOne(v, x!, order)],
    [unscaledName(order), (v, x) => unscaledBeyondTwo(v, x!, order)],
  ]),
);

/** Within 1e-4 relative. */
export const FAST_BESSEL = {
  bessel_i0: unscaledFast(ORDER_0),
  bessel_i0e: exponentiallyScaledFast(ORDER_0),
  bessel_i1: unscaledFast(ORDER_1),
  bessel_i1e: exponentiallyScaledFast(ORDER_1),
} satisfies Record<string, LaneFunction>;
