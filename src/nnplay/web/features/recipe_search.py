"""Search: many networks and recipes are tried, and the best is one that the page can take."""

from typing import Any

from nnplay.errors import NNPlayError
from nnplay.experiments.search.search import SearchRun
from nnplay.network.architecture import Architecture
from nnplay.web.engine.description import architecture_json
from nnplay.web.engine.host import EngineHost
from nnplay.web.features.job import Job

MAX_TRIALS, MAX_EPOCHS = 100, 2_000
SHOWN = 10  # trials in a reply
WORKERS = 2
KEPT = ("learning_rate", "batch_size", "optimizer", "l2", "epochs", "schedule", "clip", "patience", "weight_decay")


class SearchJob(Job):
    """Try configurations on the data of the page."""

    seconds = 600.0

    def __init__(self, host: EngineHost, message: dict[str, Any]) -> None:
        super().__init__()
        session, self.formulas = host.current, host.formulas
        trials, epochs = message.get("trials", 20), message.get("epochs")
        for name, value, maximum in (("trials", trials, MAX_TRIALS), ("epochs", epochs or 1, MAX_EPOCHS)):
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= maximum:
                raise NNPlayError(f"{name} must be a whole number from 1 to {maximum:,}, not {str(value)[:40]}.")
        fixed: dict[str, Any] = {} if epochs is None else {"epochs": epochs}
        self.search = SearchRun(
            session.dataset,
            trials=trials,
            timeout=self.seconds - 20,
            workers=WORKERS,
            seed=session.recipe.seed,
            **fixed,
        )

    def work(self) -> dict[str, Any]:
        """The best trials, and the configuration of the best."""
        for _ in self.search:
            if self.stop.is_set():
                break
        if self.search.leader is None:
            raise NNPlayError("No network was trained in time; use fewer trials.")
        best = self.search.best()
        recipe = {name: value for name, value in best.recipe.summary().items() if name in KEPT}
        architecture = Architecture(best.architecture.layers, best.architecture.output, best.architecture.loss)
        return self._counts() | {
            "metric": self.search.metric,
            "best": {
                "score": best.value, "network": str(best.architecture), "settings": recipe,
                "architecture": architecture_json(architecture, self.formulas),
            },
        }  # fmt: skip

    def _counts(self) -> dict[str, Any]:
        leader = self.search.leader
        return {
            "done": self.search.done, "total": self.search.total, "value": None if leader is None else leader["value"]
        }  # fmt: skip

    def status(self) -> dict[str, Any]:
        """How many trials have ended, and the best score so far."""
        return self._counts()
