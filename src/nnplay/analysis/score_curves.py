"""ROC, precision-recall and calibration curves of each class, one against the rest.

Sources: Fawcett 2006, "An introduction to ROC analysis", doi:10.1016/j.patrec.2005.10.010; Davis & Goadrich 2006, "The
relationship between precision-recall and ROC curves", ICML; Niculescu-Mizil & Caruana 2005, "Predicting good
probabilities with supervised learning", ICML. The curves are computed by scikit-learn.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.analysis.predicted_rows import PredictedRows
from nnplay.errors import NNPlayError
from nnplay.training.scores import NO_PROBABILITIES, class_codes, scores
from nnplay.utils.types import Array

BINS = 10  # of a calibration curve
SCORES = {"roc": "AUC", "precision_recall": "average precision", "calibration": "Brier score"}
AXES = {
    "roc": ("false positive rate", "true positive rate"),
    "precision_recall": ("recall", "precision"),
    "calibration": ("predicted probability", "share of rows"),
}
TITLES = {"roc": "ROC curve", "precision_recall": "Precision and recall", "calibration": "Calibration"}


@dataclass(frozen=True, eq=False)
class ScoreCurve:
    """The curve of one class or label against the rest.

    Attributes:
        label: the class or label.
        x, y: its points (m,); `AXES` names them.
        thresholds: the probability from which a row is predicted as this class at each point (m,); of a calibration
            curve the number of rows in each bin.
        score: the area under it, or the Brier score of a calibration curve.
        rows: the number of rows of this class.
    """

    label: Any
    x: Array
    y: Array
    thresholds: Array
    score: float
    rows: int


@dataclass(frozen=True, eq=False, repr=False)
class ScoreCurves:
    """The curves of one kind.

    Attributes:
        kind: "roc", "precision_recall" or "calibration".
        curves: of each class or label that occurs, or of the positive one of two classes.
        name: what the rows are called.
        rows: their number.
    """

    kind: str
    curves: tuple[ScoreCurve, ...]
    name: str
    rows: int

    def plot(self, *, ax: Any = None) -> Any:
        """The figure of the curves."""
        from nnplay import plots

        return plots.score_curves(
            [(curve.label, curve.x, curve.y, curve.score, curve.rows) for curve in self.curves], kind=self.kind,
            title=TITLES[self.kind], score_name=SCORES[self.kind], axes=AXES[self.kind],
            subtitle=f"{self.rows:,} {self.name}", ax=ax,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-compatible values."""
        names = [*AXES[self.kind], "rows in bin" if self.kind == "calibration" else "threshold"]
        curves = [
            {"label": curve.label, "score": curve.score, "rows": curve.rows}
            | {name.replace(" ", "_"): values.tolist() for name, values in
               zip(names, (curve.x, curve.y, curve.thresholds), strict=True)}
            for curve in self.curves
        ]  # fmt: skip
        return {"kind": self.kind, "score_name": SCORES[self.kind], "rows": self.rows, "curves": curves}

    def __str__(self) -> str:
        lines = [f"  {c.label}: {SCORES[self.kind]} {c.score:.4f}, {c.rows:,} rows" for c in self.curves]
        return "\n".join([f"{TITLES[self.kind]} of {self.rows:,} {self.name}", *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.notebook_svg(self.plot)


def score_curves(rows: PredictedRows, kind: str) -> ScoreCurves:
    """The curves of each class or label, or of the positive one of two classes.

    Args:
        rows: the rows with their probabilities.
        kind: "roc", "precision_recall" or "calibration".

    Raises:
        NNPlayError: a regression, outputs that are not probabilities, or rows of a single class.
    """
    title = TITLES[kind]
    if rows.task != "classification":
        raise NNPlayError(f"{title}: this needs classes, and the network predicts numbers; use residuals.")
    if rows.probabilities is None:
        raise NNPlayError(f"{title}: {NO_PROBABILITIES}; train with the output 'sigmoid' or 'softmax'.")
    make = _calibration if kind == "calibration" else _roc if kind == "roc" else _precision_recall
    curves = []
    for label, truth, chance in _one_against_rest(rows, rows.probabilities):
        if kind != "calibration" and (truth.all() or not truth.any()):
            continue
        x, y, thresholds = make(truth, chance, rows.sample_weight)
        curves.append(ScoreCurve(label, x, y, thresholds, _score(kind, truth, chance, rows), int(truth.sum())))
    if not curves:
        raise NNPlayError(f"{title}: all {len(rows.truth):,} {rows.name} belong to one class; use other rows.")
    return ScoreCurves(kind, tuple(curves), rows.name, len(rows.truth))


def _one_against_rest(rows: PredictedRows, probabilities: Array) -> list[tuple[Any, Array, Array]]:
    """Label, where it is true (n,) and its probability (n,)."""
    if rows.truth.ndim == 2:
        if ((rows.truth != 0) & (rows.truth != 1)).any():
            raise NNPlayError("These curves need true labels of 0 and 1, and the targets are probabilities.")
        return [(name, rows.truth[:, k] == 1, probabilities[:, k]) for k, name in enumerate(rows.targets)]
    codes = class_codes(rows.truth, rows.classes)
    chosen = [rows.positive] if len(rows.classes) == 2 else range(len(rows.classes))
    return [(rows.classes[k], codes == k, probabilities[:, k]) for k in chosen]


def _score(kind: str, truth: Array, chance: Array, rows: PredictedRows) -> float:
    name = {"roc": "roc_auc", "precision_recall": "average_precision", "calibration": "brier"}[kind]
    codes = truth.astype(np.int64)
    result = scores(
        "classification", codes, codes, classes=(0, 1), probabilities=np.column_stack([1 - chance, chance]),
        sample_weight=rows.sample_weight,
    )  # fmt: skip
    return result.metrics.get(name, float("nan"))


def _roc(truth: Array, chance: Array, weight: Array | None) -> tuple[Array, Array, Array]:
    from sklearn.metrics import roc_curve

    false_rate, true_rate, thresholds = roc_curve(truth, chance, sample_weight=weight)
    return np.asarray(false_rate), np.asarray(true_rate), np.asarray(thresholds)


def _precision_recall(truth: Array, chance: Array, weight: Array | None) -> tuple[Array, Array, Array]:
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(truth, chance, sample_weight=weight, drop_intermediate=True)
    return recall[::-1], precision[::-1], np.append(np.inf, thresholds[::-1])


def _calibration(truth: Array, chance: Array, weight: Array | None) -> tuple[Array, Array, Array]:
    """Mean probability, share of true rows and number of rows of each of ten equal bins that has rows.

    As scikit-learn's `calibration_curve`, with weights.
    """
    weight = np.ones(len(truth)) if weight is None else weight
    codes = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], chance)
    totals, sums, hits = (np.bincount(codes, values, BINS) for values in (weight, weight * chance, weight * truth))
    used = totals > 0
    return sums[used] / totals[used], hits[used] / totals[used], np.bincount(codes, minlength=BINS)[used]
