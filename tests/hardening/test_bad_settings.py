"""Bad settings through every interface: one error message, at once, and nothing is trained."""

import time

import interfaces
import numpy as np
import pytest

import nnplay as nn
from nnplay.network.architecture import MAX_LAYERS
from nnplay.playground.link import read_link
from nnplay.training.recipe_file import read_recipe

STRANGE = (
    float("nan"), float("inf"), 0, -1, -0.0, 2**53 + 1, 10**13, 10**400, "x", "10", "\x1b[2J", "a" * 10**6, b"x", 1j,
    None, True, [], [1, 2], ["x", None], {}, {"a": 1}, {"a": float("nan")}, {"a": -1}, object(), print,
    np.float32(0.5), np.arange(3),

)  # fmt: skip
WIDTHS = {10**9: "memory", 10**40: "memory", 0: "at least 1", -5: "at least 1", "10": "'10'", 3.5: "3.5", None: "None"}


def as_toml(value):
    return f'"{value}"' if isinstance(value, str) else str(value)


def recipe(tmp_path, text):
    """Train with a recipe file on the command line."""
    path = tmp_path / "recipe.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return interfaces.run_command("train", "iris", "--recipe", path, "--no-store", "--quiet")


@pytest.mark.parametrize("name", nn.Recipe.model_fields)
def test_a_strange_setting_works_or_is_refused(name):
    for value in STRANGE:
        try:
            made = nn.Recipe(**{name: value})
        except nn.NNPlayError as error:
            interfaces.check_message(error)
        else:
            assert nn.Recipe.from_json(made.to_json()) == made


@pytest.mark.parametrize("width", [width for width in WIDTHS if width is not None])
def test_an_impossible_width_is_refused_by_every_interface(width, tmp_path):
    ways = {
        "a list": lambda: nn.train("iris", (width,)),
        "a number": lambda: nn.train("iris", width),
        "a layer": lambda: nn.train("iris", nn.Architecture((nn.Layer(width),))),
        "JSON": lambda: nn.train("iris", nn.Architecture.from_json({"layers": [{"width": width}]})),
        "a recipe": lambda: recipe(tmp_path, f"[architecture]\nhidden = [{as_toml(width)}]"),
    }
    for way, ask in ways.items():
        with pytest.raises(nn.NNPlayError) as caught:
            ask()
        assert WIDTHS[width] in interfaces.check_message(caught.value), way
    if isinstance(width, int):
        with pytest.raises(nn.NNPlayError):
            interfaces.run_command("train", "iris", "--no-store", "--layer", f"{width} relu")
        assert read_link(f"net={width}:tanh")[1]


def test_too_many_layers_are_refused_before_they_are_built(tmp_path):
    begun = time.monotonic()
    for ask in (
        lambda: nn.Architecture.dense(range(1, 10**12)),
        lambda: nn.Architecture([nn.Layer(2)] * 10**5),
        lambda: interfaces.run_command("train", "iris", "--layers", 10**9, "--neurons", 1),
        lambda: interfaces.run_command("train", "iris", "--hidden", ",".join(["2"] * 20_000)),
        lambda: recipe(tmp_path, f"[architecture]\nhidden = [{'2,' * 20_000}]"),
    ):
        with pytest.raises(nn.NNPlayError, match=f"more than {MAX_LAYERS:,} layers"):
            ask()
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--epochs", 10**13, "epochs must be less than"),
        ("--epochs", "1e3.5", "a whole number"),
        ("--learning-rate", "nan", "a finite number"),
        ("--learning-rate", "inf", "a finite number"),
        ("--learning-rate", "0", "greater than 0"),
        ("--learning-rate", "-1", "greater than 0"),
        ("--batch-size", "0", "at least 1"),
        ("--dropout", "nan", "less than 1, not nan"),
        ("--class-weight", "setosa=inf", "from 0 to 1e12, not inf"),
        ("--class-weight", "setosa=nan", "from 0 to 1e12, not nan"),
        ("--class-weight", "setosa=-1", "from 0 to 1e12, not -1"),
        ("--features", "(" * 5000, "longer than"),
        ("--activation", "relu" * 10**4, "is not the name of"),
    ],
)
def test_a_bad_option_is_one_line(option, value, sentence):
    with pytest.raises(nn.NNPlayError) as caught:
        interfaces.run_command("train", "iris", f"{option}={value}", "--no-store")
    assert sentence in interfaces.check_message(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("epoch = 3", "did you mean 'epochs'"),
        ('"\\u001b[2J" = 3', r"unknown setting '\x1b[2J'"),
        ("a = " + "[" * 5000 + "]" * 5000, "TOML"),
        ("a = " + "{a=" * 5000 + "1" + "}" * 5000, "TOML"),
        ("epochs = 1\nepochs = 2", "TOML"),
        ("epochs = 1e3", "epochs must be a whole number"),
        ("epochs = true", "epochs must be a whole number"),
        ("epochs = 2020-01-01", "epochs must be a whole number"),
        ("target = [3]", "target must be"),
        ("learning_rate = nan", "a finite number"),
        ("[class_weight]\nsetosa = inf", "from 0 to 1e12, not inf"),
        ("penalties = 3", "penalties must be"),
        ("architecture = 3", "must be a table"),
        ("[architecture]\nhidden = [3]\nskip = 'no'", "True or False, not 'no'"),
        ("[architecture]\nhidden = [3]\nactivation = 3", "is not the name of"),
        ("[architecture.hidden]\na = 1", "whole number"),
        ("[[architecture.layers]]\nwidth = [3]", "whole number"),
        ("# " + "x" * (2 << 20), "is larger than 1 MiB"),
        ("epochs = 1".encode("utf-16"), "save it as UTF-8 text"),
        (b"\0\1\2", "TOML"),
    ],
)
def test_a_bad_recipe_is_one_line(tmp_path, text, sentence):
    with pytest.raises(nn.NNPlayError) as caught:
        recipe(tmp_path, text)
    assert sentence in interfaces.check_message(caught.value)
    assert "recipe.toml" in str(caught.value)


def test_a_recipe_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text("epochs = 7\n", encoding="utf-8-sig")
    assert read_recipe(path) == ({"epochs": 7}, None)


def test_an_address_keeps_its_valid_settings(tmp_path):
    page, troubles = read_link("epochs=1e13&speed=nan&net=0:relu&data=xor&at=x&" + "&".join(["q=1"] * 50))
    assert page.recipe["data"] == "xor"
    assert len(troubles) == 54
    for trouble in troubles:
        interfaces.check_message(str(trouble))
