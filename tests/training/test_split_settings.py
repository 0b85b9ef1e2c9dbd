"""The settings `split`, `test_data` and `validation_data` mean the same wherever a network is trained."""

import numpy as np
import pandas as pd
import pytest

import nnplay as nn
from nnplay.data import load
from nnplay.playground.session import PlaygroundSession
from nnplay.runs.reproduce import command, python
from nnplay.training.setup import make_problem

QUICK = {"epochs": 3, "seed": 1}


@pytest.fixture
def frame():
    random = np.random.default_rng(0)
    x = random.normal(size=(120, 2))
    return pd.DataFrame({
        "user": [f"u{k % 15}" for k in range(120)], "day": random.permutation(120), "a": x[:, 0], "b": x[:, 1],
        "part": [("train", "val", "test", "train")[k % 4] for k in range(120)],
        "y": np.where(x.sum(axis=1) > 0, "yes", "no"),
    })  # fmt: skip


@pytest.fixture
def files(frame, tmp_path):
    frame[:80].to_csv(tmp_path / "train.csv", index=False)
    frame[80:100].to_csv(tmp_path / "val.csv", index=False)
    frame[100:].to_csv(tmp_path / "test.csv", index=False)
    return [str(tmp_path / f"{name}.csv") for name in ("train", "val", "test")]


@pytest.mark.parametrize("split", ["random", "stratified", "time:day", "group:user", "part"])
def test_a_table_and_a_dataset_give_the_same_run(frame, split):
    features = ["a", "b", "day"] if split == "time:day" else ["a", "b"]
    run = nn.train(frame, (4,), target="y", features=features, split=split, **QUICK)
    assert run.recipe.split == split
    data = load(frame, target="y", features=features, split=split)
    again = nn.train(data, (4,), **QUICK)
    assert again.recipe.split == split
    assert np.array_equal(again.parameters.theta, run.parameters.theta)
    assert again.split.test.tolist() == run.split.test.tolist()
    reloaded = run.with_data(frame)
    assert reloaded.split.validation.tolist() == run.split.validation.tolist()
    assert np.array_equal(run.at(1).parameters.theta, reloaded.at(1).parameters.theta)


def test_a_dataset_can_be_split_when_it_is_trained_on(frame):
    data = load(frame.drop(columns="part"), target="y", missing="impute", features=["user", "a", "b", "day"])
    run = nn.train(data, (4,), split="group:user", **QUICK)
    assert run.dataset.feature_names == ("a", "b", "day")
    assert run.metrics == nn.train(
        frame, (4,), target="y", features=["a", "b", "day"], split="group:user", missing="impute", **QUICK
    ).metrics  # fmt: skip
    with pytest.raises(nn.NNPlayError, match="no column 'part'"):
        nn.train(data, (4,), split="part", **QUICK)


def test_files_of_their_own_are_found_again(files, tmp_path):
    train, validation, test = files
    run = nn.train(
        train, (4,), target="y", features=["a", "b"], test_data=test, validation_data=validation, patience=3, epochs=5
    )
    assert run.facts["parts"] == {"train": 80, "validation": 20, "test": 20}
    run.save(tmp_path / "m.nnplay")
    again = nn.load_run(tmp_path / "m.nnplay").with_data()
    assert again.recipe == run.recipe
    assert again.split.test.tolist() == list(range(100, 120))
    assert f"--test-data {test} --validation-data {validation}" in command(run.architecture, run.recipe)
    assert f"test_data={test!r}" in python(run.architecture, run.recipe)


def test_tables_are_passed_to_load(frame, files):
    with pytest.raises(nn.NNPlayError, match=r"not a DataFrame; pass tables to nn\.load"):
        nn.train(frame, (4,), test_data=frame)
    data = load(frame[:80], target="y", features=["a", "b"], test_data=frame[80:])
    assert nn.train(data, (4,), **QUICK).facts["parts"] == {"train": 80, "test": 40}
    with pytest.raises(nn.NNPlayError, match=r"pass test_data='.*test\.csv' to nn\.load"):
        nn.train(load(frame), (4,), test_data=files[2])


@pytest.mark.parametrize("settings", [{"split": "time:x"}, {"test_data": "a.csv"}, {"validation_data": "a.csv"}])
def test_out_of_core_is_split_at_random(files, settings):
    with pytest.raises(nn.NNPlayError, match="read in batches is split at random"):
        nn.train(files[0], (4,), target="y", out_of_core=True, **settings)


def test_out_of_core_takes_a_random_split(files):
    settings = {"target": "y", "features": ["a", "b"], "out_of_core": True, **QUICK}
    run, plain = (nn.train(files[0], (4,), **settings, **more) for more in ({"split": "random"}, {}))
    assert run.recipe.split == "random"
    assert run.metrics == plain.metrics


def test_comparisons_and_searches_keep_to_the_split(files):
    train, validation, test = files
    result = nn.compare(train, [(2,), (4,)], seeds=2, epochs=2, target="y", features=["a", "b"], test_data=test)
    assert [each.candidate.training_rows for each in result.standings] == [80, 80]
    assert result.test_rows == 20
    pytest.importorskip("optuna")
    found = nn.search(
        train, trials=3, epochs=3, target="y", features=["a", "b"], test_data=test, validation_data=validation
    )
    assert found.run.facts["parts"] == {"train": 80, "validation": 20, "test": 20}
    grouped = make_problem(train, (4,), None, {"target": "y", "features": ["a", "b"], "split": "group:user"})
    users = grouped.dataset.split_column.values
    assert set(users[grouped.split.train]).isdisjoint(users[grouped.split.test])


def test_a_session_keeps_and_changes_the_split(files):
    session = PlaygroundSession(files[0], (2,), nn.Recipe(target="y", features=["a", "b"], split="group:user"))
    try:
        session.change(learning_rate=0.5)
        assert session.recipe.split == "group:user"
        session.use_data("iris")
        assert session.recipe.split is None
        assert session.dataset.row_parts is None
    finally:
        session.close()


def test_a_link_names_no_files():
    from nnplay.playground.link import read_link

    for name in ("test_data", "validation_data", "data"):
        page, [trouble] = read_link(f"{name}=/etc/passwd")
        assert page.recipe.get(name) in (None, "circle")
        assert str(trouble).endswith(".")
