"""Every command of the protocol and every mistake in one, as dialogues with an engine."""

import base64
from typing import Any

PLANE = {"x": "x1", "y": "x2", "xRange": [-6, 6], "yRange": [-6, 6], "size": 12}
RECIPE = {"data": "spiral", "samples": 80, "epochs": 12, "optimizer": "adam", "learning_rate": 0.01, "batch_size": 16}
CONFIGURATION = {
    "architecture": {"layers": [{"width": 5, "activation": "tanh"}, {"width": 3, "activation": "relu"}]},
    "recipe": RECIPE,
}  # fmt: skip
X1 = [k / 10 for k in range(40)]
POINTS = {
    "name": "mine", "columns": {"x1": X1, "x2": [4 - x for x in X1]}, "target": "side",
    "labels": ["left" if x < 2 else "right" for x in X1],
}  # fmt: skip
VALUES = {"name": "mine", "columns": {"x1": X1, "y": [x * x for x in X1]}, "target": "y"}
EVERYTHING = {
    "weights": True, "history": 0, "surface": PLANE, "neurons": PLANE, "predictions": True,
    "point": {"x1": 1, "x2": -2},
}  # fmt: skip


def command(name: str, /, **fields: Any) -> dict[str, Any]:
    """A command without its number."""
    return {"command": name, **fields}


def configure(**changes: Any) -> dict[str, Any]:
    """A command that configures the network of the dialogues, with changes."""
    return command("configure", configuration=CONFIGURATION | changes)


def recipe(**changes: Any) -> dict[str, Any]:
    """The same with other settings of the recipe."""
    return configure(recipe=RECIPE | changes)


# `restore` has no state here: it gets the reply to the last `save`, which each engine writes in its own way.
STEP, LOOK = command("step"), command("frame", show={"weights": True, "history": 0})
HELD = PLANE | {"x": "x1", "held": {"x2": 3}}

CSV = """id,age,city,paid,income
1,34,Bonn,yes,1200.5
2,51,Köln,no,800
3,,Bonn,yes,1500
4,23,Aachen,no,640
5,45,Köln,yes,2100
6,37,Bonn,no,990
7,29,Aachen,no,
8,61,Köln,yes,1750
"""
NOT_A_TABLE = "just some words"
BUILT_IN = {"data": "iris", "epochs": 4, "seed": 3}


def text(content: str) -> str:
    """A text as the bytes of a file."""
    return base64.b64encode(content.encode()).decode()


def built_in(name: str, **settings: Any) -> dict[str, Any]:
    """A command that configures a network for a built-in set."""
    return configure(recipe={"data": name, "epochs": 3, "seed": 3, **settings})


