"""Processes that are killed at any moment lose no trial, count none twice, and leave none running."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_store import facts

from nnplay.runs.store import Store

WORKER = Path(__file__).with_name("worker.py")


def work(path, sweep, seed):
    worker = subprocess.Popen(
        [sys.executable, str(WORKER), str(path), sweep, str(seed)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert worker.stdout.readline() == b"at work\n"
    worker.stdout.close()
    return worker


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kills", "trials"), [(6, 400), pytest.param(50, 1500, marks=pytest.mark.slow)], ids=["few", "fifty"]
)
def test_no_kill_loses_a_trial(tmp_path, kills, trials):
    path, chance = tmp_path / "runs.sqlite", random.Random(1)
    with Store(path) as store:
        sweep = store.new_sweep("compare", {}, [facts() for _ in range(trials)])
        for kill in range(0, kills, 2):
            for worker in [work(path, sweep, kill + k) for k in range(2)]:  # two at once, killed one after the other
                time.sleep(chance.uniform(0.0, 0.2))
                worker.kill()
                worker.wait()
                worker.stderr.close()
            counts = store.sweep(sweep).counts
            assert sum(counts.values()) == trials
            assert "running" not in counts
            assert counts.get("finished", 0) < trials, "every kill must meet some work"
        assert counts["finished"] > 10
        last = work(path, sweep, 999)
        assert last.wait(120) == 0, last.stderr.read()
        last.stderr.close()
        assert store.sweep(sweep).counts == {"finished": trials}
        found = store.find(sweep=sweep, sort="place", descending=False)
        assert [entry.place for entry in found] == list(range(trials))
        assert [entry.metrics["test"]["accuracy"] for entry in found] == [k / 1000 for k in range(trials)]
        assert all(store.model(entry.id) == b"w" for entry in found[:20])
