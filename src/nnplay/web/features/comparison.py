"""Comparison: several networks, trained with several seeds on the data and settings of the page."""

from dataclasses import replace
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.experiments.compare.compare import ComparisonRun
from nnplay.experiments.compare.result import Comparison, curves, value_name
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import layout
from nnplay.training.model import infer_output
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import MAX_EPOCHS, MAX_LAYERS, MAX_NEURONS
from nnplay.web.features.job import Job

LIMITS = {"networks": 8, "seeds": 10, "epochs": 2_000}
BUDGETS = {"epochs": None, "parameters": "equal-parameters", "flops": "equal-flops", "seconds": "equal-seconds"}
WORKERS = 2
MAX_TEXT = 1_000


class ComparisonJob(Job):
    """Train the networks, and rank them."""

    def __init__(self, host: EngineHost, message: dict[str, Any]) -> None:
        super().__init__()
        session = host.current
        problem, recipe = session.problem, session.recipe
        networks = parse_networks(message.get("networks"), session.requested_architecture())
        counts = {"networks": len(networks)} | {name: _count(message, name) for name in ("seeds", "epochs")}
        for name, count in counts.items():
            if not 1 <= count <= LIMITS[name]:
                raise NNPlayError(f"A comparison takes 1 to {LIMITS[name]:,} {name}, not {count:,}.")
        if len(networks) < 2:
            raise NNPlayError("A comparison needs at least two networks; separate them with a semicolon.")
        fair = message.get("fair", "epochs")
        if fair not in BUDGETS:
            raise NNPlayError(f"fair must be one of {', '.join(BUDGETS)}, not {str(fair)[:40]}.")
        for network in networks:
            resolved = infer_output(network, session.dataset, problem.encoding.n_in, scale=recipe.scale)[0]
            host.limits.check_size(layout(resolved).size, problem.rows)
        self.comparison = ComparisonRun(
            session.dataset, networks, [recipe.replace(epochs=counts["epochs"])], seeds=counts["seeds"],
            at=BUDGETS[fair], workers=WORKERS,
        )  # fmt: skip
        if max(recipe.epochs for _, recipe in self.comparison.configurations) > MAX_EPOCHS:
            raise NNPlayError(
                "With equal budgets the smaller networks would need too many epochs; lower the number of epochs."
            )

    def work(self) -> dict[str, Any]:
        """The ranking, also of what there was when it was ended."""
        for _ in self.comparison:
            if self.stop.is_set():
                self.comparison.cancel()
        if not self.comparison.done:
            raise NNPlayError("No network was trained in time; use fewer epochs.")
        return describe_comparison(self.comparison.result()) | self._counts()

    def _counts(self) -> dict[str, Any]:
        return {"done": self.comparison.done, "total": self.comparison.total}

    def status(self) -> dict[str, Any]:
        """How many runs have ended, and the ranking so far."""
        if not self.comparison.done:
            return self._counts()
        return describe_comparison(self.comparison.result()) | self._counts()

    def cancel(self) -> None:
        """End it."""
        super().cancel()
        self.comparison.cancel()


def describe_comparison(result: Comparison) -> dict[str, Any]:
    """A comparison as the protocol has it."""
    standings = [
        {
            "name": s.name, "mean": s.mean, "low": s.low, "high": s.high, "scores": s.scores, "verdict": s.verdict,
            "parameters": s.parameters, "epochs": s.epochs, "seconds": s.seconds,
        }
        for s in result.standings
    ]  # fmt: skip
    plain = [
        {name: value.tolist() if hasattr(value, "tolist") else value for name, value in curve.items()}
        for curve in curves(result)
    ]
    return {"standings": standings, "curves": plain, "value": value_name(result)}


def parse_networks(text: Any, like: Architecture) -> list[Architecture]:
    """Networks as they are written: 8; 4,2; 0 for no hidden layer. Each layer is like the first of `like`.

    Raises:
        NNPlayError: something that is no network, or too large.
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise NNPlayError("Write networks as 8; 4,2 with one number per layer.")
    first, networks = like.layers[0] if like.layers else Layer(1, "tanh"), []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        words = [word.strip() for word in part.split(",")]
        if not all(word.isascii() and word.isdecimal() and len(word) < 6 for word in words):
            raise NNPlayError(f"Write networks as 8; 4,2 with one number per layer, not {part[:40]!r}.")
        widths = [int(word) for word in words if int(word)]
        if len(widths) > MAX_LAYERS or max(widths, default=0) > MAX_NEURONS:
            raise NNPlayError(
                f"The page takes at most {MAX_LAYERS} layers of {MAX_NEURONS:,} neurons, not {part[:40]!r}."
            )
        networks.append(replace(like, layers=tuple(replace(first, width=width) for width in widths)))
    return networks


def _count(message: dict[str, Any], name: str) -> int:
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise NNPlayError(f"{name} must be a whole number, not {str(value)[:40]}.")
    return value
