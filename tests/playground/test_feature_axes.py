"""Which two features are shown."""

import numpy as np
import pytest
from hypothesis import example, given, strategies as st
from hypothesis.extra import numpy as npst
from sklearn.feature_selection import f_classif, r_regression

import nnplay as nn
from nnplay.playground.feature_axes import explained_variance, most_informative
from nnplay.training.session import TrainingSession


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("iris", ("petal length (cm)", "petal width (cm)")),
        ("diabetes", ("bmi", "s5")),
        ("circle", (None, None)),
        ("linnerud", (None, None)),
    ],
)
def test_the_two_that_tell_most(data, shown):
    assert most_informative(TrainingSession.start(data, (3,), recipe=nn.Recipe()).problem) == shown


def test_a_constant_feature_tells_nothing():
    first, second = most_informative(TrainingSession.start("digits", (3,), recipe=nn.Recipe()).problem)
    assert "pixel_0_0" not in (first, second)


@given(
    npst.arrays(float, 30, elements=st.floats(allow_nan=False, allow_infinity=False)),
    npst.arrays(np.int64, 30, elements=st.integers(0, 2)),
)
@example(np.full(30, 6.9e-106), np.arange(30) // 15)
@example(np.arange(30) % 3 * 5e-324, np.arange(30) // 15)
@example(np.arange(30) % 3 * 8e307 - 8e307, np.arange(30) // 15)
def test_the_share_is_between_none_and_all(x, classes):
    x[::7] = np.nan
    assert 0 <= explained_variance(x, classes) <= 1 + 1e-9
    assert 0 <= explained_variance(x, classes.astype(float)) <= 1 + 1e-9


def test_the_shares_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    X, y = random.normal(size=(90, 4)), random.integers(0, 3, 90)
    X[:, 1] += y
    F, _ = f_classif(X, y)
    eta = F * 2 / (F * 2 + 87)  # η² from F with 2 and 87 degrees of freedom
    np.testing.assert_allclose([explained_variance(x, y) for x in X.T], eta, rtol=1e-9)
    target = X @ [1.0, 2.0, 0.0, -1.0]
    np.testing.assert_allclose([explained_variance(x, target) for x in X.T], r_regression(X, target) ** 2, rtol=1e-9)
