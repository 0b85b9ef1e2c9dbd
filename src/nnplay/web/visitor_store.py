"""What visitors did, on the disk for half an hour, so that a restart of the server loses nothing."""

import contextlib
import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path

from nnplay.data.readers.table import Table
from nnplay.data.readers.table_file import read_table_file, write_table_file
from nnplay.errors import NNPlayError
from nnplay.utils.files import write_atomic
from nnplay.utils.paths import cache_dir

SECONDS = 1800.0  # that a visitor is kept
MAX_BYTES = 2 << 30  # of all visitors; the oldest go first
RUN, NAMES, TABLE = "run", "names", "table"
TOKEN = "token"


class VisitorStore:
    """The visitors of the servers at one port, by the digest of their names.

    Args:
        port: of the server.
        folder: where; by default in the user's folder for cached files.
    """

    def __init__(self, port: int, folder: Path | None = None) -> None:
        self.folder = (folder or cache_dir() / "visitors") / str(port)

    def open(self) -> None:
        """Make the folder, which only its user can read, and remove what is too old."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        self.tidy()

    def token(self) -> str:
        """The secret of the server's address: that of the last server here, if it ended a short while ago."""
        path = self.folder / TOKEN
        with contextlib.suppress(OSError, UnicodeError):
            if time.time() - path.stat().st_mtime < SECONDS and (token := path.read_text("ascii")):
                return token
        token = secrets.token_urlsafe(16)
        write_atomic(path, token.encode())
        path.chmod(0o600)
        return token

    def touch(self) -> None:
        """The server is still there."""
        for path in (self.folder, self.folder / TOKEN):  # a server for this machine alone has no token
            with contextlib.suppress(OSError):
                os.utime(path)

    def _of(self, name: str) -> Path:
        return self.folder / hashlib.sha256(name.encode()).hexdigest()[:32]

    def save(self, name: str, content: bytes) -> None:
        """Keep a visitor's run."""
        folder = self._of(name)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomic(folder / RUN, content)

    def save_table(self, name: str, key: str, table: Table) -> None:
        """Keep a visitor's table."""
        folder = self._of(name)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = hashlib.sha256(key.encode()).hexdigest()[:16]
        write_table_file(table, folder / f"{TABLE}-{place}.npz")
        write_atomic(folder / f"{NAMES}-{place}", key.encode("utf-8", "surrogatepass"))

    def load(self, name: str) -> bytes | None:
        """A visitor's run; None if there is none that is young enough."""
        path = self._of(name) / RUN
        try:
            return path.read_bytes() if time.time() - path.stat().st_mtime < SECONDS else None
        except OSError:
            return None

    def tables(self, name: str) -> dict[str, Table]:
        """A visitor's tables."""
        tables = {}
        for path in sorted(self._of(name).glob(f"{NAMES}-*"), key=lambda path: path.stat().st_mtime):
            with contextlib.suppress(OSError, ValueError, NNPlayError):
                key = path.read_bytes().decode("utf-8", "surrogatepass")
                tables[key] = read_table_file(path.with_name(path.name.replace(NAMES, TABLE, 1) + ".npz"))
        return tables

    def remove(self, name: str) -> None:
        """Forget a visitor."""
        shutil.rmtree(self._of(name), ignore_errors=True)

    def tidy(self) -> None:
        """Forget who has been away for too long, of all ports, and the oldest if all take too much."""
        visitors = []
        for folder in self.folder.parent.glob("*/*/"):
            with contextlib.suppress(OSError):
                files = [path.stat() for path in folder.iterdir()]
                newest = max([folder.stat().st_mtime, *(each.st_mtime for each in files)])
                visitors.append((newest, sum(each.st_size for each in files), folder))
        total = 0
        for place, (newest, size, folder) in enumerate(sorted(visitors, reverse=True)):
            total += size
            if time.time() - newest > SECONDS or (place and total > MAX_BYTES):
                shutil.rmtree(folder, ignore_errors=True)
        for port in self.folder.parent.iterdir():
            with contextlib.suppress(OSError):
                old = time.time() - port.stat().st_mtime > SECONDS
                if old and port != self.folder and not any(path.is_dir() for path in port.iterdir()):
                    shutil.rmtree(port)
