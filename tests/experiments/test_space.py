"""The space of a search: what it refuses, what it builds, and what turns out to matter."""

import json

import numpy as np
import pytest

import nnplay as nn
from nnplay.experiments.search.sampler import importance
from nnplay.experiments.search.search import SearchRun, search
from nnplay.experiments.search.space import DEFAULT, Dimension, Space
from nnplay.training.defaults import default_settings


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        ({"space": {"widht": [4]}}, "'width'"),
        ({"space": {"width": (8, 4)}}, "smaller"),
        ({"space": {"width": (0, 4, "log")}}, "above 0"),
        ({"space": {"width": (1.5, 4)}}, "whole numbers"),
        ({"space": {"width": (0, 4)}}, "at least 1"),
        ({"space": {"width": []}}, "no values"),
        ({"space": {"width": [[1]]}}, "names and numbers"),
        ({"space": {"width": (4, 10**9)}}, "memory"),
        ({"space": {"activation": ["relu", "rellu"]}}, "'relu'"),
        ({"space": {"optimizer": ["adm"]}}, "'adam'"),
        ({"space": {"dropout": (0, 2)}}, "Dropout"),
        ({"space": {"loss": ["cross_entropy", "mse"], "output": ["softmax"]}, "metric": "loss"}, "different losses"),
        ({"space": {"loss": ["poison"]}}, "'poisson'"),
        ({"space": {"hidden": [(4,)], "depth": (1, 2)}}, "leave one"),
        ({"space": {"l2": [0.1], "decay": [0.1]}}, "leave one"),
        ({"space": {"width": (4, 8)}, "width": 4}, "both searched and fixed"),
        ({"space": [4]}, "dict"),
        ({"learning_rat": 3}, "'learning_rate'"),
        ({"learning_rate": -3}, "learning_rate"),
        ({"trials": 0}, "trials"),
        ({"workers": 0}, "workers"),
        ({"metric": "r2"}, "accuracy"),
        ({"test_fraction": 0.0}, "test rows"),
        ({"validation_fraction": 0.0}, "test rows"),
        ({"out_of_core": True}, "memory"),
        (dict.fromkeys(DEFAULT, 1) | {"activation": "relu", "optimizer": "adam", "schedule": "constant",
          "norm": None, "dropout": 0.0}, "nothing to search"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_sentence_before_the_first_trial(settings, hint, tmp_path):
    data = "iris"
    if settings.get("out_of_core"):
        data = tmp_path / "some.csv"
        data.write_text("a,b\n" + "".join(f"{k},{k % 2}\n" for k in range(50)))
    with pytest.raises(nn.NNPlayError) as error:
        SearchRun(data, **settings)
    assert hint in str(error.value)
    assert str(error.value).endswith((".", "?"))


def test_too_few_rows_are_told():
    with pytest.raises(nn.NNPlayError, match="too few"):
        SearchRun(nn.Dataset.from_arrays([[1.0], [2.0]], [0.5, 1.5]))


def test_the_space_makes_what_it_says():
    space = Space.create({"norm": [None, "layer"]}, {"optimizer": "sgd"}, nn.Recipe(schedule="cosine", l2=0.1), rows=50)
    names = [dimension.name for dimension in space.dimensions]
    assert not {"optimizer", "schedule", "decay"} & set(names)
    sample = {d.name: d.extremes[-1] for d in space.dimensions} | {"depth": 3, "width": 10, "taper": 0.5}
    assert sample["batch_size"] == 32
    architecture, recipe, used = space.build(sample)
    assert [layer.width for layer in architecture.layers] == [10, 5, 2]
    assert {layer.norm for layer in architecture.layers} == {"layer"}
    assert (recipe.learning_rate, recipe.schedule, recipe.l2, recipe.batch_size) == (1.0, "cosine", 0.1, 32)
    assert used["learning_rate"] == 1.0  # ten times Adam's
    assert set(space.build(sample | {"depth": 0})[2]) == {"depth", "learning_rate", "batch_size"}
    again = Space.from_json(json.loads(json.dumps(space.to_json())), space.recipe)
    assert again == space


def test_a_search_starts_from_the_default_recipe_and_searches_what_it_always_does():
    rows = np.random.default_rng(0).normal(size=(3000, 3))
    many = nn.Dataset.from_arrays(rows, rows @ [1, 2, 3])
    for data, n in (("wine", 178), (many, 3000)):
        space = SearchRun(data, validation_fraction=0.3)._queue.space
        wanted = default_settings(data, n, {"validation_fraction": 0.3})
        assert {name: getattr(space.recipe, name) for name in wanted} == wanted
        assert space.recipe.validation_fraction == 0.3
        assert {dimension.name for dimension in space.dimensions} == set(DEFAULT)
        _, adam, _ = space.build({d.name: d.extremes[-1] for d in space.dimensions} | {"optimizer": "adam"})
        assert (adam.optimizer, adam.clip, adam.epochs) == ("adam", 1.0, wanted["epochs"])
    assert wanted["patience"] == 20
    assert SearchRun("wine")._queue.space.recipe.validation_fraction is None
    assert SearchRun("wine", decay=0.0, batch_size=16)._queue.space.recipe.l2 == 0


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        ("wine", {"optimizer": "adam"}),
        ("wine", {"optimizer": "momentum", "momentum": 0.8}),
        ("wine", {"recipe": nn.Recipe()}),
        ("xor", {}),
    ],
)
def test_a_search_with_an_optimizer_or_a_recipe_starts_from_that(data, settings):
    base = SearchRun(data, **settings)._queue.space.recipe
    changed = {name for name, field in nn.Recipe.model_fields.items() if getattr(base, name) != field.default}
    assert changed <= {"data", *settings}


