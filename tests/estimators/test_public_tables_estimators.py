"""Public tables with the estimators, in scikit-learn's usual pipeline over a frame of pandas."""

import pandas as pd
import pytest
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import nnplay as nn

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.parametrize("output", ["default", "pandas"])
def test_a_pipeline_is_better_than_a_constant_guess(public_table, output):
    data = nn.load(**public_table.data)
    frame = pd.DataFrame({column.name: column.values for column in data.raw})
    target = data.targets[0].values
    classifies = public_table.task == "classification"
    split = train_test_split(frame, target, random_state=0, stratify=target if classifies else None)
    X, X_test, y, y_test = split
    transformer = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), make_column_selector(dtype_include="number")),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), make_column_selector(dtype_exclude="number")),
    ).set_output(transform=output)
    settings = {"hidden_layer_sizes": (16,), "max_iter": 150, "learning_rate_init": 0.01, "random_state": 0}
    estimator = nn.MLPClassifier(**settings) if classifies else nn.MLPRegressor(**settings, loss="squared_error")
    model = make_pipeline(transformer, estimator)
    if not classifies:
        scale = y.std()
        y, y_test = (y - y.mean()) / scale, (y_test - y.mean()) / scale
    model.fit(X, y)
    constant = pd.Series(y_test).value_counts(normalize=True).max() if classifies else 0.0
    assert model.score(X_test, y_test) > constant - 0.03
    assert len(model.predict(X_test[:2])) == 2
