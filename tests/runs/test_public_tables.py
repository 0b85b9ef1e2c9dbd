"""Public tables in Python: they are read, trained on, scored, saved, and new rows predicted."""

import numpy as np
import pandas as pd
import pytest

import nnplay as nn
from nnplay.data import describe

pytestmark = pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")  # rare categories that no training row has


def test_the_default_recipe_is_better_than_a_constant_guess(public_table, tmp_path):
    run = nn.train(public_table.path, target=public_table.target, seed=1)
    assert run.facts["task"] == public_table.task
    public_table.check_notes(run.facts["notes"])
    name = "accuracy" if public_table.task == "classification" else "r2"
    assert run.metrics["test"][name] > run.baseline["constant"][name]
    run.save(tmp_path / "model.nnplay")
    again = nn.load_run(tmp_path / "model.nnplay")
    predictions = again.predict(public_table.path)
    np.testing.assert_array_equal(predictions, run.predict(public_table.path))
    assert len(predictions) == run.facts["rows"]
    (prediction,) = again.predict(public_table.row)
    assert prediction in run.classes if run.classes else np.isfinite(prediction)
    result = again.evaluate(public_table.path)
    assert result["rows"] == run.facts["rows"]
    assert result[name] > run.baseline["constant"][name]


def test_every_column_is_described(public_table):
    data = nn.load(**public_table.data)
    described = {row["name"]: row for row in describe(data)}
    left_out = {name: row["reason"] for name, row in described.items() if row["role"] == "left out"}
    assert left_out.keys() == public_table.left_out.keys()
    assert all(left_out[name].startswith(reason) for name, reason in public_table.left_out.items())
    assert {name: row["missing"] for name, row in described.items() if row["missing"]} == public_table.imputed
    assert [name for name, row in described.items() if row["role"] == "target"] == [public_table.target]
    assert set(public_table.row) >= {name for name, row in described.items() if row["role"] == "feature"}


def test_a_frame_gives_the_numbers_of_its_file(public_table):
    data = nn.load(**public_table.data)
    frame = pd.DataFrame({column.name: column.values for column in (*data.raw, *data.targets)})
    for column in data.raw:
        if column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name], unit="s")
        elif column.kind == "boolean":
            frame[column.name] = frame[column.name].map({1.0: True, 0.0: False}).astype("boolean")
    by_file = nn.train(data, (4,), epochs=2)
    by_frame = nn.train(frame, (4,), epochs=2, target=public_table.target, task=public_table.task)
    assert by_frame.metrics["test"] == pytest.approx(by_file.metrics["test"], rel=1e-5)
    np.testing.assert_array_equal(by_frame.predict(frame), by_frame.predict(public_table.path))
