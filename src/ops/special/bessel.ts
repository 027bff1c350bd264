/**
 * A number in; a modified Bessel function of the first kind out.
 *
 * A power series in (x/2)^2 up to 7.75, then sqrt(x) exp(-x) I(x) as a polynomial in 1 / x on two intervals.
 * The coefficients are lossc's own, from tools/fit-special.py.
 * High terms of a polynomial are summed in blocks, which need not wait for one another; low ones by Horner's rule, which rounds less.
 */

/** (I0(x) - 1) / y in y = x^2 / 4, for |x| <= 7.75. */
function i0Small(y: number): number {
  const y2 = y * y;
  const y4 = y2 * y2;
  const c1 =
    (6.151186754543613e-10 * y + 3.9367599099045727e-8) * y2 + (1.9290123451631045e-6 * y + 6.94444444452802e-5);
  const c2 =
    (4.34736861701434e-18 * y + 6.277630532172375e-16) * y2 + (7.593903557238373e-14 * y + 7.594069551501153e-12);
  const c3 = 9.057101759540622e-25 * y2 + (1.14168242146674e-22 * y + 2.6331574754978573e-20);
  const c0 = (c3 * y4 + c2) * y4 + c1;
  return (((c0 * y + 0.0017361111111102966) * y + 0.027777777777778193) * y + 0.24999999999999992) * y + 1;
}

/** (I1(x) / (x / 2) - 1) / y in y = x^2 / 4, for |x| <= 7.75. */
function i1Small(y: number): number {
  const y2 = y * y;
  const y4 = y2 * y2;
  const c1 =
    (6.834652255587899e-11 * y + 4.920949873387826e-9) * y2 + (2.755731922101424e-7 * y + 1.1574074074122209e-5);
  const c2 =
    (3.3462459024532227e-19 * y + 5.230961402080023e-17) * y2 + (6.9036001887486074e-15 * y + 7.594064839120684e-13);
  const c3 = 5.51916538843413e-26 * y2 + (7.764152311158415e-24 * y + 1.873426145433944e-21);
  const c0 = (c3 * y4 + c2) * y4 + c1;
  return (((c0 * y + 0.0003472222222221753) * y + 0.006944444444444468) * y + 0.08333333333333333) * y + 0.5;
}

/** sqrt(x) exp(-x) I0(x) for 7.75 <= x <= 20, in 1 / x scaled to [-1, 1]. */
function i0Middle(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (3.6579879309587066e-6 * s + 6.101492843884893e-5) * s2 + 0.0022034830351208303 * s;
  const c1 = (-4.75312910702738e-10 * s + 1.55749902541196e-8) * s2 + (7.57658513758018e-8 * s + 4.046376627436005e-7);
  const c2 =
    (1.3678427321151571e-10 * s + 2.5086341777429343e-10) * s2 + (-7.077957018410679e-10 * s - 2.506112875336512e-9);
  const c3 =
    (1.8118183652118067e-12 * s + 3.699965716865373e-12) * s2 + (-1.9901731681543592e-11 * s - 3.256455777759228e-11);
  return ((c3 * s4 + c2) * s4 + c1) * s4 + c0 + 0.40365554369871764;
}

/** sqrt(x) exp(-x) I1(x) for 7.75 <= x <= 20, in 1 / x scaled to [-1, 1]. */
function i1Middle(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (-4.826326466550641e-6 * s - 9.639825852234065e-5) * s2 + -0.006289832808313202 * s;
  const c1 =
    (2.1090588505878938e-10 * s - 1.7644977612232214e-8) * s2 + (-8.635237014561307e-8 * s - 4.859887966973683e-7);
  const c2 =
    (-1.4741299047704911e-10 * s - 2.5413735918640577e-10) * s2 + (7.860691989665871e-10 * s + 2.6295976308472473e-9);
  const c3 =
    (-1.9234213683463537e-12 * s - 7.33302832765035e-12) * s2 + (2.126091232450809e-11 * s + 3.770577405640649e-11);
  return (((9.239419503748836e-13 * s4 + c3) * s4 + c2) * s4 + c1) * s4 + c0 + 0.3851418773793564;
}

