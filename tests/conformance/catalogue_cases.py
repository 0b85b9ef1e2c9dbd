"""One configuration for each component of the catalogue, and for each setting of a recipe that changes numbers."""

from collections.abc import Iterator
from typing import Any

from nnplay.catalog import activations, initializers, losses, optimizers, penalties, schedules
from nnplay.data import load
from nnplay.data.toy_sets import TOYS
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.model import infer_output

RECIPE = {"data": "spiral", "samples": 120, "noise": 0.1, "data_seed": 3, "epochs": 6, "batch_size": 16, "seed": 5}
FEATURES = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]


def case(layers: Any = None, *, output: str | None = None, loss: str | None = None, **recipe: Any) -> dict[str, Any]:
    """A configuration."""
    layers = [{"width": 6, "activation": "tanh"}, {"width": 4, "activation": "relu"}] if layers is None else layers
    return {"architecture": {"layers": layers, "output": output, "loss": loss}, "recipe": RECIPE | recipe}


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """The configurations by a title."""
    for name in TOYS:
        yield f"data {name}", case(data=name)
    for name, activation in activations.items():
        layer = {"width": 6, "activation": name}
        yield f"activation {name}", case([layer, layer], learning_rate=0.01)
        if activation.shape != "row":
            yield f"output {name}", case(output=name, loss="mse", data="plane", learning_rate=0.01)
    for data in ("spiral", "plane"):
        for name, entry in losses.items():
            if fits(data, None, name):
                yield f"loss {name} on {data}", case(loss=name, data=data, learning_rate=0.005)
            if entry.output and fits(data, "sigmoid", name):
                yield f"loss {name} of sigmoid on {data}", case(output="sigmoid", loss=name, data=data)
    for name, optimizer in optimizers.items():
        if not optimizer.full_batch:
            yield f"optimizer {name}", case(optimizer=name, learning_rate=0.01)
    for name in schedules:
        yield f"schedule {name}", case(schedule=name)
    for name in initializers:
        yield f"initializer {name}", case(initializer=name)
    for name, penalty in penalties.items():
        if penalty.derivative_function is not None:
            yield f"penalty {name}", case(penalties=[[name, 0.01]])
    for norm in ("batch", "layer"):
        layer = {"width": 6, "activation": "tanh", "norm": norm}
        yield f"{norm} normalization", case([layer, layer])
    yield "dropout", case([{"width": 8, "activation": "relu", "dropout": 0.3}])
    yield "skip connections", case([{"width": 6, "activation": "tanh", "skip": True}] * 3)
    yield "an initializer of a layer", case([{"width": 6, "activation": "tanh", "initializer": "orthogonal"}])
    yield "no layer", case([])
    yield "softmax of two classes", case(output="softmax")
    for scale in ("standard", "minmax", "none"):
        yield f"scale {scale}", case(scale=scale, features=FEATURES)
    for settings in (
        {"batch_size": None}, {"l1": 0.001, "l2": 0.01}, {"clip": 0.5}, {"patience": 2, "epochs": 30},
        {"weight_decay": 0.02}, {"momentum": 0.8, "optimizer": "sgd"}, {"shuffle": False}, {"restarts": 2},
        {"validation_fraction": 0.2}, {"test_fraction": 0.0}, {"input_limit": 1.0}, {"random_streams": "shared"},
        {"split": "random"}, {"data": "plane", "split": "stratified"}, {"schedule": "cosine", "schedule_epochs": 4},
    ):  # fmt: skip
        yield ", ".join(f"{name} {value}" for name, value in settings.items()), case(**settings)


def fits(data: str, output: str | None, loss: str) -> bool:
    """Whether a loss can be used for these data and this output."""
    try:
        infer_output(Architecture((Layer(2),), output, loss), load(data, samples=20), 2, scale="standard")
    except NNPlayError:
        return False
    return True
