"""`nnplay train`: every option reaches the recipe, and what is printed is what was trained."""

import json
import os
import tomllib

import numpy as np
import pytest

import nnplay as nn
from nnplay.cli.options import split_list
from nnplay.cli.recipe_options import parse_settings
from nnplay.training.recipe import Recipe

# For each setting what is typed and what the recipe must then hold.
TYPED = {
    "target": ("a", ("a",)),
    "features": ("a,log(b, 2)", ("a", "log(b, 2)")),
    "exclude": ("c,d", ("c", "d")),
    "columns": ("when:date=%H:%M", (("when", "date=%H:%M"),)),
    "task": ("regression", "regression"),
    "missing": ("drop", "drop"),
    "unknown": ("refuse", "refuse"),
    "sheet": ("2", 2),
    "header": (False, False),
    "sample_weight": ("w", "w"),
    "out_of_core": (False, False),
    "noise": ("0.5", 0.5),
    "samples": ("99", 99),
    "data_seed": ("7", 7),
    "split": ("time:day", "time:day"),
    "test_data": ("b.csv", "b.csv"),
    "validation_data": ("c.csv", "c.csv"),
    "test_fraction": ("0.3", 0.3),
    "validation_fraction": ("0.1", 0.1),
    "scale": ("minmax", "minmax"),
    "class_weight": ("a=2,b=0.5", (("a", 2.0), ("b", 0.5))),
    "epochs": ("12", 12),
    "batch_size": ("full", None),
    "optimizer": ("nesterov", "nesterov"),
    "learning_rate": ("1e-3", 1e-3),
    "momentum": ("0.8", 0.8),
    "schedule": ("step(every=3)", "step(every=3)"),
    "schedule_epochs": ("40", 40),
    "l1": ("0.1", 0.1),
    "l2": ("0.2", 0.2),
    "weight_decay": ("0.3", 0.3),
    "penalties": ("l1=0.5", (("l1", 0.5),)),
    "clip": ("1", 1),
    "patience": ("5", 5),
    "input_limit": ("4.5", 4.5),
    "max_restarts": ("2", 2),
    "restarts": ("1", 1),
    "initializer": ("zeros", "zeros"),
    "dtype": ("float64", "float64"),
    "shuffle": (False, False),
    "seed": ("3", 3),
    "random_streams": ("shared", "shared"),
}

NETWORK = "--hidden 4,4 --dropout 0.5 --norm layer --skip --output sigmoid --loss mse"
TYPED_RECIPE = """--hidden 6,4 --activation tanh,leaky_relu(0.3) --dropout 0.1 --norm batch --epochs 15 --seed 4
    --batch-size full --class-weight setosa=2,virginica=0.5 --patience 9 --optimizer adam --no-shuffle"""
ORIGINAL = """--layers 3 --neurons 4 --epochs 25000 --optimizer momentum --learning-rate 1 --activation sigmoid
    --batch-size 5 --scale none --test-fraction 0"""


@pytest.fixture
def asked(monkeypatch, nnplay):
    """What `train` hands to the session: (data, architecture, recipe)."""

    def ask(*arguments):
        found = {}

        class StopError(Exception):
            pass

        def session(data, architecture, *, on_progress, every, **settings):
            found["all"] = (data, architecture, Recipe(**settings))
            raise StopError

        with monkeypatch.context() as patch:
            patch.setattr("nnplay.training.session.TrainingSession.start", session)
            result = nnplay("train", *arguments)
        return found.get("all") or result

    return ask


def test_every_setting_of_the_recipe_is_an_option(asked):
    assert set(TYPED) == set(Recipe.model_fields) - {"data"}
    arguments = []
    for name, (text, _) in TYPED.items():
        option = {"columns": "column"}.get(name, name.replace("_", "-"))
        arguments += [f"--no-{option}"] if text is False else [f"--{option}", text]
    data, _, recipe = asked("iris", *arguments)
    assert data == "iris"
    for name, (_, value) in TYPED.items():
        assert getattr(recipe, name) == value, name
        assert value != Recipe.model_fields[name].default, name


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("zip:category", ("zip", "category")),
        ("a:b:number", ("a:b", "number")),
        ("grade:ordered=low<mid: so<high", ("grade", "ordered=low<mid: so<high")),
        ("a: b:date=%d:%m:%Y", ("a: b", "date=%d:%m:%Y")),
        ("age:missing=-999", ("age", "missing=-999")),
        ("age:missing=:", ("age", "missing=:")),
    ],
)
def test_a_column_is_typed_with_its_kind(asked, typed, pair):
    assert asked("iris", "--column", typed, "--column", "z:boolean")[2].columns == (pair, ("z", "boolean"))


@pytest.mark.parametrize("typed", ["zip", ":category", "", "zip:", "zip:text", "a:date=%d:%m:category=2:x"])
def test_a_column_that_is_typed_badly_is_one_sentence(nnplay, typed):
    hint = "NAME:KIND" if not typed.partition(":")[0] or ":" not in typed else "column"
    assert hint in nnplay("train", "iris", "--column", typed).error_line()