/** sqrt(x) exp(-x) I0(x) for x >= 20, in 1 / x scaled to [-1, 1]. */
function i0Large(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (5.36597748468295e-7 * s + 1.901595198271259e-5) * s2 + 0.0012832022732774191 * s;
  const c1 =
    (9.248806269411104e-12 * s + 9.989406054222323e-11) * s2 + (1.334462798487409e-9 * s + 2.2916706659107132e-8);
  const c2 = 2.3954116185778424e-14 * s2 + (1.4941806144819616e-13 * s + 1.0341522267881531e-12);
  return (c2 * s4 + c1) * s4 + c0 + 0.40020698164667806;
}

/** sqrt(x) exp(-x) I1(x) for x >= 20, in 1 / x scaled to [-1, 1]. */
function i1Large(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (-7.413880534159638e-7 * s - 3.128367269447243e-5) * s2 + -0.003800535936985128 * s;
  const c1 =
    (-1.0523114813417509e-11 * s - 1.1643345872198787e-10) * s2 + (-1.6089568773839732e-9 * s - 2.9072203365200445e-8);
  const c2 = -2.6029193100793453e-14 * s2 + (-1.6428059952463085e-13 * s - 1.1554603060537251e-12);
  return (c2 * s4 + c1) * s4 + c0 + 0.39517231431926264;
}

/** The scalings of 1 / x above. */
const BESSEL_MIDDLE_CENTRE = 0.08951612903225807;
const BESSEL_MIDDLE_SCALE = 25.306122448979593;
const BESSEL_LARGE_CENTRE = 0.025;
const BESSEL_LARGE_SCALE = 40;

/** I0(x) for |x| < 7.75. */
function besselI0Small(x: number): number {
  const y = (x * x) / 4;
  return 1 + y * i0Small(y);
}

/** I1(x) for |x| < 7.75. */
function besselI1Small(x: number): number {
  const y = (x * x) / 4;
  return (x / 2) * (1 + y * i1Small(y));
}

/** exp(-x) I0(x) for x >= 7.75. */
function besselI0eLarge(x: number): number {
  const shape =
    x < 20
      ? i0Middle((1 / x - BESSEL_MIDDLE_CENTRE) * BESSEL_MIDDLE_SCALE)
      : i0Large((1 / x - BESSEL_LARGE_CENTRE) * BESSEL_LARGE_SCALE);
  return shape / Math.sqrt(x);
}

/** exp(-x) I1(x) for x >= 7.75. */
function besselI1eLarge(x: number): number {
  const shape =
    x < 20
      ? i1Middle((1 / x - BESSEL_MIDDLE_CENTRE) * BESSEL_MIDDLE_SCALE)
      : i1Large((1 / x - BESSEL_LARGE_CENTRE) * BESSEL_LARGE_SCALE);
  return shape / Math.sqrt(x);
}

/** exp(x) scaled, where exp(x) alone would overflow before the product does. */
function timesExp(scaled: number, x: number): number {
  if (x < 700) return scaled * Math.exp(x);
  if (x > 720) return Number.POSITIVE_INFINITY;
  const root = Math.exp(x / 2);
  return scaled * root * root;
}

/** I0(x), the modified Bessel function of the first kind of order 0; even. */
export function besselI0(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? besselI0Small(size) : timesExp(besselI0eLarge(size), size);
}

/** exp(-|x|) I0(x). */
export function besselI0e(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? Math.exp(-size) * besselI0Small(size) : besselI0eLarge(size);
}

/** I1(x), the modified Bessel function of the first kind of order 1; odd. */
export function besselI1(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? besselI1Small(x) : Math.sign(x) * timesExp(besselI1eLarge(size), size);
}

/** exp(-|x|) I1(x). */
export function besselI1e(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? Math.exp(-size) * besselI1Small(x) : Math.sign(x) * besselI1eLarge(size);
}