def test_each_optimizer_has_the_settings_that_it_knows():
    wanted = {"optimizer": ["adamw", "adam", "lbfgs"], "momentum": [0.5, 0.9], "hidden": [(4,), (8, 8)]}
    space = Space.create(wanted, {"activation": "tanh"}, nn.Recipe(), rows=500)
    sample = {d.name: d.extremes[-1] for d in space.dimensions}
    _, adamw, _ = space.build(sample | {"optimizer": "adamw"})
    _, adam, _ = space.build(sample | {"optimizer": "adam"})
    net, lbfgs, used = space.build(sample | {"optimizer": "lbfgs"})
    assert (adamw.weight_decay, adamw.l2, adam.weight_decay, adam.l2) == (0.1, 0.0, None, 0.1)
    assert (lbfgs.schedule, lbfgs.batch_size, lbfgs.l2) == ("constant", None, 0.1)
    assert not any(layer.dropout for layer in net.layers)
    assert set(used) == {"hidden", "norm", "optimizer", "decay"}
    found = search("iris", trials=6, epochs=5, space=wanted)
    assert {trial["state"] for trial in found.trials} <= {"finished", "diverged"}


def test_an_architecture_can_be_given_and_only_its_training_searched():
    net = nn.Architecture([nn.Layer(4, "tanh"), nn.Layer(3, "relu")])
    found = search("iris", trials=3, epochs=5, architecture=net)
    assert found.best.architecture == net
    assert set(found.best.settings) == {"optimizer", "learning_rate", "schedule", "batch_size", "decay"}
    dropped = search("iris", trials=3, epochs=5, architecture=net, space={"dropout": [0.1, 0.2]})
    assert {layer.dropout for layer in dropped.best.architecture.layers} <= {0.1, 0.2}


def test_what_is_drawn_is_what_is_built_with():
    range_ = Dimension.parse("learning_rate", (1e-4, 0.123456, "log"))
    assert range_.decode(0.0123456) == 0.0123
    assert range_.decode(0.123456) == 0.123
    assert Dimension.parse("learning_rate", (0.1234, 0.5)).decode(0.12341) == 0.1234
    assert Dimension.parse("width", [16, 4, 8]).decode(1) == 8
    for dimension in (Dimension.parse("norm", [None, "batch"]), Dimension.parse("hidden", [(8, 4), ()])):
        for value in dimension.choices:
            assert dimension.decode(dimension.encode(value)) == value


def test_importance_finds_what_matters():
    dimensions = [
        Dimension.parse("width", (1, 100)),
        Dimension.parse("norm", [None, "batch"]),
        Dimension.parse("decay", (0, 1)),
    ]
    random = np.random.default_rng(0)
    sample = [{"width": int(random.integers(1, 101)), "norm": [None, "batch"][k % 2], "decay": random.random()}
             for k in range(60)]  # fmt: skip
    shares = importance(dimensions, sample, [each["width"] + 0.1 * each["decay"] for each in sample], seed=0)
    assert next(iter(shares)) == "width"
    assert shares["width"] > 0.9
    assert importance(dimensions, sample[:5], [1, 2, 3, 4, 5], seed=0) == {}
    assert importance(dimensions, sample, [1.0] * 60, seed=0) == {}
