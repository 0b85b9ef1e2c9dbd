"""Explain a network's computation for given rows: forward pass, backward pass and optimizer step."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from nnplay.analysis.explain import backward, forward, update
from nnplay.analysis.explain.document import Section, make_step
from nnplay.analysis.explain.number_format import MAX_SIZE, format_number
from nnplay.analysis.explain.render import RenderedDocument
from nnplay.analysis.explain.targets import encode_targets
from nnplay.analysis.explain.trace import StepSettings, Trace, trace
from nnplay.analysis.explain.trace_view import TraceView
from nnplay.analysis.explain.user_units import (
    encode_rows,
    input_table,
    predicted_outputs,
    prediction_sentences,
    target_meaning,
)
from nnplay.catalog import optimizers
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training.model import Model
from nnplay.training.recipe import Recipe

DIGITS = range(1, 13)
NEURON = re.compile(r"\s*(\d{1,6})\s*:\s*(\d{1,9})\s*(?::\s*(\d{1,9})\s*)?")
INPUTS = "The inputs"
NeuronSpec: TypeAlias = str | Iterable[str] | Mapping[int, int] | None


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(RenderedDocument):
    """Every matrix of one forward pass, one backward pass and one optimizer step, with its equation.

    It prints as text, and a notebook displays it as HTML. `text()`, `html()`, `latex()` and `json()` return its forms;
    `save(path)` writes the one that the file's extension names.

    Attributes:
        trace: the arrays themselves, in float64: ``trace.layers[l].z``, ``.delta``, ``.gradient["W"]`` …

    >>> import nnplay as nn
    >>> explanation = nn.train("iris", (2,), epochs=20).explain([[5.1, 3.5, 1.4, 0.2]], "setosa")
    >>> explanation.trace.layers[0].z.shape
    (1, 2)
    >>> explanation.save("step.html")
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
    neuron: NeuronSpec = (),
    full: bool = False,
) -> Explanation:
    """Compute every matrix of one forward pass, one backward pass and one optimizer step for the given rows.

    Args:
        model: the network, with its encodings of inputs and targets.
        recipe: the source of the optimizer, learning rate, penalties, weight decay and clipping.
        rows: a dict, a list of dicts, a DataFrame, an array or a file, as Model.predict takes them.
        target: a label or value for each row, in the user's own units. By default the targets are those in the rows;
            without any, there is only a forward pass.
        digits: decimals of the numbers, 1 to 12.
        optimizer: replaces the recipe's.
        learning_rate: replaces the recipe's.
        neuron: the neurons whose entries are written out, one or a list: "2:5" is the fifth neuron of layer 2, "2:5:3"
            its weight from the third input. By default the first neuron with a nonzero error in each layer.
        full: show every number of large matrices.

    Raises:
        NNPlayError: rows or targets that do not fit the model, or a neuron that does not exist.
    """
    X = encode_rows(model, rows)
    Y = encode_targets(model.coding, rows, model.encoding.columns, target, len(X))
    settings, step_notes = step_settings(recipe, optimizer, learning_rate)
    result = trace(model.parameters, X, Y, settings)
    neurons, inputs = parse_neurons(result.parameters, neuron)
    view = TraceView(result, check_digits(digits), neurons=neurons, inputs=inputs)
    notes = [*_notes(model.architecture, result), *(step_notes if Y is not None else [])]
    if Y is not None and recipe.class_weight is not None and len(X) > 1:
        notes.append("All rows have equal weight here; the recipe's class weights are ignored.")
    facts = {
        "architecture": str(model.architecture), "inputs": list(model.encoding.names), "rows": len(X), "notes": notes,
        "prediction": model.coding.decode(predicted_outputs(model, X)), "loss": None if Y is None else result.loss,
    }  # fmt: skip
    max_size = None if full else MAX_SIZE
    x = make_step("x", view.source(0), "the encoded inputs", "", X, provided=True)
    sections = [
        *([Section("", text=tuple(notes))] if notes else []),
        Section(INPUTS, table=input_table(model, rows, X, view, max_size), steps=(x,)),
        *trace_sections(view, prediction_sentences(model, view), target_meaning(model, Y)),
    ]
    title = "One pass through the network"
    return Explanation(title, str(model.architecture), tuple(sections), view.digits, max_size, facts, trace=result)


def trace_sections(view: TraceView, predictions: Sequence[str] = (), target: str = "the target") -> list[Section]:
    """The sections on a trace: the forward pass and, with targets, the loss, the backward pass and the optimizer step.

    Args:
        view: the trace.
        predictions: sentences on the predictions; none for no section on them.
        target: a description of y.
    """
    sections = forward.sections(view)
    if predictions:
        sections.append(Section(forward.PART, "The prediction", text=tuple(predictions)))
    if view.trace.Y is None:
        return sections
    return [*sections, forward.loss(view, target), *backward.sections(view), *update.sections(view)]