@pytest.mark.parametrize(
    ("arguments", "layers"),
    [
        (["--hidden", "64,32"], [(64, "relu"), (32, "relu")]),
        (["--hidden", ""], []),
        (["--hidden", "0"], []),
        (["--layers", "0"], []),
        (["--layers", "3", "--neurons", "4"], [(4, "relu")] * 3),
        (["--hidden", "4,4", "--activation", "prelu(0.2),maxout(3)"], [(4, "prelu(0.2)"), (4, "maxout(3)")]),
        (["--hidden", "4,4", "--activation", "tanh", "--activation", "relu"], [(4, "tanh"), (4, "relu")]),
        ([], [(128, "relu"), (64, "relu")]),
    ],
)  # fmt: skip
def test_the_network_as_typed(asked, arguments, layers):
    _, architecture, _ = asked("iris", *arguments)
    wanted = nn.Architecture.dense([w for w, _ in layers], [a for _, a in layers])
    assert architecture.layers == wanted.layers


@pytest.mark.parametrize("name", ["xor", "scores"])
def test_a_set_to_look_at_has_a_small_network(asked, name):
    _, architecture, recipe = asked(name)
    assert architecture == nn.Architecture.dense((32, 16))
    assert recipe == Recipe()


def test_everything_else_about_the_network(asked):
    _, architecture, _ = asked("iris", *NETWORK.split())
    assert architecture == nn.Architecture.dense(
        (4, 4), dropout=0.5, norm="layer", skip=True, output="sigmoid", loss="mse"
    )


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([], "nnplay train iris"),
        (["irsi"], "'iris'"),
        (["nowhere.csv"], "nowhere.csv"),
        (["iris", "--hiden", "4"], "--hidden"),
        (["iris", "--hidden", "4", "--layers", "3"], "not both"),
        (["iris", "--layers", "3"], "--neurons"),
        (["iris", "--neurons", "3"], "--layers"),
        (["iris", "--layers", "1000000000", "--neurons", "1"], "10,000"),
        (["iris", "--hidden", "1000000000"], "memory"),
        (["iris", "--hidden", "4,x"], "'x'"),
        (["iris", "--activation", "rellu"], "'relu'"),
        (["iris", "--activation", "relu,relu,relu"], "3 activations"),
        (["iris", "--optimizer", "adm"], "'adam'"),
        (["iris", "--loss", "mes"], "'mse'"),
        (["iris", "--epochs", "ten"], "'ten'"),
        (["iris", "--epochs", "-3"], "epochs"),
        (["iris", "--learning-rate", "nan"], "learning_rate"),
        (["iris", "--scale", "huge"], "minmax"),
        (["iris", "--target", "specie"], "species"),
        (["iris", "--class-weight", "setosa=heavy"], "--class-weight"),
        (["iris", "--epochs"], "--epochs"),
        (["iris", "wine"], "wine"),
        (["iris", "--save", "no/such/folder/x.nnplay"], "folder"),
        (["iris", "--plot", "x.gif"], ".svg"),
        (["iris", "--recipe", "missing.toml"], "missing.toml"),
        (["--recipe"], "--recipe"),
    ],
)
def test_bad_usage_is_one_sentence_with_a_hint(nnplay, arguments, hint):
    assert hint in nnplay("train", *arguments).error_line()


