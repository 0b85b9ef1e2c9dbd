"""From an estimator's parameters to nnplay's values: the architecture, the recipe, and the first weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import activations, initializers, losses, optimizers, schedules
from nnplay.data import Dataset
from nnplay.data.columns import Column
from nnplay.errors import NNPlayError
from nnplay.estimators.constraints import named, refused
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import initialize, layout, refuse_too_large
from nnplay.training.model import Form, infer_output
from nnplay.training.problem import memory_limit
from nnplay.training.recipe import Recipe

Array = NDArray[Any]

SAME = ("identity", "sigmoid", "tanh", "relu")  # scikit-learn's activations, whose first weights are drawn its way
ITS_RATES = ("constant", "invscaling", "adaptive")
ITS_NAMES = {"sigmoid": "logistic", "exponential": "exp"}


@dataclass(frozen=True)
class Plan:
    """What a network is to be, and how its targets and its loss are to be read.

    Attributes:
        architecture: resolved.
        form: what stands for no and yes in Y.
        scale: what the mean loss is multiplied by before it is minimised: scikit-learn sums over the outputs.
        reported: what it is multiplied by in `loss_`, where scikit-learn halves a squared error and takes its mean.
        own: the loss is one of scikit-learn's.
    """

    architecture: Architecture
    form: Form
    scale: float
    reported: float
    own: bool

    @property
    def out_activation(self) -> str:
        """The output activation by scikit-learn's name, where it has one."""
        output = self.architecture.output or ""
        return ITS_NAMES.get(output, output)

    def encode(self, Y: Array, dtype: Any) -> Array:
        """Y (n, n_out) as the network should give it, from 0/1 columns or from values."""
        if self.form.form == "one_hot" and Y.shape[1] == 1 and self.architecture.outputs == 2:
            Y = np.hstack([~Y, Y])
        if self.form.form != "values" and (self.form.low, self.form.high) != (0.0, 1.0):
            Y = np.where(Y, self.form.high, self.form.low)
        return np.require(Y, dtype=dtype, requirements=("C", "W", "A"))

    def shares(self, outputs: Array) -> Array:
        """Outputs (n, n_out) with 0 for no and 1 for yes."""
        if (self.form.low, self.form.high) == (0.0, 1.0):
            return outputs
        shares: Array = (outputs - self.form.low) / (self.form.high - self.form.low)
        return shares


def hidden_sizes(estimator: Any) -> list[Any]:
    """The widths of the hidden layers.

    Raises:
        ValueError: a width that is not positive, in scikit-learn's words.
    """
    sizes = estimator.hidden_layer_sizes
    sizes = list(sizes) if isinstance(sizes, Iterable) else [sizes]
    if not all(isinstance(size, Real) and float(size) > 0 for size in sizes):
        raise ValueError(f"hidden_layer_sizes must be > 0, got {sizes}.")
    return sizes


def plan(estimator: Any, inputs: int, kind: str, classes: int, Y: Array) -> Plan:
    """The plan for data of a kind: "binary", "multiclass", "multilabel" or "values"; Y is (n, columns)."""
    loss = estimator.loss
    output: str | None
    own = isinstance(loss, str) and loss in ("log_loss", "squared_error", "poisson") and estimator.output is None
    if own:
        outputs = Y.shape[1]
        output, name, scale, reported = {
            "squared_error": ("identity", "mse", outputs / 2, 0.5),
            "poisson": ("exponential", "half_poisson_deviance", outputs, outputs),
            "log_loss": ("softmax", "cross_entropy", 1, 1)
            if kind == "multiclass"
            else ("sigmoid", "binary_cross_entropy", outputs, outputs),
        }[loss]
        form = Form("values") if kind == "values" else Form("one_hot" if kind == "multiclass" else "column")
        architecture = Architecture(_layers(estimator), output, name, inputs, outputs)
    else:
        scale, reported = 1, 1
        wanted = None if loss == "log_loss" else named(estimator, "loss", losses, loss)
        output = None if estimator.output is None else named(estimator, "output", activations, estimator.output)
        architecture, form = infer_output(
            Architecture(_layers(estimator), output, wanted), _targets(kind, classes, Y), inputs, scale="none"
        )
    return Plan(architecture, form, float(scale), float(reported), own)


def _plain(share: Any) -> Any:
    """A number of NumPy's as Python's own."""
    return float(share) if isinstance(share, Real) else share


def _layers(estimator: Any) -> tuple[Layer, ...]:
    """The hidden layers; what is given as a list has an entry for each."""
    sizes = hidden_sizes(estimator)
    columns = []
    for parameter in ("activation", "dropout", "norm", "skip"):
        given = getattr(estimator, parameter)
        each = [given] * len(sizes) if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
        if len(each) != len(sizes):
            raise refused(estimator, parameter, given, f"give one entry, or one for each of the {len(sizes)} layers.")
        columns.append(each)
    try:
        return tuple(
            Layer(width, named(estimator, "activation", activations, activation), _plain(dropout), norm, skip)
            for width, activation, dropout, norm, skip in zip(sizes, *columns, strict=True)
        )
    except NNPlayError as error:
        raise refused(estimator, "hidden_layer_sizes", estimator.hidden_layer_sizes, str(error)) from None


