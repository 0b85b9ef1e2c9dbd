"""The store keeps what it is given, finds it again, and gives each trial to one process only."""

import json
import math
import os
import threading
import time

import pytest
from hypothesis import given, strategies as st

from nnplay import NNPlayError, StoreError
from nnplay.runs.store import RunResult, Store, default_store_path, processes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def facts(name="iris", **more):
    recipe = {"epochs": 5, "optimizer": "adam"}
    plain = {"name": name, "fingerprint": "f" * 64, "architecture": {"layers": [8]}, "recipe": recipe}
    return plain | {"versions": {"nnplay": "1"}, "epochs": 5} | more


def result(id, state="finished", accuracy=0.5, **more):
    values = {"epoch": 5, "seconds": 0.1, "parameters": 9, "history": {"epoch": [0, 5]}, "model": b"weights"} | more
    return RunResult(id=id, state=state, metrics={"test": {"accuracy": accuracy, "loss": math.nan}}, **values)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "deep" / "runs.sqlite") as made:
        yield made


def test_a_run_from_its_beginning_to_its_end(store):
    id = store.begin(**facts())
    entry = store.get(id)
    assert (entry.state, entry.name, entry.epochs, entry.has_model) == ("running", "iris", 5, False)
    assert entry.owner["pid"] == os.getpid()
    assert store.checkpoint_of(id) is None
    store.checkpoint(id, 3, b"state")
    assert store.checkpoint_of(id) == (3, b"state")
    assert store.get(id[:5]).epoch == 3
    with pytest.raises(StoreError, match="no model yet"):
        store.model(id)
    assert store.history(id) == {}
    store.finish(result(id))
    entry = store.get("last")
    assert (entry.state, entry.epoch, entry.parameters, entry.owner) == ("finished", 5, 9, None)
    assert entry.metrics["test"]["accuracy"] == 0.5
    assert math.isnan(entry.metrics["test"]["loss"])
    assert store.model(id) == b"weights"
    assert store.history(id) == {"epoch": [0, 5]}
    assert store.checkpoint_of(id) is None
    assert entry.started <= entry.ended


@given(JSON, JSON, st.text())
def test_json_comes_back_as_it_was(tmp_path_factory, architecture, recipe, name):
    with Store(tmp_path_factory.mktemp("json") / "s.sqlite") as store:
        try:
            id = store.begin(**facts(name, architecture=architecture, recipe=recipe))
        except StoreError:  # half of a surrogate pair is no text
            assert any(0xD800 <= ord(c) < 0xE000 for c in name + json.dumps([architecture, recipe], ensure_ascii=False))
            return
        entry = store.get(id)
        assert (entry.name, entry.architecture, entry.recipe) == (name, architecture, recipe)


def test_finding_by_what_a_run_is(store):
    ids = [store.begin(**facts(name, recipe={"optimizer": o})) for name in ("iris", "wine") for o in ("adam", "lion")]
    store.finish_many([result(id, accuracy=k / 10) for k, id in enumerate(ids)])
    waiting = store.begin(**facts())

    def found(**wanted):
        return [entry.id for entry in store.find(**wanted)]

    assert found() == [waiting, *reversed(ids)]
    assert found(name="wine", descending=False) == ids[2:]
    assert found(states=["running"]) == [waiting]
    assert found(states=["finished"], limit=2) == [ids[3], ids[2]]
    assert found(text="LION") == [ids[3], ids[1]]
    assert found(sort="test.accuracy") == [*reversed(ids), waiting]
    assert found(sort="test.accuracy", descending=False) == [*ids, waiting]
    assert found(since=time.time() + 10) == []
    assert found(text="100%_") == []
    for wrong in ("acuracy", "test.accuracy'; DROP TABLE runs", "id; --", "test.a b"):
        with pytest.raises(StoreError, match="Cannot sort"):
            store.find(sort=wrong)
    with pytest.raises(StoreError, match="no state 'done'"):
        store.find(states=["done"])


def test_ids_are_found_by_their_beginning(store):
    ids = [store.begin(**facts()) for _ in range(60)]
    assert len(set(ids)) == 60
    assert all(set(id) <= set("abcdefghjkmnpqrstuvwxyz23456789") for id in ids)
    twice = next(a[0] for k, a in enumerate(ids) if any(b[0] == a[0] for b in ids[k + 1 :]))
    with pytest.raises(StoreError, match="Several ids"):
        store.get(twice)
    for wrong in ("%", "_", "", "1", "zzzzzzzzzzz", "\\", "' OR 1=1"):
        with pytest.raises(StoreError, match=r"no run|Several|not the id"):
            store.get(wrong)


