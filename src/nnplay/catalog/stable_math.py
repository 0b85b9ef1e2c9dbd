"""The few expressions that several entries share, each written so that it does not overflow."""

from __future__ import annotations

import math


def logistic(z):
    """σ(z) = 1/(1 + e^(−z)), with e^(−|z|), which is at most 1."""
    e = math.exp(-abs(z))
    return 1.0 / (1.0 + e) if z >= 0 else e / (1.0 + e)


def log_one_plus_exp(z):
    """ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|))."""
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def log_total(z, a):
    """(m, ln Σⱼ e^(zⱼ−m)) with m = max z and a = softmax(z), so that −ln aᵢ is the second minus (zᵢ − m).

    No e^x is needed: e^(zⱼ−m) = aⱼ / max a, and max a is at least 1/n.
    """
    largest, top = z[0], a[0]
    total = 0.0
    for i in range(len(z)):
        largest = max(largest, z[i])
        top = max(top, a[i])
        total += a[i]
    return largest, math.log(total / top)
