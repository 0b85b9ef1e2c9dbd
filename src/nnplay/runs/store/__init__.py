"""The run store: all runs in one SQLite file that survives crashes. It stores JSON and bytes, not networks."""

from nnplay.runs.store.records import RunResult, StoredRun, StoredSweep
from nnplay.runs.store.store import Store
from nnplay.utils.paths import default_store_path

__all__ = ["RunResult", "Store", "StoredRun", "StoredSweep", "default_store_path"]
