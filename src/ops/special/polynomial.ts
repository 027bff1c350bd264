/** Coefficients, highest power first, and a point in; the polynomial's value out, by Horner's rule. */

/** The polynomial's value at x by Horner's rule; coefficients run from the highest power down. */
export function polynomial(x: number, coefficients: readonly number[]): number {
  let value = 0;
  for (let i = 0; i < coefficients.length; i++) value = value * x + coefficients[i];
  return value;
}
