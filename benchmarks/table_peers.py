"""What scikit-learn's models make of the public tables: the usual pipeline, and the constant baseline.

The usual pipeline: rows without a target are left out, and so are row counters and texts that hardly repeat (names,
ids); dates become year, month, day, weekday and hour; numbers get the median where they are missing and are
standardized; texts get one-hot columns, at most 50 each, the rarest levels together; a target that is a number is
standardized. The models have their defaults.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction import FeatureHasher
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, log_loss, r2_score, roc_auc_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder
from table_sets import TableSet

MAX_LEVELS = 50
PEERS = ("constant", "linear", "mlp", "hgb")


@lru_cache(maxsize=2)
def read(each: TableSet) -> tuple[pd.DataFrame, np.ndarray]:
    """The features as a frame of numbers and texts, and the target, of the rows that have one."""
    frame, target = _raw(each)
    frame = frame[frame[target].notna()].reset_index(drop=True)
    y = frame.pop(target)
    frame = frame.drop(columns=[name for name in frame if name in each.exclude or str(name).startswith("Unnamed:")])
    parts = {name: part for column in frame for name, part in _columns(frame[column]).items()}
    values = y.astype(str).str.strip().to_numpy(object) if each.task == "classification" else y.to_numpy(float)
    return pd.DataFrame(parts), values


def _raw(each: TableSet) -> tuple[pd.DataFrame, Any]:
    """The file as pandas reads it, and the target's column."""
    if each.path.startswith("builtin:"):
        from sklearn.datasets import load_diabetes

        X, y = load_diabetes(return_X_y=True, as_frame=True, scaled=False)
        return X.assign(**{str(each.target): y}), each.target
    path, name = each.file, each.file.name
    if name.endswith(".json"):
        frame = pd.read_json(path)
    elif ".parquet" in name:
        frame = pd.read_parquet(path)
    else:
        options: dict[str, Any] = {"sep": each.delimiter, "quotechar": each.quote, "skipinitialspace": True}
        if name.endswith(".arff"):
            lines = path.read_text("utf-8").splitlines()
            data = next(k for k, line in enumerate(lines) if line.lower().startswith("@data"))
            names = [line.split()[1].strip("'") for line in lines[:data] if line.lower().startswith("@attribute")]
            options |= {"skiprows": data + 1, "names": names}
        elif not each.header:
            options["header"] = None
        frame = pd.read_csv(path, na_values=["?"], low_memory=False, **options)
    return frame, frame.columns[-1] if each.target is None else each.target


def _columns(column: pd.Series) -> dict[str, pd.Series]:
    """The column as numbers or texts; none for a row counter or a text that hardly repeats, several for a date."""
    name, known = str(column.name), column.dropna()
    if not known.size:
        return {}
    if pd.api.types.is_datetime64_any_dtype(column):
        return _date_parts(name, column)
    if pd.api.types.is_numeric_dtype(column):
        counter = pd.api.types.is_integer_dtype(column) and len(column) > 2 and (column.diff()[1:] == 1).all()
        return {} if counter else {name: column.astype(float)}
    if known.astype(str).str.contains(r"\d[-/: ]\d|\d{4}$", regex=True).mean() > 0.95:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dates = pd.to_datetime(column, errors="coerce", format="mixed")
        if dates[column.notna()].notna().mean() > 0.95:
            return _date_parts(name, dates)
    if known.nunique() > 0.5 * len(known):
        return {}
    return {name: column.astype(object).where(column.notna(), None)}


def _date_parts(name: str, dates: pd.Series) -> dict[str, pd.Series]:
    parts = {part: getattr(dates.dt, part).astype(float) for part in ("year", "month", "day", "dayofweek", "hour")}
    return {f"{name}.{part}": values for part, values in parts.items() if values.nunique() > 1}


def texts(frame: pd.DataFrame) -> list[str]:
    """The columns that are texts."""
    return [name for name in frame if frame[name].dtype == object]


