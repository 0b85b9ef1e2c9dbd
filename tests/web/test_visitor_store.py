"""What is kept of visitors on the disk: one server never removes what another one needs."""

import asyncio
import os
import time

from nnplay.web import visitor_store
from nnplay.web.engine import limits
from nnplay.web.engine.limits import EVERYBODY
from nnplay.web.visitor_store import SECONDS, TOKEN, VisitorStore
from nnplay.web.visitors import Visitors


def opened(port, folder):
    """A store at that port."""
    store = VisitorStore(port, folder)
    store.open()
    return store


def test_a_server_for_one_machine_makes_no_secret_for_the_next(tmp_path):
    local = opened(1, tmp_path)
    local.touch()
    assert not (local.folder / TOKEN).exists()
    (local.folder / TOKEN).touch()  # left by an earlier version
    assert len(local.token()) >= 20


def test_the_folder_of_another_server_stays_while_it_runs(tmp_path):
    first = opened(1, tmp_path)
    opened(2, tmp_path)
    assert first.folder.is_dir()
    past = time.time() - 2 * SECONDS
    os.utime(first.folder, (past, past))
    opened(3, tmp_path)
    assert not first.folder.exists()
    first.save("ada", b"run")  # even if it did run
    assert first.load("ada") == b"run"


def test_the_newest_run_stays_however_large_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(visitor_store, "MAX_BYTES", 10)
    store = opened(1, tmp_path)
    store.save("ada", b"x" * 100)
    os.utime(store._of("ada"), (1, 1))
    (store._of("ada") / "run").touch()
    store.tidy()
    assert store.load("ada") is not None
    past = time.time() - 5
    for path in (store._of("ada") / "run", store._of("ada")):
        os.utime(path, (past, past))
    store.save("eve", b"x" * 100)
    store.tidy()
    assert store.load("eve") is not None
    assert store.load("ada") is None


def test_a_run_that_is_too_large_to_be_kept_says_so(tmp_path, monkeypatch):
    configuration = {"recipe": {"data": "xor"}, "architecture": {"layers": [{"width": 2}]}}

    async def kept():
        visitors = Visitors(EVERYBODY, opened(1, tmp_path))
        visitor = await visitors._make("ada")
        result = visitor.host.answer({"command": "configure", "configuration": configuration})
        await visitors.save(visitor)
        await visitors.close()
        return result.get("kept", True), visitors.store.load("ada") is not None

    assert asyncio.run(kept()) == (True, True)
    visitors_of_before = opened(1, tmp_path)
    visitors_of_before.remove("ada")
    monkeypatch.setattr(limits, "MAX_KEPT", 10)
    assert asyncio.run(kept()) == (False, False)