def step_settings(recipe: Recipe, optimizer: str | None, learning_rate: float | None) -> tuple[StepSettings, list[str]]:
    """The settings of the optimizer step, and notes on how they differ from training.

    Raises:
        NNPlayError: an unknown optimizer or an invalid learning rate.
    """
    notes = []
    if optimizer is not None:
        recipe = recipe.replace(optimizer=optimizer, momentum=None)
    if learning_rate is not None:
        recipe = recipe.replace(learning_rate=learning_rate)
    rule = recipe.resolved_optimizer
    if optimizers.resolve(rule)[0].full_batch:
        notes.append("L-BFGS needs the whole training set for each step, so a step of plain gradient descent (sgd) is "
                     "shown instead.")  # fmt: skip
        rule = "sgd"
    if recipe.schedule != "constant" and learning_rate is None:
        notes.append(f"In training, the {recipe.schedule} schedule changes η; here η is the recipe's initial learning "
                     f"rate, {format_number(recipe.learning_rate, 9)}.")  # fmt: skip
    decay, strengths = recipe.resolved_weight_decay, recipe.penalty_strengths
    return StepSettings(rule, recipe.learning_rate, strengths, decay, recipe.clip), notes


def check_digits(digits: Any) -> int:
    """Check the number of decimals.

    Raises:
        NNPlayError: it is not a whole number from 1 to 12.
    """
    if isinstance(digits, bool) or digits not in DIGITS:
        raise NNPlayError(f"digits must be a whole number from {DIGITS[0]} to {DIGITS[-1]}, not {digits!r}.")
    return int(digits)


def parse_neurons(parameters: Parameters, neuron: NeuronSpec) -> tuple[dict[int, int], dict[int, int]]:
    """The neuron of each layer that is written out, and the input of its weight, all counted from 0.

    Raises:
        NNPlayError: a text of another form, or a neuron or input that does not exist.
    """
    if isinstance(neuron, Mapping):
        neuron = [f"{layer}:{number}" for layer, number in neuron.items()]
    specs = list(neuron or ()) if isinstance(neuron, list | tuple | set | None) else [neuron]
    neurons, inputs, blocks = {}, {}, parameters.layout.blocks
    for spec in specs:
        match = NEURON.fullmatch(str(spec))
        if match is None:
            raise NNPlayError(f"{spec!r} does not name a neuron; write layer:neuron, as in 2:5, or "
                              "layer:neuron:input, as in 2:5:3, each counted from 1.")  # fmt: skip
        layer, number = int(match[1]), int(match[2])
        if not 1 <= layer <= len(blocks) or not 1 <= number <= blocks[layer - 1].n_out:
            ranges = [f"{l}:1 to {l}:{block.n_out}" for l, block in enumerate(blocks[:6], start=1)]
            ranges += ["…"] * (len(blocks) > 6)
            raise NNPlayError(f"There is no neuron {layer}:{number}; the neurons are {', '.join(ranges)}.")
        neurons[layer - 1] = number - 1
        if match[3] is not None:
            if not 1 <= int(match[3]) <= blocks[layer - 1].n_in:
                raise NNPlayError(f"There is no input {int(match[3])} of layer {layer}; its inputs are 1 to "
                                  f"{blocks[layer - 1].n_in}.")  # fmt: skip
            inputs[layer - 1] = int(match[3]) - 1
    return neurons, inputs


def _notes(architecture: Architecture, t: Trace) -> list[str]:
    """How the computation differs from training."""
    layers = architecture.all_layers
    notes = []
    if t.Y is None:
        notes.append("Only the forward pass is shown. With a target you also get the loss, the backward pass and the "
                     "optimizer step.")  # fmt: skip
    if any(layer.dropout for layer in layers):
        notes.append("Dropout is off here, as in predictions; in training it sets random activations to 0.")
    if any(layer.norm == "batch" for layer in layers):
        if t.Y is None:
            notes.append("Batch normalization uses the running mean and variance from training, as predictions do.")
        else:
            notes.append("Batch normalization uses the mean and variance of these rows, as training does; predictions "
                         "use the running mean and variance from training.")  # fmt: skip
            if len(t.X) == 1:
                notes.append("A single row equals its own mean, so batch normalization turns it into 0 and no gradient "
                             "flows back through it. Use two rows or more.")  # fmt: skip
    return notes
