"""What browsers and servers have saved of a run, so that tests wait for it and for nothing else."""

import base64
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

from nnplay.utils import container
from nnplay.web.visitor_store import VisitorStore

# What the page of a browser saved last: the server's state, or what there is to know of the page's own engine.
IN_BROWSER = """
new Promise((resolve) => {
  indexedDB.open("nnplay /").onsuccess = ({target: {result: database}}) => {
    database.transaction("runs").objectStore("runs").getAll().onsuccess = ({target: {result: runs}}) => {
      database.close();
      const {server, session, viewed} = runs.sort((a, b) => b.at - a.at)[0]?.state ?? {};
      resolve(server ? {server} : session ? {epoch: session.epoch, viewed} : null);
    };
  };
})
"""


class SavedRun(NamedTuple):
    """Where a saved run is, and whether it is to play on; epoch −1 if nothing is saved."""

    epoch: int = -1
    viewed: int = -1
    plays: bool = False


def in_browser(evaluate: Callable[[str], Any]) -> SavedRun:
    """What the page of a browser saved last.

    Args:
        evaluate: the value of an expression on the page.
    """
    state = evaluate(IN_BROWSER)
    if state is None:
        return SavedRun()
    return _of(state) if "epoch" in state else _unpacked(zlib.decompress(base64.b64decode(state["server"])))


def on_disk(port: int, visitor: str) -> SavedRun:
    """What a server has stored of a visitor's run."""
    content = VisitorStore(port).load(visitor)
    return SavedRun() if content is None else _unpacked(content)


def _unpacked(content: bytes) -> SavedRun:
    return _of(container.unpack_bytes(content, "a saved run")[0])


def _of(header: dict[str, Any]) -> SavedRun:
    epoch, viewed = header["epoch"], header["viewed"]
    return SavedRun(epoch, epoch if viewed is None else viewed, header.get("playing", False))
