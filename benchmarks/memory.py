"""The most memory that a process ever held: loading the library, and training the MNIST size with it.

    python benchmarks/memory.py    a minute; writes its table into docs/explanation/speed.md

Each number is a process of its own, which says at its end what the operating system counted. The data alone are 188 MB
in float32.
"""

from __future__ import annotations

import subprocess
import sys
import warnings

from peak import peak
from peers import Jax, NNPlay, Peer, PyTorch, ScikitLearn
from report import machine, table, write
from workloads import WORKLOADS

PEERS: dict[str, tuple[type[Peer], str]] = {
    "nnplay": (NNPlay, "nnplay"),
    "PyTorch": (PyTorch, "torch"),
    "JAX": (Jax, "jax"),
    "scikit-learn": (ScikitLearn, "sklearn.neural_network"),
}
EPOCHS = 2


def work(name: str, what: str) -> None:
    """In a process of its own: load the library or train with it, and print the peak."""
    warnings.simplefilter("ignore")
    made, library = PEERS[name]
    if what == "loaded":
        __import__(library)
    else:
        workload = WORKLOADS["mnist"]
        if what == "data":
            _ = workload.data, workload.one_hot
        else:
            made(workload).run(EPOCHS)
    print(peak())


def measured(name: str, what: str) -> float:
    """The peak of such a process, in megabytes."""
    command = [sys.executable, __file__, name, what]
    return float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def main() -> None:
    there = [name for name, (made, _) in PEERS.items() if not made.missing()]
    data = measured("nnplay", "data")
    found = [(name, measured(name, "loaded"), measured(name, "trained")) for name in there]
    rows = [[name, f"{loaded:,.0f}", f"{trained:,.0f}", f"{trained - data:,.0f}"] for name, loaded, trained in found]
    header = ["peak megabytes", "loaded", "mnist trained", "more than the data"]
    packages = ("nnplay", "numpy", "numba", "torch", "jax", "scikit-learn")
    text = f"{table(header, rows)}\n\nCreating the data alone takes {data:,.0f} MB.\n\n{machine(packages)}"
    print(text)
    write("memory", text)


if __name__ == "__main__":
    work(*sys.argv[1:]) if len(sys.argv) == 3 else main()
