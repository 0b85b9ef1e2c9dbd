"""Drop-in replacements for scikit-learn's MLPClassifier and MLPRegressor.

They have the same parameters, attributes and methods, and give the same numbers with the same `random_state`. They also
take every activation, loss, optimizer, schedule and layer option of nnplay.
"""

from nnplay.estimators.classifier import MLPClassifier
from nnplay.estimators.regressor import MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]
