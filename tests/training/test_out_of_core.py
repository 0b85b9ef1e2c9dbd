"""Training on files read in batches: the same results as in memory, within bounds, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import duckdb
import numpy as np
import pytest

import nnplay as nn
from nnplay.data.out_of_core import chunks, dataset, shuffle_buffer, survey
from nnplay.data.out_of_core.shuffle_buffer import ShuffleBuffer
from nnplay.experiments.parallel import train_many
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.setup import make_problem
from nnplay.utils import tempfiles

pytestmark = pytest.mark.slow

SMALL = {"epochs": 3, "batch_size": 16, "out_of_core": True}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Small chunks, blocks and pools, so that small files have many."""
    monkeypatch.setattr(chunks.ChunkReader, "chunk_rows", 500)
    monkeypatch.setattr(dataset, "ENCODED_BYTES", 20_000)
    monkeypatch.setattr(shuffle_buffer, "BLOCK_BYTES", 400)
    monkeypatch.setattr(shuffle_buffer, "POOL_BYTES", 6_000)


def table(path, rows=2000, query="SELECT *, CASE WHEN a*b > 0 THEN 'yes' ELSE 'no' END AS y FROM t"):
    """A file of two numbers, a category and a class."""
    random = np.random.default_rng(0)
    a, b = random.standard_normal((2, rows)).round(6)
    town = np.array(["Bonn", "Ulm", "Hof"], dtype=object)[random.integers(0, 3, rows)]
    connection = duckdb.connect()
    connection.register("t", {"a": a, "b": b, "town": town})
    kind = "PARQUET" if path.suffix == ".parquet" else "CSV, HEADER"
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT {kind})")
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return table(tmp_path_factory.mktemp("large") / "table.csv")


def buffer_of(rows, n_in=3, n_out=2, weighted=False, shuffle=True, seed=1):
    return ShuffleBuffer(rows, n_in, n_out, "float32", weighted=weighted, shuffle=shuffle, seed=seed, name="a file")


def numbered(rows, n_in=3, n_out=2, weighted=False, piece=70):
    """Rows whose numbers say which row they are."""
    for first in range(0, rows, piece):
        number = np.arange(first, min(first + piece, rows), dtype=np.float32)[:, None]
        yield (
            np.tile(number, (1, n_in)), np.tile(number + 0.5, (1, n_out)), *([number.astype(float) + 1] * weighted)
        )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 16, 19, 20, 21, 299, 300, 1000, 1601])