def _targets(kind: str, classes: int, Y: Array) -> Dataset:
    """A dataset of targets alone: what `settle` looks at."""
    if kind in ("binary", "multiclass"):
        columns = [Column("y", "number", np.arange(float(classes)))]
    else:
        columns = [Column(f"y{k + 1}", "number", np.array(y, dtype=float)) for k, y in enumerate(Y.T)]
    return Dataset("y", (), tuple(columns), "regression" if kind == "values" else "classification")


def recipe_of(estimator: Any, batch: int, dtype: Literal["float32", "float64"], seed: int) -> Recipe:
    """What decides the training, as far as nnplay knows it; alpha is for a batch, by its rows."""
    return Recipe(
        optimizer=optimizer_of(estimator), learning_rate=float(estimator.learning_rate_init), batch_size=batch,
        schedule="constant" if its_rate(estimator) else named(estimator, "learning_rate", schedules,
                                                             estimator.learning_rate),
        epochs=int(estimator.max_iter), l1=estimator.l1 / batch, l2=estimator.alpha / batch,
        weight_decay=estimator.weight_decay, clip=estimator.clip, initializer=estimator.initializer, dtype=dtype,
        shuffle=bool(estimator.shuffle), seed=seed, scale="none", test_fraction=0.0,
        validation_fraction=float(estimator.validation_fraction) if stops_early(estimator) else 0.0,
    )  # fmt: skip


def optimizer_of(estimator: Any) -> str:
    """The optimizer as the catalogue writes it; "sgd" and "adam" take scikit-learn's constants."""
    e = estimator
    if e.solver == "sgd":
        name = "nesterov" if e.nesterovs_momentum else "momentum"
        return f"{name}({float(e.momentum)!r})" if e.momentum > 0 else "sgd"
    if e.solver == "adam":
        return f"adam_hat({float(e.beta_1)!r}, {float(e.beta_2)!r}, {float(e.epsilon)!r})"
    return named(e, "solver", optimizers, e.solver)


def stochastic(estimator: Any) -> bool:
    """True when the solver takes mini-batches."""
    return not optimizers.resolve(optimizer_of(estimator))[0].full_batch


def stops_early(estimator: Any) -> bool:
    """True when rows are set aside to stop by."""
    return bool(estimator.early_stopping) and stochastic(estimator)


def its_rate(estimator: Any) -> bool:
    """True when the learning rate follows one of scikit-learn's rules, which its "adam" does not look at."""
    return estimator.learning_rate in ITS_RATES


def draw(estimator: Any, architecture: Architecture, random: Any, dtype: Any) -> tuple[Array, int]:
    """θ before the first step, and the seed of dropout; with no random state, weights of 0.

    A network of scikit-learn's activations starts with scikit-learn's own draws: weights and biases from
    ±√(6/(n_in + n_out)), for the logistic function ±√(2/(n_in + n_out)) (Glorot & Bengio 2010).
    """
    itemsize = np.dtype(dtype).itemsize
    refuse_too_large(architecture, copies=6, itemsize=itemsize, available=memory_limit())
    place = layout(architecture)
    hidden = [block.activation.name for block in place.blocks[:-1]]
    initializer = estimator.initializer
    if initializer is not None:
        initializer = named(estimator, "initializer", initializers, initializer)
    its = initializer is None and all(name in SAME for name in hidden)
    if random is None:
        return np.array(initialize(architecture, initializer="zeros", dtype=np.dtype(dtype).name).theta), 0
    more = any(block.layer.dropout or block.layer.norm or block.layer.skip for block in place.blocks)
    seed = int(random.randint(1, 2**31 - 1)) if more or not its else 0
    theta = np.zeros(place.size, dtype)
    if seed:
        theta[:] = initialize(architecture, seed=seed, initializer=initializer, dtype="float64").theta
    if its:
        shapes = [*hidden, hidden[-1] if hidden else estimator.activation]
        for name, block in zip(shapes, place.blocks, strict=True):
            W, b = block.view(theta, "W"), block.view(theta, "b")
            bound = np.sqrt((2.0 if name in ("sigmoid", "logistic") else 6.0) / (block.n_in + block.n_out))
            W[:] = random.uniform(-bound, bound, W.shape)
            b[:] = random.uniform(-bound, bound, b.shape)
    return theta, seed


def takes_batches(estimator: Any) -> bool:
    """Whether there is a `partial_fit`; scikit-learn's reason where there is none."""
    if not stochastic(estimator):
        raise AttributeError(
            f"partial_fit is only available for stochastic optimizers. {estimator.solver} is not stochastic."
        )
    return True


def gives_probabilities(estimator: Any) -> bool:
    """Whether the outputs lie from 0 to 1."""
    output, loss = estimator.output, estimator.loss
    if output is None:
        output = losses.resolve(getattr(loss, "name", loss))[0].output
    low, high = activations.resolve(getattr(output, "name", output))[0].range
    return low >= 0 and high <= 1
