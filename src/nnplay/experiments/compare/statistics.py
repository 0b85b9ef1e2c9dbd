"""Confidence intervals and significance tests for scores over seeds, where each seed has its own split.

The splits of one dataset share rows, so their scores are not independent, and a plain t-test reports false differences.
Nadeau & Bengio (2003), "Inference for the generalization error", Machine Learning 52, correct the variance of the mean
of k scores from s²/k to (1/k + ρ)·s², ρ = test rows / training rows.
"""

import math
from collections.abc import Sequence

import numpy as np

LEVEL = 0.95
SIGNIFICANCE = 0.05  # differences with a smaller p-value are significant
TEST = "corrected resampled t-test (Nadeau & Bengio 2003), Holm-corrected, at p < 0.05"


def interval(scores: Sequence[float], ratio: float) -> tuple[float, float, float]:
    """The mean of k scores and its 95 % confidence interval; (mean, nan, nan) for one score.

    Args:
        scores: the score of each seed (k,).
        ratio: ρ, test rows / training rows.
    """
    k, values = len(scores), np.asarray(scores, dtype=float)
    mean = float(values.mean())
    if k < 2:
        return mean, math.nan, math.nan
    from scipy.special import stdtrit

    half = float(stdtrit(k - 1, 0.5 + LEVEL / 2)) * math.sqrt((1 / k + ratio) * float(values.var(ddof=1)))
    return mean, mean - half, mean + half


def paired_test(a: Sequence[float], b: Sequence[float], ratio: float) -> float:
    """The p-value of the corrected resampled t-test of two paired samples; NaN for fewer than two pairs.

    t = mean(d) / √((1/k + ρ)·s²),  d = a − b for each seed,  k − 1 degrees of freedom (Nadeau & Bengio 2003).
    """
    d = np.asarray(a, dtype=float) - np.asarray(b, dtype=float)
    k, mean, spread = len(d), float(d.mean()), float(d.var(ddof=1)) if len(d) > 1 else math.nan
    if k < 2 or not math.isfinite(mean):
        return math.nan
    if spread == 0:  # t is undefined if all differences are equal: use the sign test
        return 1.0 if mean == 0 else 2.0 ** (1 - k)
    from scipy.special import stdtr

    t = mean / math.sqrt((1 / k + ratio) * spread)
    return float(2 * stdtr(k - 1, -abs(t)))


def holm(p: Sequence[float]) -> list[float]:
    """Holm's correction of the p-values of several tests, which controls the family-wise error rate.

    The i-th smallest of m becomes the largest of (m − j + 1)·p₍ⱼ₎, j ≤ i (Holm 1979, Scandinavian Journal of
    Statistics 6). NaN stays NaN and does not count.
    """
    ordered = sorted((value, k) for k, value in enumerate(p) if not math.isnan(value))
    adjusted, largest = [math.nan] * len(p), 0.0
    for j, (value, k) in enumerate(ordered):
        largest = max(largest, min(1.0, (len(ordered) - j) * value))
        adjusted[k] = largest
    return adjusted
