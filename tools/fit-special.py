#!/usr/bin/env python3
"""Prints the coefficient tables of src/ops/special and src/codegen/tfjs/tensor-forms with the error of each.

Each table interpolates its function at Chebyshev points, in 60-digit arithmetic (mpmath), by a polynomial (d = 0) or by a
rational function of degrees n and d; the coefficients are then rounded to float64, or to float32 for names with 32 in them.
They are printed highest power first; src/ops/special writes them out as expressions.

usage: fit-special.py [NAME]
"""

import struct
import sys

from mpmath import mp, mpf
import mpmath as m

mp.dps = 60
ONE = mpf(1)
HALF = ONE / 2
NEXT_TO_ZERO = mpf(10) ** -20


def psi(order, x):
    return m.psi(order, x)


def root(y):
    """x of y = 1 / x^2."""
    return 1 / m.sqrt(y)


DIGAMMA_ROOT = m.findroot(m.digamma, mpf("1.4616321449683623"))
ERF_AT_ONE = mpf(0.8450629115104675)


def erf_small(z):
    return m.erf(m.sqrt(z)) / m.sqrt(z) - 1


def erfcx(x):
    return m.erfc(x) * m.exp(x * x)


def erfc_tail(t):
    return (erfcx(1 / m.sqrt(t)) / m.sqrt(t) - 1 / m.sqrt(m.pi)) / t


def i0_small(y):
    return (m.besseli(0, 2 * m.sqrt(y)) - 1) / y if y > 1e-20 else ONE + y / 4


def i1_small(y):
    return (m.besseli(1, 2 * m.sqrt(y)) / m.sqrt(y) - 1) / y if y > 1e-20 else HALF + y / 12


def bessel_large(order):
    square = 4 * order * order

    def value(t):
        if t > 1e-9:
            return m.besseli(order, 1 / t) * m.exp(-1 / t) / m.sqrt(t)
        return (1 - (square - 1) * t / 8 + (square - 1) * (square - 9) * t * t / 128) / m.sqrt(2 * m.pi)

    return value


def scaled(function, low, high):
    """The function on [low, high], moved to [-1, 1]."""
    centre, half_width = (low + high) / 2, (high - low) / 2
    return lambda s: function(centre + s * half_width)


def lgamma_factor(x):
    if abs(x - 1) < 1e-18:
        return +m.euler
    if abs(x - 2) < 1e-18:
        return 1 - m.euler
    return m.loggamma(x).real / ((x - 1) * (x - 2))


def stirling_tail(y):
    x = root(y)
    return (m.loggamma(x) - (x - HALF) * (m.log(x) - 1) - (m.log(2 * m.pi) - 1) / 2) * x


def digamma_factor(s):
    return m.digamma(1 + s) / (1 + s - DIGAMMA_ROOT)


def digamma_tail(y):
    x = root(y)
    return (m.log(x) - HALF / x - m.digamma(x)) * x * x


def trigamma_tail(y):
    x = root(y)
    return (psi(1, x) - 1 / x - HALF / x / x) * x**3


def tetragamma_tail(y):
    x = root(y)
    return (-psi(2, x) - 1 / x**2 - 1 / x**3) * x**4


def log1p_factor(z):
    return (2 * m.atanh(m.sqrt(z)) / m.sqrt(z) - 2) / z


def expm1_factor(x):
    return (m.expm1(x) / x - 1) / x if abs(x) > 1e-12 else HALF + x / 6


MIDDLE = (ONE / 20, 1 / mpf(7.75))
LARGE = (mpf(0), ONE / 20)
E10, E12, E15 = mpf(10) ** -10, mpf(10) ** -12, mpf(10) ** -15

