"""Folders of the user: data, configuration, cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_path() -> Path:
    """The user's store: $NNPLAY_STORE, or where this system keeps the data of programs."""
    if named := os.environ.get("NNPLAY_STORE"):
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "nnplay" / "runs.sqlite"
