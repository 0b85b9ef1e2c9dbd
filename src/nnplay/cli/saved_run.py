"""A saved run as commands take it: a model file, or the id of a run in the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnplay.errors import NNPlayError, StoreError
from nnplay.utils.files import check_path
from nnplay.utils.text import did_you_mean

if TYPE_CHECKING:
    from nnplay.runs.run import Run


def saved_run(name: str | Path) -> Run:
    """The run in a model file, or else in the store: by the first letters of its id, or "last" for the newest.

    Raises:
        NNPlayError: no such file and no such run, a damaged one, or one that has no model yet.
    """
    from nnplay.runs.run import load_run, run_from_bytes
    from nnplay.runs.store import Store

    path = check_path(name)
    similar = did_you_mean(path.name, [each.name for each in path.parent.glob("*.nnplay")])
    if not path.exists() and similar:
        raise NNPlayError(f"There is no file {str(path)!r}{similar}.")
    if path.exists() or path.suffix or len(path.parts) > 1:
        return load_run(path)
    with Store() as store:
        try:
            entry = store.get(str(name))
        except StoreError as error:
            if str(name) == "last" or "no run" not in str(error):
                raise
            raise NNPlayError(
                f"There is no file {str(path)!r}, and no saved run whose id begins so; `nnplay runs` lists them."
            ) from None
        return run_from_bytes(store.model(entry.id), f"the run {entry.id}")
