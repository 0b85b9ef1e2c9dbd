"""Runs leave the store as tables and event files that other programs read."""

import csv
import math
import struct

import duckdb
import pytest
from test_store import facts, result

from nnplay import NNPlayError
from nnplay.runs.store import Store
from nnplay.runs.store.export import export


@pytest.fixture
def filled(tmp_path):
    with Store(tmp_path / "runs.sqlite") as store:
        for k, name in enumerate(("iris", "=cmd|' /C calc'!A0", "../../etc")):
            id = store.begin(**facts(name, recipe={"optimizer": "adam", "features": ["a", "b"], "seed": k}))
            history = {"epoch": [0, 1, 2], "train_loss": [1.0, 0.5, math.nan], "seconds": [0.0, 0.1, 0.2]}
            store.finish(result(id, accuracy=k / 10, history=history))
        yield store


def test_csv_has_a_row_for_each_run_and_runs_nothing(filled, tmp_path):
    export(filled, filled.find(descending=False), tmp_path / "runs.csv", "csv")
    rows = list(csv.DictReader((tmp_path / "runs.csv").read_text("utf-8").splitlines()))
    assert [row["name"] for row in rows] == ["iris", "'=cmd|' /C calc'!A0", "../../etc"]
    assert [float(row["test.accuracy"]) for row in rows] == [0.0, 0.1, 0.2]
    assert rows[0]["recipe.features"] == '["a", "b"]'
    assert rows[0]["started"].endswith("+00:00")


def test_parquet_has_the_same(filled, tmp_path):
    path = tmp_path / "it's.parquet"
    export(filled, filled.find(descending=False), path, "parquet")
    found = duckdb.read_parquet(str(path)).fetchall()
    names = duckdb.read_parquet(str(path)).columns
    assert len(found) == 3
    assert [row[names.index("test.accuracy")] for row in found] == [0.0, 0.1, 0.2]
    assert [row[names.index("recipe.seed")] for row in found] == [0, 1, 2]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["it's.parquet", "runs.sqlite"]


def records(path):
    """The contents of the frames of an event file (TFRecord: length, its checksum, data, its checksum)."""
    content, place = path.read_bytes(), 0
    while place < len(content):
        (length,) = struct.unpack_from("<Q", content, place)
        yield content[place + 12 : place + 12 + length]
        place += 12 + length + 4
    assert place == len(content)


def test_event_files_can_be_read_back(filled, tmp_path):
    event_pb2 = pytest.importorskip("tensorboardX.proto.event_pb2")
    export(filled, filled.find(), tmp_path / "board", "tensorboard")
    folders = sorted((tmp_path / "board").iterdir())
    assert len(folders) == 3
    assert all(folder.parent == tmp_path / "board" and ".." not in folder.name for folder in folders)
    found = {}
    for file in next(f for f in folders if f.name.startswith("iris")).iterdir():
        for record in records(file):
            event = event_pb2.Event.FromString(record)
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    found[value.tag, event.step] = value.simple_value
    assert found["train/loss", 1] == 0.5
    assert math.isnan(found["train/loss", 2])
    assert {tag for tag, _ in found} == {"train/loss", "seconds"}


def test_what_cannot_be_exported(filled, tmp_path):
    for arguments, sentence in (
        ((filled.find(), tmp_path / "x", "xml"), "'xml'"),
        (([], tmp_path / "x.csv", "csv"), "no runs"),
        ((filled.find(), tmp_path / "no" / "x.csv", "csv"), "does not exist"),
        ((filled.find(), tmp_path / "no" / "x.parquet", "parquet"), "does not exist"),
    ):
        with pytest.raises(NNPlayError, match=sentence):
            export(filled, *arguments)
