"""`--split`, `--test-data`, `--validation-data` and `--cv` with real files."""

import json

import numpy as np
import pytest

import nnplay as nn

OPTIONS = ("--target", "y", "--hidden", "4", "--epochs", "10")
HEADER = "user,day,x,part,y"


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    rows = [
        f"u{k % 12},2024-{1 + k // 20:02}-{1 + k % 20:02},{x:.3f},{('train', 'train', 'val', 'test')[k % 4]},"
        + ("yes" if x > 0 else "no")
        for k, x in enumerate(random.normal(size=120))
    ]
    (tmp_path / "all.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    (tmp_path / "train.csv").write_text("\n".join([HEADER, *rows[:90]]) + "\n")
    (tmp_path / "test.csv").write_text("\n".join([HEADER, *rows[90:]]) + "\n")
    return tmp_path


def parts(result):
    return json.loads(result.out)["data"]["parts"]


@pytest.mark.parametrize(
    ("split", "wanted"),
    [
        ("random", {"train": 96, "test": 24}),
        ("stratified", {"train": 96, "test": 24}),
        ("time:day", {"train": 96, "test": 24}),
        ("group:user", {"train": 100, "test": 20}),
        ("part", {"train": 60, "validation": 30, "test": 30}),
    ],
)
def test_every_way_to_split(nnplay, table, split, wanted):
    result = nnplay("train", "all.csv", *OPTIONS, "--features", "x", "--split", split, "--json", "--save", "m.nnplay")
    assert result.code == 0
    assert parts(result) == wanted
    run = nn.load_run("m.nnplay")
    assert run.recipe.split == split
    again = run.with_data()
    assert {name: len(getattr(again.split, name)) for name in wanted} == wanted


def test_files_of_their_own_reach_the_model_the_recipe_and_the_command(nnplay, table):
    options = (*OPTIONS, "--features", "x", "--test-data", "test.csv", "--patience", "5")
    result = nnplay("train", "train.csv", *options, "--json", "--save", "m.nnplay", "--save-recipe", "sub.toml")
    first = json.loads(result.out)
    assert first["data"]["parts"] == {"train": 76, "validation": 14, "test": 30}
    assert first["recipe"]["test_data"] == "test.csv"
    again = json.loads(nnplay("train", "--recipe", "sub.toml", "--json").out)
    assert again["metrics"] == first["metrics"]
    run = nn.load_run("m.nnplay").with_data()
    assert run.split.test.tolist() == list(range(90, 120))
    assert nnplay("look", "m.nnplay", "mistakes").code == 0
    (table / "test.csv").write_text(f"{HEADER}\nu1,2024-01-01,0.5,test,yes\n")
    with pytest.raises(nn.NNPlayError, match="other rows"):
        nn.load_run("m.nnplay").with_data()


def test_a_recipe_names_its_files_from_where_it_stands(nnplay, table, monkeypatch):
    (table / "recipes").mkdir()
    recipe = table / "recipes" / "r.toml"
    options = (*OPTIONS, "--features", "x", "--test-data", "test.csv", "--validation-data", "test.csv")
    assert nnplay("train", "train.csv", *options, "--quiet", "--save-recipe", recipe).code == 0
    assert 'test_data = "../test.csv"' in recipe.read_text()
    monkeypatch.chdir("/")
    assert nnplay("train", "--recipe", recipe, "--quiet").code == 0


def test_the_test_file_is_not_overwritten(nnplay, table):
    before = (table / "test.csv").read_bytes()
    result = nnplay("train", "train.csv", *OPTIONS, "--test-data", "test.csv", "--save", "test.csv")
    assert "not overwritten" in result.error_line()
    assert (table / "test.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (["--split", "usr"], "did you mean 'user'"),
        (["--split", "group:"], "group:COLUMN"),
        (["--split", "y"], "is the target"),
        (["--split", "user"], "says train, validation or test"),
        (["--test-data", "tset.csv"], "did you mean 'test.csv'"),
        (["--test-data", "test.csv", "--split", "part"], "--split"),
        (["--split", "time:day", "--out-of-core"], "split at random"),
        (["--test-data", "test.csv", "--out-of-core"], "split at random"),
        (["--cv", "1"], "at least 2"),
        (["--cv", "121"], "120 rows, too few for 121 folds"),
        (["--cv", "3", "--split", "part"], "tests on every row in turn"),
        (["--cv", "13", "--split", "group:user"], "12 groups, too few for 13 folds"),
        (["--cv", "3", "--plot", "a.png"], "--plot"),
        (["--cv", "3", "--watch"], "--watch"),
        (["--cv", "3", "--out-of-core"], "too large"),
        (["--cv", "x"], "--cv"),
    ],
)
def test_bad_usage_is_one_sentence_with_a_hint(nnplay, table, options, hint):
    assert hint in nnplay("train", "all.csv", *OPTIONS, "--features", "x", *options).error_line()


def test_cross_validation_is_that_of_python(nnplay, table):
    result = nnplay("train", "iris", "--hidden", "4", "--epochs", "10", "--cv", "4", "--json")
    assert result.code == 0, result.err
    said = json.loads(result.out, parse_constant=lambda name: pytest.fail(name))
    found = nn.cross_validate("iris", (4,), folds=4, epochs=10)
    assert [fold["accuracy"] for fold in said["folds"]] == found.scores().tolist()
    for name in found.metrics:
        mean, low, high = found.interval(name)
        assert (said["mean"][name], said["interval"][name]) == (mean, [low, high])
    assert said["recipe"] == found.recipe.to_json()
    assert said["method"] == "stratified"
    assert "Nadeau" in said["interval_method"]


def test_the_table_of_folds(nnplay, table):
    result = nnplay("train", "all.csv", *OPTIONS, "--features", "x", "--split", "time:day", "--cv", "3")
    lines = result.out.splitlines()
    assert "3 folds, expanding windows in time" in lines[0]
    rows = [line.split()[:3] for line in lines if line[:1].isdigit()]
    assert rows == [["1", "30", "30"], ["2", "60", "30"], ["3", "90", "30"]]
    assert [line.split()[0] for line in lines if line.startswith(("mean", "from", "to"))] == ["mean", "from", "to"]
    quiet = nnplay("train", "all.csv", *OPTIONS, "--features", "x", "--cv", "3", "--quiet")
    assert quiet.out.startswith("all: accuracy ")
    assert quiet.out.endswith(", 3 folds\n")


def test_save_trains_once_more_on_all_rows(nnplay, table):
    result = nnplay("train", "iris", "--hidden", "4", "--epochs", "10", "--optimizer", "momentum", "--cv", "3",
                    "--save", "m.nnplay", "--save-recipe", "r.toml")  # fmt: skip
    assert result.code == 0
    assert "Trained once more on all 150 rows" in result.out
    run, alone = nn.load_run("m.nnplay"), nn.train("iris", (4,), epochs=10, optimizer="momentum", test_fraction=0)
    assert run.facts["parts"] == {"train": 150}
    np.testing.assert_array_equal(run.parameters.theta, alone.parameters.theta)
    assert "test_fraction = 0.2" in (table / "r.toml").read_text()
