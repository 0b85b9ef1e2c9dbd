"""The run store: every training in one file, kept through crashes; it knows JSON and bytes, and nothing of networks."""

from nnplay.runs.store.records import Entry, Result, Sweep
from nnplay.runs.store.store import Store
from nnplay.utils.paths import default_path

__all__ = ["Entry", "Result", "Store", "Sweep", "default_path"]
