"""Worksheets: whoever calculates with the numbers that are shown finds the key, to the digits that are shown."""

from __future__ import annotations

import json

import numpy as np
import pytest
from readers import check_latex, read_page, value

import nnplay as nn
from nnplay.analysis.explain import worksheet, worksheet_of
from nnplay.analysis.explain.worksheet import MOST_NUMBERS
from nnplay.catalog import activations, losses
from nnplay.errors import NNPlayError


def cells(sheet, part, layer, name):
    """The numbers of a step as they are shown, read back from their texts."""
    found = [step for section in sheet.sections if section.part.startswith(part) and section.layer == layer
             for step in section.steps if step.name == name]  # fmt: skip
    shown = sheet.excerpt(found[0])
    return np.array([[np.nan if cell == "" else value(cell) for cell in row] for row in shown.cells])


def by_hand(sheet, decimals=None):
    """A pupil's own calculation for two sigmoid layers, mse and plain gradient descent, from what the sheet shows."""

    def keep(x):
        return x if decimals is None else np.round(x, decimals)

    x, y = cells(sheet, "The inputs", None, "x"), cells(sheet, "The loss", None, "y")
    W, b = ([cells(sheet, "The forward", l, name) for l in (1, 2)] for name in ("W", "b"))
    rate = cells(sheet, "The step", None, "learning_rate")[0, 0]
    found, a = {}, x
    inputs = []
    for l in (1, 2):
        inputs.append(a)
        found["The forward", l, "z"] = z = keep(a @ W[l - 1] + b[l - 1])
        found["The forward", l, "a"] = a = keep(1 / (1 + np.exp(-z)))
    found["The loss", None, "loss"] = np.array([[np.mean((a - y) ** 2)]])
    d_a = keep(2 * (a - y) / y.size)
    for l in (2, 1):
        found["The backward", l, "d_a"] = d_a
        a = found["The forward", l, "a"]
        found["The backward", l, "slope"] = slope = keep(a * (1 - a))
        found["The backward", l, "delta"] = delta = keep(d_a * slope)
        found["The backward", l, "d_W"] = d_W = keep(inputs[l - 1].T @ delta)
        found["The backward", l, "d_b"] = d_b = keep(delta.sum(0, keepdims=True))
        found["The step", l, "change_W"] = -rate * d_W
        found["The step", l, "change_b"] = -rate * d_b
        found["The step", l, "new_W"] = W[l - 1] - rate * d_W
        found["The step", l, "new_b"] = b[l - 1] - rate * d_b
        d_a = keep(delta @ W[l - 1].T)
    return found


@pytest.mark.parametrize("shape", [(2, 2, 1, 1), (3, 2, 2, 1), (2, 3, 1, 2), (2, 1, 2, 3)])
@pytest.mark.parametrize("digits", [3, 4])
def test_a_pupil_finds_the_key(shape, digits):
    inputs, hidden, outputs, rows = shape
    for seed in range(4):
        architecture = nn.Architecture.dense((hidden,), "sigmoid")
        made = worksheet(seed, architecture, inputs=inputs, outputs=outputs, rows=rows, digits=digits)
        asked = {(section.part, section.layer, step.name) for section in made.exercise.sections
                 for step in section.steps if not step.given} - {("The loss", None, "losses")}  # fmt: skip
        ways = [None, digits + 2] if made.steady else [None]
        for decimals in ways:
            found = by_hand(made.exercise, decimals)
            assert len(found) == len(asked)
            for (part, layer, name), own in found.items():
                key = cells(made.answers, part, layer, name)
                np.testing.assert_allclose(
                    np.round(own, digits), key, atol=1e-9, err_msg=f"{seed} {part} {layer} {name}"
                )
                assert np.isnan(cells(made.exercise, part, layer, name)).all()


def test_the_usual_sheets_are_steady():
    assert all(worksheet(seed).steady for seed in range(20))


