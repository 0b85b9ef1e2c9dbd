"""scikit-learn's own checks of an estimator, every one of them."""

import pytest
from sklearn import neural_network as theirs
from sklearn.utils.estimator_checks import estimator_checks_generator, parametrize_with_checks

import nnplay as nn

ESTIMATORS = [nn.MLPClassifier(), nn.MLPRegressor()]
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")]


@parametrize_with_checks(ESTIMATORS)
def test_check(estimator, check):
    check(estimator)


def test_there_are_as_many_as_of_theirs():
    for own, other in zip(ESTIMATORS, (theirs.MLPClassifier(), theirs.MLPRegressor()), strict=True):
        counts = [len(list(estimator_checks_generator(estimator))) for estimator in (own, other)]
        assert counts[0] >= counts[1] >= 60
