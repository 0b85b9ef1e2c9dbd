"""scikit-learn's MLPClassifier and MLPRegressor, on nnplay's engine.

The same parameters, attributes and methods, and with the same `random_state` the same numbers; and beyond them every
activation, loss, optimizer, schedule and layer option of nnplay.
"""

from nnplay.estimators.classifier import MLPClassifier
from nnplay.estimators.regressor import MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]
