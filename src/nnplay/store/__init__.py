"""The run store: every training in one file, kept through crashes; it knows JSON and bytes, and nothing of networks."""

from nnplay.store.database import default_path
from nnplay.store.entries import Entry, Result, Sweep
from nnplay.store.store import Store

__all__ = ["Entry", "Result", "Store", "Sweep", "default_path"]