def preparation(
    frame: pd.DataFrame, encoding: str = f"one-hot-{MAX_LEVELS}", impute: str = "median", classify: bool = False
) -> ColumnTransformer:
    """The usual preparation: impute, one-hot, standardize; or another one to compare with.

    Args:
        frame: numbers and texts.
        encoding: how texts become numbers: "one-hot-50" is one column for each of the 49 most frequent levels and one
            for all others; "target-50" is cross-fitted target encoding for texts with over 50 levels, "hash-50" is
            feature hashing into 50 columns for them, and "both-50" is target encoding beside one-hot-50.
        impute: the strategy for numbers, "median" or "mean"; with a plus, and an indicator.
        classify: whether the target is a class.
    """
    kind, _, levels = encoding.rpartition("-")
    text = texts(frame)
    many = [name for name in text if kind != "one-hot" and frame[name].nunique() > int(levels)]
    numbers = make_pipeline(
        SimpleImputer(strategy=impute.removesuffix("+"), add_indicator=impute.endswith("+")), StandardScaler()
    )
    parts = [
        ("numbers", numbers, [name for name in frame if name not in text]),
        ("texts", _one_hot(int(levels)), [name for name in text if kind == "both" or name not in many]),
    ]
    if kind in ("target", "both"):
        target = TargetEncoder(target_type="auto" if classify else "continuous", random_state=0)
        parts.append(("target", make_pipeline(_filled(), target, StandardScaler()), many))
    if kind == "hash":
        for name in many:
            words = FunctionTransformer(lambda column: column.astype(str).reshape(-1, 1).tolist())
            hasher = FeatureHasher(int(levels), input_type="string")
            parts.append((f"hash {name}", make_pipeline(_filled(), words, hasher, _dense()), [name]))
    return ColumnTransformer(parts)


def _filled() -> SimpleImputer:
    return SimpleImputer(strategy="constant", fill_value="(missing)", missing_values=None)


def _dense() -> FunctionTransformer:
    return FunctionTransformer(lambda matrix: matrix.toarray(), accept_sparse=True)


def _one_hot(levels: int) -> Pipeline:
    encoder = OneHotEncoder(
        handle_unknown="infrequent_if_exist", max_categories=levels, sparse_output=False, dtype=np.float32
    )
    return make_pipeline(_filled(), encoder)


def model(kind: str, each: TableSet, frame: pd.DataFrame, seed: int) -> Any:
    """One of scikit-learn's models in its usual pipeline."""
    classify = each.task == "classification"
    if kind == "constant":
        return DummyClassifier(strategy="prior") if classify else DummyRegressor()
    if kind == "hgb":
        text = texts(frame)
        ordinal = OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=np.nan, encoded_missing_value=np.nan, max_categories=250
        )
        chosen = HistGradientBoostingClassifier if classify else HistGradientBoostingRegressor
        kept = ColumnTransformer([("texts", ordinal, text)], remainder="passthrough")
        boosted = chosen(random_state=seed, categorical_features=list(range(len(text))) or None)
        return Pipeline([("prepare", kept), ("model", boosted)])
    if kind == "linear":
        final: Any = LogisticRegression(max_iter=1000) if classify else Ridge()
    elif classify:
        final = MLPClassifier(random_state=seed)
    else:
        final = TransformedTargetRegressor(MLPRegressor(random_state=seed), transformer=StandardScaler())
    return Pipeline([("prepare", preparation(frame)), ("model", final)])


def evaluate(kind: str, each: TableSet, train: np.ndarray, test: np.ndarray, seed: int) -> dict[str, float]:
    """The scores of one of scikit-learn's models on the test rows."""
    frame, y = read(each)
    fitted = model(kind, each, frame, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", "Found unknown categories")
        fitted.fit(frame.iloc[train], y[train])
    if each.task == "regression":
        return scores(each, y[test], fitted.predict(frame.iloc[test]), None)
    return scores(each, y[test], fitted.predict_proba(frame.iloc[test]), fitted.classes_)


def scores(each: TableSet, truth: np.ndarray, predicted: np.ndarray, classes: Any) -> dict[str, float]:
    """R², or accuracy, log loss and for two classes ROC AUC; `predicted` (n,), or the probabilities (n, classes)."""
    if each.task == "regression":
        return {"r2": float(r2_score(truth, predicted))}
    names = np.asarray(classes, dtype=str)
    truth = truth.astype(str)
    found = {
        "accuracy": float(accuracy_score(truth, names[predicted.argmax(1)])),
        "log_loss": float(log_loss(truth, predicted, labels=names)),
    }
    if len(names) == 2:
        found["roc_auc"] = float(roc_auc_score(truth == names[1], predicted[:, 1]))
    return found
