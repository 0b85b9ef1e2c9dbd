"""Worksheets: one pass through a small network as an exercise, and its key.

What is given has one or two decimals, and the key is calculated from just that. A drawn network is one whose key comes
out the same whether somebody carries all digits or only two more than are written down.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.explain.document import Section, make
from nnplay.analysis.explain.explanation import INPUTS, checked_digits, step_settings, told
from nnplay.analysis.explain.render import Rendered, form_of
from nnplay.analysis.explain.targets import targets_of
from nnplay.analysis.explain.trace import Trace, trace
from nnplay.analysis.explain.trace_view import View
from nnplay.analysis.explain.user_units import encoded, labelled
from nnplay.catalog import losses
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters, layout
from nnplay.training.model import Model
from nnplay.training.recipe import Recipe
from nnplay.utils import files
from nnplay.utils.validation import check_int, check_type

Array = NDArray[Any]
MOST_NUMBERS = 120  # parameters of a network that somebody can calculate by hand
MOST_ROWS = 6
TRIES = 400  # networks that are drawn
EXTRA = 2  # decimals that are carried beyond those that are written down
LIVELY = 0.5  # share of the gradient that must not be 0
CLOSE = 0.02  # to the middle between two last digits, and to a kink


@dataclass(frozen=True, eq=False)
class Worksheet:
    """An exercise and its key.

    Attributes:
        exercise: with blanks to fill in.
        answers: the same with the numbers.
        steady: the key is the same for whoever carries only two more decimals than are written down.
    """

    exercise: Rendered
    answers: Rendered
    steady: bool

    def save(self, path: str | os.PathLike[str]) -> tuple[Path, Path]:
        """Write two files, sheet.html and sheet-answers.html for "sheet.html"; the ending says which form.

        Raises:
            NNPlayError: another ending, or a file that cannot be written.
        """
        form, first = form_of(path), Path(path)
        second = first.with_name(f"{first.stem}-answers{first.suffix}")
        for place in (first, second):
            files.writable(place)
        texts = [sheet.form(form).encode("utf-8", "replace") for sheet in (self.exercise, self.answers)]
        for place, text in zip((first, second), texts, strict=True):
            files.write_whole(place, text)
        return first, second

    def json(self) -> dict[str, Any]:
        """Both as plain values."""
        return {"exercise": self.exercise.json(), "answers": self.answers.json(), "steady": self.steady}

    def __str__(self) -> str:
        return self.exercise.text()

    def __repr__(self) -> str:
        return f"<{self.exercise.title}: {self.exercise.subtitle}>"

    def _repr_html_(self) -> str:
        return self.exercise._repr_html_()


def worksheet(
    seed: int = 0,
    architecture: Architecture | None = None,
    *,
    inputs: int = 2,
    outputs: int = 1,
    rows: int = 1,
    recipe: Recipe | None = None,
    digits: int = 4,
) -> Worksheet:
    """A network with weights of one decimal, one pass through it as an exercise, and the key.

    Args:
        seed: another one draws other numbers.
        architecture: the network; None is one hidden layer of two sigmoid neurons. What it leaves open is a sigmoid
            output and the loss mse, or the output that its loss was made for.
        inputs: how many, unless the architecture says.
        outputs: how many, unless the architecture says.
        rows: how many rows are in the batch.
        recipe: the optimizer, learning rate, penalties, decay and clip; None is sgd with η = 0.5.
        digits: decimals of the key.

    Raises:
        NNPlayError: a network too large to be calculated by hand, or one for which no numbers are found.
    """
    seed, rows = check_int(seed, "The seed", 0), check_int(rows, "The number of rows")
    digits = checked_digits(digits)
    architecture = Architecture.dense((2,), "sigmoid") if architecture is None else architecture
    check_type(architecture, Architecture, "architecture")
    architecture = architecture.resolve(inputs=check_int(inputs, "inputs"), outputs=check_int(outputs, "outputs"))
    if architecture.output is None:
        output = losses.resolve(architecture.loss)[0].output if architecture.loss else "sigmoid"
        architecture = architecture.resolve(output=output)
    architecture = architecture.resolve(loss="mse")
    _refuse(architecture, rows)
    recipe = Recipe(optimizer="sgd", learning_rate=0.5) if recipe is None else check_type(recipe, Recipe, "recipe")
    settings, notes = step_settings(recipe, None, None)
    notes += ["Dropout is left out."] * any(layer.dropout for layer in architecture.layers)
    first: Trace | None = None
    for p, X, Y in _drawn(architecture, seed, rows):
        found = trace(p, X, Y, settings)
        if not _lively(found):
            continue
        if _steady(found, digits):
            return _sheets(found, f"Worksheet {seed}", digits, notes, steady=True)
        first = first or found
    if first is None:
        raise NNPlayError("No numbers were found that give every neuron something to do: choose another activation.")
    return _sheets(first, f"Worksheet {seed}", digits, notes, steady=False)


def worksheet_of(
    model: Model,
    recipe: Recipe,
    rows: Any,
    target: Any = None,
    *,
    digits: int = 4,
    optimizer: str | None = None,
    learning_rate: float | None = None,
) -> Worksheet:
    """The same from a trained network, if it is small: its weights and the encoded rows with two decimals.

    Args:
        model: the network.
        recipe: whose optimizer, learning rate, penalties, decay and clip are taken.
        rows: as `explain` takes them.
        target: the same; one is needed, here or among the rows.
        digits: decimals of the key.
        optimizer: another one than the recipe's.
        learning_rate: another one than the recipe's.

    Raises:
        NNPlayError: a network too large to be calculated by hand, no target, or rows that do not fit.
    """
    X, digits = encoded(model, rows), checked_digits(digits)
    _refuse(model.architecture, len(X))
    Y = targets_of(model.coding, rows, model.encoding.columns, target, len(X))
    if Y is None:
        raise NNPlayError("A worksheet goes backward too, for which it needs the target: give it with --target.")
    settings, notes = step_settings(recipe, optimizer, learning_rate)
    theta = np.round(model.parameters.theta.astype(np.float64), 2)
    for block in layout(model.architecture).blocks:
        if block.layer.norm == "batch":
            block.view(theta, "variance")[:] = np.maximum(block.view(theta, "variance"), 0.01)
    found = trace(Parameters(model.architecture, theta), np.round(X, 2), np.round(Y, 2), settings)
    wanted = labelled(model, Y)
    return _sheets(found, "Worksheet", digits, notes, steady=_steady(found, digits), wanted=wanted)


def _refuse(architecture: Architecture, rows: int) -> None:
    count = layout(architecture).trained
    if count > MOST_NUMBERS:
        raise NNPlayError(
            f"This network has {count:,} parameters, more than the {MOST_NUMBERS} that can be worked through by hand: "
            "take fewer or narrower layers."
        )
    if rows > MOST_ROWS:
        raise NNPlayError(f"A worksheet has {MOST_ROWS} rows at most, not {rows:,}.")
    if rows < 2 and any(layer.norm == "batch" for layer in architecture.all_layers):
        raise NNPlayError("Batch normalisation makes 0 of a single row: give a worksheet two rows or more.")


def _drawn(architecture: Architecture, seed: int, rows: int) -> Iterator[tuple[Parameters, Array, Array]]:
    """Parameters, inputs and targets with one decimal, one draw after the other."""
    blocks = layout(architecture).blocks
    for attempt in range(TRIES):
        rng = np.random.default_rng([seed, attempt])
        theta = np.zeros(layout(architecture).size)
        for block in blocks:
            for name in block.places:
                view = block.view(theta, name)
                if name in ("W", "P"):
                    view[:] = _tenths(rng, view.shape, 1, 9)
                elif name in ("gamma", "variance"):
                    view[:] = rng.integers(5, 16, view.shape) / 10
                elif name == "learned":
                    view[:] = rng.integers(1, 5, view.shape) / 10
                else:
                    view[:] = _tenths(rng, view.shape, 1, 5)
        X = _tenths(rng, (rows, architecture.inputs or 1), 2, 20)
        yield Parameters(architecture, theta), X, _targets(architecture, rows, rng)


def _tenths(rng: np.random.Generator, shape: tuple[int, ...], least: int, most: int) -> Array:
    drawn: Array = rng.choice([-1.0, 1.0], shape) * rng.integers(least, most + 1, shape) / 10
    return drawn


def _targets(architecture: Architecture, rows: int, rng: np.random.Generator) -> Array:
    """Targets as the loss is meant for."""
    entry, n = losses.resolve(architecture.loss or "")[0], architecture.outputs or 1
    low, high = entry.targets
    if entry.low < 0:
        return rng.choice([-1.0, 1.0], (rows, n))
    if entry.shape == "row" and n > 1 and (low, high) == (0, 1):
        return np.eye(n)[rng.integers(n, size=rows)]
    if (low, high) == (0, 1) or architecture.output == "sigmoid":
        return rng.integers(0, 2, (rows, n)).astype(np.float64)
    return rng.integers(5, 21, (rows, n)) / 10 if low >= 0 else _tenths(rng, (rows, n), 1, 10)


def _lively(t: Trace) -> bool:
    """Whether every number exists, most of the gradient is not 0, and nothing is at a kink."""
    gradient = t.flat()
    if not (np.isfinite(gradient).all() and np.isfinite(t.losses).all()):
        return False
    kinks = [np.abs(layer.u - kink).min() for layer in t.layers for kink in layer.block.activation.kinks]
    return bool(np.mean(gradient != 0) >= LIVELY and np.abs(gradient).max() > 0.01 and min(kinks, default=1.0) > CLOSE)


def _steady(t: Trace, digits: int) -> bool:
    """Whether rounding on the way, to EXTRA more decimals, leaves every digit of the key."""
    assert t.Y is not None
    by_hand = trace(t.parameters, t.X, t.Y, t.settings, decimals=digits + EXTRA)
    unit = 10.0**digits
    for exact, rounded in zip(_numbers(t, digits), _numbers(by_hand, digits), strict=True):
        away = np.abs(exact * unit - np.floor(exact * unit) - 0.5)
        if (np.round(exact, digits) != np.round(rounded, digits)).any() or (away < CLOSE).any():
            return False
    return True


def _numbers(t: Trace, digits: int) -> list[Array]:
    """Every array that is asked for."""
    sections = told(View(t, digits, fixed=True))
    return [step.values for section in sections for step in section.steps if not step.given and step.values is not None]


def _sheets(
    t: Trace, title: str, digits: int, notes: list[str], *, steady: bool, wanted: str = "the target"
) -> Worksheet:
    """The exercise and the answers of a trace."""
    view = View(t, digits, fixed=True)
    carry = f"Round what you write down to {digits} decimals, and go on calculating with {EXTRA} more"
    carry += ", or with all that your calculator has." if steady else "; the key was calculated with all digits."
    tasks = (
        "Name: ____________________",
        "Work through one training step by hand: forward to the loss, back to the gradients, and on to the new "
        "weights. Every empty box is a number to find; the formula stands beside it.",
        carry,
        *notes,
    )
    x = make("x", view.source(0), "the inputs", "", t.X, given=True)
    sections = (Section("", text=tasks), Section(INPUTS, steps=(x,)), *told(view, wanted=wanted))
    key = Rendered(f"{title}: the answers", str(t.parameters.architecture), sections, digits, None, fixed=True)
    exercise = key.blank()
    named = Rendered(title, key.subtitle, exercise.sections, digits, None, fixed=True)
    answers = Rendered(key.title, key.subtitle, sections[1:], digits, None, fixed=True)
    return Worksheet(named, answers, steady)
