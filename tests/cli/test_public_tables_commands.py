"""Public tables on the command line: describe, train, predict and evaluate name what was left out."""

import json

import pytest
from cli_process import apart
from public_tables import FILES

SHORT = ("--hidden", "4", "--epochs", "3", "--no-store")


def words(row):
    return " ".join(f"'{name}={value}'" for name, value in row.items())


def test_describe(nnplay, public_table):
    found = json.loads(nnplay("data", "describe", public_table.path, "--target", public_table.target, "--json").out)
    assert (found["task"], found["problem"]) == (public_table.task, "")
    public_table.check_notes(found["notes"])
    left_out = {column["name"] for column in found["columns"] if column["role"] == "left out"}
    assert left_out == set(public_table.left_out)
    printed = nnplay("data", "describe", public_table.path, "--target", public_table.target).out
    assert all(column["name"] in printed for column in found["columns"])


@pytest.mark.slow
def test_train_predict_and_evaluate(nnplay, public_table, tmp_path):
    model = tmp_path / "model.nnplay"
    result = nnplay("train", *public_table.options, *SHORT, "--save", model, "--json")
    assert result.code == 0, result.err
    trained = json.loads(result.out)
    public_table.check_notes(trained["data"]["notes"])
    assert set(trained["baseline"]) >= {"constant"}
    assert set(trained["data"]["features"]).isdisjoint(public_table.left_out)

    printed = nnplay("show", model).out
    assert all(name in printed for name in (*public_table.left_out, *public_table.imputed))
    row = nnplay("predict", model, "--row", words(public_table.row), "--json")
    assert row.code == 0, row.err
    assert len(json.loads(row.out)["predictions"]) == 1
    file = nnplay("predict", model, public_table.path, "--json")
    assert len(json.loads(file.out)["predictions"]) == trained["data"]["rows"]
    assert nnplay("predict", model, public_table.path, "--output", tmp_path / "out.csv").code == 0
    assert nnplay("predict", model, public_table.path).code == 0
    again = json.loads(nnplay("predict", model, tmp_path / "out.csv", "--header", "--json").out)
    assert again["predictions"] == json.loads(file.out)["predictions"]
    scores = nnplay("evaluate", model, public_table.path, "--json")
    assert json.loads(scores.out)["rows"] == trained["data"]["rows"]
    assert nnplay("evaluate", model, public_table.path).code == 0


def test_the_report_suggests_a_row_without_numbers_of_the_machine(nnplay, public_table, tmp_path):
    model = tmp_path / "model.nnplay"
    printed = nnplay("train", *public_table.options, *SHORT, "--save", model).out
    assert f"nnplay predict {model} --row" in printed
    suggested = printed.splitlines()[-1]
    assert "=nan" not in suggested
    assert "e+" not in suggested


@pytest.mark.slow
def test_the_shortest_command_in_a_process_of_its_own(tmp_path):
    result = apart("train", FILES / "adult.data", cwd=tmp_path, env={"NNPLAY_STORE": str(tmp_path / "runs.sqlite")})
    assert result.code == 0
    for part in (
        "adult: 150 rows, 14 features → column15 (2 classes)", "--header overrides it",
        "missing values imputed: column2 (7), column7 (7), column14 (2)", "Baseline (test accuracy): always '<=50K'",
    ):  # fmt: skip
        assert part in result.out
