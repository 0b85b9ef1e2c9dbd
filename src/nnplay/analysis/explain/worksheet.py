"""Worksheets: one training step of a small network as an exercise with an answer key.

The numbers in the exercise have one or two decimals, and the key is calculated from exactly these. Random networks are
drawn until the key does not depend on whether intermediate results are rounded to two extra decimals.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.analysis.explain.document import Section, make_step
from nnplay.analysis.explain.explanation import INPUTS, check_digits, step_settings, trace_sections
from nnplay.analysis.explain.render import RenderedDocument, form_of
from nnplay.analysis.explain.targets import encode_targets
from nnplay.analysis.explain.trace import Trace, trace
from nnplay.analysis.explain.trace_view import TraceView
from nnplay.analysis.explain.user_units import encode_rows, target_meaning
from nnplay.catalog import losses
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters, layout
from nnplay.training.model import Model
from nnplay.training.recipe import Recipe
from nnplay.utils import files
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int, check_type

MAX_PARAMETERS = 120  # of a network that can be worked through by hand
MAX_ROWS = 6
MAX_DRAWS = 400  # random networks to try
EXTRA_DIGITS = 2  # decimals of intermediate results beyond those of the key
MIN_NONZERO = 0.5  # share of nonzero gradients in a useful exercise
MIN_DISTANCE = 0.02  # from a rounding boundary (in units of the last digit), and from a kink of the activation


@dataclass(frozen=True, eq=False)
class Worksheet:
    """An exercise and its answer key.

    Attributes:
        exercise: the document with blanks to fill in.
        answers: the document with the numbers.
        steady: whether the key stays the same if intermediate results are rounded to two extra decimals.

    >>> import nnplay as nn
    >>> sheet = nn.worksheet(seed=3, inputs=2, rows=1)
    >>> sheet.exercise.text() != sheet.answers.text()
    True
    """

    exercise: RenderedDocument
    answers: RenderedDocument
    steady: bool

    def save(self, path: str | os.PathLike[str]) -> tuple[Path, Path]:
        """Write two files: sheet.html and sheet-answers.html for "sheet.html". The extension chooses the form.

        Raises:
            NNPlayError: an unknown extension, or a file that cannot be written.
        """
        form, first = form_of(path), Path(path)
        second = first.with_name(f"{first.stem}-answers{first.suffix}")
        for file in (first, second):
            files.check_writable(file)
        texts = [part.form(form).encode("utf-8", "replace") for part in (self.exercise, self.answers)]
        for file, text in zip((first, second), texts, strict=True):
            files.write_atomic(file, text)
        return first, second

    def json(self) -> dict[str, Any]:
        """Both documents as JSON-compatible values."""
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
    """Make an exercise and its key from a random network with weights of one decimal.

    Args:
        seed: seed of the random numbers.
        architecture: the network; by default one hidden layer of two sigmoid neurons. An unspecified loss is mse; an
            unspecified output is the canonical one of the loss, or sigmoid.
        inputs: number of inputs, if the architecture leaves it open.
        outputs: number of outputs, if the architecture leaves it open.
        rows: number of rows in the batch.
        recipe: the source of the optimizer, learning rate, penalties, weight decay and clipping; by default sgd with
            η = 0.5.
        digits: decimals of the key.

    Raises:
        NNPlayError: a network too large to work through by hand, or one without suitable numbers.

    >>> import nnplay as nn
    >>> sheet = nn.worksheet(seed=3)
    >>> [path.name for path in sheet.save("sheet.html")]
    ['sheet.html', 'sheet-answers.html']
    """
    seed, rows = check_int(seed, "seed", 0), check_int(rows, "rows")
    digits = check_digits(digits)
    architecture = Architecture.dense((2,), "sigmoid") if architecture is None else architecture
    check_type(architecture, Architecture, "architecture")
    architecture = architecture.resolve(inputs=check_int(inputs, "inputs"), outputs=check_int(outputs, "outputs"))
    if architecture.output is None:
        output = losses.resolve(architecture.loss)[0].output if architecture.loss else "sigmoid"
        architecture = architecture.resolve(output=output)
    architecture = architecture.resolve(loss="mse")
    _check_size(architecture, rows)
    recipe = Recipe(optimizer="sgd", learning_rate=0.5) if recipe is None else check_type(recipe, Recipe, "recipe")
    settings, notes = step_settings(recipe, None, None)
    notes += ["Dropout is off."] * any(layer.dropout for layer in architecture.layers)
    first: Trace | None = None
    for p, X, Y in _random_networks(architecture, seed, rows):
        candidate = trace(p, X, Y, settings)
        if not _is_useful(candidate):
            continue
        if _is_steady(candidate, digits):
            return _worksheet(candidate, f"Worksheet {seed}", digits, notes, steady=True)
        first = first or candidate
    if first is None:
        raise NNPlayError("No suitable numbers were found: most gradients are 0. Choose another activation.")
    return _worksheet(first, f"Worksheet {seed}", digits, notes, steady=False)


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
    """Make an exercise and its key from a small trained network, with weights and rows rounded to two decimals.

    Args:
        model: the network.
        recipe: the source of the optimizer, learning rate, penalties, weight decay and clipping.
        rows: as in `explain`.
        target: as in `explain`; required unless the rows include it.
        digits: decimals of the key.
        optimizer: replaces the recipe's.
        learning_rate: replaces the recipe's.

    Raises:
        NNPlayError: a network too large to work through by hand, no target, or rows that do not fit.
    """
    X, digits = encode_rows(model, rows), check_digits(digits)
    _check_size(model.architecture, len(X))
    Y = encode_targets(model.coding, rows, model.encoding.columns, target, len(X))
    if Y is None:
        raise NNPlayError("A worksheet needs the target for its backward pass; pass a target for each row.")
    settings, notes = step_settings(recipe, optimizer, learning_rate)
    theta = np.round(model.parameters.theta.astype(np.float64), 2)
    for block in layout(model.architecture).blocks:
        if block.layer.norm == "batch":
            block.view(theta, "variance")[:] = np.maximum(block.view(theta, "variance"), 0.01)
    result = trace(Parameters(model.architecture, theta), np.round(X, 2), np.round(Y, 2), settings)
    steady, meaning = _is_steady(result, digits), target_meaning(model, Y)
    return _worksheet(result, "Worksheet", digits, notes, steady=steady, target=meaning)


def _check_size(architecture: Architecture, rows: int) -> None:
    count = layout(architecture).trained
    if count > MAX_PARAMETERS:
        raise NNPlayError(
            f"This network has {count:,} parameters, more than the {MAX_PARAMETERS} that can be worked through by "
            "hand; use fewer or narrower layers."
        )
    if rows > MAX_ROWS:
        raise NNPlayError(f"A worksheet can have at most {MAX_ROWS} rows, not {rows:,}.")
    if rows < 2 and any(layer.norm == "batch" for layer in architecture.all_layers):
        raise NNPlayError("Batch normalization turns a single row into 0; use two rows or more.")


def _random_networks(architecture: Architecture, seed: int, rows: int) -> Iterator[tuple[Parameters, Array, Array]]:
    """Generate random parameters, inputs and targets with one decimal."""
    blocks = layout(architecture).blocks
    for attempt in range(MAX_DRAWS):
        rng = stream(seed, Purpose.WORKSHEET, attempt)
        theta = np.zeros(layout(architecture).size)
        for block in blocks:
            for name in block.arrays:
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


def _tenths(rng: np.random.Generator, shape: tuple[int, ...], low: int, high: int) -> Array:
    values: Array = rng.choice([-1.0, 1.0], shape) * rng.integers(low, high + 1, shape) / 10
    return values


def _targets(architecture: Architecture, rows: int, rng: np.random.Generator) -> Array:
    """Random targets in the range of the loss."""
    entry, n = losses.resolve(architecture.loss or "")[0], architecture.outputs or 1
    low, high = entry.targets
    if entry.low < 0:
        return rng.choice([-1.0, 1.0], (rows, n))
    if entry.shape == "row" and n > 1 and (low, high) == (0, 1):
        return np.eye(n)[rng.integers(n, size=rows)]
    if (low, high) == (0, 1) or architecture.output == "sigmoid":
        return rng.integers(0, 2, (rows, n)).astype(np.float64)
    return rng.integers(5, 21, (rows, n)) / 10 if low >= 0 else _tenths(rng, (rows, n), 1, 10)


def _is_useful(t: Trace) -> bool:
    """Whether every number is finite, most gradients are nonzero, and no activation is at a kink."""
    gradient = t.flat()
    if not (np.isfinite(gradient).all() and np.isfinite(t.losses).all()):
        return False
    kinks = [np.abs(layer.u - kink).min() for layer in t.layers for kink in layer.block.activation.kinks]
    return bool(
        np.mean(gradient != 0) >= MIN_NONZERO
        and np.abs(gradient).max() > 0.01
        and min(kinks, default=1.0) > MIN_DISTANCE
    )


def _is_steady(t: Trace, digits: int) -> bool:
    """Whether the key stays the same if intermediate results are rounded to EXTRA_DIGITS more decimals."""
    assert t.Y is not None
    by_hand = trace(t.parameters, t.X, t.Y, t.settings, decimals=digits + EXTRA_DIGITS)
    unit = 10.0**digits
    for exact, rounded in zip(_numbers(t, digits), _numbers(by_hand, digits), strict=True):
        distance = np.abs(exact * unit - np.floor(exact * unit) - 0.5)
        if (np.round(exact, digits) != np.round(rounded, digits)).any() or (distance < MIN_DISTANCE).any():
            return False
    return True


def _numbers(t: Trace, digits: int) -> list[Array]:
    """Every array to be calculated in the exercise."""
    steps = (step for section in trace_sections(TraceView(t, digits, fixed=True)) for step in section.steps)
    return [step.values for step in steps if not step.provided and step.values is not None]


def _worksheet(
    t: Trace, title: str, digits: int, notes: list[str], *, steady: bool, target: str = "the target"
) -> Worksheet:
    """The exercise and the answers for a trace."""
    view = TraceView(t, digits, fixed=True)
    rounding = f"Write your results with {digits} decimals, but calculate with at least {EXTRA_DIGITS} more"
    rounding += "." if steady else "; the key was calculated without rounding."
    instructions = (
        "Name: ____________________",
        "Work through one training step by hand: the forward pass to the loss, the backward pass to the gradients, and "
        "the update to the new weights. Fill in every empty box; its formula is next to it.",
        rounding,
        *notes,
    )
    x = make_step("x", view.source(0), "the inputs", "", t.X, provided=True)
    sections = (Section(INPUTS, steps=(x,)), *trace_sections(view, target=target))
    subtitle = str(t.parameters.architecture)
    answers = RenderedDocument(f"{title}: answers", subtitle, sections, digits, None, fixed=True)
    exercise = replace(answers.blank(), title=title)
    exercise = replace(exercise, sections=(Section("", text=instructions), *exercise.sections))
    return Worksheet(exercise, answers, steady)
