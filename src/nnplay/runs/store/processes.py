"""Who works on a run: a process, told apart from any other that ever had its number."""

from __future__ import annotations

import os
import socket
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

SILENCE = 120.0  # seconds without a sign after which an owner on another host is taken for dead


def me() -> dict[str, Any]:
    """Of this process: its host, the boot of that host, its number, and when it started."""
    return {"host": socket.gethostname(), "boot": _boot(), "pid": os.getpid(), "started": _started(os.getpid())}


def alive(owner: dict[str, Any] | None, beat: float | None) -> bool:
    """Whether the owner still works; one on another host is believed for two minutes after its last sign."""
    if not owner:
        return False
    if owner.get("host") == socket.gethostname() and owner.get("boot") == _boot():
        pid = owner.get("pid")
        return isinstance(pid, int) and _exists(pid) and owner.get("started") == _started(pid)
    if owner.get("host") == socket.gethostname():
        return False  # the machine was started anew
    return beat is not None and abs(time.time() - beat) < SILENCE


@lru_cache(maxsize=1)
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When the process started, in ticks since the boot; "" where the system does not tell."""
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
