"""An explanation: every matrix of one forward and one backward pass and one step, in the user's columns and labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.analysis.explain import backward, forward, update
from nnplay.analysis.explain.document import Section, make
from nnplay.analysis.explain.number_format import MOST, number
from nnplay.analysis.explain.render import Rendered
from nnplay.analysis.explain.targets import targets_of
from nnplay.analysis.explain.trace import Settings, Trace, trace
from nnplay.analysis.explain.trace_view import View
from nnplay.analysis.explain.user_units import columns, encoded, labelled, predicted, predictions
from nnplay.catalog import optimizers
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training.model import Model
from nnplay.training.recipe import Recipe

DIGITS = range(1, 13)
NEURON = re.compile(r"\s*(\d{1,6})\s*:\s*(\d{1,9})\s*(?::\s*(\d{1,9})\s*)?")
INPUTS = "The inputs"


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Rendered):
    """Every matrix of one forward pass, one backward pass and one step, with its equation.

    It prints itself; `text()`, `html()`, `latex()` and `json()` are its forms, `save(path)` writes one of them by the
    ending of the file's name, and a notebook shows it as HTML.

    Attributes:
        trace: the arrays themselves, in float64: ``trace.layers[l].z``, ``.delta``, ``.gradient["W"]`` …
    """

    trace: Trace | None = None


def explain(
    model: Model,
    recipe: Recipe,
    rows: Any,
    target: Any = None,
    *,
    digits: int = 4,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    neuron: Any = (),
    full: bool = False,
) -> Explanation:
    """Every matrix of one forward and one backward pass of these rows, and of one step of the optimizer.

    Args:
        model: the network, with the way from the user's columns to its own.
        recipe: whose optimizer, learning rate, penalties, decay and clip are taken.
        rows: a dict, a list of dicts, a DataFrame, an array, a file: as Model.predict takes them.
        target: in the user's own labels or units, one for each row; None takes them from the rows where these have the
            target's column, and without any there is only a forward pass.
        digits: decimals of the numbers that are shown, 1 to 12.
        optimizer: another one than the recipe's.
        learning_rate: another one than the recipe's.
        neuron: which neurons are written out with their numbers: "2:5" is the fifth of the second layer, "2:5:3" its
            weight from the third input; several in a list. The first with an error in each layer unless said.
        full: show every number of large matrices.

    Raises:
        NNPlayError: rows or targets that do not fit the model, or a neuron that it does not have.
    """
    X = encoded(model, rows)
    Y = targets_of(model.coding, rows, model.encoding.columns, target, len(X))
    settings, notes = step_settings(recipe, optimizer, learning_rate)
    found = trace(model.parameters, X, Y, settings)
    neurons, inputs = chosen_neurons(found.parameters, neuron)
    view = View(found, checked_digits(digits), chosen=neurons, inputs=inputs)
    notes = [*_notes(model.architecture, found), *(notes if Y is not None else [])]
    if Y is not None and recipe.class_weight is not None and len(X) > 1:
        notes.append("All rows weigh the same here; the class weights of the training are left out.")
    facts = {
        "architecture": str(model.architecture), "inputs": list(model.encoding.names), "rows": len(X), "notes": notes,
        "prediction": model.coding.decode(predicted(model, X)), "loss": None if Y is None else found.loss,
    }  # fmt: skip
    most = None if full else MOST
    grid, given = columns(model, rows, X, view, most), "the inputs as the network gets them"
    sections = [
        *([Section("", text=tuple(notes))] if notes else []),
        Section(INPUTS, grid=grid, steps=(make("x", view.source(0), given, "", X, given=True),)),
        *told(view, predictions(model, view), labelled(model, Y)),
    ]
    title = "One pass through the network"
    return Explanation(title, str(model.architecture), tuple(sections), view.digits, most, facts, trace=found)


def told(view: View, prediction: Iterable[str] = (), wanted: str = "the target") -> list[Section]:
    """The sections of a trace: forward, and with targets loss, backward and the step; `wanted` says what y is."""
    found = forward.sections(view)
    said = tuple(prediction)
    if said:
        found.append(Section(forward.PART, "The prediction", text=said))
    if view.t.Y is None:
        return found
    return [*found, forward.loss(view, wanted), *backward.sections(view), *update.sections(view)]


def step_settings(recipe: Recipe, optimizer: str | None, learning_rate: float | None) -> tuple[Settings, list[str]]:
    """How the step is taken, and what is to be said about it.

    Raises:
        NNPlayError: an optimizer or a learning rate that does not exist.
    """
    notes = []
    if optimizer is not None:
        recipe = recipe.replace(optimizer=optimizer, momentum=None)
    if learning_rate is not None:
        recipe = recipe.replace(learning_rate=learning_rate)
    rule = recipe.update_rule
    if optimizers.resolve(rule)[0].full_batch:
        notes.append("L-BFGS moves all weights together, by what it has learned of the whole training set: it has no "
                     "step of a single batch, so a plain step along the gradient (sgd) is shown.")  # fmt: skip
        rule = "sgd"
    if recipe.schedule != "constant" and learning_rate is None:
        notes.append(f"The schedule {recipe.schedule} changes η in the course of the training; here it is the learning "
                     f"rate of the recipe, {number(recipe.learning_rate, 9)}.")  # fmt: skip
    return Settings(rule, recipe.learning_rate, recipe.penalty_strengths, recipe.decay, recipe.clip), notes


def checked_digits(digits: Any) -> int:
    """The decimals as asked for.

    Raises:
        NNPlayError: none that can be shown.
    """
    if isinstance(digits, bool) or digits not in DIGITS:
        raise NNPlayError(f"digits is how many decimals are shown, from {DIGITS[0]} to {DIGITS[-1]}, not {digits!r}.")
    return int(digits)


def chosen_neurons(parameters: Parameters, neuron: Any) -> tuple[dict[int, int], dict[int, int]]:
    """The neuron of each layer that is written out, and the input of its weight, all counted from 0.

    Raises:
        NNPlayError: a text of another form, or a neuron or an input that is not there.
    """
    if isinstance(neuron, Mapping):
        neuron = [f"{layer}:{place}" for layer, place in neuron.items()]
    neurons, inputs, blocks = {}, {}, parameters.layout.blocks
    given = list(neuron or ()) if isinstance(neuron, list | tuple | set | None.__class__) else [neuron]
    for text in given:
        match = NEURON.fullmatch(str(text))
        if match is None:
            raise NNPlayError(
                f"A neuron is named by its layer and its place, both counted from 1, as in 2:5, and a weight by its "
                f"input too, as in 2:5:3, not {text!r}."
            )
        layer, place = int(match[1]), int(match[2])
        if not 1 <= layer <= len(blocks) or not 1 <= place <= blocks[layer - 1].n_out:
            there = [f"{l}:1 to {l}:{each.n_out}" for l, each in enumerate(blocks[:6], start=1)]
            there += ["…"] * (len(blocks) > 6)
            raise NNPlayError(f"There is no neuron {layer}:{place}: the layers have {', '.join(there)}.")
        neurons[layer - 1] = place - 1
        if match[3] is not None:
            if not 1 <= int(match[3]) <= blocks[layer - 1].n_in:
                raise NNPlayError(
                    f"The neurons of layer {layer} have the inputs 1 to {blocks[layer - 1].n_in}, not {int(match[3])}."
                )
            inputs[layer - 1] = int(match[3]) - 1
    return neurons, inputs


def _notes(architecture: Architecture, t: Trace) -> list[str]:
    """What a reader should know beforehand."""
    layers = architecture.all_layers
    notes = []
    if t.Y is None:
        notes.append("This is the forward pass. With a target there are the loss, the backward pass and the step too.")
    if any(layer.dropout for layer in layers):
        notes.append("Dropout is off here, as it is in predictions; in training it silences some neurons at random.")
    if any(layer.norm == "batch" for layer in layers):
        if t.Y is None:
            notes.append("Batch normalisation takes the mean and deviation of the training, as predictions do.")
        else:
            notes.append("Batch normalisation takes the mean and deviation of these rows, as training does; "
                         "predictions take those that were kept of the training.")  # fmt: skip
            if len(t.X) == 1:
                notes.append("A single row is its own mean: batch normalisation makes 0 of it, and nothing flows back "
                             "through it. Give two rows or more to see it at work.")  # fmt: skip
    return notes
