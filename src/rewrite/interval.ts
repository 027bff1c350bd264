/** Intervals of reals and their arithmetic: from intervals that hold operands to one that holds the result. */

/** An interval of reals; an open end is not attained, so an open infinite end says that every value is finite. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
  /** Whether the value may be NaN (then the interval holds the other values). */
  readonly nan: boolean;
}

export const INF = Number.POSITIVE_INFINITY;

export const range = (low: number, high: number, lowOpen = false, highOpen = false, nan = false): Range => ({
  low,
  high,
  lowOpen,
  highOpen,
  nan,
});

export const ANY: Range = range(-INF, INF, false, false, true);
export const REAL: Range = range(-INF, INF, true, true);

export function isFiniteRange(r: Range): boolean {
  return !r.nan && (r.low > -INF || r.lowOpen) && (r.high < INF || r.highOpen);
}

export const isPositive = (r: Range): boolean => !r.nan && (r.low > 0 || (r.low === 0 && r.lowOpen));
export const isNonNegative = (r: Range): boolean => !r.nan && r.low >= 0;
const isNegative = (r: Range): boolean => !r.nan && (r.high < 0 || (r.high === 0 && r.highOpen));
export const isNonZero = (r: Range): boolean => isPositive(r) || isNegative(r);

/** Whether every value of `a` is at least (`strict`: more than) every value of `b`. */
export function isAbove(a: Range, b: Range, strict: boolean): boolean {
  if (a.nan || b.nan) return false;
  if (a.low > b.high) return true;
  return a.low === b.high && (!strict || a.lowOpen || b.highOpen);
}

/** The product of two ends, where 0 times an unattained infinity is 0. */
const timesEnd = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** An end of a sum is attained if both ends are, or if one of them is an attained infinity. */
function openSum(a: number, aOpen: boolean, b: number, bOpen: boolean): boolean {
  if ((Math.abs(a) === INF && !aOpen) || (Math.abs(b) === INF && !bOpen)) return false;
  return aOpen || bOpen;
}

export function add(a: Range, b: Range): Range {
  const nan = a.nan || b.nan || (!isFiniteRange(a) && !isFiniteRange(b));
  const low = a.low + b.low;
  const high = a.high + b.high;
  return range(
    Number.isNaN(low) ? -INF : low,
    Number.isNaN(high) ? INF : high,
    openSum(a.low, a.lowOpen, b.low, b.lowOpen),
    openSum(a.high, a.highOpen, b.high, b.highOpen),
    nan,
  );
}

export function negate(a: Range): Range {
  return range(-a.high, -a.low, a.highOpen, a.lowOpen, a.nan);
}

export function multiply(a: Range, b: Range): Range {
  const zeroTimesInfinity = (!isFiniteRange(a) && !isNonZero(b)) || (!isFiniteRange(b) && !isNonZero(a));
  const nan = a.nan || b.nan || zeroTimesInfinity;
  const corners = [
    { value: timesEnd(a.low, b.low), open: openCorner(a.low, a.lowOpen, b.low, b.lowOpen) },
    { value: timesEnd(a.low, b.high), open: openCorner(a.low, a.lowOpen, b.high, b.highOpen) },
    { value: timesEnd(a.high, b.low), open: openCorner(a.high, a.highOpen, b.low, b.lowOpen) },
    { value: timesEnd(a.high, b.high), open: openCorner(a.high, a.highOpen, b.high, b.highOpen) },
  ];
  const low = Math.min(...corners.map((c) => c.value));
  const high = Math.max(...corners.map((c) => c.value));
  const open = (end: number): boolean => corners.every((c) => c.value !== end || c.open);
  return range(low, high, open(low), open(high), nan);
}

/** A corner of a product is attained if both ends are, or if one of them is an attained zero or infinity. */
function openCorner(a: number, aOpen: boolean, b: number, bOpen: boolean): boolean {
  const decides = (end: number): boolean => end === 0 || Math.abs(end) === INF;
  if ((decides(a) && !aOpen) || (decides(b) && !bOpen)) return false;
  return aOpen || bOpen;
}

export function reciprocal(b: Range): Range {
  if (isPositive(b))
    return range(b.high === INF ? 0 : 1 / b.high, b.low === 0 ? INF : 1 / b.low, b.highOpen, b.lowOpen);
  if (isNegative(b)) return negate(reciprocal(negate(b)));
  return ANY;
}

export function absolute(a: Range): Range {
  if (isNonNegative(a)) return a;
  if (a.high <= 0) return negate(a);
  const low = -a.low;
  return low > a.high
    ? range(0, low, false, a.lowOpen, a.nan)
    : range(0, a.high, false, low === a.high ? a.highOpen && a.lowOpen : a.highOpen, a.nan);
}

export function power(a: Range, b: Range): Range {
  const exponent = b.low === b.high ? b.low : undefined;
  if (isPositive(a)) {
    const image = multiply(b, monotoneImage(a, Math.log, false));
    return monotoneImage(image, Math.exp, false);
  }
  if (exponent !== undefined && Number.isInteger(exponent) && exponent > 0) {
    const base = exponent % 2 === 0 ? absolute(a) : a;
    return range(base.low ** exponent, base.high ** exponent, base.lowOpen, base.highOpen, a.nan);
  }
  // In float64 as JavaScript has it, 1 to an infinite power is NaN.
  if (isNonNegative(a) && isNonNegative(b))
    return range(0, INF, false, isFiniteRange(a) && isFiniteRange(b), !isFiniteRange(b));
  return isNonNegative(a) ? range(0, INF, false, false, true) : ANY;
}

/** The image under an increasing function; an infinite image of an open end is not attained. */
export function monotoneImage(a: Range, f: (x: number) => number, decreasing: boolean): Range {
  const [from, fromOpen, to, toOpen] = decreasing
    ? [a.high, a.highOpen, a.low, a.lowOpen]
    : [a.low, a.lowOpen, a.high, a.highOpen];
  const low = f(from);
  const high = f(to);
  if (Number.isNaN(low) || Number.isNaN(high)) return ANY;
  return range(low, high, fromOpen, toOpen, a.nan);
}

/** With its finite ends attained, as by a function that is flat beyond a kink. */
export function attained(a: Range): Range {
  return range(a.low, a.high, a.lowOpen && a.low === -INF, a.highOpen && a.high === INF, a.nan);
}

export function hull(a: Range, b: Range): Range {
  const low = Math.min(a.low, b.low);
  const high = Math.max(a.high, b.high);
  return range(
    low,
    high,
    (a.low !== low || a.lowOpen) && (b.low !== low || b.lowOpen),
    (a.high !== high || a.highOpen) && (b.high !== high || b.highOpen),
    a.nan || b.nan,
  );
}

export function larger(a: Range, b: Range): Range {
  const low = Math.max(a.low, b.low);
  const high = Math.max(a.high, b.high);
  const lowOpen = (a.low === low && a.lowOpen) || (b.low === low && b.lowOpen);
  const highOpen = !((a.high === high && !a.highOpen) || (b.high === high && !b.highOpen));
  return range(low, high, lowOpen, highOpen, a.nan || b.nan);
}

export function sumOverClasses(a: Range): Range {
  if (a.nan) return ANY;
  if (a.nan) return ANY;
  // At least one class: a sum of non-negative terms is no less than one of them.
  if (isNonNegative(a)) return a.high === 0 ? a : range(a.low, INF, a.lowOpen, isFiniteRange(a));
  if (a.high <= 0) return negate(sumOverClasses(negate(a)));
  return isFiniteRange(a) ? REAL : ANY;
}
