"""Simulated comparisons: how often a candidate is called worse, rightly or wrongly.

``python tests/experiments/simulated_comparisons.py`` prints the rates that docs/how-to/comparing.md quotes.
"""

import math
import sys

import numpy as np

from nnplay.experiments.compare.statistics import best_vs_rest, paired_t

RATIO = 0.25  # a fifth of the rows are test rows
# The standard deviations of the scores of eight candidates; of fewer candidates, the last ones.
DEVIATIONS = {"equal": [1.0] * 8, "two noisy": [1.0] * 6 + [20.0] * 2, "all different": [3.0**k for k in range(8)]}


def worse(scores, ratio):
    """Which candidates (k,) are called worse than the best one, from the scores (k, seeds)."""
    best, seeds = int(np.argmax(scores.mean(axis=1))), scores.shape[1]
    rest = [k for k in range(len(scores)) if k != best]
    p = best_vs_rest([paired_t(scores[best], scores[k], ratio) for k in rest], [seeds - 1] * len(rest))
    return best, [k for k, value in zip(rest, p, strict=True) if value < 0.05]


def draw(rng, means, deviations, seeds):
    """Scores (k, seeds) of candidates with these means and deviations.

    As in the model of Nadeau and Bengio, the scores of a candidate with two seeds correlate, by ρ/(1 + ρ), because
    their splits share rows. The split of a seed is harder or easier for all candidates alike.
    """
    shared = RATIO / (1 + RATIO)
    own = math.sqrt(shared) * rng.normal(size=(len(means), 1)) + math.sqrt(1 - shared) * rng.normal(
        size=(len(means), seeds)
    )
    return np.array(means)[:, None] + np.array(deviations)[:, None] * own + rng.normal(size=seeds)


def false_alarms(repeats, means, deviations, seeds, seed=0):
    """In which share of comparisons a candidate is called worse than one that is not better."""
    rng, count = np.random.default_rng(seed), 0
    for _ in range(repeats):
        best, found = worse(draw(rng, means, deviations, seeds), RATIO)
        count += any(means[k] >= means[best] for k in found)
    return count / repeats


def detected(repeats, candidates, seeds, distance):
    """The share of worse candidates that are called worse; half of the candidates are, by so many deviations."""
    rng, half = np.random.default_rng(1), candidates // 2
    means, found = [0.0] * (candidates - half) + [-distance] * half, 0
    for _ in range(repeats):
        best, below = worse(draw(rng, means, [1.0] * candidates, seeds), RATIO)
        found += sum(means[k] < means[best] for k in below)
    return found / repeats / half


def rates_table(title, columns, rate):
    """The rates in percent, a row for each number of candidates and seeds."""
    yield f"{title}\ncandidates  seeds  " + "  ".join(f"{name:>13}" for name in columns)
    for candidates in (2, 4, 8):
        for seeds in (3, 5, 10):
            rates = [f"{100 * rate(candidates, seeds, column):13.1f}" for column in columns]
            yield f"{candidates:10}  {seeds:5}  " + "  ".join(rates)


if __name__ == "__main__":
    for line in rates_table(
        "False alarms, %, all candidates equally good, by the deviations of their scores", DEVIATIONS,
        lambda candidates, seeds, name: false_alarms(10_000, [0.0] * candidates, DEVIATIONS[name][-candidates:], seeds),
    ):  # fmt: skip
        sys.stdout.write(f"{line}\n")
    for line in rates_table(
        "Worse candidates that are called worse, %, by their distance in standard deviations of a difference",
        (1, 2, 3, 4),
        lambda candidates, seeds, distance: detected(3000, candidates, seeds, distance * math.sqrt(2)),
    ):
        sys.stdout.write(f"{line}\n")
