"""Challenges: small networks that must do something, with what is asked for and whether it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.architecture import Architecture
from nnplay.playground.bench import Bench


@dataclass(frozen=True)
class Condition:
    """One thing that is asked for.

    Attributes:
        says: what it is.
        holds: whether it is so.
        kind: which one, for doors that say it in another language.
        value: how many or how much.
    """

    says: str
    holds: Callable[[Bench], bool]
    kind: str
    value: float = 0


@dataclass(frozen=True)
class Challenge:
    """A task.

    Attributes:
        id: of its link.
        name: what it is called.
        says: the task, in a sentence or two.
        hint: for those who are stuck.
        data: what it is about.
        settings: of the data.
        conditions: what must hold at once.
    """

    id: str
    name: str
    says: str
    hint: str
    data: str
    settings: dict[str, Any]
    conditions: tuple[Condition, ...]

    def begin(self, bench: Bench) -> None:
        """Put its data on the bench, with a linear model to start from."""
        bench.build(Architecture())
        bench.use(self.data, **self.settings)

    def state(self, bench: Bench) -> tuple[tuple[str, bool], ...]:
        """Each condition, and whether it holds now."""
        about = bench.dataset.name == self.data
        return tuple((condition.says, about and condition.holds(bench)) for condition in self.conditions)

    def done(self, bench: Bench) -> bool:
        """Whether all of them hold."""
        return all(holds for _, holds in self.state(bench))


def accuracy(least: float) -> Condition:
    """The accuracy of the rows that were kept aside."""

    def holds(bench: Bench) -> bool:
        rows = [row for row in bench.rows if row["epoch"] <= bench.epoch]
        return bool(rows) and rows[-1].get("test_accuracy", 0.0) >= least

    return Condition(f"a test accuracy of {least:.0%}", holds, "accuracy", least)


def hidden(most: int) -> Condition:
    """The number of hidden neurons."""
    says = "no hidden layer" if most == 0 else f"at most {most} hidden neurons"
    return Condition(
        says, lambda bench: sum(layer.width for layer in bench.problem.architecture.layers) <= most, "hidden", most
    )


def parameters(most: int) -> Condition:
    """The number of parameters."""
    return Condition(f"fewer than {most} parameters", lambda bench: bench.parameters.count < most, "parameters", most)


def epochs(most: int) -> Condition:
    """The number of epochs."""
    return Condition(f"at most {most} epochs", lambda bench: 0 < bench.epoch <= most, "epochs", most)


def kept_aside(least: float) -> Condition:
    """The share of the rows that judge."""
    return Condition(
        f"{least:.0%} of the rows kept aside", lambda bench: bench.recipe.test_fraction >= least, "kept_aside", least
    )


def own_columns(least: int) -> Condition:
    """Nothing but the columns that the data have, and enough rows."""

    def holds(bench: Bench) -> bool:
        return not bench.problem.encoding.expressions and bench.dataset.n_rows >= least

    return Condition(f"no other inputs than the data have, and {least} rows", holds, "own_columns", least)


FAIR = (kept_aside(0.2), own_columns(200))
CHALLENGES = (
    Challenge(
        "line", "A straight line is enough", "Part the two clouds of gauss without a single hidden neuron.",
        "Remove all layers: a linear model draws a straight line.", "gauss", {}, (accuracy(0.95), hidden(0), *FAIR),
    ),
    Challenge(
        "xor", "XOR with two neurons", "No straight line parts the corners of xor. How few neurons do?",
        "Two neurons of tanh draw two lines. Try some seeds (n), and a larger rate.", "xor", {},
        (accuracy(0.9), hidden(2), *FAIR),
    ),
    Challenge(
        "circle", "A circle from three lines", "Three neurons are three lines: put them around the circle.",
        "tanh or sigmoid, one layer, a rate around 0.1.", "circle", {}, (accuracy(0.95), hidden(3), *FAIR),
    ),
    Challenge(
        "spiral", "The spiral under 100 parameters", "Follow both arms of the spiral with fewer than 100 numbers.",
        "6 and 6 neurons have 67 parameters; 7 and 6 have 76. tanh, adam, and patience.", "spiral", {},
        (accuracy(0.95), parameters(100), *FAIR),
    ),
    Challenge(
        "digits", "Digits in ten epochs", "Read handwritten digits, and be quick about it.",
        "One layer of 64 relu, adam with a rate of 0.005.", "digits", {}, (accuracy(0.95), epochs(10), *FAIR),
    ),
)  # fmt: skip