def test_a_sweep_gives_each_trial_once(store):
    sweep = store.new_sweep("compare", {"seeds": [0, 1]}, [facts(epochs=k) for k in range(10)])
    assert store.sweep(sweep[:4]).counts == {"waiting": 10}
    first = store.claim(sweep, 4)
    assert [entry.place for entry in first] == [0, 1, 2, 3]
    assert {entry.state for entry in first} == {"running"}
    with Store(store.path) as other:
        assert [entry.place for entry in other.claim(sweep, 100)] == [4, 5, 6, 7, 8, 9]
        assert other.claim(sweep, 5) == []
    assert store.finish_many([result(entry.id) for entry in first]) == 4
    assert store.finish_many([result(first[0].id, accuracy=0.9)]) == 0
    assert store.get(first[0].id).metrics["test"]["accuracy"] == 0.5
    store.release([entry.id for entry in store.find(sweep=sweep, states=["running"])][:2])
    assert store.sweep(sweep).counts == {"finished": 4, "running": 4, "waiting": 2}
    more = store.add_trials(sweep, [facts(), facts()])
    assert [entry.place for entry in more] == [10, 11]
    assert [each.id for each in store.sweeps()] == [sweep]
    assert store.find(alone=True) == []


def test_threads_share_a_store(store):
    sweep = store.new_sweep("compare", {}, [facts() for _ in range(80)])
    taken, lock = [], threading.Lock()

    def work():
        while entries := store.claim(sweep, 3):
            store.finish_many([result(entry.id) for entry in entries])
            with lock:
                taken.extend(entry.place for entry in entries)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(80))
    assert store.sweep(sweep).counts == {"finished": 80}


def test_a_run_whose_process_is_gone_is_lost_and_can_be_taken_over(store, monkeypatch):
    id = store.begin(**facts())
    with pytest.raises(StoreError, match="another process"):
        Store(store.path).resume(id)
    with pytest.raises(StoreError, match="another process"):
        Store(store.path).remove([id])
    monkeypatch.setattr(processes, "_start_time", lambda pid: "another process of this number")
    assert store.get(id).state == "lost"
    assert [entry.id for entry in store.find(states=["lost"])] == [id]
    assert store.find(states=["running"]) == []
    assert store.resume(id).state == "running"
    store.finish(result(id))
    with pytest.raises(StoreError, match="nothing to resume"):
        store.resume(id)


def test_an_owner_elsewhere_is_believed_while_it_shows_signs_of_life(monkeypatch):
    far = {"host": "elsewhere", "boot": "b", "pid": 1, "started": "1"}
    now = time.time()
    assert processes.is_alive(far, now - 60)
    assert not processes.is_alive(far, now - 600)
    assert not processes.is_alive(far, None)
    assert not processes.is_alive(None, now)
    here = processes.current_process()
    assert processes.is_alive(here, now - 1e6)  # a clock that jumps does not kill the living
    assert not processes.is_alive(here | {"boot": "the one before"}, now)
    assert not processes.is_alive(here | {"pid": 2**22 - 3}, now)
    assert not processes.is_alive(here | {"pid": "1"}, now)


def test_removing(store):
    sweep = store.new_sweep("compare", {}, [facts() for _ in range(3)])
    ids = [entry.id for entry in store.find(sweep=sweep)]
    assert store.remove(ids[:2]) == 2
    assert len(store.sweeps()) == 1
    assert store.remove(ids[2:]) == 1
    assert store.sweeps() == []
    with pytest.raises(StoreError, match="no run"):
        store.remove(["nothere"])


def test_what_is_no_id_removes_nothing(store):
    """A text is one id, not as many as it has letters; nothing, or something else, is none."""
    ids = [store.begin(**facts()) for _ in range(3)]
    for each in ids:
        store.finish(result(each))
    for no_id in ("", " ", [""], [None], [3], None, 3, b"x", "".join(ids)):
        with pytest.raises(NNPlayError):
            store.remove(no_id)
    for no_id in ("", " ", None, 3, b"x"):
        for way in (store.get, store.resume, store.sweep):
            with pytest.raises(StoreError, match="is not the id of"):
                way(no_id)
    assert {entry.id for entry in store.find()} == set(ids)
    assert store.remove(ids[0]) == 1
    assert {entry.id for entry in store.find()} == set(ids[1:])


def test_the_store_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "mine.sqlite"))
    assert default_store_path() == tmp_path / "mine.sqlite"
    monkeypatch.delenv("NNPLAY_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_store_path() == tmp_path / "nnplay" / "runs.sqlite"
    assert not (tmp_path / "nnplay").exists()
