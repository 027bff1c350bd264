#!/usr/bin/env python3
"""Writes sample points of every numeric function with values from 60-digit arithmetic (mpmath), for measure-ulps.ts and the tests.

usage: measure-ulps.py POINTS_PER_INTERVAL SEED > samples.json

A sample is [x, high, low] (or [a, b, high, low]): high is the value rounded to float64, and low is what is left,
as a fraction of the unit in the last place of high, so that an error in ulps can be computed in float64.
"""

import json
import math
import random
import sys

from mpmath import mp, mpf
import mpmath as m

mp.dps = 60
INFINITY = float("inf")
ROOT = 1.4616321449683622
TINY = 5e-324


def bessel_scaled(order, x):
    """exp(-|x|) I(x); two terms of the asymptotic series are exact to 40 digits for x > 1e20."""
    size = abs(x)
    if size > mpf(10) ** 20:
        value = (1 - mpf(4 * order * order - 1) / (8 * size)) / m.sqrt(2 * m.pi * size)
        return value if x > 0 or order == 0 else -value
    return m.besseli(order, x) * m.exp(-size)


def log_gamma(x):
    return m.loggamma(x) if x > 0 else m.log(abs(m.gamma(x)))


def erf(x):
    return m.erf(x) if abs(x) < 30 else m.sign(x)


def softplus(x):
    return m.log1p(m.exp(x)) if x < 0 else x + m.log1p(m.exp(-x))


def linear(low, high):
    return lambda random: random.uniform(low, high)


def decades(low, high, sign=1):
    """Uniform in the logarithm of |x|."""
    return lambda random: sign * min(max(math.exp(random.uniform(math.log(low), math.log(high))), low), high)


def both(low, high):
    return lambda random: random.choice((1, -1)) * decades(low, high)(random)


def near(centre, widest=0.25):
    """Around a point, uniform in the logarithm of the distance."""
    return lambda random: centre + both(2.0**-53, widest)(random)


def positive_base(random):
    """A base and an exponent whose power neither overflows nor underflows."""
    base = decades(1e-300, 1e300)(random) if random.random() < 0.5 else decades(0.01, 100)(random)
    limit = 700 / abs(math.log(base)) if base != 1 else 10
    return (base, random.uniform(-limit, limit))


def probability_base(random):
    return (random.random(), random.uniform(0, 10))


def negative_base(random):
    return (-decades(0.01, 100)(random), float(random.randint(-100, 100)))


def zero_one(random):
    return random.random()


