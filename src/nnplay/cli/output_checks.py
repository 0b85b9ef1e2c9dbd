"""What a command will write at its end: refused before the work, where it could not be written after it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnplay.errors import DataError, NNPlayError
from nnplay.utils import files

ENDINGS = {"plot": (".png", ".svg", ".pdf"), "report": (".html", ".htm")}
WRITTEN = "save", "save_recipe", "table", *ENDINGS


def check_outputs(options: Mapping[str, Any], data: Any = None) -> None:
    """Refuse the options that name a file which cannot be written.

    Args:
        options: those of the command, of which some may be among WRITTEN.
        data: what it reads, over which nothing is written.

    Raises:
        NNPlayError: another ending, no such folder, one that cannot be written to, or a file that must not be replaced.
    """
    if isinstance(data, str | Path) and files.nameable(data, DataError).is_file():
        files.keep(data)
    for name in WRITTEN:
        path = options.get(name)
        if path is None:
            continue
        if Path(path).suffix.lower() not in (endings := ENDINGS.get(name, (Path(path).suffix.lower(),))):
            raise NNPlayError(f"--{name} writes {', '.join(endings)} files: {str(path)!r} has another ending.")
        files.writable(path, model=name == "save")
