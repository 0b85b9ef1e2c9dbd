"""The statistics of a leaderboard, beside SciPy's and beside simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from nnplay.experiments.compare.statistics import holm, interval, paired_test

SCORES = st.lists(st.floats(-10, 10), min_size=2, max_size=12)


@given(SCORES)
def test_without_overlap_the_interval_is_that_of_a_t_test(scores):
    mean, low, high = interval(scores, 0.0)
    error = stats.sem(scores)
    expected = stats.t.interval(0.95, len(scores) - 1, np.mean(scores), error) if error > 0 else (mean, mean)
    assert mean == pytest.approx(np.mean(scores))
    np.testing.assert_allclose((low, high), expected, rtol=1e-6, atol=1e-9)


@given(st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), min_size=2, max_size=12))
def test_without_overlap_the_test_is_the_paired_t_test(pairs):
    a, b = np.array(pairs).T
    difference = a - b
    if np.ptp(difference) < 1e-6:
        return
    assert paired_test(a, b, 0.0) == pytest.approx(stats.ttest_rel(a, b).pvalue, abs=1e-9)


def test_the_correction_is_that_of_nadeau_and_bengio():
    a, b = np.array([0.91, 0.88, 0.93, 0.90, 0.92]), np.array([0.89, 0.88, 0.90, 0.87, 0.91])
    d = a - b
    t = d.mean() / math.sqrt((1 / 5 + 0.25) * d.var(ddof=1))
    assert paired_test(a, b, 0.25) == pytest.approx(2 * stats.t.sf(t, 4))
    assert paired_test(a, b, 0.25) > paired_test(a, b, 0.0)
    low, high = interval(a, 0.25)[1:]
    assert high - low == pytest.approx(2 * stats.t.ppf(0.975, 4) * math.sqrt(0.45 * a.var(ddof=1)))


def test_what_cannot_be_said_is_nan():
    assert all(math.isnan(x) for x in interval([0.5], 0.2)[1:])
    assert math.isnan(paired_test([0.5], [0.4], 0.2))
    assert paired_test([0.5, 0.6], [0.5, 0.6], 0.2) == 1
    assert paired_test([0.5, 0.75], [0.25, 0.5], 0.2) == 0.5
    assert paired_test([0.5] * 6, [0.25] * 6, 0.2) == 2**-5
    assert math.isnan(paired_test([math.nan, 1], [0, 1], 0.2))


def test_holm_is_the_textbook_s():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.9]) == [1, 1]
    assert holm([]) == []
    found = holm([math.nan, 0.02])
    assert math.isnan(found[0])
    assert found[1] == 0.02


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_raises_and_keeps_the_order(p):
    raised = holm(p)
    assert all(after >= before for before, after in zip(p, raised, strict=True))
    order = np.argsort(p, kind="stable")
    assert (np.diff(np.array(raised)[order]) >= 0).all()


def test_false_alarms_are_rare_among_alike_candidates():
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(300):
        scores = rng.normal(size=(6, 5))
        p = holm([paired_test(scores[0], other, 0.25) for other in scores[1:]])
        alarms += min(p) < 0.05
    assert alarms / 300 < 0.05
