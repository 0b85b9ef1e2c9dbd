"""Challenges: small networks that must do something, with what is asked for and whether it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.words import Words


@dataclass(frozen=True)
class Condition:
    """One thing that is asked for.

    Attributes:
        says: what it is.
        holds: whether it is so.
    """

    says: Words
    holds: Callable[[PlaygroundSession], bool]


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
    name: Words
    says: Words
    hint: Words
    data: str
    settings: dict[str, Any]
    conditions: tuple[Condition, ...]

    def begin(self, session: PlaygroundSession) -> None:
        """Put its data on the bench, with a linear model to start from."""
        session.build(Architecture())
        session.use(self.data, **self.settings)

    def state(self, session: PlaygroundSession) -> tuple[tuple[Words, bool], ...]:
        """Each condition, and whether it holds now."""
        about = self.about(session)
        return tuple((condition.says, about and condition.holds(session)) for condition in self.conditions)

    def about(self, session: PlaygroundSession) -> bool:
        """Whether its data are on the bench."""
        return bool(session.recipe.data == self.data)

    def done(self, session: PlaygroundSession) -> bool:
        """Whether all of them hold."""
        return all(holds for _, holds in self.state(session))


def accuracy(least: float) -> Condition:
    """The accuracy of the rows that were kept aside."""

    def holds(session: PlaygroundSession) -> bool:
        rows = [row for row in session.rows if row["epoch"] <= session.epoch]
        return bool(rows) and rows[-1].get("test_accuracy", 0.0) >= least

    says = {"en": f"a test accuracy of {least:.0%}", "de": f"eine Testgenauigkeit von {least:.0%}"}
    return Condition(says, holds)


def hidden(most: int) -> Condition:
    """The number of hidden neurons."""
    says = {"en": f"at most {most} hidden neurons", "de": f"höchstens {most} verborgene Neuronen"}
    if most == 0:
        says = {"en": "no hidden layer", "de": "keine verborgene Schicht"}
    return Condition(says, lambda session: sum(layer.width for layer in session.problem.architecture.layers) <= most)


def parameters(most: int) -> Condition:
    """The number of parameters."""
    says = {"en": f"fewer than {most} parameters", "de": f"weniger als {most} Parameter"}
    return Condition(says, lambda session: session.parameters.count < most)


def epochs(most: int) -> Condition:
    """The number of epochs."""
    says = {"en": f"at most {most} epochs", "de": f"höchstens {most} Epochen"}
    return Condition(says, lambda session: 0 < session.epoch <= most)


def kept_aside(least: float) -> Condition:
    """The share of the rows that judge."""
    says = {"en": f"{least:.0%} of the rows kept aside", "de": f"{least:.0%} der Zeilen zurückgelegt"}
    return Condition(says, lambda session: session.recipe.test_fraction >= least)


def own_columns(least: int) -> Condition:
    """Nothing but the columns that the data have, and enough rows."""

    def holds(session: PlaygroundSession) -> bool:
        return not session.problem.encoding.expressions and session.dataset.n_rows >= least

    says = {
        "en": f"the data's own inputs, and {least} rows",
        "de": f"die Eingaben der Daten selbst, und {least} Zeilen",
    }
    return Condition(says, holds)


FAIR = (kept_aside(0.2), own_columns(200))
CHALLENGES = (
    Challenge(
        "line",
        {"en": "A straight line is enough", "de": "Eine gerade Linie genügt"},
        {"en": "Part the two clouds of gauss without a single hidden neuron.",
         "de": "Trenne die beiden Wolken von gauss ohne ein einziges verborgenes Neuron."},
        {"en": "Remove all layers: a linear model draws a straight line.",
         "de": "Nimm alle Schichten weg: ein lineares Modell zieht eine gerade Linie."},
        "gauss", {}, (accuracy(0.95), hidden(0), *FAIR),
    ),
    Challenge(
        "xor",
        {"en": "XOR with two neurons", "de": "XOR mit zwei Neuronen"},
        {"en": "No straight line parts the corners of xor. How few neurons do?",
         "de": "Keine gerade Linie trennt die Ecken von xor. Wie wenige Neuronen können es?"},
        {"en": "Two neurons of tanh draw two lines. Try some seeds (n), and a larger rate.",
         "de": "Zwei Neuronen mit tanh ziehen zwei Linien. Versuche andere Gewichte (n) und eine größere Rate."},
        "xor", {}, (accuracy(0.9), hidden(2), *FAIR),
    ),
    Challenge(
        "circle",
        {"en": "A circle from three lines", "de": "Ein Kreis aus drei Linien"},
        {"en": "Three neurons are three lines: put them around the circle.",
         "de": "Drei Neuronen sind drei Linien: lege sie um den Kreis."},
        {"en": "tanh or sigmoid, one layer, a rate around 0.1.",
         "de": "tanh oder sigmoid, eine Schicht, eine Rate um 0,1."},
        "circle", {}, (accuracy(0.95), hidden(3), *FAIR),
    ),
    Challenge(
        "spiral",
        {"en": "The spiral under 100 parameters", "de": "Die Spirale mit weniger als 100 Parametern"},
        {"en": "Follow both arms of the spiral with fewer than 100 numbers.",
         "de": "Folge beiden Armen der Spirale mit weniger als 100 Zahlen."},
        {"en": "6 and 6 neurons have 67 parameters; 7 and 6 have 76. tanh, adam, and patience.",
         "de": "6 und 6 Neuronen haben 67 Parameter; 7 und 6 haben 76. tanh, adam, und Geduld."},
        "spiral", {}, (accuracy(0.95), parameters(100), *FAIR),
    ),
    Challenge(
        "digits",
        {"en": "Digits in ten epochs", "de": "Ziffern in zehn Epochen"},
        {"en": "Read handwritten digits, and be quick about it.",
         "de": "Lies handgeschriebene Ziffern, und zwar schnell."},
        {"en": "One layer of 64 relu, adam with a rate of 0.005.",
         "de": "Eine Schicht mit 64 relu, adam mit einer Rate von 0,005."},
        "digits", {}, (accuracy(0.95), epochs(10), *FAIR),
    ),
)  # fmt: skip
