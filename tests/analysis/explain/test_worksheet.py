"""Worksheets: calculating with the numbers in the exercise gives the answer key, to its digits."""

from __future__ import annotations

import json

import numpy as np
import pytest
from readers import check_latex, read_page, value

import nnplay as nn
from nnplay.analysis.explain import worksheet, worksheet_of
from nnplay.analysis.explain.worksheet import MAX_PARAMETERS
from nnplay.catalog import activations, losses
from nnplay.errors import NNPlayError

pytestmark = pytest.mark.slow


def cells(document, part, layer, name):
    """The numbers of a step, read back from their texts."""
    steps = [step for section in document.sections if section.part.startswith(part) and section.layer == layer
             for step in section.steps if step.name == name]  # fmt: skip
    excerpt = document.excerpt(steps[0])
    return np.array([[np.nan if cell == "" else value(cell) for cell in row] for row in excerpt.cells])


def by_hand(sheet, decimals=None):
    """A pupil's own calculation for two sigmoid layers, mse and plain gradient descent, from what the sheet shows."""

    def keep(x):
        return x if decimals is None else np.round(x, decimals)

    x, y = cells(sheet, "The inputs", None, "x"), cells(sheet, "The loss", None, "y")
    W, b = ([cells(sheet, "The forward", l, name) for l in (1, 2)] for name in ("W", "b"))
    rate = cells(sheet, "The optimizer step", None, "learning_rate")[0, 0]
    results, a = {}, x
    inputs = []
    for l in (1, 2):
        inputs.append(a)
        results["The forward", l, "z"] = z = keep(a @ W[l - 1] + b[l - 1])
        results["The forward", l, "a"] = a = keep(1 / (1 + np.exp(-z)))
    results["The loss", None, "loss"] = np.array([[np.mean((a - y) ** 2)]])
    d_a = keep(2 * (a - y) / y.size)
    for l in (2, 1):
        results["The backward", l, "d_a"] = d_a
        a = results["The forward", l, "a"]
        results["The backward", l, "slope"] = slope = keep(a * (1 - a))
        results["The backward", l, "delta"] = delta = keep(d_a * slope)
        results["The backward", l, "d_W"] = d_W = keep(inputs[l - 1].T @ delta)
        results["The backward", l, "d_b"] = d_b = keep(delta.sum(0, keepdims=True))
        results["The optimizer step", l, "change_W"] = -rate * d_W
        results["The optimizer step", l, "change_b"] = -rate * d_b
        results["The optimizer step", l, "new_W"] = W[l - 1] - rate * d_W
        results["The optimizer step", l, "new_b"] = b[l - 1] - rate * d_b
        d_a = keep(delta @ W[l - 1].T)
    return results


@pytest.mark.parametrize("shape", [(2, 2, 1, 1), (3, 2, 2, 1), (2, 3, 1, 2), (2, 1, 2, 3)])
@pytest.mark.parametrize("digits", [3, 4])
def test_a_pupil_finds_the_key(shape, digits):
    inputs, hidden, outputs, rows = shape
    for seed in range(4):
        architecture = nn.Architecture.dense((hidden,), "sigmoid")
        made = worksheet(seed, architecture, inputs=inputs, outputs=outputs, rows=rows, digits=digits)
        expected = {(section.part, section.layer, step.name) for section in made.exercise.sections
                 for step in section.steps if not step.provided} - {("The loss", None, "losses")}  # fmt: skip
        ways = [None, digits + 2] if made.steady else [None]
        for decimals in ways:
            results = by_hand(made.exercise, decimals)
            assert len(results) == len(expected)
            for (part, layer, name), own in results.items():
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
            assert step.provided == (step.values is not None)
            assert step.provided or not step.written
    text = json.dumps(made.exercise.json())
    for section in made.answers.sections:
        for step in section.steps:
            if not step.provided:
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
    assert ("L-BFGS" in made.exercise.text()) == (optimizer == "lbfgs")


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
    ("options", "message"),
    [
        ({"architecture": nn.Architecture.dense((40,))}, f"more than the {MAX_PARAMETERS}"),
        ({"architecture": nn.Architecture.dense((2,), norm="batch")}, "two rows or more"),
        ({"architecture": nn.Architecture.dense((2,), "binary_step")}, "another activation"),
        ({"rows": 100}, "at most 6 rows"),
        ({"rows": 0}, "at least 1"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"digits": 0}, "from 1 to 12"),
        ({"digits": "4"}, "from 1 to 12"),
    ],
)
def test_invalid_settings_raise_one_sentence(options, message):
    with pytest.raises(NNPlayError, match=message) as error:
        worksheet(**options)
    assert "\n" not in str(error.value)