def test_what_is_no_file_is_not_replaced(nnplay, saved, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "pipe" in nnplay("train", "iris", "--save", pipe).error_line()
    row = "--row='sepal length (cm)=1' 'sepal width (cm)=1' 'petal length (cm)=1' 'petal width (cm)=1'"
    assert "pipe" in nnplay("predict", saved, row, "--output", pipe).error_line()
    assert pipe.is_fifo()


def test_json_is_one_strict_object(nnplay):
    result = nnplay("train", "iris", "--hidden", "4", "--epochs", "20", "--json")
    found = json.loads(result.out, parse_constant=lambda name: pytest.fail(name))
    assert result.out.count("\n") == 1
    assert result.err == ""
    run = nn.train("iris", [4], epochs=20)
    assert found["metrics"] == run.metrics
    assert found["history"]["train_loss"] == run.history["train_loss"]
    assert found["architecture"] == run.architecture.to_json()
    assert found["recipe"] == run.recipe.to_json()
    assert (found["epoch"], found["status"], found["parameters"]) == (20, "finished", run.parameters.count)
    assert found["seconds"] > 0


def test_json_of_a_divergence_has_null_and_exit_1(nnplay):
    result = nnplay("train", "diabetes", "--scale", "none", "--epochs", "50", "--learning-rate", "1e6", "--optimizer",
                    "sgd", "--hidden", "", "--json")  # fmt: skip
    assert result.code == 1
    assert json.loads(result.out, parse_constant=lambda name: pytest.fail(name))["status"] == "diverged"
    assert result.err.count("\n") == 1
    assert "learning rate" in result.err


def test_a_recipe_goes_through_toml(nnplay, tmp_path):
    typed = TYPED_RECIPE.split()
    path = tmp_path / "iris.toml"
    first = json.loads(nnplay("train", "iris", *typed, "--json", "--save-recipe", path).out)
    again = json.loads(nnplay("train", "--recipe", path, "--json").out)
    assert again["metrics"] == first["metrics"]
    assert again["recipe"] == first["recipe"]
    assert again["architecture"] == first["architecture"]
    changed = json.loads(nnplay("train", "--recipe", path, "--json", "--epochs", "3", "--hidden", "2").out)
    assert changed["recipe"]["epochs"] == 3
    assert [layer["width"] for layer in changed["architecture"]["layers"]] == [2]


def test_a_recipe_names_its_data_from_where_it_stands(nnplay, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    rows = "\n".join(f"{k},{k % 3},{k * 0.5}" for k in range(40))
    (tmp_path / "data" / "some.csv").write_text(f"a,b,y\n{rows}\n")
    (tmp_path / "recipes").mkdir()
    monkeypatch.chdir(tmp_path)
    recipe = tmp_path / "recipes" / "r.toml"
    assert nnplay("train", "data/some.csv", "--epochs", "2", "--quiet", "--save-recipe", "recipes/r.toml").code == 0
    assert tomllib.loads(recipe.read_text())["data"] == "../data/some.csv"
    monkeypatch.chdir("/")
    assert nnplay("train", "--recipe", recipe, "--quiet").code == 0


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("epochs = ", "TOML"),
        ("epoch = 3", "'epochs'"),
        ("epochs = 'ten'", "epochs"),
        ("[architecture]\nhiden = [3]", "'hidden'"),
        ("[[architecture.layers]]\nactivation = 'relu'", "width"),
        ("[[architecture.layers]]\nwidth = 3\nactivaton = 'relu'", "'activation'"),
        ("architecture = 3", "table"),
    ],
)
def test_a_bad_recipe_is_one_sentence_that_names_the_file(nnplay, tmp_path, text, hint):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    sentence = nnplay("train", "iris", "--recipe", path).error_line()
    assert hint in sentence
    assert "bad.toml" in sentence


def test_the_original_experiment(nnplay):
    typed = ORIGINAL.split()
    assert json.loads(nnplay("train", "scores", *typed, "--json").out)["metrics"]["train"]["mse"] < 1e-6
    shown = nnplay("train", "scores", *typed).out
    lines = [line.split() for line in shown.splitlines()]
    at = next(k for k, cells in enumerate(lines) if cells[:1] == ["hours_sleep"])
    rows = np.array([[float(cell) for cell in cells] for cells in lines[at + 2 : at + 7]])
    assert rows[:, :3].tolist() == [[3, 5, 0.75], [5, 1, 0.83], [10, 2, 0.93], [0, 5, 0.65], [0, 0, 0.25]]
    assert np.abs(rows[:, 3] - rows[:, 2]).max() < 1e-3


def test_the_report_has_all_its_parts(nnplay):
    shown = nnplay("train", "iris", "--hidden", "4", "--epochs", "20").out
    for part in ("150 rows", "4 features", "train 120", "4 × 4", "softmax", "Accuracy", "Confusion", "virginica",
                 "epoch", "nnplay predict"):  # fmt: skip
        assert part in shown, part
    assert "\x1b" not in shown


def test_a_hostile_table_is_shown_as_text(nnplay, tmp_path):
    path = tmp_path / "hostile.csv"
    rows = "\n".join(f"{k},{k % 7},{'[bold]x[/]' if k % 2 else '[link=http://x]y'}" for k in range(60))
    path.write_text(f'"[red]","a\u202eb",":smile: [/nope]"\n{rows}\n')
    model = tmp_path / "m.nnplay"
    for command in (["train", path, "--epochs", "3", "--save", model], ["data", "describe", path], ["show", model]):
        result = nnplay(*command)
        assert result.code == 0, result.err
        assert "\u202e" not in result.out + result.err
        assert "[bold]x[/]" in result.out
    described = nnplay("data", "describe", path).out
    assert "[red]" in described
    assert ":smile: [/nope]" in described
    assert "\x1b" not in nnplay("train", path, "--target", "no\x1b[31mpe").err


def test_a_warning_is_one_line(nnplay, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("x,y\n" + "\n".join(f"{k},same" for k in range(20)) + "\n")
    result = nnplay("train", path, "--epochs", "2")
    assert result.code == 0
    assert any(line.startswith("Warning: ") for line in result.err.splitlines())
    assert ".py" not in result.err


def test_commas_split_but_not_in_parentheses_or_quotes():
    assert split_list('a, f(b,c) ,"d,e",') == ["a", "f(b,c)", "d,e"]
    assert parse_settings({"features": ["a,b", "c"]}) == {"features": ("a,b", "c")}
    assert parse_settings({"patience": "none", "target": ["none"]}) == {"patience": None, "target": ("none",)}


def test_a_picture_is_drawn(nnplay, tmp_path):
    path = tmp_path / "run.svg"
    assert nnplay("train", "iris", "--hidden", "4", "--epochs", "3", "--quiet", "--plot", path).code == 0
    assert "<svg" in path.read_text()
