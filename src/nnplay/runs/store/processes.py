"""Process identity, safe against reused process ids: which process trains a run, and whether it is still alive."""

import os
import socket
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

HEARTBEAT_TIMEOUT = 120.0  # seconds after which an owner on another host counts as dead


def current_process() -> dict[str, Any]:
    """The identity of this process: host, boot id of the host, process id, and start time."""
    return {"host": socket.gethostname(), "boot": _boot_id(), "pid": os.getpid(), "started": _start_time(os.getpid())}


def is_alive(owner: dict[str, Any] | None, beat: float | None) -> bool:
    """Whether the owner of a run is alive; on another host, whether its last heartbeat is recent."""
    if not owner:
        return False
    if owner.get("host") == socket.gethostname() and owner.get("boot") == _boot_id():
        pid = owner.get("pid")
        return isinstance(pid, int) and _exists(pid) and owner.get("started") == _start_time(pid)
    if owner.get("host") == socket.gethostname():
        return False  # the machine has been rebooted since
    return beat is not None and abs(time.time() - beat) < HEARTBEAT_TIMEOUT


@lru_cache(maxsize=1)
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _start_time(pid: int) -> str:
    """When the process started, in clock ticks since boot; "" where /proc is missing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _exists(pid: int) -> bool:
    if pid <= 0:
        return False
    if os.name == "nt":
        import ctypes

        kernel = vars(ctypes)["windll"].kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)
        if handle:
            kernel.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
