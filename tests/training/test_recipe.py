import inspect
import json
import os
import types
import typing
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

import nnplay as nn
from nnplay import NNPlayError, Recipe
from nnplay.catalog import Component
from nnplay.training.recipe import RecipeSettings, setting_names
from nnplay.training.stream import training


def alternatives(annotation):
    """The members of a union, with tuples as sequences; a recipe stores tuples, but accepts lists as well."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return {each for member in typing.get_args(annotation) for each in alternatives(member)}
    if typing.get_origin(annotation) is tuple:
        return {Sequence[typing.get_args(annotation)[0]]}
    return {annotation}


def test_the_keyword_arguments_of_the_public_functions_are_the_settings_of_a_recipe():
    settings = typing.get_type_hints(RecipeSettings)
    assert set(settings) | {"data"} == set(Recipe.model_fields)
    for name, annotation in settings.items():
        stored, accepted = alternatives(Recipe.model_fields[name].annotation), alternatives(annotation)
        assert stored <= accepted, name
        converted = {each for each in accepted - stored if typing.get_origin(each) is not Mapping}
        assert converted <= {str, Component, os.PathLike[str]}, name


@pytest.mark.parametrize("function", [nn.train, training, nn.training, nn.TrainingSession.start])
def test_signatures_and_type_hints_show_the_settings(function):
    parameter = list(inspect.signature(function).parameters.values())[-1]
    assert (parameter.name, parameter.kind) == ("settings", inspect.Parameter.VAR_KEYWORD)
    assert "RecipeSettings" in str(parameter.annotation)
    if inspect.isroutine(function):
        hints = typing.get_type_hints(function, localns={"Store": nn.Store})  # imported for type checkers only
        assert hints["settings"] == typing.Unpack[RecipeSettings]


def test_a_recipe_is_a_frozen_value():
    assert Recipe(seed=3) == Recipe(seed=3)
    assert hash(Recipe(seed=3)) == hash(Recipe(seed=3))
    with pytest.raises(ValueError, match="frozen"):
        Recipe().seed = 4


def test_every_setting_goes_through_json():
    full = Recipe(
        data="a.csv", target="y", features=["a", "b^2"], exclude=["c"], columns={"d": "category"}, task="regression",
        missing="drop", unknown="refuse", sheet="one", header=False, sample_weight="w",
        out_of_core=True, noise=0.1, samples=10, data_seed=4, test_fraction=0.1, validation_fraction=0.2,
        split="time:day", test_data="b.csv", validation_data="c.csv",
        scale="minmax", epochs=7, class_weight={"a": 1, "b": 2.5}, batch_size=None, learning_rate=0.5,
        optimizer="adam(beta1=0.8)", schedule="step(every=3)", schedule_epochs=9, l1=0.1, l2=0.2, weight_decay=0.3,
        clip=1.0, patience=5, initializer="he_normal", dtype="float64", shuffle=False, seed=9, penalties={"l1": 1.0},
        max_restarts=2, restarts=1, input_limit=4.0, random_streams="shared",
    )  # fmt: skip
    plain = json.loads(json.dumps(full.to_json()))
    again = Recipe(**{k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()})
    assert again == full
    assert set(plain) | {"momentum"} == set(setting_names())


def test_numpy_numbers_are_numbers():
    assert Recipe(epochs=np.int64(3), learning_rate=np.float32(0.5)).learning_rate == 0.5


def test_momentum_is_worked_into_the_rule():
    assert Recipe(optimizer="sgd", momentum=0.5).resolved_optimizer == "momentum(momentum=0.5)"
    assert Recipe(optimizer="nesterov", momentum=0.9).resolved_optimizer == "nesterov"
    assert Recipe(optimizer="adamw").resolved_weight_decay == 0.01
    assert Recipe(optimizer="adamw", weight_decay=0.0).resolved_weight_decay == 0
    assert Recipe(optimizer="adam").resolved_weight_decay == 0


def test_patience_sets_rows_aside_to_watch():
    assert Recipe().resolved_validation_fraction == 0
    assert Recipe(patience=5).resolved_validation_fraction == 0.15
    assert Recipe(patience=5, validation_fraction=0.0).resolved_validation_fraction == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"epochs": "10"}, "epochs must be a whole number, not '10'"),
        ({"epochs": -1}, "epochs must be at least 0, not -1"),
        ({"epochs": 2.5}, "epochs"),
        ({"learning_rate": float("nan")}, "learning_rate must be a finite number"),
        ({"learning_rate": 0}, "learning_rate must be greater than 0"),
        ({"learning_rate": -1.0}, "learning_rate"),
        ({"learning_rate": float("inf")}, "learning_rate"),
        ({"batch_size": 0}, "batch_size"),
        ({"optimizer": "adm"}, "did you mean 'adam'"),
        ({"optimizer": 5}, "optimizer"),
        ({"schedule": "cosin"}, "did you mean 'cosine'"),
        ({"scale": "zscore"}, "scale must be 'standard', 'minmax' or 'none'"),
        ({"dtype": "float16"}, "dtype"),
        ({"test_fraction": 1.0}, "test_fraction must be less than 1"),
        ({"test_fraction": 0.6, "validation_fraction": 0.4}, "leave rows to train on"),
        ({"epoch": 10}, "did you mean 'epochs'"),
        ({"momentum": 0.9, "optimizer": "adam"}, "no momentum"),
        ({"optimizer": "lbfgs", "clip": 1.0}, "L-BFGS"),
        ({"l2": -0.1}, "l2"),
        ({"seed": -1}, "seed"),
        ({"class_weight": "even"}, "class_weight"),
        ({"patience": 0}, "patience"),
        ({"shuffle": "yes"}, "shuffle"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_in_one_sentence(wrong, words):
    with pytest.raises(NNPlayError) as caught:
        Recipe(**wrong)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
