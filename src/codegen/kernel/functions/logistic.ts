/** Four float32 numbers go in; their sigmoid and softplus come out, from exp(-|x|). */

import type { Lanes, Vocabulary } from "../lanes.ts";
import { expOfNegative, expParts, fastExpOf, SCALE_UP } from "./exponential.ts";
import { negativeSize } from "./float-parts.ts";
import { polynomial } from "./polynomial.ts";

/** (2 atanh(s) / s - 2) / s^2 in z = s^2 <= 1/9; degree 3, error of log(1 + y) 4.6e-9 relative. */
const LOG1P = [0.2802942991256714, 0.2799821197986603, 0.4002175033092499, 0.6666641235351562];

/** The same; degree 1, error 9.0e-6. */
const FAST_LOG1P = [0.4491123855113983, 0.6649109125137329];

/** 1 where the sign is +, 0 elsewhere. */
const step = (v: Vocabulary, x: Lanes): Lanes => v.andNot(v.constant(1), v.shiftRight(x, 31));

/** With y = exp(-|x|) and t = y / (1 + y): 1 - t, or y - y t for x < 0, which rounds less than t itself. */
export function sigmoid(v: Vocabulary, x: Lanes): Lanes {
  const y = expOfNegative(v, negativeSize(v, x));
  const t = v.div(y, v.add(y, v.constant(1)));
  const base = v.pmax(y, step(v, x));
  return v.sub(base, v.mul(base, t));
}

/**
 * max(x, 0) + log(1 + y), y = exp(-|x|). With s = y / (2 + y) and R = 2 atanh(s) / s - 2, log(1 + y) = y - s (y - R).
 * y = 2^n + rest is not rounded before the small terms are subtracted, which are scaled up; 2^n is added last.
 */
export function softplus(v: Vocabulary, x: Lanes): Lanes {
  const { power, rest } = expParts(v, negativeSize(v, x));
  const scaled = v.add(power, rest);
  const down = v.constant(2 ** -SCALE_UP);
  const y = v.mul(scaled, down);
  const s = v.div(y, v.add(y, v.constant(2)));
  const z = v.mul(s, s);
  const factor = polynomial(
    v,
    z,
    LOG1P.map((c) => c * 2 ** SCALE_UP),
  );
  const small = v.mul(s, v.sub(scaled, v.mul(z, factor)));
  const low = v.add(v.pmax(x, v.constant(0)), v.mul(v.sub(rest, small), down));
  return v.add(v.mul(power, down), low);
}

function fastSigmoid(v: Vocabulary, x: Lanes): Lanes {
  return v.div(v.constant(1), v.add(fastExpOf(v, x, -1), v.constant(1)));
}

function fastSoftplus(v: Vocabulary, x: Lanes): Lanes {
  const y = fastExpOf(v, negativeSize(v, x));
  const s = v.div(y, v.add(y, v.constant(2)));
  const log = v.mul(s, polynomial(v, v.mul(s, s), [...FAST_LOG1P, 2]));
  return v.add(v.pmax(x, v.constant(0)), log);
}

/** Within 1e-4 relative. */
export const FAST_LOGISTIC = { sigmoid: fastSigmoid, softplus: fastSoftplus };
