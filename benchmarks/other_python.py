"""A peer in another Python environment, such as an older version of JAX, which trains in a process of its own.

    python other_python.py PEER WORKLOAD    the process: it reads numbers of epochs, and prints the seconds of each run

`in_python` makes a class of it that the benchmarks use like any other peer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

import numpy as np
from peers import Jax, JaxAtOnce, Peer
from workloads import WORKLOADS, Workload

PEERS = {peer.name: peer for peer in (Jax, JaxAtOnce)}


class InOtherPython(Peer):
    """A peer whose runs take place in the process of another interpreter."""

    peer: ClassVar[str]
    python: ClassVar[str]

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        command = [self.python, __file__, self.peer, workload.name]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, epochs: int) -> float:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "weights.npz")
            self.process.stdin.write(json.dumps([epochs, str(path)]) + "\n")
            self.process.stdin.flush()
            seconds = float(self.process.stdout.readline())
            with np.load(path) as arrays:
                parts = [arrays[name] for name in arrays.files]
        self.weights = list(zip(parts[::2], parts[1::2], strict=True))
        return seconds


def in_python(python: str, package: str = "jax") -> list[type[Peer]]:
    """Classes for JAX as it is installed for another interpreter, named after its version."""
    script = f"from importlib.metadata import version; print(version({package!r}))"
    version = subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    return [
        type("Other", (InOtherPython,), {"name": name.replace("JAX", f"JAX {version}"), "peer": name, "python": python})
        for name in PEERS
    ]


def serve(peer: Peer) -> None:
    """Train as often as a line asks for it."""
    for line in sys.stdin:
        epochs, path = json.loads(line)
        seconds = peer.run(epochs)
        np.savez(path, *[part for pair in peer.weights for part in pair])
        print(seconds, flush=True)


if __name__ == "__main__":
    serve(PEERS[sys.argv[1]](WORKLOADS[sys.argv[2]]))
