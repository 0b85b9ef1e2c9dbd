"""The statistics of a leaderboard, beside SciPy's and beside simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import integrate, special, stats
from simulated_comparisons import DEVIATIONS, RATIO, detected, false_alarms, worse

from nnplay.experiments.compare.statistics import best_vs_rest, interval, paired_t

SCORES = st.lists(st.floats(-10, 10), min_size=2, max_size=12)


def two_sided(t, k):
    """The p-value of a t-test of k pairs."""
    return 2 * stats.t.sf(abs(t), k - 1)


# ── one difference ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
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
    assert paired_t(a, b, 0.0) == pytest.approx(stats.ttest_rel(a, b).statistic, rel=1e-6, abs=1e-6)


def test_the_correction_is_that_of_nadeau_and_bengio():
    a, b = np.array([0.91, 0.88, 0.93, 0.90, 0.92]), np.array([0.89, 0.88, 0.90, 0.87, 0.91])
    d = a - b
    assert paired_t(a, b, 0.25) == pytest.approx(d.mean() / math.sqrt((1 / 5 + 0.25) * d.var(ddof=1)))
    assert 0 < paired_t(a, b, 0.25) < paired_t(a, b, 0.0)
    assert paired_t(b, a, 0.25) == -paired_t(a, b, 0.25)
    low, high = interval(a, 0.25)[1:]
    assert high - low == pytest.approx(2 * stats.t.ppf(0.975, 4) * math.sqrt(0.45 * a.var(ddof=1)))


def test_what_cannot_be_said_is_nan():
    assert all(math.isnan(x) for x in interval([0.5], 0.2)[1:])
    assert math.isnan(paired_t([0.5], [0.4], 0.2))
    assert math.isnan(paired_t([], [], 0.2))
    for bad in (math.nan, math.inf):
        assert math.isnan(paired_t([bad, 1], [0, 1], 0.2))
        assert math.isnan(paired_t([bad, 1], [bad, 1], 0.2))


@pytest.mark.parametrize("rows", [10, 19, 30, 36, 45, 57, 1000])
@pytest.mark.parametrize("seeds", [2, 3, 5, 8])
def test_one_test_row_in_every_seed_is_no_certainty(rows, seeds):
    """Accuracies of k/n differ by 1/n only up to rounding, whose spread of 1e-17 is no estimate of anything."""
    right = rows - np.arange(seeds)
    t = paired_t(right / rows, (right - 1) / rows, RATIO)
    assert t > 0
    assert two_sided(t, seeds) == pytest.approx(2.0 ** (1 - seeds))  # the sign test: all signs alike


@given(st.integers(2, 10), st.integers(1, 500), st.floats(1e-6, 1e6), st.data())
def test_differences_of_rounding_are_ties(seeds, rows, scale, data):
    counts = np.array(data.draw(st.lists(st.integers(0, rows), min_size=seeds, max_size=seeds)))
    a = counts / rows * scale
    noise = np.array(data.draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=seeds, max_size=seeds)))
    assert paired_t(a, np.nextafter(a, a + noise), RATIO) == 0
    single = (a * (1 + noise * 1e-7)).astype(np.float32).astype(float)
    assert paired_t(a, single, RATIO, "float32") == 0


def test_grains_of_the_accuracy_are_differences():
    a = np.array([0.9, 0.9, 0.8, 0.9, 0.9])
    for rows in (10, 1000, 100_000):
        b = a - np.array([1, 1, 0, 1, 1]) / rows
        for dtype in ("float32", "float64"):
            assert paired_t(a, b, RATIO, dtype) == pytest.approx(0.8 / math.sqrt(0.45 * 0.2), rel=1e-6)


# ── the best of several ─────────────────────────────────────────────────────────────────────────────────────────────


@given(st.floats(0.01, 20), st.integers(1, 30))
def test_two_candidates_are_compared_by_the_t_test(t, degrees):
    assert best_vs_rest([t], [degrees]) == pytest.approx([2 * stats.t.sf(t, degrees)], rel=1e-9)


def by_quadrature(t, m, degrees):
    """The bound of `best_vs_rest`, by SciPy's adaptive integration of the formula."""

    def is_best(x):
        return integrate.quad(
            lambda s: math.exp(-(s**2) / 2) * special.ndtr((s + x) / math.sqrt(2)) ** (m - 2), -9, 9, epsabs=1e-12
        )[0]

    def density(x):
        return math.exp(-(x**2) / 2) * special.gammainc(degrees / 2, degrees * x**2 / t**2 / 2) * is_best(x)

    return m * (m - 1) / (2 * math.pi) * integrate.quad(density, 0, 12, points=[min(t, 6)], epsabs=0, epsrel=1e-6)[0]


