"""The run store of this machine: list runs, open one, save the run of the page."""

from typing import Any

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.runs.recorder import run_result
from nnplay.runs.store import Store, StoredRun
from nnplay.utils.json import json_safe
from nnplay.utils.versions import versions
from nnplay.web.engine.host import EngineHost
from nnplay.web.opening import open_run, run_tables, stored_run

MAX_RUNS = 60  # that are listed


def list_runs() -> dict[str, Any]:
    """The newest runs."""
    with Store() as store:
        runs = [describe_stored(entry) for entry in store.find(limit=MAX_RUNS, alone=True)]
    result: dict[str, Any] = json_safe({"runs": runs})
    return result


def describe_stored(entry: StoredRun) -> dict[str, Any]:
    """A run of the store as the protocol has it."""
    metrics = entry.metrics.get("test") or entry.metrics.get("train")
    return {
        "id": entry.id, "started": entry.started, "state": entry.state, "data": entry.name,
        "network": str(Architecture.from_json(entry.architecture)) if entry.architecture else "",
        "epoch": entry.epoch, "epochs": entry.epochs, "metrics": metrics,
        "hasModel": entry.has_model,
    }  # fmt: skip


def open_stored(host: EngineHost, message: dict[str, Any]) -> dict[str, Any]:
    """Continue a run of the store: the reply to `openRun`.

    Raises:
        NNPlayError: there is no such run, or its data are gone.
    """
    id = message.get("run")
    if not isinstance(id, str) or not id.isalnum():
        raise NNPlayError("Which run to open must be said by its id.")
    run = stored_run(id)
    for key, table in run_tables(run, host.limits).items():
        host.tables.add(key, table)
    open_run(host, run)
    return host.network() | {"configuration": host.configuration}


def store_run(host: EngineHost) -> dict[str, Any]:
    """Save the run of a page: the reply to `storeRun`.

    Raises:
        NNPlayError: the store cannot be written.
    """
    run = host.current.run
    problem = host.current.problem
    with Store() as store:
        id = store.begin(
            name=problem.dataset.name, fingerprint=problem.dataset.fingerprint, versions=versions(),
            architecture=problem.architecture.to_json(), recipe=problem.recipe.to_json(), epochs=problem.recipe.epochs,
        )  # fmt: skip
        store.finish(run_result(id, run))
    return {"id": id}