@pytest.mark.parametrize("batch", [1, 7, 16])
@pytest.mark.parametrize("weighted", [False, True])
def test_each_epoch_has_each_row_once(rows, batch, weighted):
    batch = min(batch, rows)
    made = buffer_of(rows, weighted=weighted)
    made.fill(numbered(rows, weighted=weighted))
    assert made.written == rows
    pools, orders = made.pools(batch), []
    for _ in range(3):
        seen = []
        while sum(map(len, seen)) < rows:
            X, Y, weight = next(pools)
            assert X.flags.c_contiguous
            assert (X[:, :1] == X).all()
            assert (X[:, :1] + 0.5 == Y).all()
            assert (weight == (X[:, 0] + 1 if weighted else 1)).all()
            seen.append(X[:, 0].copy())
        assert all(len(pool) % batch == 0 for pool in seen[:-1])
        assert sum(-(-len(pool) // batch) for pool in seen) == made.steps(batch)
        orders.append(np.concatenate(seen))
        assert sorted(orders[-1].tolist()) == list(range(rows))
    pools.close()
    if rows >= 300:
        assert not (orders[0] == orders[1]).all()


def test_pools_are_alike_in_size_and_mix_the_file():
    made = buffer_of(1601)
    made.fill(numbered(1601))
    pools = made.pools(16)
    count = made.pool_count(16)
    assert count > 3
    sizes = []
    for _ in range(count):
        X, _, _ = next(pools)
        sizes.append(len(X))
        assert X[:, 0].min() < 500
        assert X[:, 0].max() > 1100
    assert max(sizes) - min(sizes) <= 2 * (16 + made.block)


def test_without_shuffling_the_order_is_that_of_the_file():
    made = buffer_of(1000, shuffle=False)
    made.fill(numbered(1000))
    pools = made.pools(16)
    found = np.concatenate([next(pools)[0][:, 0].copy() for _ in range(made.pool_count(16))])
    assert found.tolist() == list(range(1000))


def test_a_batch_that_no_pool_holds_is_refused():
    made = buffer_of(4000)
    with pytest.raises(nn.NNPlayError, match="use batch_size=300 or less"):
        next(made.pools(1000))


@pytest.mark.parametrize("layers", [{}, {"dropout": 0.2, "norm": "batch"}])
def test_in_the_order_of_the_file_it_is_the_training_in_memory(file, layers):
    arch = nn.Architecture.dense((8, 4), "tanh", **layers)
    settings = {
        "target": "y", "features": ["a", "b"], "scale": "none", "shuffle": False, "test_fraction": 0.0, "epochs": 3,
        "optimizer": "adam", "schedule": "cosine", "batch_size": 16, "clip": 1.0,
    }  # fmt: skip
    inside = nn.train(file, arch, **settings)
    outside = nn.train(file, arch, **settings, out_of_core=True)
    assert (inside.parameters.theta == outside.parameters.theta).all()
    assert inside.metrics == outside.metrics
    assert outside.recipe == inside.recipe.replace(out_of_core=True)


def test_the_same_seed_gives_the_same_bits_and_looking_in_changes_nothing(file):
    first, again = (nn.train(file, (8,), seed=5, **SMALL) for _ in range(2))
    assert (first.parameters.theta == again.parameters.theta).all()
    assert first.history["train_loss"] == again.history["train_loss"]
    *_, last = nn.training(file, (8,), seed=5, every=2, keep_parameters=True, **SMALL)
    assert (last.parameters.theta == first.parameters.theta).all()
    other = nn.train(file, (8,), seed=6, **SMALL)
    assert not (first.parameters.theta == other.parameters.theta).all()


def test_a_file_sorted_by_class_is_learned_as_well(tmp_path):
    query = "SELECT *, CASE WHEN a*b > 0 THEN 'yes' ELSE 'no' END AS y FROM t ORDER BY y, a"
    path = table(tmp_path / "sorted.parquet", 6000, query)
    settings = {"target": "y", "epochs": 30, "optimizer": "adam", "learning_rate": 0.01, "seed": 2}
    inside, outside = (nn.train(path, (16, 8), **settings, out_of_core=wish) for wish in (False, True))
    assert outside.metrics["test"]["accuracy"] > 0.98
    assert abs(outside.metrics["test"]["accuracy"] - inside.metrics["test"]["accuracy"]) < 0.01


def test_a_run_can_be_saved_and_predicts_and_is_drawn(file, tmp_path):
    run = nn.train(file, (8,), target="y", features=["a", "b"], **SMALL)
    assert run.recipe.validation_fraction == 0.0  # the default for few rows, which only a look at the file can tell
    assert run.facts["rows"] == 2000
    assert run.facts["parts"] == {"train": 1600, "test": 400}
    assert len(run.split.test) == 400
    assert "read in batches: 1,600 of 2,000 rows train, 400 for testing were drawn at random" in run.facts["notes"]
    run.save(tmp_path / "run.nnplay")
    again = nn.load_run(tmp_path / "run.nnplay")
    assert again.recipe == run.recipe
    assert again.recipe.out_of_core is True
    rows = [{"a": 1.0, "b": 2.0}, {"a": -1.0, "b": 1.0}]
    assert again.predict(rows).tolist() == run.predict(rows).tolist()
    for kind in ("summary", "confusion", "boundary"):
        assert run.plot(kind) is not None


def test_the_states_that_were_kept_can_be_gone_back_to(file, tmp_path):
    run = nn.train(file, (8,), **SMALL)
    seen = [s.parameters.theta for s in nn.training(file, (8,), keep_parameters=True, **SMALL)]
    for epoch, theta in enumerate(seen):
        np.testing.assert_array_equal(run.at(epoch).parameters.theta, theta)
    with pytest.raises(nn.NNPlayError, match="state after epoch 1"):
        run.fork(1, learning_rate=0.1)
    run.save(tmp_path / "run.nnplay")
    loaded = nn.load_run(tmp_path / "run.nnplay").with_data()
    assert loaded.dataset.fingerprint == run.dataset.fingerprint
    with pytest.raises(nn.NNPlayError, match=r"run\.state_history\.epochs"):
        loaded.at(1)


def test_regression_with_patience_and_categories(tmp_path):
    path = table(tmp_path / "t.csv", query="SELECT *, 3*a - b + 2 + (town = 'Ulm')::INT AS y FROM t")
    settings = SMALL | {"epochs": 60}
    run = nn.train(path, (), target="y", patience=5, learning_rate=0.01, **settings)
    assert run.metrics["test"]["r2"] > 0.999
    assert run.metrics["validation"]["r2"] > 0.999
    assert run.model.encoding.names == ("a", "b", "town=Bonn", "town=Hof", "town=Ulm")
    assert run.predict({"a": 1, "b": 1, "town": "Ulm"})[0] == pytest.approx(5, abs=0.1)


def test_classes_weigh_what_they_weigh_in_memory(tmp_path):
    path = table(tmp_path / "t.csv", query="SELECT a, b, CASE WHEN a > 1.3 THEN 'rare' ELSE 'usual' END AS y FROM t")
    settings = {"scale": "none", "shuffle": False, "test_fraction": 0.0, "epochs": 2, "optimizer": "momentum"}
    for weight in ("balanced", {"rare": 3.0}):
        runs = [nn.train(path, (4,), class_weight=weight, out_of_core=wish, **settings) for wish in (False, True)]
        assert (runs[0].parameters.theta == runs[1].parameters.theta).all()
    with pytest.raises(nn.NNPlayError, match="class_weight names the class 'odd'"):
        nn.train(path, (4,), class_weight={"odd": 1.0}, **SMALL)


def test_large_files_are_read_in_batches_unless_somebody_objects(file, monkeypatch):
    monkeypatch.setattr(dataset, "LARGE_BYTES", file.stat().st_size)
    plain = {"epochs": 1, "batch_size": 16}
    assert nn.train(file, (4,), **plain).recipe.out_of_core is True
    assert nn.train(file, (4,), **plain, out_of_core=False).recipe.out_of_core is False
    monkeypatch.setattr(dataset, "LARGE_BYTES", file.stat().st_size + 1)
    assert nn.train(file, (4,), **plain).recipe.out_of_core is None


@pytest.mark.parametrize(
    ("data", "settings", "words"),
    [
        ("iris", {}, "a text table or a Parquet file can be read in batches"),
        ({"a": [1, 2], "y": [1, 2]}, {}, "leave out_of_core out"),
        ("book.xlsx", {}, "leave out_of_core out"),
        ("FILE", {"optimizer": "lbfgs"}, "L-BFGS needs all rows at once"),
        ("FILE", {"batch_size": None}, "set batch_size"),
        ("FILE", {"target": "z"}, "no column 'z'"),
        ("nothing.csv", {}, "there is no file"),
    ],
)
def test_what_cannot_be_read_in_batches_is_refused(file, data, settings, words):
    with pytest.raises(nn.NNPlayError, match=words):
        nn.train(file if data == "FILE" else data, (4,), **(SMALL | settings))


def test_many_networks_need_the_data_in_memory(file):
    with pytest.raises(nn.NNPlayError, match="too large to train many networks"):
        list(train_many(file, [((4,), Recipe(**SMALL))]))


def test_a_full_disk_is_told_before_and_on_the_way(file, monkeypatch):
    free = iter([10**12, 10])
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": next(free)})())
    with pytest.raises(nn.NNPlayError, match=r"Training on table.csv in batches needs .* MB .* TMPDIR"):
        nn.train(file, (4,), optimizer="momentum", **SMALL)
    monkeypatch.undo()
    made = buffer_of(1000)
    with Path("/dev/full").open("wb", buffering=0) as full:
        made._scratch.file = full
        with pytest.raises(nn.NNPlayError, match=r"is full"):
            made.fill(numbered(1000))


def test_a_divergence_is_told_and_the_best_weights_are_kept(file):
    with pytest.warns(UserWarning, match=r"stopped being finite in epoch 1"):
        run = nn.train(file, (4,), **(SMALL | {"learning_rate": 1e9}), optimizer="sgd")
    assert run.status == "diverged"


def test_it_stops_when_asked(file):
    stop = threading.Event()
    session = TrainingSession.start(file, (4,), every=1, stop=stop, **(SMALL | {"epochs": 10**9}))
    for snapshot in session:
        if snapshot.epoch == 3:
            stop.set()
    assert nn.Run.from_session(session).status == "stopped early"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("nnplay-shuffle")]


def test_progress_is_told(file):
    said = []
    make_problem(file, (4,), Recipe(**SMALL), {}, lambda what, share: said.append((what, share)))
    assert {what for what, _ in said} >= {"Surveying table.csv", "Encoding table.csv"}
    assert all(0 <= share <= 1 for _, share in said)
    assert said[-1] == ("Encoding table.csv", 1.0)


SCRIPT = """
import sys, time
import nnplay as nn
from nnplay.data.out_of_core import chunks
chunks.ChunkReader.chunk_rows = 500
if sys.argv[2] == "slow":
    chunks.ChunkReader.chunk_rows = 1
for snapshot in nn.training(sys.argv[1], (4,), out_of_core=True, epochs=10**9, target="y"):
    print(snapshot.epoch, flush=True)
"""


@pytest.mark.parametrize("when", ["training", "slow"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_behind(file, tmp_path, when, number):
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(file), when], env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if when == "training":
        assert process.stdout.readline() == "0\n"
    else:
        time.sleep(2.5)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (-number, 130, 1)
    if number == signal.SIGINT:
        assert said.strip().endswith("KeyboardInterrupt"), said
    assert list(tmp_path.iterdir()) == []


def test_where_files_without_a_name_cannot_be_opened_they_are_removed_in_the_end(monkeypatch, tmp_path, file):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(tempfiles.Path, "exists", lambda path: False)
    run = nn.train(file, (4,), **SMALL)
    assert run.metrics["test"]["accuracy"] > 0.4
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_trains_and_predicts(file, tmp_path):
    def nnplay(*arguments):
        program = [sys.executable, "-m", "nnplay", *map(str, arguments)]
        return subprocess.run(program, capture_output=True, text=True, timeout=120)

    model = tmp_path / "m.nnplay"
    ended = nnplay("train", file, "--out-of-core", "--epochs", 2, "--json", "--save", model)
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert said["recipe"]["out_of_core"] is True
    assert said["data"]["rows"] == 2000
    assert nnplay("predict", model, "--row", "a=1 b=1 town=Ulm").returncode == 0
    refused = nnplay("train", "iris", "--out-of-core")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1


PEAK = textwrap.dedent("""
    import sys
    from pathlib import Path
    import nnplay as nn
    run = nn.train(sys.argv[1], (64, 32), target="y", epochs=1, batch_size=256, out_of_core=True)
    lines = Path("/proc/self/status").read_text().splitlines()  # ru_maxrss would start at what pytest itself holds
    held = next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
    print(held, run.metrics["test"]["accuracy"])
""")


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of one program's memory is read from /proc")
@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_memory_is_bounded(tmp_path, ending):
    path = tmp_path / f"wide{ending}"
    columns = ", ".join(f"random() AS x{k}" for k in range(40))
    kind = "PARQUET" if ending == ".parquet" else "CSV, HEADER"
    rows = 1_200_000 if ending == ".parquet" else 500_000
    query = f"SELECT *, CASE WHEN x0 > x1 THEN 'yes' ELSE 'no' END AS y FROM (SELECT {columns} FROM range({rows}))"
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT {kind})")
    assert path.stat().st_size > 300e6
    ended = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stderr
    peak, accuracy = map(float, ended.stdout.split())
    assert peak < 700
    assert accuracy > 0.95
    assert survey.MAX_ROWS == 100_000
