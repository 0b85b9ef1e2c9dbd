"""The residuals of a regression: how far predictions are from the true values, and where."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.analysis.predicted_rows import PredictedRows
from nnplay.errors import NNPlayError
from nnplay.utils.types import Array

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True, eq=False, repr=False)
class Residuals:
    """Predictions and residuals.

    Attributes:
        targets: the names of the targets (k,).
        prediction: ŷ (n, k).
        residual: ŷ − y (n, k).
        name: what the rows are called.
    """

    targets: tuple[str, ...]
    prediction: Array
    residual: Array
    name: str

    @property
    def quantiles(self) -> Array:
        """The quantiles of the residuals of each target at `QUANTILES`, (k, 7)."""
        return np.quantile(self.residual, QUANTILES, axis=0).T

    def plot(self, *, ax: Any = None) -> Any:
        """Residuals over predictions, one chart for each target."""
        from nnplay import plots

        return plots.residuals_over_predictions(
            self.prediction, self.residual, self.targets, subtitle=f"{len(self.residual):,} {self.name}", ax=ax
        )

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-compatible values."""
        return {
            "targets": list(self.targets), "rows": len(self.residual), "prediction": self.prediction,
            "residual": self.residual,
            "quantiles": {name: dict(zip(map(str, QUANTILES), line.tolist(), strict=True))
                          for name, line in zip(self.targets, self.quantiles, strict=True)},
        }  # fmt: skip

    def __str__(self) -> str:
        lines = [f"Residuals (prediction − truth) of {len(self.residual):,} {self.name}"]
        for name, line in zip(self.targets, self.quantiles, strict=True):
            low, q5, q25, median, q75, q95, high = (f"{value:+.4g}" for value in line)
            lines.append(
                f"  {name}: median {median}, half of them from {q25} to {q75}, 90 % from {q5} to {q95}, all from {low} "
                f"to {high}"
            )
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.notebook_svg(self.plot)


def residuals(rows: PredictedRows) -> Residuals:
    """The residuals of these rows.

    Raises:
        NNPlayError: the network predicts classes.
    """
    if rows.task != "regression":
        raise NNPlayError("Residuals need a regression, and the network predicts classes; use mistakes.")
    truth, prediction = (values.reshape(len(values), -1).astype(float) for values in (rows.truth, rows.prediction))
    return Residuals(rows.targets, prediction, prediction - truth, rows.name)
