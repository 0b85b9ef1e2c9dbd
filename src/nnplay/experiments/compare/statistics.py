"""Confidence intervals and significance tests for scores over seeds, where each seed has its own split.

**One difference.** The splits of one dataset share rows, so their scores are not independent, and a plain t-test
reports false differences. Nadeau & Bengio (2003), "Inference for the generalization error", Machine Learning 52,
correct the variance of the mean of k differences from s²/k to (1/k + ρ)·s², ρ = test rows / training rows. Bouckaert &
Frank (2004), "Evaluating the replicability of significance tests for comparing learning algorithms", PAKDD, recommend
this *corrected resampled t-test*. Differences that are equal up to floating-point rounding count as equal.

**Many candidates.** The best candidate is chosen by the same scores, so its mean is high partly by luck: of eight equal
candidates, one is "significantly worse than the best" in 8 to 12 % of comparisons, even after a correction for seven
tests. This is the problem of *multiple comparisons with the best* (Hsu 1996, "Multiple Comparisons: Theory and
Methods", chapters 4 and 5). Hsu's intervals and Dunnett's test do not solve it here. The former state that a candidate
is *not better* than all others, which is also true of ties; the latter compares with a control that was chosen
beforehand; and both need equal variances, which the scores of networks do not have. `best_vs_rest` computes the
probability that the best of m equal candidates is ahead of any other by so much, and tests step by step as Holm (1979),
"A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from nnplay.utils.types import Array

LEVEL = 0.95
SIGNIFICANCE = 0.05  # differences with a smaller p-value are significant
TEST = (
    "corrected resampled t-test (Nadeau & Bengio 2003), adjusted for choosing the best of all candidates, at p < 0.05"
)
ULPS = 8  # rounding errors of a score, in units of the last place
GRID = np.linspace(0.0, 16.0, 801)  # of a difference, in standard errors: φ(16) = 1e-56
SUMS = np.linspace(-9.0, 9.0, 49)  # of the sum of two means, in standard errors


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


def paired_t(a: Sequence[float], b: Sequence[float], ratio: float, dtype: str = "float64") -> float:
    """The statistic of the corrected resampled t-test of two paired samples; NaN for fewer than two pairs.

    t = mean(d) / √((1/k + ρ)·s²),  d = a − b for each seed,  k − 1 degrees of freedom (Nadeau & Bengio 2003).

    Differences below the rounding error of the scores are ties: 8 units in the last place of the largest score. If all
    differences are equal up to that error, s² is only rounding and t means nothing; the result is then the t with
    the p-value of the sign test, 2^(1−k), which is exact.

    Args:
        a: the scores of one candidate (k,).
        b: the scores of another one for the same seeds (k,).
        ratio: ρ, test rows / training rows.
        dtype: the precision in which the scores were computed, "float32" or "float64".
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    k = len(first)
    if k < 2 or not (np.isfinite(first).all() and np.isfinite(second).all()):
        return math.nan
    from scipy.special import stdtrit

    type_ = np.finfo(dtype)
    rounding = ULPS * float(type_.eps) * float(max(np.abs(first).max(), np.abs(second).max())) + float(type_.tiny)
    d = first - second
    d[np.abs(d) <= rounding] = 0.0
    mean = float(d.mean())
    if float(np.ptp(d)) <= 2 * rounding:
        return math.copysign(-float(stdtrit(k - 1, 2.0**-k)), mean) if abs(mean) > rounding else 0.0
    return mean / math.sqrt((1 / k + ratio) * float(d.var(ddof=1)))


def best_vs_rest(t: Sequence[float], degrees: Sequence[int]) -> list[float]:
    """The p-value of "this candidate is as good as the best one" for each candidate but the best.

    If m candidates are equally good, the probability that the best of them is ahead of any other by a statistic of at
    least t is at most the sum over the m(m − 1) ordered pairs (Bonferroni) of the probability that the first of the
    pair is the best and ahead of the second by t:

        p(t, m) = m(m − 1) ∫₀^∞ φ(x) · P(χ²_ν ≤ ν·x²/t²) · E[Φ((S + x)/√2)^(m−2)] dx

    x is the difference of the two means in standard errors, normal and independent of its estimated variance (χ² with ν
    degrees of freedom) and of the sum S of the two means, standard normal; the last factor is the probability that
    the other m − 2 means are below the first, if all scores have the same variance. For m = 2 this is the two-sided
    t-test; for more candidates it is between the Bonferroni corrections for m − 1 and for m(m − 1)/2 tests. Each t has
    the variance of its own pair, so that unequal variances make the test conservative, as simulations confirm
    (tests/experiments/test_statistics.py).

    The largest difference is tested with m = all candidates, the next one with one candidate less, and so on, each
    p-value being at least the one before (Holm 1979).

    Args:
        t: the statistics of best − other, from `paired_t`; NaN stays NaN and does not count as a candidate.
        degrees: the degrees of freedom ν of each, k − 1 for k seeds.
    """
    from scipy.special import stdtr

    single = [2 * float(stdtr(df, -value)) if value > 0 else 1.0 for value, df in zip(t, degrees, strict=True)]
    ordered = sorted((k for k, value in enumerate(t) if not math.isnan(value)), key=lambda k: (single[k], k))
    adjusted, largest = [math.nan] * len(t), 0.0
    for step, k in enumerate(ordered):
        if largest < 1:
            largest = max(largest, _p_value(t[k], degrees[k], single[k], len(ordered) + 1 - step))
        adjusted[k] = largest
    return adjusted


def _p_value(t: float, degrees: int, single: float, m: int) -> float:
    """p(t, m), see `best_vs_rest`; `single` is the p-value of the two-sided t-test."""
    if t <= 0 or m == 2:
        return single
    from scipy.special import chdtr

    ratios = GRID / max(t, 1e-9)
    p = m * (m - 1) * float((_weights(m) * chdtr(degrees, degrees * ratios**2)).sum() * GRID[1])
    return min(1.0, max(p, (m - 1) * single))  # the sum of the grid cannot resolve p-values below about 1e-30


@lru_cache(maxsize=1024)
def _weights(m: int) -> Array:
    """φ(x)·E[Φ((S + x)/√2)^(m−2)] at each x of the grid."""
    density = np.exp(-(GRID**2) / 2) / math.sqrt(2 * math.pi)
    return np.asarray(density * (np.exp((m - 2) * _log_below()) @ _normal_sums()))


@lru_cache(maxsize=1)
def _log_below() -> Array:
    """The logarithm of Φ((S + x)/√2), a row for each x and a column for each S."""
    from scipy.special import log_ndtr

    return np.asarray(log_ndtr((GRID[:, None] + SUMS) / math.sqrt(2)))


def _normal_sums() -> Array:
    """The weights of the values of S: the standard normal density by the trapezoidal rule."""
    density = np.exp(-(SUMS**2) / 2)
    return np.asarray(density / density.sum())