# name: (function, low, high, n, d)
TABLES = {
    "ERF_SMALL": (erf_small, NEXT_TO_ZERO, mpf("0.7225"), 4, 5),
    "ERF_NEAR_ONE": (lambda s: m.erf(1 + s) - ERF_AT_ONE, mpf("-0.16"), mpf("0.26"), 13, 0),
    "ERF_TAIL": (erfcx, mpf("1.25"), mpf(6), 7, 8),
    "ERFC_MIDDLE": (erfc_tail, mpf("0.12"), mpf("0.641"), 7, 8),
    "ERFC_LARGE": (erfc_tail, ONE / 900, mpf("0.126"), 5, 6),
    "I0_SMALL": (i0_small, mpf(0), mpf(7.75) ** 2 / 4, 14, 0),
    "I1_SMALL": (i1_small, mpf(0), mpf(7.75) ** 2 / 4, 14, 0),
    "I0_MIDDLE": (scaled(bessel_large(0), *MIDDLE), -ONE, ONE, 15, 0),
    "I1_MIDDLE": (scaled(bessel_large(1), *MIDDLE), -ONE, ONE, 16, 0),
    "I0_LARGE": (scaled(bessel_large(0), *LARGE), -ONE, ONE, 10, 0),
    "I1_LARGE": (scaled(bessel_large(1), *LARGE), -ONE, ONE, 10, 0),
    "LGAMMA_AT_ONE": (lambda s: lgamma_factor(1 + s) - HALF, mpf("-0.3"), HALF, 7, 6),
    "LGAMMA_AT_TWO": (lambda u: lgamma_factor(2 + u) - mpf(0.40625), -HALF, ONE, 6, 6),
    "STIRLING_TAIL": (stirling_tail, E12, ONE / 64, 6, 0),
    "DIGAMMA_AT_ROOT": (lambda s: digamma_factor(s) - mpf(0.96875), mpf(0), mpf(2), 7, 6),
    "DIGAMMA_TAIL": (digamma_tail, E10, ONE / 9, 11, 0),
    "TRIGAMMA_TAIL": (trigamma_tail, E10, ONE / 16, 9, 0),
    "TETRAGAMMA_TAIL": (tetragamma_tail, E10, ONE / 36, 8, 0),
    "LOG1P": (log1p_factor, E15, ONE / 9, 9, 0),
    "ERF32_SMALL": (erf_small, E15, ONE, 6, 0),
    "ERFC32_TAIL": (lambda t: erfcx(1 / t - 2) / t, 1 / mpf(12.5), 1 / mpf(2.5), 8, 0),
    "I0_32_SMALL": (i0_small, E15, mpf(9), 7, 0),
    "I1_32_SMALL": (i1_small, E15, mpf(9), 7, 0),
    "I0_32_LARGE": (bessel_large(0), mpf(10) ** -6, ONE / 6, 5, 0),
    "I1_32_LARGE": (bessel_large(1), mpf(10) ** -6, ONE / 6, 5, 0),
    "EXPM1_32": (expm1_factor, -HALF, HALF, 5, 0),
    "LOG1P_32": (log1p_factor, E15, ONE / 9, 3, 0),
    "LGAMMA32": (lambda s: lgamma_factor(1 + s), mpf(0), mpf(2), 3, 4),
    "LGAMMA32_TAIL": (stirling_tail, E12, ONE / 9, 2, 0),
    "DIGAMMA32": (digamma_factor, mpf(0), mpf(2), 3, 4),
    "DIGAMMA32_TAIL": (digamma_tail, E10, ONE / 9, 2, 0),
    "TRIGAMMA32": (lambda s: psi(1, 1 + s), mpf(0), mpf(2), 3, 4),
    "TRIGAMMA32_TAIL": (trigamma_tail, E10, ONE / 9, 3, 0),
    "TETRAGAMMA32": (lambda s: -psi(2, 1 + s), mpf(0), mpf(2), 3, 5),
    "TETRAGAMMA32_TAIL": (tetragamma_tail, E10, ONE / 9, 4, 0),
}


def chebyshev_points(low, high, count):
    centre, half_width = (low + high) / 2, (high - low) / 2
    return [centre + half_width * m.cos(m.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def interpolate(function, low, high, n, d):
    """Coefficients, lowest power first, of p and q with q(0) = 1 and p = function * q at the Chebyshev points."""
    size = n + d + 1
    matrix, right = m.matrix(size, size), m.matrix(size, 1)
    for row, x in enumerate(chebyshev_points(low, high, size)):
        value = function(x)
        for j in range(n + 1):
            matrix[row, j] = x**j
        for j in range(1, d + 1):
            matrix[row, n + j] = -value * x**j
        right[row] = value
    solution = m.lu_solve(matrix, right)
    return [solution[j] for j in range(n + 1)], [ONE] + [solution[n + j] for j in range(1, d + 1)]


def rounded(value, single):
    return struct.unpack("f", struct.pack("f", float(value)))[0] if single else float(value)


def shortest(value, single):
    """The fewest digits that read back as the same float32 or float64."""
    for digits in range(1, 18):
        text = f"{value:.{digits}g}"
        if rounded(float(text), single) == value:
            return text
    return repr(value)


def horner(coefficients, x):
    value = mpf(0)
    for c in reversed(coefficients):
        value = value * x + c
    return value


def main():
    for name, (function, low, high, n, d) in TABLES.items():
        if len(sys.argv) > 1 and sys.argv[1] != name:
            continue
        single = "32" in name
        p, q = ([rounded(c, single) for c in side] for side in interpolate(function, low, high, n, d))
        points = [low + (high - low) * (i + HALF) / 200 for i in range(200)]
        error = max(abs(horner(p, x) / horner(q, x) - function(x)) for x in points)
        print(f"{name}: largest error {m.nstr(error, 2)}")
        for suffix, side in (("_P", p), ("_Q", q)) if d > 0 else (("", p),):
            print(f"  {name}{suffix} = [{', '.join(shortest(c, single) for c in reversed(side))}]")


if __name__ == "__main__":
    main()