@pytest.mark.parametrize(("t", "m", "degrees"), [(4, 3, 4), (9, 8, 4), (3.5, 5, 30), (40, 8, 2), (6, 50, 9)])
def test_the_sum_is_the_integral_of_the_formula(t, m, degrees):
    p = best_vs_rest([t] + [math.nan] * 2 + [0.0] * (m - 2), [degrees] * (m + 1))
    assert p[0] == pytest.approx(by_quadrature(t, m, degrees), rel=1e-4)
    assert all(map(math.isnan, p[1:3]))
    assert p[3:] == [1.0] * (m - 2)


@given(st.lists(st.floats(-3, 60), min_size=1, max_size=12), st.integers(1, 30))
def test_the_p_values_are_between_the_bonferroni_corrections_and_keep_the_order(t, degrees):
    p, count = np.array(best_vs_rest(t, [degrees] * len(t))), len(t)
    single = np.where(np.array(t) > 0, 2 * stats.t.sf(t, degrees), 1.0)
    first = int(np.argmin(single))
    assert p[first] >= min(1, count * single[first]) * (
        1 - 1e-6
    )  # all of them compared with one that was chosen before
    assert (p <= np.minimum(1, count * (count + 1) / 2 * single) * (1 + 1e-4)).all()  # all pairs
    assert (np.diff(p[np.argsort(single, kind="stable")]) >= 0).all()
    assert ((p >= single * (1 - 1e-6)) & (p <= 1)).all()


def test_extreme_differences_and_many_candidates_have_finite_p_values():
    p = best_vs_rest([math.inf, 1e6, 300.0, 1e-9, 0.0, -2.0], [4, 9999, 4, 4, 4, 4])
    assert p[:2] == [0, 0]
    assert 0 < p[2] < 1e-6
    assert p[3:] == [1, 1, 1]
    assert best_vs_rest([], []) == []
    many = best_vs_rest(list(np.linspace(0, 100, 1000)), [9] * 1000)
    assert np.isfinite(many).all()
    assert many[-1] < 1e-6


@pytest.mark.parametrize("deviations", DEVIATIONS)
@pytest.mark.parametrize(("candidates", "seeds"), [(2, 5), (4, 3), (8, 3), (8, 10)])
def test_false_alarms_are_rare_among_equal_candidates(candidates, seeds, deviations):
    alarms = false_alarms(400, [0.0] * candidates, DEVIATIONS[deviations][-candidates:], seeds)
    assert alarms < 0.06 + 2.5 * math.sqrt(0.06 * 0.94 / 400)


@pytest.mark.slow
@pytest.mark.parametrize("deviations", DEVIATIONS)
@pytest.mark.parametrize("candidates", range(2, 9))
@pytest.mark.parametrize("seeds", [3, 5, 10])
def test_the_error_rate_is_five_percent_for_equal_candidates(candidates, seeds, deviations):
    alarms = false_alarms(4000, [0.0] * candidates, DEVIATIONS[deviations][-candidates:], seeds, seed=candidates)
    assert alarms < 0.06


@pytest.mark.slow
@pytest.mark.parametrize("distance", [0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize(("better", "rest"), [(1, 4), (2, 2), (4, 4), (7, 1)])
def test_the_error_rate_holds_if_some_are_worse(better, rest, distance):
    means = [0.0] * better + [-distance] * rest
    assert false_alarms(3000, means, [1.0] * len(means), 5) < 0.06


@pytest.mark.parametrize(
    ("candidates", "seeds", "distance", "power"), [(2, 5, 3, 0.6), (4, 5, 3, 0.3), (8, 10, 3, 0.6)]
)
def test_real_differences_are_found(candidates, seeds, distance, power):
    assert detected(300, candidates, seeds, distance) > power


@pytest.mark.slow
def test_the_error_rate_is_five_percent_for_accuracies_on_a_finite_dataset():
    """Few test rows, so that scores are multiples of 1/30 and often equal; rows differ in how hard they are."""
    rng, rows, test, alarms, repeats = np.random.default_rng(3), 150, 30, 0, 1500
    for _ in range(repeats):
        hard = rng.beta(0.4, 1.6, size=rows)
        always = rng.random((6, rows)) < hard
        scores = np.empty((6, 5))
        for seed in range(5):
            part = rng.permutation(rows)[:test]
            fresh = rng.random((6, test)) < hard[part]
            scores[:, seed] = 1 - np.where(rng.random((6, test)) < 0.8, always[:, part], fresh).mean(axis=1)
        alarms += bool(worse(scores, RATIO)[1])
    assert alarms / repeats < 0.06
