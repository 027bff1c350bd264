/** Two operands of four float32 numbers go in; the first to the power of the second comes out. */

import type { Lanes, Vocabulary } from "../lanes.ts";
import { fastExp2Long } from "./exponential.ts";
import { BIAS, EXPONENT_UNIT, FRACTION_BITS, isOutside, splitFloat } from "./float-parts.ts";
import { isKnownPower, knownPower } from "./known-power.ts";
import { polynomial } from "./polynomial.ts";
import { exponentOf, LARGEST_DIRECT, LEAST_DIRECT, powerParts } from "./power-parts.ts";
import { powNormal, powSpecial } from "./wide-power.ts";

/** log2(1 + f) / s in z = s^2 for |log(1 + f)| <= log(2) / 2, s = f / (2 + f); degree 2, error 1.6e-7 relative. */
const FAST_LOG2 = [0.5973870158195496, 0.9615511894226074, 2.885390520095825];

/** 0 to a power above 0, which is 0: absent classes make it as frequent as any other. */
const isVanishing = (v: Vocabulary, a: Lanes, b: Lanes): Lanes =>
  v.and(v.equalInt(a, v.bits(0)), v.greater(b, v.constant(0)));

/** As `**` has it: 1 for b = 0 whatever a is, NaN for a = 1 and infinite b. */
export function pow(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const c = v.known(b);
  if (c !== undefined && isKnownPower(c)) return knownPower(v, a, b, c);
  const isNarrow = v.and(v.greaterEqual(b, v.constant(LEAST_DIRECT)), v.lessEqual(b, v.constant(LARGEST_NARROW)));
  return v.block.choose(
    v.any(v.not(isNarrow)),
    (inner) => widePow(v.within(inner), a, b),
    (inner) => narrowPow(v.within(inner), a, b),
  );
}

function widePow(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const exact = v.wide.fromFloat(b);
  const vanishes = isVanishing(v, a, b);
  const rare = v.andNot(isOutside(v, a), vanishes);
  return v.patch(rare, v.andNot(powNormal(v, a, exact), vanishes), (inner) => powSpecial(inner, a, b, exact));
}

/** For larger ones x^(b - 1) and the product would round too much. */
const LARGEST_NARROW = 1.5;
/** Bits of 2^-83 and 2^83: the numbers between have normal powers. */
const [LEAST, LIMIT] = [(BIAS - 83) << FRACTION_BITS, (BIAS + 83) << FRACTION_BITS];

/** For b from LEAST_DIRECT to LARGEST_NARROW; the larger ones are taken apart, x x^(b - 1). */
function narrowPow(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const one = v.constant(1);
  const isLarge = v.greater(b, v.constant(LARGEST_DIRECT));
  const { scale, excess } = powerParts(v, a, exponentOf(v, v.sub(b, v.and(isLarge, one))));
  const factor = v.select(isLarge, a, one);
  const value = v.mul(v.add(factor, v.mul(factor, excess)), scale);
  const vanishes = isVanishing(v, a, b);
  const rare = v.andNot(isOutside(v, a, LIMIT, LEAST), vanishes);
  return v.patch(rare, v.andNot(value, vanishes), (inner) => powSpecial(inner, a, b, inner.wide.fromFloat(b)));
}

function fastPow(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const { exponent, fraction } = splitFloat(v, a);
  const one = v.constant(1);
  const s = v.div(v.sub(fraction, one), v.add(fraction, one));
  const k = v.mul(v.toFloat(exponent), v.constant(EXPONENT_UNIT));
  const log = v.madd(s, polynomial(v, v.mul(s, s), FAST_LOG2), k);
  const vanishes = isVanishing(v, a, b);
  const rare = v.andNot(isOutside(v, a), vanishes);
  return v.patch(rare, v.andNot(fastExp2Long(v, v.mul(b, log)), vanishes), (inner) =>
    powSpecial(inner, a, b, inner.wide.fromFloat(b)),
  );
}

/** Within 1e-4 relative. */
export const FAST_POWER = { pow: fastPow };
