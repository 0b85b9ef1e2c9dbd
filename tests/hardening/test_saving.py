"""Writing that fails, or is broken off: the old file or the new one, never a mixture, and what was lost is said."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import interfaces
import pytest

import nnplay as nn
from nnplay.cli.app import run as command
from nnplay.errors import StoreWarning
from nnplay.training.recipe_file import write_recipe

ROOT = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a small disk")
WRITER = """
import sys
from nnplay.utils.files import write_atomic
print("writing", flush=True)
while True:
    for letter in b"ab":
        write_atomic(sys.argv[1], bytes([letter]) * 3_000_000)
"""


@pytest.fixture(scope="module")
def run():
    return nn.train("xor", (40, 40), epochs=2, samples=20)


@contextmanager
def mounted(folder, options):
    """A disk of its own at this folder."""
    folder.mkdir(exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def ways(run, folder):
    """Everything that writes a file, and where to."""
    return {
        "model": lambda: run.save(folder / "model.nnplay"),
        "recipe": lambda: write_recipe(folder / "recipe.toml", run.architecture, run.recipe),
        "figure": lambda: nn.plots.save(run.plot("curves"), folder / "figure.png"),
        "source": lambda: run.export(folder / "net.json", to="json"),
        "sheet": lambda: run.explain([[0.1, 0.2]]).save(folder / "sheet.html"),
    }


def all_refuse(run, folder):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for name, write in ways(run, folder).items():
        if name != "recipe" or not before:  # a small file may still fit
            with pytest.raises(nn.NNPlayError) as caught:
                write()
            assert "not be written" in interfaces.check_message(caught.value)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before, (
        "nothing old is touched, nothing new is left"
    )


def all_left(folder, *commands):
    """Each command is refused with one sentence, and the files in the folder are as they were."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for words in commands:
        with pytest.raises(nn.NNPlayError) as caught:
            interfaces.run_command(*words)
        message = interfaces.check_message(caught.value)
        assert message.endswith("choose another name.") or "remove it first" in message
        assert {path: path.read_bytes() for path in folder.iterdir()} == before, words


def test_nothing_is_written_over_the_data(run, tmp_path):
    """Neither under its own name nor through a link, by whatever command, and before the training."""
    table, link, model = tmp_path / "table.csv", tmp_path / "link.csv", tmp_path / "model.nnplay"
    table.write_text("a,b,y\n" + "".join(f"{k},{k % 7},{2 * k}\n" for k in range(40)))
    link.symlink_to(table)
    interfaces.run_command("train", table, "--no-store", "--epochs", 2, "--save", model)
    endless = ["train", table, "--no-store", "--epochs", 10**9]
    all_left(
        tmp_path,
        *([*endless, option, path] for option in ("--save", "--save-recipe") for path in (table, link)),
        ["search", table, "--no-store", "--trials", 10**6, "--save", table],
        ["predict", model, table, "--output", table],
        ["predict", model, table, "--output", link],
        ["look", model, "mistakes", "--save", table],
        ["fork", model, "1", "--epochs", 10**9, "--no-store", "--save", table],
    )
    nn.load(table)
    for path in (table, link):
        with pytest.raises(nn.NNPlayError, match="holds the data"):
            run.save(path)
    interfaces.run_command("predict", model, table, "--output", tmp_path / "new.csv")
    interfaces.run_command("predict", model, table, "--output", tmp_path / "new.csv")  # but over what was written


def test_a_model_file_and_another_file_do_not_replace_each_other(run, tmp_path):
    model, other, notes = tmp_path / "model.nnplay", tmp_path / "other.model", tmp_path / "notes.txt"
    table = tmp_path / "table.csv"
    table.write_text("x1,x2\n1,2\n")
    run.save(model)
    run.save(other)
    notes.write_text("mine")
    all_left(
        tmp_path,
        ["train", "xor", "--no-store", "--epochs", 10**9, "--save", notes],
        ["train", "xor", "--no-store", "--epochs", 10**9, "--save-recipe", model],
        ["predict", model, table, "--output", other],
    )
    for path in (model, other):
        run.save(path)  # another model may
        assert nn.load_run(path).epoch == run.epoch


