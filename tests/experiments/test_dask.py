"""A comparison on a real Dask scheduler, with workers of its own on this machine."""

import subprocess
import sys
import time

import pytest

import nnplay as nn
from nnplay.experiments.compare.compare import ComparisonRun, compare

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


class Cluster:
    """A scheduler and two workers, started by Dask's own commands."""

    def __init__(self, folder):
        self.file = folder / "scheduler.json"
        self.processes = [self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
        deadline = time.monotonic() + 60
        while not self.file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        self.workers = [
            self._start("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
            for _ in range(2)
        ]
        with distributed.Client(scheduler_file=str(self.file), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            self.address = client.scheduler.address

    def _start(self, program, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(self.file), *arguments]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        for process in (*self.workers, *self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path)
    yield made
    made.close()


def numbers(found):
    return [(s.name, s.scores, [o.metrics for o in s.outcomes]) for s in found.standings]


def test_a_worker_that_is_killed_loses_nothing_and_the_results_are_the_local_ones(cluster, tmp_path):
    arguments = {"seeds": 4, "epochs": 400, "learning_rate": [0.01, 0.1]}
    nets = [(4,), (8, 8)]
    race = ComparisonRun("iris", nets, cluster=cluster.address, **arguments)
    for _ in race:
        if race.done == 2:
            cluster.workers[0].kill()
    assert race.done == race.total == 16
    local = compare("iris", nets, **arguments)
    assert numbers(race.result()) == numbers(local)
    with nn.Store(tmp_path / "runs.sqlite") as store:
        kept = compare("iris", nets, cluster=cluster.address, store=store, **arguments)
        assert numbers(kept) == numbers(local)
        assert store.sweep(kept.sweep).counts == {"finished": 16}


def test_a_cluster_that_is_not_there_is_one_sentence(monkeypatch):
    from nnplay.experiments import dask

    monkeypatch.setattr(dask, "TIMEOUT", 1)
    with pytest.raises(nn.NNPlayError, match=r"no Dask scheduler at 'tcp://127\.0\.0\.1:1'"):
        compare("iris", [(4,)], seeds=1, cluster="tcp://127.0.0.1:1")
    with pytest.raises(nn.NNPlayError, match="no Dask scheduler at 'nonsense'"):
        compare("iris", [(4,)], seeds=1, cluster="nonsense")
