"""Expressions that several entries share, written so that they do not overflow."""

import math


def logistic(z):
    """σ(z) = 1/(1 + e^(−z)), computed from e^(−|z|) ≤ 1."""
    e = math.exp(-abs(z))
    return 1.0 / (1.0 + e) if z >= 0 else e / (1.0 + e)


def log_one_plus_exp(z):
    """ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|))."""
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def max_and_log_sum_exp(z, a):
    """M = max z and s = ln Σⱼ e^(zⱼ−m), from z and a = softmax(z); −ln aᵢ is s − (zᵢ − m).

    No exponential is needed: e^(zⱼ−m) = aⱼ / max a, and max a is at least 1/n.
    """
    largest, top = z[0], a[0]
    total = 0.0
    for i in range(len(z)):
        largest = max(largest, z[i])
        top = max(top, a[i])
        total += a[i]
    return largest, math.log(total / top)
