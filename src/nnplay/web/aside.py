"""What a visitor has set aside to compare: runs with their pictures, and races of several networks."""

import threading
from dataclasses import dataclass, replace
from typing import Any

from nnplay.data.readers.table import Table
from nnplay.errors import NNPlayError
from nnplay.experiments.compare.compare import ComparisonRun
from nnplay.experiments.compare.result import Comparison, curves, value_name
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Array
from nnplay.playground.view_state import SavedRun
from nnplay.training.recipe import Recipe
from nnplay.web.settings import MOST, Settings

CELL, NUMBER = 40, 8  # bytes of a cell of a history, and of one of the data, about
MOST_KEPT = 6
MOST_RACED = {"networks": 8, "seeds": 10, "epochs": 2_000}
MOST_SECONDS = 300.0  # of a race, then others have their turn
LOOK = 0.1  # seconds between two looks whether it is its turn
FAIR = ("epochs", "parameters", "flops", "seconds")
_running = threading.Semaphore(2)  # races at once, of all visitors


@dataclass(frozen=True, eq=False)
class Aside:
    """A run that was set aside.

    Attributes:
        kept: the run.
        settings: of the page then.
        picture: the surface (side, side, 3), row by row from the lowest.
        table: the visitor's own data as they were then, if it was trained on these.
    """

    kept: SavedRun
    settings: Settings
    picture: Array
    table: Table | None = None

    @property
    def bytes(self) -> int:
        """About what it takes."""
        run = self.kept.run
        state_history = 0 if run.state_history is None else run.state_history.bytes
        data = 0 if self.table is None else NUMBER * self.table.n_rows * len(self.table.names)
        history = CELL * sum(map(len, run.history.values()))
        return state_history + 2 * run.parameters.theta.nbytes + history + self.picture.nbytes + data


class Racing:
    """Several networks trained with several seeds, in a thread of its own.

    Args:
        data: what they are trained on.
        nets: the networks.
        recipe: how, but for the seeds.
        seeds: how many.
        fair: what is made equal: one of FAIR.

    Raises:
        NNPlayError: more than a page takes, or networks that do not fit the data.
    """

    def __init__(self, data: Any, nets: list[Architecture], recipe: Recipe, seeds: int, fair: str) -> None:
        for name, count in (("networks", len(nets)), ("seeds", seeds), ("epochs", recipe.epochs)):
            if not 1 <= count <= MOST_RACED[name]:
                raise NNPlayError(f"A race takes 1 to {MOST_RACED[name]:,} {name}, not {count:,}.")
        if len(nets) < 2:
            raise NNPlayError("A race needs at least two networks; separate them with a semicolon.")
        self.race = ComparisonRun(data, nets, [recipe], seeds=seeds, at=fair, workers=2)
        if self.race.total and max(plan.epochs for _, plan in self.race.configurations) > MOST["epochs"]:
            raise NNPlayError(
                "With equal budgets the smaller networks would need too many epochs; lower the number of epochs."
            )
        self.trouble, self._left = "", False
        self.thread = threading.Thread(target=self._run, name="nnplay-race", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        """Race when it is its turn, for so long as one may keep others waiting."""
        while not _running.acquire(timeout=LOOK):
            if self._left:
                return
        late = threading.Timer(MOST_SECONDS, self._end_late)
        late.daemon = True
        late.start()
        try:
            if not self._left:
                for _ in self.race:
                    pass
        except NNPlayError as error:
            self.trouble = str(error)
        finally:
            late.cancel()
            _running.release()

    def _end_late(self) -> None:
        self.trouble = (
            f"A race on a page takes at most {MOST_SECONDS / 60:g} minutes; this is what there was until then."
        )
        self.race.cancel()

    @property
    def running(self) -> bool:
        """Whether there is still something to come."""
        return self.thread.is_alive()

    def cancel(self) -> None:
        """End it; what was found stays."""
        self._left = True
        self.race.cancel()

    def told(self) -> dict[str, Any]:
        """How far it is, and what was found so far."""
        plain: dict[str, Any] = {
            "done": self.race.done, "total": self.race.total, "running": self.running, "trouble": self.trouble,
            "standings": [], "curves": [],
        }  # fmt: skip
        if not self.race.done:
            return plain
        found = self.race.result()
        return plain | {"standings": _standings(found), "curves": _curves(found), "value": value_name(found),
                        "at": found.at}  # fmt: skip


def _standings(found: Comparison) -> list[dict[str, Any]]:
    return [
        {"name": s.name, "mean": s.mean, "low": s.low, "high": s.high, "scores": s.scores, "verdict": s.verdict,
         "parameters": s.parameters, "epochs": s.epochs, "seconds": s.seconds} for s in found.standings
    ]  # fmt: skip


def _curves(found: Comparison) -> list[dict[str, Any]]:
    return [
        {name: value.tolist() if hasattr(value, "tolist") else value for name, value in curve.items()}
        for curve in curves(found)
    ]


def networks(text: str, like: Architecture) -> list[Architecture]:
    """Networks as they are written: 8; 4,2; 0 for none of hidden layers, each layer like the first one there is.

    Raises:
        NNPlayError: something that is no network, or a larger one than a page takes.
    """
    first = like.layers[0] if like.layers else Layer(1, "tanh")
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        words = [word.strip() for word in part.split(",")]
        if not all(word.isdecimal() and len(word) < 6 for word in words):
            raise NNPlayError(f"Write networks as 8; 4,2 with one number per layer, not {part[:40]!r}.")
        widths = [int(word) for word in words if int(word)]
        if len(widths) > MOST["layers"] or max(widths, default=0) > MOST["neurons"]:
            raise NNPlayError(
                f"A page takes at most {MOST['layers']} layers of {MOST['neurons']} neurons, not {part[:40]!r}."
            )
        found.append(replace(like, layers=tuple(replace(first, width=width) for width in widths)))
    return found
