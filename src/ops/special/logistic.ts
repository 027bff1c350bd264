/** A number or a row of numbers in; the logistic sigmoid, softplus, softsign or log-sum-exp out, without overflow. */

/** 1 / (1 + exp(-x)); both branches exponentiate a non-positive number. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)). */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** x / (1 + |x|), with its limits at the infinities. */
export function softsign(x: number): number {
  const size = Math.abs(x);
  return size === Number.POSITIVE_INFINITY ? Math.sign(x) : x / (1 + size);
}

/** log of the sum of exp: the largest entry m, plus log1p of the sum of exp(x - m) over the other entries. */
export function logsumexp(row: ArrayLike<number>): number {
  let at = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) {
    if (row[i] > largest) {
      largest = row[i];
      at = i;
    } else if (Number.isNaN(row[i])) return Number.NaN;
  }
  if (!Number.isFinite(largest)) return largest;
  let rest = 0;
  for (let i = 0; i < row.length; i++) if (i !== at) rest += Math.exp(row[i] - largest);
  return largest + Math.log1p(rest);
}
