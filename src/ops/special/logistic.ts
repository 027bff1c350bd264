/** A number or a row of numbers in; the logistic sigmoid, softplus, softsign or log-sum-exp out, without overflow. */

/** (2 atanh(s) / s - 2) / s^2 in z = s^2, for z <= 1/9. */
function log1pFactor(z: number): number {
  const z2 = z * z;
  const z4 = z2 * z2;
  const c0 = (0.22222222717427864 * z + 0.2857142856710876) * z2 + 0.40000000000014585 * z;
  const c1 = (0.12001072809590721 * z + 0.13314144209654935) * z2 + (0.15385570064958623 * z + 0.18181789436132859);
  const c2 = 0.1616404561194361 * z + 0.08800738486144634;
  return (c2 * z4 + c1) * z4 + c0 + 0.6666666666666666;
}

/**
 * 1 / (1 + exp(-x)), with e = exp(-|x|) as e / (1 + e) for x < 0. The sign enters as 0 or 1:
 * a branch on it would be predicted wrongly for every second logit, and softplus(x) can share e.
 */
export function sigmoid(x: number): number {
  const power = Math.exp(-Math.abs(x));
  const negative = Number(x < 0);
  return (negative * power + (1 - negative)) / (1 + power);
}

/**
 * log(1 + exp(x)) = max(x, 0) + log(1 + e), e = exp(-|x|) <= 1, where log(1 + e) = 2 atanh(s), s = e / (2 + e) <= 1/3.
 * As e - (h - s (h + r)) with h = e^2 / 2, it rounds the small terms more often than the large one.
 * Below -750, exp(x) is 0, and x + |x| is not a number at -infinity.
 */
export function softplus(x: number): number {
  if (x < -750) return 0;
  const size = Math.abs(x);
  const power = Math.exp(-size);
  const s = power / (2 + power);
  const z = s * s;
  const half = 0.5 * power * power;
  return 0.5 * x + 0.5 * size - (half - s * (half + z * log1pFactor(z))) + power;
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
