"""Writes test/fixtures/statistics.json: intervals, paired tests and rank correlations as SciPy computes them,
and Holm's correction by its definition (SciPy has none).

Needs python3-scipy (1.10 or later): /usr/bin/python3 tools/make-statistics.py
"""

import json
import random
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

generator = random.Random(20240318)


def sample(count, scale):
    centre = generator.uniform(-2, 2)
    return [centre + scale * generator.gauss(0, 1) for _ in range(count)]


def interval(values, level):
    centre, error = float(np.mean(values)), float(stats.sem(values))
    return [float(x) for x in stats.t.interval(level, len(values) - 1, loc=centre, scale=error)]


def holm(p):
    """Holm, 1979: by the definition, adjusted p_(k) = max over j <= k of min(1, (m - j + 1) p_(j))."""
    order = np.argsort(p, kind="stable")
    adjusted = [0.0] * len(p)
    for k, index in enumerate(order):
        adjusted[index] = max(min(1.0, (len(p) - j) * p[order[j]]) for j in range(k + 1))
    return adjusted


means, pairs, corrections = [], [], []
for _ in range(120):
    count = generator.choice([2, 3, 4, 5, 6, 8, 10, 12, 20, 30, 50, 200])
    level = generator.choice([0.8, 0.9, 0.95, 0.99, 0.999])
    values = sample(count, 10 ** generator.uniform(-6, 3))
    means.append({"values": values, "level": level, "mean": float(np.mean(values)), "interval": interval(values, level)})

for _ in range(200):
    count = generator.choice([2, 3, 4, 5, 6, 8, 10, 12, 20, 30, 50])
    scale = 10 ** generator.uniform(-4, 2)
    b = sample(count, scale)
    shift = scale * generator.choice([0, 0.01, 0.1, 0.5, 1, 5, 50])
    a = [value + shift + scale * generator.uniform(0.05, 1) * generator.gauss(0, 1) for value in b]
    result = stats.ttest_rel(a, b)
    difference = [x - y for x, y in zip(a, b)]
    pairs.append(
        {
            "a": a,
            "b": b,
            "difference": float(np.mean(difference)),
            "interval": interval(difference, 0.95),
            "t": float(result.statistic),
            "p": float(result.pvalue),
        }
    )

for _ in range(60):
    p = [generator.choice([generator.random(), generator.random() ** 8]) for _ in range(generator.randint(1, 12))]
    if generator.random() < 0.3:
        p.append(p[0])
    corrections.append({"p": p, "corrected": holm(p)})

correlations = []
for _ in range(120):
    count = generator.choice([3, 4, 5, 6, 8, 12, 30, 100])
    a = sample(count, 1)
    b = [value + generator.choice([0.1, 1, 10]) * generator.gauss(0, 1) for value in a]
    # Accuracies on few images are equal now and then.
    digits = generator.choice([0, 1, 9])
    a, b = [round(value, digits) for value in a], [round(value, generator.choice([digits, 9])) for value in b]
    if len(set(a)) > 1 and len(set(b)) > 1:
        correlations.append({"a": a, "b": b, "rho": float(stats.spearmanr(a, b).correlation)})

# A grid of settings as `lossc transfer` has it: the first loss is the baseline, accuracies are parts of 500 images.
grid = []
for _ in range(6):
    base = [0.8 + 0.02 * generator.gauss(0, 1) for _ in range(8)]
    shifts = [0, *(generator.choice([-0.05, 0, 0.002, 0.03]) for _ in range(3))]
    grid.append([[round(500 * (x + d + 0.01 * generator.gauss(0, 1))) / 500 for x in base] for d in shifts])
results = [stats.ttest_rel(loss, losses[0]) for losses in grid for loss in losses[1:]]
transfer = {
    "scores": grid,
    "difference": [float(np.mean(np.subtract(loss, losses[0]))) for losses in grid for loss in losses[1:]],
    "interval": [interval(list(np.subtract(loss, losses[0])), 0.95) for losses in grid for loss in losses[1:]],
    "p": [float(result.pvalue) for result in results],
    "pHolm": holm([float(result.pvalue) for result in results]),
}

fixture = {
    "source": f"SciPy {scipy.__version__}",
    "means": means,
    "pairs": pairs,
    "holm": corrections,
    "correlations": correlations,
    "transfer": transfer,
}
path = Path(__file__).parent.parent / "test" / "fixtures" / "statistics.json"
path.write_text(json.dumps(fixture) + "\n")
print(f"{path}: {len(means)} intervals, {len(pairs)} tests, {len(corrections)} corrections, {len(correlations)} correlations", file=sys.stderr)
