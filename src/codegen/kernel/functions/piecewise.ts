/** Four lanes go in; sign and softsign come out. */

import { sizeOf, withSignOf } from "./float-parts.ts";
import type { LaneFunction } from "./function.ts";

/** Zeros of either sign and NaN stay as they are. */
export const sign: LaneFunction = (v, x) => {
  const zero = v.constant(0);
  const isOther = v.or(v.less(x!, zero), v.greater(x!, zero));
  return v.select(isOther, withSignOf(v, x!, v.constant(1)), x!);
};

/** x / (1 + |x|); the bound makes it 1, rounded, for infinities too. */
export const softsign: LaneFunction = (v, x) => {
  const size = v.pmin(sizeOf(v, x!), v.constant(2 ** 100));
  const value = v.div(size, v.add(v.constant(1), size));
  return withSignOf(v, x!, value);
};
