"""Weights & Biases without a network: its offline mode writes what `wandb sync` would send."""

import json
import struct
import time

import pytest

import nnplay as nn
from nnplay.loggers import WandbLogger

wandb = pytest.importorskip("wandb")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # wandb's own warnings

SETTINGS = {"epochs": 6, "learning_rate": 0.05, "seed": 3}


def offline_records(folder):
    """The records of an offline run: LevelDB's log format, in blocks of 32 KiB, after a header of 7 bytes."""
    from wandb.proto import wandb_internal_pb2

    (file,) = folder.glob("wandb/offline-run-*/run-*.wandb")
    content, place, parts = file.read_bytes(), 7, b""
    while place + 7 <= len(content):
        if 32768 - place % 32768 < 7:
            place += 32768 - place % 32768
            continue
        _, length, kind = struct.unpack_from("<IHB", content, place)
        parts += content[place + 7 : place + 7 + length]
        place += 7 + length
        if kind in (1, 4):  # a whole record, or the last part of one
            record = wandb_internal_pb2.Record()
            record.ParseFromString(parts)
            parts = b""
            yield record


@pytest.mark.parametrize("way", ["text", "logger"])
def test_an_offline_run_has_the_history_the_settings_and_the_files(tmp_path, monkeypatch, way):
    monkeypatch.setenv("WANDB_SILENT", "true")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_DIR", str(tmp_path))
    monkeypatch.setenv("WANDB_DATA_DIR", str(tmp_path / "data"))
    log = "wandb:flowers" if way == "text" else WandbLogger("flowers", mode="offline", dir=str(tmp_path))
    run = nn.train("iris", (8,), log=log, **SETTINGS)
    rows, names, projects, saved = [], set(), set(), set()
    deadline = time.monotonic() + 30
    while not any(record.HasField("exit") for record in offline_records(tmp_path)):  # another process writes the file
        assert time.monotonic() < deadline
        time.sleep(0.1)
    for record in offline_records(tmp_path):
        kind = record.WhichOneof("record_type")
        if kind == "history":
            rows.append({"/".join(i.nested_key) or i.key: json.loads(i.value_json) for i in record.history.item})
        elif kind == "run":
            names |= {item.key for item in record.run.config.update}
            projects.add(record.run.project)
        elif kind == "artifact":
            saved |= {entry.path for entry in record.artifact.manifest.contents}
    assert projects == {"flowers"}
    assert {"architecture", "epochs", "optimizer", "data"} <= names
    assert [(row["epoch"], row["train/loss"]) for row in rows] == list(
        zip(run.history["epoch"], run.history["train_loss"], strict=True)
    )
    assert "iris.nnplay" in saved
    (card,) = tmp_path.glob("wandb/offline-run-*/files/README.md")
    assert "## Limits" in card.read_text("utf-8")