# name: (reference, [(interval, sampler, least size that an error is measured against)])
FUNCTIONS = {
    "erf": (erf, [("|x| <= 6", linear(-6, 6), 0), ("tiny", both(TINY, 1e-3), 0), ("huge", both(6, 1e300), 0)]),
    "erfc": (
        m.erfc,
        [("-6 <= x <= 0", linear(-6, 0), 0), ("0 <= x <= 6", linear(0, 6), 0), ("6 <= x <= 27.3", linear(6, 27.3), 0), ("tiny", both(TINY, 1e-3), 0)],
    ),
    "bessel_i0": (lambda x: m.besseli(0, x), [("|x| <= 20", linear(-20, 20), 0), ("20 <= |x| <= 713.9", both(20, 713.9), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "bessel_i1": (lambda x: m.besseli(1, x), [("|x| <= 20", linear(-20, 20), 0), ("20 <= |x| <= 713.9", both(20, 713.9), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "bessel_i0e": (lambda x: bessel_scaled(0, x), [("|x| <= 20", linear(-20, 20), 0), ("20 <= |x|", both(20, 1e300), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "bessel_i1e": (lambda x: bessel_scaled(1, x), [("|x| <= 20", linear(-20, 20), 0), ("20 <= |x|", both(20, 1e300), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "lgamma": (
        log_gamma,
        [
            ("0 < x <= 0.7", linear(TINY, 0.7), 0),
            ("0.7 <= x <= 3", linear(0.7, 3), 0),
            ("3 <= x <= 8", linear(3, 8), 0),
            ("8 <= x", decades(8, 1e300), 0),
            ("near 1", near(1.0), 0),
            ("near 2", near(2.0), 0),
            ("tiny x > 0", decades(TINY, 1e-3), 0),
            ("-20 <= x < 0", linear(-20, 0), 1),
            ("-1e5 <= x <= -20", linear(-1e5, -20), 1),
        ],
    ),
    "digamma": (
        m.digamma,
        [
            ("0 < x <= 1", linear(TINY, 1), 0),
            ("1 <= x <= 3", linear(1, 3), 0),
            ("3 <= x", decades(3, 1e300), 0),
            ("near its zero 1.4616...", near(ROOT), 0),
            ("tiny", both(1e-300, 1e-3), 0),
            ("-20 <= x < 0", linear(-20, 0), 4),
            ("-1e5 <= x <= -20", linear(-1e5, -20), 8),
        ],
    ),
    "trigamma": (
        lambda x: m.psi(1, x),
        [("0 < x <= 6", linear(1e-3, 6), 0), ("6 <= x", decades(6, 1e300), 0), ("tiny", both(1e-150, 1e-3), 0), ("-20 <= x < 0", linear(-20, 0), 0)],
    ),
    "tetragamma": (
        lambda x: m.psi(2, x),
        [("0 < x <= 6", linear(1e-3, 6), 0), ("6 <= x", decades(6, 1e150), 0), ("tiny", both(1e-100, 1e-3), 0), ("-20 <= x < 0", linear(-20, 0), 16)],
    ),
    "sigmoid": (lambda x: 1 / (1 + m.exp(-x)), [("|x| <= 40", linear(-40, 40), 0), ("-745 <= x <= -40", linear(-745, -40), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "softplus": (softplus, [("|x| <= 40", linear(-40, 40), 0), ("-745 <= x <= -40", linear(-745, -40), 0), ("40 <= x", decades(40, 1e300), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "softsign": (lambda x: x / (1 + abs(x)), [("any x", both(TINY, 1e300), 0), ("|x| <= 10", linear(-10, 10), 0)]),
    "exp": (m.exp, [("-708 <= x <= 709.7", linear(-708, 709.7), 0), ("|x| <= 10", linear(-10, 10), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "expm1": (m.expm1, [("-50 <= x <= 709.7", linear(-50, 709.7), 0), ("|x| <= 2", linear(-2, 2), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "log": (m.log, [("any x > 0", decades(1e-300, 1e300), 0), ("0 < x <= 1", zero_one, 0), ("near 1", near(1.0), 0)]),
    "log1p": (m.log1p, [("-1 < x <= 1", linear(-1, 1), 0), ("1 <= x", decades(1, 1e300), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "log2": (lambda x: m.log(x) / m.log(2), [("any x > 0", decades(1e-300, 1e300), 0), ("0 < x <= 1", zero_one, 0), ("near 1", near(1.0), 0)]),
    "log10": (m.log10, [("any x > 0", decades(1e-300, 1e300), 0), ("0 < x <= 1", zero_one, 0), ("near 1", near(1.0), 0)]),
    "sin": (m.sin, [("|x| <= 10", linear(-10, 10), 0), ("10 <= |x|", both(10, 1e300), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "cos": (m.cos, [("|x| <= 10", linear(-10, 10), 0), ("10 <= |x|", both(10, 1e300), 0)]),
    "tan": (m.tan, [("|x| <= 10", linear(-10, 10), 0), ("10 <= |x|", both(10, 1e300), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "asin": (m.asin, [("|x| <= 1", linear(-1, 1), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "acos": (m.acos, [("|x| <= 1", linear(-1, 1), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "atan": (m.atan, [("any x", both(TINY, 1e300), 0), ("|x| <= 10", linear(-10, 10), 0)]),
    "sinh": (m.sinh, [("|x| <= 709", linear(-709, 709), 0), ("|x| <= 2", linear(-2, 2), 0), ("709 <= |x| <= 710.4", both(709, 710.4), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "cosh": (m.cosh, [("|x| <= 709", linear(-709, 709), 0), ("|x| <= 2", linear(-2, 2), 0), ("709 <= |x| <= 710.4", both(709, 710.4), 0)]),
    "tanh": (m.tanh, [("|x| <= 20", linear(-20, 20), 0), ("|x| <= 2", linear(-2, 2), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "asinh": (m.asinh, [("any x", both(TINY, 1e300), 0), ("|x| <= 10", linear(-10, 10), 0)]),
    "acosh": (m.acosh, [("1 <= x <= 10", linear(1, 10), 0), ("10 <= x", decades(10, 1e300), 0), ("just above 1", lambda random: 1 + decades(2.0**-52, 0.25)(random), 0)]),
    "atanh": (m.atanh, [("|x| <= 1", linear(-1, 1), 0), ("tiny", both(TINY, 1e-3), 0)]),
    "sqrt": (m.sqrt, [("any x > 0", decades(TINY, 1e300), 0)]),
    "pow": (m.power, [("a > 0", positive_base, 0), ("0 < a < 1, 0 < b < 10", probability_base, 0), ("a < 0, whole b", negative_base, 0)]),
}


def pair(value):
    """The value as its float64 neighbour and the rest in units of that neighbour's last place."""
    high = float(value)
    if math.isinf(high):
        return None
    if high == 0 and value != 0:
        high = math.copysign(0.0, value)
    return [high, float((value - mpf(high)) / mpf(math.ulp(high)))]


def samples(reference, sampler, count, generator):
    rows = []
    while len(rows) < count:
        operands = sampler(generator)
        operands = list(operands) if isinstance(operands, tuple) else [operands]
        value = reference(*[mpf(x) for x in operands])
        split = pair(value) if m.isfinite(value) else None
        if split is not None:
            rows.append(operands + split)
    return rows


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    generator = random.Random(seed)
    print("{")
    for index, (name, (reference, intervals)) in enumerate(FUNCTIONS.items()):
        entries = [
            {"interval": label, "floor": floor, "samples": samples(reference, sampler, count, generator)}
            for label, sampler, floor in intervals
        ]
        # One interval per line, so that the fixture diffs by interval.
        lines = ",\n  ".join(json.dumps(entry, separators=(",", ":"), ensure_ascii=False) for entry in entries)
        print(f'"{name}": [\n  {lines}\n]' + ("," if index + 1 < len(FUNCTIONS) else ""))
        print(name, file=sys.stderr)
    print("}")


if __name__ == "__main__":
    main()
