"""The architecture, the recipe and the first weights for the parameters of an estimator."""

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal

import numpy as np

from nnplay.catalog import activations, initializers, losses, optimizers, schedules
from nnplay.data import Dataset
from nnplay.data.columns import Column
from nnplay.errors import NNPlayError
from nnplay.estimators.constraints import canonical_name, parameter_error
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import check_memory, initialize, layout
from nnplay.training.model import TargetForm, infer_output
from nnplay.training.problem import available_memory
from nnplay.training.recipe import Recipe
from nnplay.utils.text import plural
from nnplay.utils.types import Array

SKLEARN_ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu")  # scikit-learn's initialization is used for these
SKLEARN_LOSSES = ("log_loss", "squared_error", "poisson")
SKLEARN_RATES = ("constant", "invscaling", "adaptive")
SKLEARN_NAMES = {"sigmoid": "logistic", "exponential": "exp"}


@dataclass(frozen=True)
class NetworkSpec:
    """The network for an estimator, and the conventions of its targets and its loss.

    Attributes:
        architecture: the resolved architecture.
        form: how targets are encoded.
        scale: the factor of the mean loss in the objective; scikit-learn sums over the outputs.
        reported: the factor of the mean loss in `loss_`; scikit-learn reports half of the mean squared error.
    """

    architecture: Architecture
    form: TargetForm
    scale: float
    reported: float

    @property
    def out_activation(self) -> str:
        """scikit-learn's name of the output activation, if it has one."""
        output = self.architecture.output or ""
        return SKLEARN_NAMES.get(output, output)

    def encode(self, Y: Array, dtype: Any) -> Array:
        """The targets (n, n_out) of the network, from 0/1 columns or values."""
        if self.form.form == "one_hot" and Y.shape[1] == 1 and self.architecture.outputs == 2:
            Y = np.hstack([~Y, Y])
        if self.form.form != "values" and (self.form.low, self.form.high) != (0.0, 1.0):
            Y = np.where(Y, self.form.high, self.form.low)
        return np.require(Y, dtype=dtype, requirements=("C", "W", "A"))

    def shares(self, outputs: Array) -> Array:
        """Outputs (n, n_out) scaled so that 0 is the low and 1 the high target value."""
        if (self.form.low, self.form.high) == (0.0, 1.0):
            return outputs
        shares: Array = (outputs - self.form.low) / (self.form.high - self.form.low)
        return shares


def hidden_sizes(estimator: Any) -> list[Any]:
    """The widths of the hidden layers.

    Raises:
        ValueError: a width that is not positive.
    """
    sizes = estimator.hidden_layer_sizes
    sizes = list(sizes) if isinstance(sizes, Iterable) else [sizes]
    if not all(isinstance(size, Real) and float(size) > 0 for size in sizes):
        raise ValueError(f"hidden_layer_sizes must be > 0, got {sizes}.")
    return sizes


def make_spec(estimator: Any, inputs: int, kind: str, classes: int, Y: Array) -> NetworkSpec:
    """The network for targets Y (n, columns) of a kind: "binary", "multiclass", "multilabel" or "values"."""
    loss = estimator.loss
    output: str | None
    if isinstance(loss, str) and loss in SKLEARN_LOSSES and estimator.output is None:
        outputs = Y.shape[1]
        output, name, scale, reported = {
            "squared_error": ("identity", "mse", outputs / 2, 0.5),
            "poisson": ("exponential", "half_poisson_deviance", outputs, outputs),
            "log_loss": ("softmax", "cross_entropy", 1, 1)
            if kind == "multiclass"
            else ("sigmoid", "binary_cross_entropy", outputs, outputs),
        }[loss]
        form = TargetForm("values") if kind == "values" else TargetForm("one_hot" if kind == "multiclass" else "column")
        architecture = Architecture(_layers(estimator), output, name, inputs, outputs)
    else:
        scale, reported = 1, 1
        loss_name = None if loss == "log_loss" else canonical_name(estimator, "loss", losses, loss)
        output = (
            None if estimator.output is None else canonical_name(estimator, "output", activations, estimator.output)
        )
        architecture, form = infer_output(
            Architecture(_layers(estimator), output, loss_name), _targets(kind, classes, Y), inputs, scale="none"
        )
    return NetworkSpec(architecture, form, float(scale), float(reported))


def _layers(estimator: Any) -> tuple[Layer, ...]:
    """The hidden layers; a parameter that is a list has an entry for each."""
    sizes = hidden_sizes(estimator)
    columns = []
    for parameter in ("activation", "dropout", "norm", "skip"):
        value = getattr(estimator, parameter)
        values = [value] * len(sizes) if isinstance(value, str) or not isinstance(value, Iterable) else list(value)
        if len(values) != len(sizes):
            reason = f"it must have one value, or one for each of the {plural(len(sizes), 'layer')}."
            raise parameter_error(estimator, parameter, value, reason)
        columns.append(values)

    def layer(width: int, activation: Any, dropout: Any, norm: Any, skip: Any) -> Layer:
        name = canonical_name(estimator, "activation", activations, activation)
        return Layer(width, name, float(dropout) if isinstance(dropout, Real) else dropout, norm, skip)

    try:
        return tuple(layer(*each) for each in zip(sizes, *columns, strict=True))
    except NNPlayError as error:
        raise parameter_error(estimator, "hidden_layer_sizes", estimator.hidden_layer_sizes, str(error)) from None