@ROOT
def test_a_full_disk_leaves_the_old_files(run, tmp_path):
    with mounted(tmp_path / "small", "size=64k") as folder:
        for name in ("model.nnplay", "figure.png", "net.json", "sheet.html"):
            (folder / name).write_text("old")
        (folder / "rest").write_bytes(bytes(44_000))
        all_refuse(run, folder)


@ROOT
def test_a_disk_that_is_read_only_is_told_before_the_training(run, tmp_path):
    with mounted(tmp_path / "small", "size=1m") as folder:
        path = folder / "model.nnplay"
        path.write_text("old")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        all_refuse(run, folder)
        with pytest.raises(nn.NNPlayError, match="cannot be written to: choose another one"):
            interfaces.run_command("train", "xor", "--no-store", "--epochs", 10**9, "--save", path)
        with pytest.warns(StoreWarning, match="cannot be written to: choose another file.*not saved"):
            nn.train("xor", (2,), epochs=1, store=nn.Store(folder / "runs.sqlite"))
        assert path.read_text() == "old"


def test_a_limit_of_the_size_of_files_leaves_the_old_ones(run, tmp_path):
    resource = pytest.importorskip("resource")
    for name in ("model.nnplay", "figure.png", "net.json", "sheet.html"):
        (tmp_path / name).write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))
    try:
        all_refuse(run, tmp_path)
        with pytest.warns(StoreWarning, match="disk error.*not saved"):
            nn.train("xor", (2,), epochs=1, store=nn.Store(tmp_path / "runs.sqlite"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with nn.Store(tmp_path / "runs.sqlite") as store:
        nn.train("xor", (2,), epochs=1, store=store)
        assert [entry.state for entry in store.find()] == ["finished"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only where processes are killed so")
def test_a_kill_while_saving_leaves_the_old_file_or_the_new_one(tmp_path):
    path, chance, seen = tmp_path / "file", random.Random(0), set()
    for number in [signal.SIGKILL, signal.SIGTERM] * 2:
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        assert writer.stdout.readline() == b"writing\n"
        time.sleep(chance.uniform(0.02, 0.1))
        writer.send_signal(number)
        writer.communicate()
        content = path.read_bytes() if path.exists() else b"a" * 3_000_000
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
        seen |= set(content)
    assert seen <= set(b"ab")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit(143)], ids=["Ctrl-C", "SIGTERM"])
def test_a_second_signal_while_saving_says_that_the_file_is_as_it_was(tmp_path, monkeypatch, capsys, error):
    path = tmp_path / "model.nnplay"
    path.write_text("old")

    def broken_off(number):
        raise error

    monkeypatch.setattr("nnplay.utils.files.os.fsync", broken_off)
    code = command(["train", "xor", "--hidden", "2", "--epochs", "2", "--no-store", "--quiet", "--save", str(path)])
    said = capsys.readouterr().err
    assert code == (130 if error is KeyboardInterrupt else 143)
    assert "Interrupted while writing" in said
    assert "the file is unchanged" in said
    assert "Traceback" not in said
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_no_duration_comes_from_a_clock_that_can_be_set():
    source = Path(nn.__file__).parent
    users = {
        path.relative_to(source).as_posix() for path in source.rglob("*.py") if "time.time()" in path.read_text("utf-8")
    }
    assert users == {
        "loggers/mlflow.py",
        "runs/store/processes.py",
        "runs/store/store.py",
        "utils/files.py",
        "web/visitor_store.py",
    }, "which say when something was, how long ago a sign of life, and how old a file is"


@pytest.mark.parametrize("jump", [-1e9, 1e9])
def test_a_clock_that_jumps_changes_no_duration_and_loses_no_trial(jump, tmp_path, monkeypatch):
    now, real = [time.time()], time.time

    def jumping():
        now[0] += jump
        return max(now[0], 0.0) if real() else 0.0

    monkeypatch.setattr(time, "time", jumping)
    with nn.Store(tmp_path / "runs.sqlite") as store:
        run = nn.train("xor", (2,), epochs=5, samples=20, store=store)
        found = nn.compare("xor", [(2,), (3,)], seeds=2, epochs=3, store=store)
        assert store.sweep(found.sweep).counts == {"finished": 4}
        assert store.get(store.find(alone=True)[0].id).state == "finished"
    seconds = run.history["seconds"]
    assert seconds == sorted(seconds)
    assert 0 <= seconds[-1] < 60
    interfaces.run_command("runs", "list", "--all", "--store", tmp_path / "runs.sqlite")