DIALOGUES: dict[str, list[dict[str, Any]]] = {
    "look": [
        configure(), command("network"), command("frame", show=EVERYTHING), STEP, command("frame", show=EVERYTHING),
        command("frame", show={}), command("frame", show={"surface": PLANE | {"size": 2}, "after": -1}),
    ],
    "data": [
        configure(), command("rows"), command("preview", recipe={"data": "spiral", "samples": 80}),
        command("preview", recipe={"data": "plane", "samples": 10, "noise": 0.2, "data_seed": 4}),
        command("preview", recipe={"data": "squares"}),
    ],
    "play": [
        configure(), command("play"), command("wait"), LOOK, command("play"), STEP, command("stepBatch"), LOOK,
        command("change", settings={"epochs": 15}), command("play"), command("wait"), LOOK,
    ],
    "pace": [
        configure(), command("pace", epochsPerSecond=5), command("pace", epochsPerSecond=None), command("pause"),
        command("pace", epochsPerSecond=0), command("pace", epochsPerSecond=-2),
    ],
    "steps": [
        configure(), command("stepBatch"), command("stepBatch"), LOOK, STEP, LOOK, command("stepBatch"),
        command("reset"), LOOK, STEP, LOOK,
    ],
    "edit": [
        configure(), STEP, command("edit", layer=0, index=[1, 2], value=0.5),
        command("edit", layer=2, index=[0], value=-1), LOOK, STEP, LOOK, command("edit", layer=9, index=[0], value=1),
        command("edit", layer=0, index=[5, 0], value=1), command("edit", layer=0, index=[0, 0], value=None),
        command("travel", epoch=1), command("edit", layer=0, index=[0], value=1),
    ],
    "travel": [
        configure(), *[STEP] * 5, command("travel", epoch=2), LOOK, command("travel", epoch=5),
        command("travel", epoch=0), LOOK, command("travel", epoch=None), LOOK,
        command("travel", epoch=6), command("travel", epoch=-1), command("travel", epoch=1.5),
    ],
    "fork": [
        configure(), *[STEP] * 5, command("fork", epoch=2, settings={"learning_rate": 0.05}), LOOK, STEP, STEP, LOOK,
        command("travel", epoch=1), command("fork"), LOOK, STEP, LOOK, command("fork", epoch=9),
        command("fork", settings={"seed": 3}),
    ],
    "change": [
        configure(), command("change", settings={"learning_rate": 0.02}), STEP, STEP,
        command("change", settings={"learning_rate": 0.1, "l2": 0.01}), STEP, LOOK,
        command("change", settings={"optimizer": "sgd", "batch_size": 8}), STEP, LOOK,
        command("change", settings={"seed": 4}), LOOK, command("change", settings={"epochs": -1}), command("network"),
    ],
    "early stopping": [recipe(patience=1, learning_rate=3.0, epochs=200), command("play"), command("wait"), LOOK],
    "divergence": [
        recipe(optimizer="sgd", learning_rate=1e6, epochs=50), command("play"), command("wait"),
        command("frame", show={}), command("play"), command("travel", epoch=0),
    ],
    "points": [
        configure(rows=POINTS, recipe={"epochs": 5, "seed": 2}), command("rows"), STEP, LOOK,
        command("frame", show={"surface": PLANE, "predictions": True}),
    ],
    "values": [configure(rows=VALUES, recipe={"epochs": 5}), command("rows"), STEP, LOOK],
    "features": [
        recipe(features=["x1", "x2", "x1^2", "sin(x2)"]), STEP, command("frame", show=EVERYTHING),
        recipe(features=["x1^"]), recipe(features=["1 + 2"]), recipe(features=["log(x1)"]),
    ],
    "a formula": [
        configure(
            formulas=[{"name": "bump", "text": "exp(-x²)"}],
            architecture={"layers": [{"width": 3, "activation": "bump"}]},
        ),
        STEP, LOOK, configure(formulas=[{"name": "f", "text": "x +"}]),
        configure(formulas=[{"name": "tanh", "text": "x"}]), configure(formulas=[{"name": "a b", "text": "x"}]),
    ],
    "held values": [configure(), command("frame", show={"surface": HELD, "neurons": HELD})],
    "inside": [
        configure(), STEP, command("frame", show={"gradient": "train", "activations": True}),
        command("frame", show={"gradient": 7}), command("frame", show={"gradient": 7000}),
        configure(architecture={"layers": [{"width": 4, "activation": "tanh", "norm": "batch"}]}),
        command("frame", show={"gradient": "train"}), command("frame", show={"gradient": 7}),
    ],
    "built-in sets": [
        *[each for name in ("iris", "penguins", "wine", "breast_cancer", "diabetes", "digits", "scores")
          for each in (built_in(name), command("rows"), STEP, LOOK, command("describe", recipe={"data": name}))],
        built_in("penguins", missing="drop", class_weight="balanced"), STEP, LOOK,
        built_in("iris", target=["petal width (cm)"]), STEP, LOOK,
    ],
    "a table": [
        command("read", name="people.csv", bytes=text(CSV), recipe={"target": ["paid"]}),
        command("read", name="people.csv", bytes=text(CSV), recipe={"target": ["income"]}),
        command("read", name="people.csv", bytes=text(CSV), recipe={"target": ["dance"]}),
        command("read", name="words.csv", bytes=text(NOT_A_TABLE), recipe={}),
        command("read", name="people.csv", bytes=text(""), recipe={}),
        configure(table="nowhere.csv 12345678", recipe={}),
    ],
    "mistakes": [
        configure(), STEP, recipe(data="squares"), recipe(epochs=1.5), recipe(learning_rate=0), recipe(dance=1),
        recipe(test_fraction=0.7, validation_fraction=0.4), recipe(optimizer="dance"), recipe(momentum=0.5),
        recipe(schedule="dance"), recipe(initializer="dance"), recipe(split="dance:"),
        configure(architecture={"layers": [{"width": 0}]}), configure(architecture={"layers": [{"width": 5000}]}),
        configure(architecture={"layers": [{"width": 2, "activation": "x"}]}),
        configure(architecture={"layers": [{"width": 2, "dropout": 1}]}),
        configure(architecture={"layers": [{"width": 2, "norm": "dance"}]}),
        configure(architecture={"layers": [{"width": 2}] * 51}),
        configure(architecture={"layers": [{"width": 2}], "output": "relu", "loss": "binary_cross_entropy"}),
        configure(rows={"columns": {"a": [1, None]}, "target": "y", "labels": ["a", "b"]}),
        configure(rows={"columns": {"a": [1, 2, 3]}, "target": "y", "labels": ["a", "b"]}),
        configure(rows={"columns": {}, "target": "y"}),
        command("dance"), command("frame", show={"surface": PLANE | {"size": 5000}}),
        command("frame", show={"surface": PLANE | {"x": "x9"}}), LOOK,
    ],
    "undo of a reset": [
        configure(), *[STEP] * 4, command("save"), command("reset"), LOOK, command("restore"), LOOK, STEP, LOOK,
        command("travel", epoch=2), LOOK,
    ],
    "undo of a fork": [
        configure(), *[STEP] * 5, command("save"), command("fork", epoch=2, settings={"learning_rate": 0.05}), STEP,
        command("restore"), LOOK, STEP, LOOK, command("fork", epoch=4), STEP, LOOK,
    ],
    "undo of a change": [
        configure(), STEP, command("change", settings={"learning_rate": 0.02}), STEP, STEP, command("save"),
        command("change", settings={"seed": 9}), command("restore"), command("network"), LOOK, STEP, LOOK,
    ],
    "undo of edits": [
        configure(), command("edit", layer=0, index=[0, 0], value=2), command("save"), command("reset"),
        command("restore"), LOOK, *[STEP] * 3, command("edit", layer=1, index=[0], value=1), *[STEP] * 3,
        command("stepBatch"), command("edit", layer=0, index=[1, 0], value=-1), command("stepBatch"), command("save"),
        STEP, LOOK, command("restore"), LOOK, STEP, LOOK, command("travel", epoch=5), LOOK,
    ],
    "undo after an end": [
        recipe(optimizer="sgd", learning_rate=1e6, epochs=50), command("play"), command("wait"), command("save"),
        command("reset"), command("restore"), command("frame", show={}), recipe(epochs=2), STEP, STEP, command("save"),
        command("travel", epoch=1), command("save"), command("reset"), command("restore"), LOOK,
    ],
    "too early": [STEP, command("play"), command("network"), command("rows"), configure()],
}  # fmt: skip