def _targets(kind: str, classes: int, Y: Array) -> Dataset:
    """A dataset with targets only, for `infer_output`."""
    if kind in ("binary", "multiclass"):
        columns = [Column("y", "number", np.arange(float(classes)))]
    else:
        columns = [Column(f"y{k + 1}", "number", np.array(y, dtype=float)) for k, y in enumerate(Y.T)]
    return Dataset("y", (), tuple(columns), "regression" if kind == "values" else "classification")


def recipe_for(estimator: Any, batch: int, dtype: Literal["float32", "float64"], seed: int) -> Recipe:
    """The recipe that corresponds to the parameters; penalties are divided by the batch size."""
    return Recipe(
        optimizer=optimizer_name(estimator), learning_rate=float(estimator.learning_rate_init), batch_size=batch,
        schedule="constant" if uses_sklearn_rate(estimator) else canonical_name(estimator, "learning_rate", schedules,
                                                             estimator.learning_rate),
        epochs=int(estimator.max_iter), l1=estimator.l1 / batch, l2=estimator.alpha / batch,
        weight_decay=estimator.weight_decay, clip=estimator.clip, initializer=estimator.initializer, dtype=dtype,
        shuffle=bool(estimator.shuffle), seed=seed, scale="none", test_fraction=0.0,
        validation_fraction=float(estimator.validation_fraction) if holds_out_rows(estimator) else 0.0,
    )  # fmt: skip


def optimizer_name(estimator: Any) -> str:
    """The name of the optimizer in the catalog; "sgd" and "adam" get scikit-learn's constants."""
    e = estimator
    if e.solver == "sgd":
        name = "nesterov" if e.nesterovs_momentum else "momentum"
        return f"{name}({float(e.momentum)!r})" if e.momentum > 0 else "sgd"
    if e.solver == "adam":
        return f"adam_hat({float(e.beta_1)!r}, {float(e.beta_2)!r}, {float(e.epsilon)!r})"
    return canonical_name(e, "solver", optimizers, e.solver)


def is_stochastic(estimator: Any) -> bool:
    """Whether the solver uses mini-batches."""
    return not optimizers.resolve(optimizer_name(estimator))[0].full_batch


def holds_out_rows(estimator: Any) -> bool:
    """Whether a validation split is held out for early stopping."""
    return bool(estimator.early_stopping) and is_stochastic(estimator)


def uses_sklearn_rate(estimator: Any) -> bool:
    """Whether the learning rate follows one of scikit-learn's rules (which its "adam" ignores)."""
    return estimator.learning_rate in SKLEARN_RATES


def initial_theta(estimator: Any, architecture: Architecture, random: Any, dtype: Any) -> tuple[Array, int]:
    """The initial θ and the seed of dropout; without a random state, all weights are 0.

    If all activations are scikit-learn's, weights and biases are drawn as in scikit-learn: uniformly from
    ±√(6/(n_in + n_out)), for the logistic function from ±√(2/(n_in + n_out)) (Glorot & Bengio 2010).
    """
    itemsize = np.dtype(dtype).itemsize
    check_memory(architecture, copies=6, itemsize=itemsize, available=available_memory())
    parameter_layout = layout(architecture)
    hidden = [block.activation.name for block in parameter_layout.blocks[:-1]]
    initializer = estimator.initializer
    if initializer is not None:
        initializer = canonical_name(estimator, "initializer", initializers, initializer)
    as_sklearn = initializer is None and all(name in SKLEARN_ACTIVATIONS for name in hidden)
    if random is None:
        return np.array(initialize(architecture, initializer="zeros", dtype=np.dtype(dtype).name).theta), 0
    layers = [block.layer for block in parameter_layout.blocks]
    needs_seed = not as_sklearn or any(layer.dropout or layer.norm or layer.skip for layer in layers)
    seed = int(random.randint(1, 2**31 - 1)) if needs_seed else 0
    theta = np.zeros(parameter_layout.size, dtype)
    if seed:
        theta[:] = initialize(architecture, seed=seed, initializer=initializer, dtype="float64").theta
    if as_sklearn:
        names = [*hidden, hidden[-1] if hidden else estimator.activation]
        for name, block in zip(names, parameter_layout.blocks, strict=True):
            W, b = block.view(theta, "W"), block.view(theta, "b")
            bound = np.sqrt((2.0 if name in ("sigmoid", "logistic") else 6.0) / (block.n_in + block.n_out))
            W[:] = random.uniform(-bound, bound, W.shape)
            b[:] = random.uniform(-bound, bound, b.shape)
    return theta, seed


def takes_batches(estimator: Any) -> bool:
    """Whether the estimator has `partial_fit`; raises scikit-learn's AttributeError if not."""
    if not is_stochastic(estimator):
        raise AttributeError(
            f"partial_fit is only available for stochastic optimizers. {estimator.solver} is not stochastic."
        )
    return True


def gives_probabilities(estimator: Any) -> bool:
    """Whether the outputs are between 0 and 1."""
    output, loss = estimator.output, estimator.loss
    if output is None:
        output = losses.resolve(getattr(loss, "name", loss))[0].output
    low, high = activations.resolve(getattr(output, "name", output))[0].range
    return low >= 0 and high <= 1