def test_a_seed_varies_it_and_repeats_it():
    one, again, other = worksheet(1), worksheet(1), worksheet(2)
    assert one.exercise.text() == again.exercise.text()
    assert one.answers.text() == again.answers.text()
    assert one.exercise.text().split("\n", 1)[1] != other.exercise.text().split("\n", 1)[1]


def test_the_exercise_gives_nothing_away():
    made = worksheet(3)
    for section in made.exercise.sections:
        for step in section.steps:
            assert step.given == (step.values is not None)
            assert step.given or not step.written
    text = json.dumps(made.exercise.json())
    for section in made.answers.sections:
        for step in section.steps:
            if not step.given:
                assert all(repr(number) not in text for number in np.ravel(step.values) if number not in (0, 1))


@pytest.mark.parametrize("activation", sorted(set(activations) - {"binary_step"}))
def test_every_activation_has_a_worksheet(activation):
    layers = [nn.Layer(2, activation, skip=True)]
    made = worksheet(0, nn.Architecture(layers, output="identity", loss="mse"))
    check_latex(made.exercise.latex())
    read_page(made.answers.html())


@pytest.mark.parametrize("loss", sorted(losses))
def test_every_loss_has_a_worksheet(loss):
    made = worksheet(0, nn.Architecture.dense((2,), "tanh", norm="layer", loss=loss), outputs=3)
    assert loss in made.exercise.text()
    read_page(made.exercise.html())


@pytest.mark.parametrize("optimizer", ["adam", "lbfgs", "momentum"])
def test_another_optimizer(optimizer):
    made = worksheet(0, recipe=nn.Recipe(optimizer=optimizer, learning_rate=0.1, l2=0.1))
    assert ("L-BFGS moves all weights" in made.exercise.text()) == (optimizer == "lbfgs")


def test_two_files_or_none(tmp_path):
    made = worksheet(5)
    assert [path.name for path in made.save(tmp_path / "sheet.html")] == ["sheet.html", "sheet-answers.html"]
    assert (tmp_path / "sheet.html").read_text("utf-8") == made.exercise.html()
    assert (tmp_path / "sheet-answers.html").read_text("utf-8") == made.answers.html()
    for name in ("sheet.doc", "nowhere/sheet.html"):
        with pytest.raises(NNPlayError):
            made.save(tmp_path / name)


def test_from_a_trained_network():
    run = nn.train("iris", nn.Architecture.dense((3,), "tanh"), epochs=5, seed=0)
    made = worksheet_of(run.model, run.recipe, [5.1, 3.5, 1.4, 0.2], "setosa")
    W = cells(made.exercise, "The forward", 1, "W")
    np.testing.assert_array_equal(W, np.round(run.parameters.W[0].astype(float), 2))
    x = cells(made.exercise, "The inputs", None, "x")
    z = np.round(x @ W + cells(made.exercise, "The forward", 1, "b"), 4)
    np.testing.assert_allclose(z, cells(made.answers, "The forward", 1, "z"), atol=1e-9)
    assert "setosa" in made.exercise.text()
    with pytest.raises(NNPlayError, match="needs the target"):
        worksheet_of(run.model, run.recipe, [5.1, 3.5, 1.4, 0.2])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"architecture": nn.Architecture.dense((40,))}, f"more than the {MOST_NUMBERS}"),
        ({"architecture": nn.Architecture.dense((2,), norm="batch")}, "two rows or more"),
        ({"architecture": nn.Architecture.dense((2,), "binary_step")}, "choose another activation"),
        ({"rows": 100}, "6 rows at most"),
        ({"rows": 0}, "at least 1"),
        ({"seed": -1}, "The seed"),
        ({"seed": 1.5}, "The seed"),
        ({"digits": 0}, "from 1 to 12"),
        ({"digits": "4"}, "from 1 to 12"),
    ],
)
def test_what_does_not_go_is_one_sentence(given, told):
    with pytest.raises(NNPlayError, match=told) as error:
        worksheet(**given)
    assert "\n" not in str(error.value)
