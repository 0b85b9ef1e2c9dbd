"""nnplay's MLPClassifier and MLPRegressor beside scikit-learn's, with the same parameters and the same random state.

    python benchmarks/estimators.py            two minutes; writes its table into docs/coming-from/scikit-learn.md
    python benchmarks/estimators.py --quick    half a minute; writes nothing

Both fit the same data in turn; the table has the medians. "apart" is how far their last losses are from each other,
relatively; for the search, how far the mean scores are.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from report import machine, table, write
from sklearn import datasets, neural_network as theirs
from sklearn.model_selection import GridSearchCV

import nnplay as ours

PAGE = Path(__file__).parents[1] / "docs" / "coming-from" / "scikit-learn.md"
CLASSIFIER, REGRESSOR = "MLPClassifier", "MLPRegressor"
GRID = {"hidden_layer_sizes": [(16,), (64, 32)], "alpha": [1e-4, 1e-2], "learning_rate_init": [3e-4, 1e-3]}

iris = datasets.load_iris(return_X_y=True)
digits = datasets.load_digits(return_X_y=True)
diabetes = datasets.load_diabetes(return_X_y=True)
large = datasets.make_classification(20_000, 50, n_informative=10, random_state=0)

CASES: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "iris": (CLASSIFIER, iris, {}),
    "iris, 8-8, batches of 10": (CLASSIFIER, iris, {"hidden_layer_sizes": (8, 8), "batch_size": 10}),
    "iris, 8-8, early stopping": (
        CLASSIFIER, iris, {"hidden_layer_sizes": (8, 8), "early_stopping": True, "n_iter_no_change": 200},
    ),
    "digits": (CLASSIFIER, digits, {"max_iter": 50}),
    "digits, 64-32, batches of 32": (
        CLASSIFIER, digits, {"hidden_layer_sizes": (64, 32), "batch_size": 32, "max_iter": 20},
    ),
    "digits, L-BFGS": (CLASSIFIER, digits, {"solver": "lbfgs", "max_iter": 50}),
    "diabetes, a regression": (REGRESSOR, diabetes, {}),
    "20,000 rows of 50": (CLASSIFIER, large, {"max_iter": 10}),
    "20,000 rows of 50, float32": (CLASSIFIER, (large[0].astype(np.float32), large[1]), {"max_iter": 10}),
}  # fmt: skip


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it took, and what came of it."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def beside(work: Callable[[Any], Any], repeats: int) -> tuple[float, float, Any, Any]:
    """The medians of nnplay and of scikit-learn, measured in turn, and the last result of each."""
    work(ours)
    times: dict[Any, list[float]] = {ours: [], theirs: []}
    results = {}
    for _ in range(repeats):
        for module, spent in times.items():
            took, results[module] = seconds(lambda module=module: work(module))
            spent.append(took)
    return *(statistics.median(spent) for spent in times.values()), results[ours], results[theirs]


def main() -> None:
    warnings.simplefilter("ignore")
    repeats = 3 if "--quick" in sys.argv else 9
    rows = []
    for name, (kind, (X, y), parameters) in CASES.items():
        own, other, mine, expected = beside(
            lambda module, k=kind, p=parameters, X=X, y=y: getattr(module, k)(random_state=0, **p).fit(X, y), repeats
        )
        apart = abs(mine.loss_ - expected.loss_) / expected.loss_
        rows.append(
            [
                name,
                str(mine.n_iter_),
                f"{own:.3f}",
                f"{other:.3f}",
                f"{other / own:.1f} ×",
                f"{apart:.0e}" if apart else "0",
            ]
        )
        print(rows[-1])

    def search(module: Any) -> Any:
        model = module.MLPClassifier(max_iter=30, batch_size=32, random_state=0)
        return GridSearchCV(model, GRID, cv=3, n_jobs=2, refit=False).fit(*digits)

    own, other, mine, expected = beside(search, 1 if "--quick" in sys.argv else 3)
    scores = [found.cv_results_["mean_test_score"] for found in (mine, expected)]
    apart = np.abs(scores[0] - scores[1]).max()
    search_row = ["GridSearchCV on digits, n_jobs=2", "30", f"{own:.3f}", f"{other:.3f}", f"{other / own:.1f} ×"]
    rows.append([*search_row, f"{apart:.0e}" if apart else "0"])
    header = ["fit of", "epochs", "nnplay s", "scikit-learn s", "faster", "apart"]
    text = f"{table(header, rows)}\n\n{machine(('nnplay', 'scikit-learn', 'numpy', 'numba'))}"
    print(text)
    if "--quick" not in sys.argv:
        write("estimators", text, PAGE)


if __name__ == "__main__":
    main()
