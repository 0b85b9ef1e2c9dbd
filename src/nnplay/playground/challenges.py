"""Challenges: train a network that satisfies given conditions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.network.architecture import Architecture
from nnplay.playground.lessons.lesson import LocalizedText
from nnplay.playground.session import PlaygroundSession


@dataclass(frozen=True)
class Condition:
    """One requirement of a challenge.

    Attributes:
        text: its description.
        is_met: whether a session meets it.
    """

    text: LocalizedText
    is_met: Callable[[PlaygroundSession], bool]


@dataclass(frozen=True)
class Challenge:
    """A task with conditions that must all be met at the same time.

    Attributes:
        id: its identifier in links.
        name: its title.
        text: the task in one or two sentences.
        hint: a hint.
        data: the name of the dataset.
        settings: settings of the dataset.
        conditions: the requirements.
    """

    id: str
    name: LocalizedText
    text: LocalizedText
    hint: LocalizedText
    data: str
    settings: dict[str, Any]
    conditions: tuple[Condition, ...]

    def start(self, session: PlaygroundSession) -> None:
        """Load the data of the challenge into a session, with a linear model to start from."""
        session.set_architecture(Architecture())
        session.use_data(self.data, **self.settings)

    def progress(self, session: PlaygroundSession) -> tuple[tuple[LocalizedText, bool], ...]:
        """The text of each condition, and whether it is met now."""
        matches = self.uses_data(session)
        return tuple((condition.text, matches and condition.is_met(session)) for condition in self.conditions)

    def uses_data(self, session: PlaygroundSession) -> bool:
        """Whether the session uses the data of the challenge."""
        return bool(session.recipe.data == self.data)

    def is_solved(self, session: PlaygroundSession) -> bool:
        """Whether all conditions are met."""
        return all(is_met for _, is_met in self.progress(session))


def min_accuracy(value: float) -> Condition:
    """At least this accuracy on the test split."""

    def is_met(session: PlaygroundSession) -> bool:
        rows = [row for row in session.rows if row["epoch"] <= session.epoch]
        return bool(rows) and rows[-1].get("test_accuracy", 0.0) >= value

    text = {"en": f"test accuracy of at least {value:.0%}", "de": f"Testgenauigkeit von mindestens {100 * value:.0f} %"}
    return Condition(text, is_met)


def max_hidden_neurons(count: int) -> Condition:
    """At most this many hidden neurons."""
    text = {"en": f"at most {count} hidden neurons", "de": f"höchstens {count} verborgene Neuronen"}
    if count == 0:
        text = {"en": "no hidden layers", "de": "keine verborgenen Schichten"}
    return Condition(text, lambda session: sum(layer.width for layer in session.problem.architecture.layers) <= count)


def fewer_parameters_than(count: int) -> Condition:
    """Fewer than this many parameters."""
    text = {"en": f"fewer than {count} parameters", "de": f"weniger als {count} Parameter"}
    return Condition(text, lambda session: session.parameters.count < count)


def max_epochs(count: int) -> Condition:
    """At most this many epochs of training."""
    text = {"en": f"at most {count} epochs", "de": f"höchstens {count} Epochen"}
    return Condition(text, lambda session: 0 < session.epoch <= count)


def min_test_fraction(value: float) -> Condition:
    """At least this fraction of the rows in the test split."""
    text = {
        "en": f"at least {value:.0%} of the rows in the test split",
        "de": f"mindestens {100 * value:.0f} % der Zeilen als Testdaten",
    }
    return Condition(text, lambda session: session.recipe.test_fraction >= value)


def original_features(min_rows: int) -> Condition:
    """No computed features, and at least this many rows."""

    def is_met(session: PlaygroundSession) -> bool:
        return not session.problem.encoding.expressions and session.dataset.n_rows >= min_rows

    text = {
        "en": f"only the original features, and at least {min_rows} rows",
        "de": f"nur die ursprünglichen Merkmale und mindestens {min_rows} Zeilen",
    }
    return Condition(text, is_met)


FAIR = (min_test_fraction(0.2), original_features(200))  # otherwise a challenge is too easy
CHALLENGES = (
    Challenge(
        "line",
        {"en": "A straight line is enough", "de": "Eine Gerade genügt"},
        {"en": "Separate the two Gaussian clusters without any hidden neurons.",
         "de": "Trenne die beiden Gauß-Cluster ganz ohne verborgene Neuronen."},
        {"en": "Remove all layers: a linear model draws a straight line.",
         "de": "Entferne alle Schichten: Ein lineares Modell zieht eine Gerade."},
        "gauss", {}, (min_accuracy(0.95), max_hidden_neurons(0), *FAIR),
    ),
    Challenge(
        "xor",
        {"en": "XOR with two neurons", "de": "XOR mit zwei Neuronen"},
        {"en": "No straight line separates the classes of xor. How few neurons can?",
         "de": "Keine Gerade trennt die Klassen von xor. Wie wenige Neuronen reichen dafür?"},
        {"en": "Two tanh neurons draw two lines. Try a few seeds (n) and a larger learning rate.",
         "de": "Zwei tanh-Neuronen ziehen zwei Linien. Probiere einige Seeds (n) und eine größere Lernrate."},
        "xor", {}, (min_accuracy(0.9), max_hidden_neurons(2), *FAIR),
    ),
    Challenge(
        "circle",
        {"en": "A circle from three lines", "de": "Ein Kreis aus drei Linien"},
        {"en": "Three neurons draw three lines. Arrange them around the circle.",
         "de": "Drei Neuronen ziehen drei Linien. Lege sie um den Kreis."},
        {"en": "tanh or sigmoid, one layer, a learning rate around 0.1.",
         "de": "tanh oder sigmoid, eine Schicht, eine Lernrate um 0,1."},
        "circle", {}, (min_accuracy(0.95), max_hidden_neurons(3), *FAIR),
    ),
    Challenge(
        "spiral",
        {"en": "The spiral with under 100 parameters", "de": "Die Spirale mit weniger als 100 Parametern"},
        {"en": "Follow both arms of the spiral with fewer than 100 parameters.",
         "de": "Folge beiden Armen der Spirale mit weniger als 100 Parametern."},
        {"en": "Two layers of 6 neurons have 67 parameters; 7 and 6 neurons have 76. Use tanh, adam and patience.",
         "de": "Zwei Schichten mit je 6 Neuronen haben 67 Parameter, 7 und 6 Neuronen haben 76. Nimm tanh, adam und "
               "etwas Geduld."},
        "spiral", {}, (min_accuracy(0.95), fewer_parameters_than(100), *FAIR),
    ),
    Challenge(
        "digits",
        {"en": "Digits in ten epochs", "de": "Ziffern in zehn Epochen"},
        {"en": "Recognize handwritten digits after only ten epochs of training.",
         "de": "Erkenne handgeschriebene Ziffern nach nur zehn Trainingsepochen."},
        {"en": "One layer of 64 relu neurons, adam with a learning rate of 0.005.",
         "de": "Eine Schicht mit 64 relu-Neuronen, adam mit einer Lernrate von 0,005."},
        "digits", {}, (min_accuracy(0.95), max_epochs(10), *FAIR),
    ),
)  # fmt: skip
