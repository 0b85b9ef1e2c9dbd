"""explain() and `nnplay explain`: in the user's own columns, labels and units, and safe whatever these hold."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from readers import check_latex, check_tree, read_page

import nnplay as nn
from nnplay.analysis.explain import explain
from nnplay.catalog import activations, losses
from nnplay.cli.app import run as command
from nnplay.engine.compiled import Engine
from nnplay.errors import NNPlayError

ROW = {"sepal length (cm)": 5.1, "sepal width (cm)": 3.5, "petal length (cm)": 1.4, "petal width (cm)": 0.2}
HOSTILE = ["<img src=x onerror=alert(1)>", "\x1b[31mred\x1b[0m", "$\\input{/etc/passwd}$ % & # _ ^ ~ {", "a\nb",
           "\u202eevil", "'\"`--,,", "名前 😀", "</style></p>", "../x"]  # fmt: skip


@pytest.fixture(scope="module")
def iris():
    return nn.train("iris", nn.Architecture.dense((4,)), epochs=5, seed=0, optimizer="momentum")


@pytest.fixture(scope="module")
def saved(iris, tmp_path_factory):
    path = tmp_path_factory.mktemp("explain") / "iris.nnplay"
    iris.save(path)
    return path


def explained(run, *rows, **options):
    return explain(run.model, run.recipe, *rows, **options)


def test_its_numbers_are_those_of_the_run(iris):
    explanation = explained(iris, ROW, "versicolor")
    X = iris.model.encoding.transform_rows(ROW).astype(np.float32).astype(float)
    Y = np.array([[0.0, 1.0, 0.0]])
    engine = Engine(iris.architecture, "float64", rows=1)
    loss, g = engine.gradient(iris.parameters.theta.astype(float), X, Y)
    np.testing.assert_allclose(explanation.trace.flat(), g, rtol=1e-9, atol=1e-15)
    assert explanation.trace.loss == pytest.approx(loss)
    assert explanation.json()["loss"] == explanation.trace.loss
    assert explanation.json()["prediction"] == list(iris.predict(ROW))
    assert f"the prediction is {iris.predict(ROW)[0]}" in str(explanation)
    assert explanation._repr_html_().startswith('<div class="sheet">')
    assert repr(explanation).startswith("<One pass through the network")


def test_a_target_is_given_or_among_the_rows(iris):
    expected = explained(iris, ROW, "setosa")
    for rows, target in [
        (ROW | {"species": "setosa"}, None), ([ROW], ["setosa"]), (list(ROW.values()), "setosa"),
        (pd.DataFrame([ROW | {"species": "setosa"}]), None), (ROW | {"species": "virginica"}, "setosa"),
        (ROW, np.array(["setosa"])), (ROW, {"species": "setosa"}), (ROW, {"species": ["setosa"]}),
    ]:  # fmt: skip
        np.testing.assert_array_equal(explained(iris, rows, target).trace.flat(), expected.trace.flat())
    forward = explained(iris, ROW)
    assert forward.trace.Y is None
    assert "With a target" in forward.text()
    assert [step.name for section in forward.sections for step in section.steps if step.name.startswith("d_")] == []


def test_targets_in_their_own_units():
    run = nn.train("diabetes", nn.Architecture.dense((3,)), epochs=3, seed=0)
    row = dict(zip(run.model.encoding.columns, [0.01] * 10, strict=True))
    explanation = explained(run, row, "152.5")
    coding = run.model.coding
    np.testing.assert_allclose(explanation.trace.Y, [[(152.5 - coding.offset[0]) / coding.scale[0]]])
    assert "in your units" in explanation.text()
    np.testing.assert_allclose(explanation.json()["prediction"], run.predict(row), rtol=1e-5)


def test_classes_that_are_numbers_and_several_targets():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))
    by_number = nn.Dataset.from_arrays(X, (X[:, 0] > 0).astype(int) + 3, task="classification")
    run = nn.train(by_number, nn.Architecture.dense((2,)), epochs=2)
    for label in (4, "4", "4.0", 4.0):
        np.testing.assert_array_equal(explained(run, X[:1], label).trace.Y, [[1.0]])
    many = nn.Dataset.from_arrays(X, X @ rng.normal(size=(2, 2)), task="regression", target_names=["p", "q"])
    run = nn.train(many, nn.Architecture.dense((2,)), epochs=2)
    expected = explained(run, X[:2], {"p": [1, 2], "q": [3, 4]}).trace.Y
    np.testing.assert_array_equal(explained(run, X[:2], [[1, 3], [2, 4]]).trace.Y, expected)
    with pytest.raises(NNPlayError, match="not 'q'"):
        explained(run, {"x1": 1, "x2": 2, "p": 1})
    labels = nn.Dataset.from_arrays(X, (X > 0).astype(int), task="classification")
    run = nn.train(labels, nn.Architecture.dense((2,)), epochs=2)
    np.testing.assert_array_equal(explained(run, X[:1], ["yes", "0"]).trace.Y, [[1.0, 0.0]])
    assert "yes" in explained(run, X[:1]).text() or "no" in explained(run, X[:1]).text()


def test_the_step_is_the_recipes_unless_said():
    recipe = {"optimizer": "adam", "learning_rate": 0.01, "l2": 0.1, "clip": 0.01, "weight_decay": 0.2}
    run = nn.train("iris", nn.Architecture.dense((3,)), epochs=2, schedule="exponential", **recipe)
    explanation = explained(run, ROW, "virginica")
    settings = explanation.trace.settings
    assert (settings.optimizer, settings.learning_rate, settings.weight_decay, settings.clip) == (
        "adam",
        0.01,
        0.2,
        0.01,
    )
    assert settings.penalty_strengths == {"l2": 0.1}
    assert "exponential schedule" in explanation.text()
    assert "exceeds its maximum" in explanation.text()
    other = explained(run, ROW, "virginica", optimizer="sgd", learning_rate=0.5)
    assert (other.trace.settings.optimizer, other.trace.settings.learning_rate) == ("sgd", 0.5)
    with pytest.raises(NNPlayError, match="did you mean 'adam'"):
        explained(run, ROW, "virginica", optimizer="adan")


def test_what_is_off_is_said():
    run = nn.train("iris", nn.Architecture.dense((3,), dropout=0.5, norm="batch"), epochs=2, class_weight="balanced")
    assert "Dropout is off" in explained(run, ROW).text()
    assert "A single row" in explained(run, ROW, "setosa").text()
    both = " ".join(explained(run, [ROW, ROW], ["setosa", "virginica"]).text().split())
    assert "class weights" in both
    assert "predictions use the running mean" in both
    solved = nn.train("iris", nn.Architecture.dense((3,)), epochs=2, optimizer="lbfgs")
    assert "L-BFGS" in explained(solved, ROW, "setosa").text()
    assert "L-BFGS" not in explained(solved, ROW).text()


def test_a_chosen_neuron_is_written_out(iris):
    text = explained(iris, ROW, "setosa", neuron="1:3").text()
    assert "z⁽¹⁾₃ =" in text
    assert "∂L/∂W⁽¹⁾₁₃ =" in text
    assert "z⁽¹⁾₁ =" not in text
    assert "z⁽²⁾₂ =" in explained(iris, ROW, "setosa", neuron=["1:3", "2:2"]).text()
    assert "z⁽²⁾₂ =" in explained(iris, ROW, "setosa", neuron={2: 2}).text()


def test_a_chosen_weight_is_written_out(iris):
    explanation = explained(iris, ROW, "setosa", neuron="2:3:2")
    layer, text = explanation.trace.layers[1], explanation.text()
    product = layer.a_in[0, 1] * layer.delta[0, 2]
    assert product == layer.d_loss["W"][1, 2]
    assert "∂L/∂W⁽²⁾₂₃ =" in text
    assert "W⁽²⁾₂₃ ←" in text
    assert "∂L/∂W⁽²⁾₁" not in text


@pytest.mark.slow
def test_a_wide_network_shows_a_corner_and_all_when_asked():
    run = nn.train("digits", nn.Architecture.dense((40,)), epochs=1, optimizer="momentum")
    image = nn.load("digits").features
    row = {column.name: column.values[0] for column in image}
    short, long = explained(run, row, 3), explained(run, row, 3, full=True)
    assert "(64 × 40)" in short.text()
    assert "57 rows and 33 columns left out" in short.text()
    assert "⋱" in short.text()
    assert "left out" not in long.text()
    assert len(short.html()) < len(long.html()) / 5
    check_latex(long.latex())
    assert short.json()["sections"][1]["steps"][0]["shape"] == [64, 40]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_hostile_names_are_shown_and_never_meant(place):
    name, label = HOSTILE[place], HOSTILE[-1 - place] + "2"
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({name: rng.normal(size=30), "kind": [HOSTILE[k % 3] for k in range(30)],
                          "y": [label, "other"] * 15})  # fmt: skip
    data = nn.Dataset.from_frame(frame, target="y")
    run = nn.train(data, nn.Architecture.dense((2,)), epochs=1)
    explanation = explained(run, {column: frame[column][0] for column in (*run.model.encoding.columns, "y")})
    assert explanation.trace.Y is not None
    reader, trees = read_page(explanation.html())
    for tree in trees:
        check_tree(tree)
    assert not {"img", "script"} & reader.tags
    assert not any(attribute.startswith("on") for attribute in reader.attributes)
    check_latex(explanation.latex())
    assert "\\input" not in explanation.latex()
    assert "\x1b" not in explanation.text() + explanation.html() + explanation.latex()
    assert all(line.isprintable() for line in explanation.text().splitlines())


@pytest.mark.slow
def test_hostile_formulas_of_the_users_own():
    import cases

    with cases.temporary_entries(activations, losses):

        @nn.activation("swish_here", formula="<script>alert(1)</script> \\input{x} $ % \x1b[2J", source="a test")
        def swish_here(z):
            return z / (1 + np.exp(-z))

        with pytest.warns(nn.DerivativeWarning):
            run = nn.train("iris", nn.Architecture.dense((3,), "swish_here"), epochs=1)
        explanation = explained(run, ROW, "setosa")
        assert "script" not in read_page(explanation.html())[0].tags
        check_latex(explanation.latex())
        assert "\\input" not in explanation.latex()
        assert "\x1b" not in explanation.text()
        assert "by finite differences" in explanation.text()


@pytest.mark.parametrize(
    ("rows", "target", "options", "sentence"),
    [
        ([], None, {}, "no row"),
        ({}, None, {}, "no row"),
        (ROW, "setossa", {}, "did you mean 'setosa'"),
        (ROW, None, {"neuron": "7:1"}, "no neuron 7:1"),
        (ROW, None, {"neuron": "1:9"}, "no neuron 1:9"),
        (ROW, None, {"neuron": "1:1:9"}, "inputs are 1 to 4"),
        (ROW, None, {"neuron": "x"}, "as in 2:5"),
        (ROW, None, {"digits": 0}, "from 1 to 12"),
        (ROW, None, {"digits": True}, "from 1 to 12"),
        (ROW, ["setosa", "setosa"], {}, "1 row but 2"),
        (ROW, {"specie": "setosa"}, {}, "species"),
        (ROW | {"petal width (cm)": np.inf}, None, {}, "petal width"),
        (ROW | {"petal width (cm)": "x"}, None, {}, "petal width"),
        ({"a": 1}, None, {}, "sepal length"),
        (ROW, "setosa", {"learning_rate": -1}, "learning_rate"),
    ],
)
def test_what_does_not_fit_is_one_sentence(iris, rows, target, options, sentence):
    with pytest.raises(NNPlayError, match=sentence) as error:
        explained(iris, rows, target, **options)
    assert "\n" not in str(error.value)


def test_a_gap_is_explained_as_the_mean_of_the_training_rows(iris):
    mean = next(each.fill for each in iris.model.encoding.features if each.name == "petal width (cm)")
    with pytest.warns(nn.DataWarning, match=r"imputed in columns that had none in training: petal width \(cm\) \(1\)"):
        gap = explained(iris, ROW | {"petal width (cm)": np.nan}, "setosa")
    full = explained(iris, ROW | {"petal width (cm)": mean}, "setosa")
    assert gap.trace.flat().tolist() == full.trace.flat().tolist()
    strict = nn.train("iris", nn.Architecture.dense((4,)), epochs=1, missing="refuse")
    with pytest.raises(NNPlayError, match=r"row 1: column 'petal width \(cm\)' has no value"):
        explained(strict, ROW | {"petal width (cm)": np.nan})


def test_the_mean_target_of_a_level_is_explained_in_the_units_of_the_target():
    rng = np.random.default_rng(0)
    town, a = rng.integers(0, 30, 300), rng.normal(size=300)
    names = [None if k % 40 == 9 else f"t{code:02}" for k, code in enumerate(town)]
    run = nn.train({"town": names, "a": a, "price": 1000.0 + town + a}, (3,), target="price", epochs=2)
    feature = run.model.encoding.features[0]
    explanation = explained(run, {"town": "t05", "a": 0.5}, 1003.0)
    table = next(section.table for section in explanation.sections if section.table is not None)
    lines = {line[1]: line[3] for line in table.rows}
    mean = feature.means.values[feature.levels.index("t05")][0]
    original, offset = lines["town: mean of price"].partition(")")[0].strip("(").split(" − ")
    assert float(original) == pytest.approx(mean, abs=1e-3)
    assert float(offset) == pytest.approx(feature.means.offset[0], abs=1e-3)
    assert lines["town (missing)"] == ""


# ── the command line ────────────────────────────────────────────────────────────────────────────────────────────


def say(capsys, *words):
    code = command(["explain", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


LINE = " ".join(f"'{name}={value}'" for name, value in ROW.items())


def test_the_command_line_says_the_same(iris, saved, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "100")
    expected = explained(iris, ROW, "setosa")
    code, out, _ = say(capsys, saved, "--row", LINE, "--target", "setosa")
    assert (code, [line.rstrip() for line in out.splitlines()]) == (0, [s.rstrip() for s in str(expected).splitlines()])
    assert say(capsys, saved, "--row", f"{LINE} species=setosa")[1] == out
    assert json.loads(say(capsys, saved, "--row", LINE, "--target", "setosa", "--json")[1]) == expected.json()
    assert say(capsys, saved, "--row", LINE, "--target", "setosa", "--to", "html")[1] == expected.html()
    assert say(capsys, saved, "--row", LINE, "--target", "setosa", "--to", "latex")[1] == expected.latex()
    code, out, _ = say(capsys, saved, "--row", LINE, "--target", "setosa", "--save", tmp_path / "a.tex")
    assert (code, (tmp_path / "a.tex").read_text("utf-8")) == (0, expected.latex())
    assert "Wrote" in out
    two = say(
        capsys, saved, "--row", LINE, "--row", LINE, "--target", "setosa", "--target", "virginica", "--digits", "2"
    )
    assert "Row 2:" in two[1]
    other = say(capsys, saved, "--row", LINE, "--target", "setosa", "--optimizer", "adam", "--learning-rate", "0.5")
    assert "The optimizer is adam" in other[1]


def test_worksheets_at_the_command_line(saved, capsys, tmp_path):
    code, out, err = say(capsys, "--worksheet", "--seed", "3")
    assert (code, "_______" in out, "--answers" in err) == (0, True, True)
    assert "_______" not in say(capsys, "--worksheet", "--seed", "3", "--answers")[1]
    code, out, _ = say(capsys, "--worksheet", "--hidden", "2,2", "--activation", "tanh", "--loss", "cross_entropy",
                       "--outputs", "3", "--save", tmp_path / "s.html")  # fmt: skip
    assert (code, out) == (0, f"Wrote {tmp_path / 's.html'} and {tmp_path / 's-answers.html'}\n")
    assert "2 → 2 tanh → 2 tanh → 3 softmax" in (tmp_path / "s-answers.html").read_text("utf-8")
    both = json.loads(say(capsys, "--worksheet", "--json")[1])
    assert set(both) == {"exercise", "answers", "steady"}
    assert say(capsys, saved, "--worksheet", "--row", LINE, "--target", "setosa")[0] == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "--worksheet"),
        (["nothere.nnplay", "--row", "a=1"], "nothere"),
        (["MODEL"], "--row"),
        (["MODEL", "--row", LINE, "--target", "rose"], "its classes are setosa"),
        (["MODEL", "--row", LINE, "--to", "pdf"], "--to takes"),
        (["MODEL", "--row", LINE, "--save", "a.pdf"], "must end in"),
        (["MODEL", "--row", LINE, "--hidden", "3"], "--worksheet"),
        (["MODEL", "--row", LINE, "--neuron", "9:9"], "no neuron 9:9"),
        (["MODEL", "--row", LINE, "--worksheet"], "needs the target"),
        (["--worksheet", "--row", "a=1"], "leave out --row"),
        (["--worksheet", "--hidden", "90"], "by hand"),
        (["--worksheet", "--activation", "reluu"], "did you mean 'relu'"),
        (["--worksheet", "--seed", "x"], "--seed"),
    ],
)
def test_mistakes_at_the_command_line(saved, capsys, tmp_path, monkeypatch, words, sentence):
    monkeypatch.chdir(tmp_path)
    code, out, err = say(capsys, *(saved if word == "MODEL" else word for word in words))
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert sentence in err
    assert list(tmp_path.iterdir()) == []
