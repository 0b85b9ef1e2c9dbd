"""A store that is damaged, full, foreign or newer: one sentence, and the file as it was."""

import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from test_store import facts, result

from nnplay import StoreError
from nnplay.cli.app import run
from nnplay.runs.store import Store, records


@pytest.fixture
def nnplay_here(capsys):
    """Call the command line in this process."""

    def call(*words):
        capsys.readouterr()
        code = run([str(word) for word in words])
        return SimpleNamespace(code=code, out=capsys.readouterr().out)

    return call


@pytest.fixture
def filled(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Store(path) as store:
        sweep = store.new_sweep("compare", {"a": 1}, [facts() for _ in range(12)])
        store.finish_many([result(entry.id) for entry in store.claim(sweep, 8)])
        store.begin(**facts("alone"))
    return path


def use(path):
    """Everything that can be asked of a store."""
    with Store(path) as store:
        for entry in store.find():
            store.history(entry.id)
            if entry.has_model:
                store.model(entry.id)
        for sweep in store.sweeps():
            store.claim(sweep.id, 1)
        store.finish(result(store.begin(**facts())))


@pytest.mark.parametrize(
    "content", [b"hello, I am a text\n" * 100, b"SQLite format 3\0" + b"\0" * 50, b"\x89PNG" * 999]
)
def test_another_file_is_refused_and_stays(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        use(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_stays(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE runs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not an nnplay store"):
        use(path)
    assert path.read_bytes() == before


def test_a_newer_store_is_refused_and_stays(filled):
    connection = sqlite3.connect(filled)
    connection.execute("PRAGMA user_version = 7")
    connection.commit()
    connection.close()
    before = filled.read_bytes()
    with pytest.raises(StoreError, match=r"format 7.* 2: upgrade"):
        use(filled)
    assert filled.read_bytes() == before


def everything(path):
    """All that a store says of its runs and sweeps, and the ids of those that it calls damaged."""
    with Store(path) as store:
        told, damaged = {}, set()
        for entry in store.find():
            if entry.state == "damaged":
                damaged.add(entry.id)
                assert entry.metrics == {}
            else:
                model = store.model(entry.id) if entry.has_model else None
                told[entry.id] = (replace(entry, owner=None, state=""), store.history(entry.id), model)
        return told, damaged, [(sweep.id, sweep.kind, sweep.spec) for sweep in store.sweeps()]


def damages(content):
    """A file that was cut at many lengths, and one of which a single bit was turned at 400 places."""
    yield from (content[:length] for length in range(1, len(content), 257))
    rng = np.random.default_rng(0)
    for _ in range(400):
        turned = bytearray(content)
        turned[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(8))
        yield turned


@pytest.mark.slow
def test_a_store_that_was_cut_or_has_flipped_bits_says_so_or_gives_what_was_written(filled, tmp_path):
    told, _, sweeps = everything(filled)
    path = tmp_path / "damaged.sqlite"
    refused = marked = 0
    for damaged in damages(filled.read_bytes()):
        path.write_bytes(damaged)
        try:
            found, bad, theirs = everything(path)
        except StoreError:
            refused += 1
        else:
            assert theirs == sweeps
            assert all(told[id] == entry for id, entry in found.items()), "a wrong number, and not a word"
            assert len(found) + len(bad) == len(told), "what was lost is said"
            marked += bool(bad)
        for more in tmp_path.glob("damaged*"):
            more.unlink()
    assert refused > 120
    assert marked > 10


def test_a_damaged_run_is_told_and_can_be_removed_and_the_others_stay(filled, nnplay_here):
    connection = sqlite3.connect(filled)
    connection.execute("UPDATE runs SET metrics = replace(metrics, '0.', '0.9') WHERE place = 3")
    connection.commit()
    connection.close()
    with Store(filled) as store:
        entry = next(entry for entry in store.find() if entry.state == "damaged")
        assert store.find(states=["damaged"]) == [entry]
        assert len(store.find(states=["finished"])) == 7
        for ask in (store.get, store.resume):
            with pytest.raises(StoreError, match=f"damaged.*`nnplay runs rm {entry.id}`"):
                ask(entry.id)
        store.release([entry.id])
        assert store.get(entry.id, damaged=True).state == "damaged", "what is written later does not hide it"
        sweep = store.sweeps()[0]
        assert sweep.counts["damaged"] == 1
    assert "damaged" in nnplay_here("runs", "list", "--all", "--store", filled).out
    assert nnplay_here("runs", "show", entry.id, "--store", filled).code == 2
    assert nnplay_here("runs", "rm", entry.id, "--yes", "--store", filled).code == 0
    with Store(filled) as store:
        assert [entry.state for entry in store.find()].count("finished") == 7
        assert not store.find(states=["damaged"])


def test_a_store_of_the_first_format_gets_its_seals(filled):
    told = everything(filled)
    connection = sqlite3.connect(filled)
    for table in ("runs", "sweeps"):
        connection.execute(f"ALTER TABLE {table} DROP COLUMN seal")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    assert everything(filled) == told
    use(filled)
    assert not everything(filled)[1]


def test_a_folder_a_device_and_a_place_that_is_none(tmp_path):
    for path in (tmp_path, tmp_path / "file" / "runs.sqlite", "/dev/null/x", "/proc/runs.sqlite"):
        (tmp_path / "file").touch()
        with pytest.raises(StoreError):
            use(path)


def test_a_store_that_is_locked_for_long_says_so(filled, monkeypatch):
    monkeypatch.setattr("nnplay.runs.store.database.BUSY_TIMEOUT", 0.2)
    connection = sqlite3.connect(filled, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="in use by another process"):
        use(filled)
    connection.execute("ROLLBACK")
    connection.close()
    use(filled)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_told_and_nothing_is_half_done(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)], capture_output=True
    ).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with Store(folder / "runs.sqlite") as store:
            id = store.begin(**facts())
            with pytest.raises(StoreError, match="full"):
                store.checkpoint(id, 3, os.urandom(1_000_000))
            assert store.checkpoint_of(id) is None
            store.finish(result(id))
            assert store.get(id).state == "finished"
            assert [row[0] for row in sqlite3.connect(folder / "runs.sqlite").execute("PRAGMA integrity_check")] == [
                "ok"
            ]
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.skipif(os.name != "posix" or shutil.which("chattr") is None or os.geteuid() != 0, reason="needs chattr")
def test_a_folder_that_cannot_be_written_to(filled):
    folder = filled.parent
    if subprocess.run(["chattr", "+i", str(folder), str(filled)], capture_output=True).returncode:
        pytest.skip("this file system has no immutable files")
    try:
        with pytest.raises(StoreError):
            use(filled)
        with pytest.raises(StoreError):
            use(folder / "new.sqlite")
    finally:
        subprocess.run(["chattr", "-i", str(folder), str(filled)], check=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_fork_has_a_connection_of_its_own(tmp_path):
    program = (
        "import os, sys; from nnplay.runs.store import Store\n"
        "facts = dict(name='n', fingerprint='f', architecture={}, recipe={}, versions={}, epochs=1)\n"
        "store = Store(sys.argv[1])\n"
        "store.begin(**facts); child = os.fork(); [store.begin(**facts) for _ in range(20)]\n"
        "if child: os.waitpid(child, 0); print(len(store.find()))\n"
    )
    said = subprocess.run([sys.executable, "-c", program, str(tmp_path / "s.sqlite")], capture_output=True, text=True)
    assert said.stdout.strip() == "41", said.stderr


def test_an_index_that_leads_to_another_run_is_noticed(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Store(path) as store:
        ids = [store.begin(**facts()) for _ in range(6)]
        for k, id in enumerate(ids):
            store.finish(result(id, history={"epoch": [k]}, model=b"model %d" % k))
    content, noticed = path.read_bytes(), 0
    for k, id in enumerate(ids[1:], start=1):  # SQLite stores the number 1 in another way
        entry = content.index(bytes([3, 29, 1]) + id.encode())  # in the index: the id, and the number of its row
        damaged = bytearray(content)
        damaged[entry + 3 + len(id)] ^= 1
        path.write_bytes(damaged)
        with Store(path) as store:
            for read, expected in ((store.history, {"epoch": [k]}), (store.model, b"model %d" % k)):
                try:
                    assert read(id) == expected
                except StoreError as error:
                    noticed += "damaged" in str(error)
    assert noticed >= len(ids) - 1


def test_a_small_entry_does_not_grow_into_gigabytes(monkeypatch):
    monkeypatch.setattr(records, "MIN_LIMIT", 1 << 20)
    bomb = zlib.compress(bytes(1 << 27), 9)
    assert len(bomb) < 1 << 18
    with pytest.raises(StoreError, match="cannot be read"):
        records.decompress(bomb)
    usual = bytes(1 << 20)
    assert records.decompress(records.compress(usual)) == usual


def test_a_store_in_memory_is_refused(monkeypatch):
    monkeypatch.setenv("NNPLAY_STORE", ":memory:")
    with pytest.raises(StoreError, match="--no-store"):
        Store().sweeps()
