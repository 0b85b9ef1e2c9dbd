"""The most memory that a process ever held: loading the library, and training the MNIST size with it.

    python benchmarks/memory.py    a minute; writes its table into docs/explanation/speed.md

Each number is a process of its own, which says at its end what the operating system counted. The data alone are 188 MB
in float32. A second table has what `nn.train` takes with its default settings, scaling and test rows included, for
arrays of other types, a DataFrame and the estimator.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from typing import Any

import numpy as np
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
FORMS = {
    "float32": "float32 array", "float64": "float64 array", "uint8": "uint8 array", "frame": "float32 DataFrame",
    "estimator": "float32 array, `nn.MLPClassifier`",
}  # fmt: skip
DEFAULTS_TARGET = 3.0  # times the data, of a float32 array


def pictures(form: str) -> Any:
    """60,000 × 784 numbers, made without a second array in memory."""
    rng = np.random.default_rng(1)
    X = np.empty((60_000, 784), form if form in ("float64", "uint8") else "float32")
    for rows in np.split(X, 60):
        rows[:] = rng.random(rows.shape, np.float32) * (255 if form == "uint8" else 1)
    return X


def work_with_defaults(form: str, trained: bool) -> None:
    """In a process of its own: make the data, train on them as a user does, and print the peak."""
    import nnplay as nn

    warnings.simplefilter("ignore")
    X, y = pictures(form), np.random.default_rng(2).integers(0, 10, 60_000)
    if form == "frame":
        import pandas as pd

        X = pd.DataFrame(X, columns=[f"pixel {k}" for k in range(X.shape[1])], copy=False)
        X["y"] = y
    if trained and form == "estimator":
        nn.MLPClassifier((32,), max_iter=EPOCHS).fit(X, y)
    elif trained:
        data = X if form == "frame" else nn.Dataset.from_arrays(X, y, task="classification")
        nn.train(data, (32,), epochs=EPOCHS, **({"target": "y"} if form == "frame" else {}))
    print(peak())


def defaults_table() -> str:
    """The peaks with default settings, beside the size of the data."""
    rows = []
    for form, title in FORMS.items():
        size = 60_000 * 784 * np.dtype(form if form in ("float64", "uint8") else "float32").itemsize / 1e6
        made, trained = (measured(form, what) for what in ("made", "trained with defaults"))
        times = trained / size
        target = (
            [f"≤ {DEFAULTS_TARGET:g}", "yes" if times <= DEFAULTS_TARGET else "no"] if form == "float32" else ["–"] * 2
        )
        rows.append([title, f"{size:,.0f}", f"{made:,.0f}", f"{trained:,.0f}", f"{times:.1f}", *target])
    return table(["megabytes", "data", "peak, data made", "peak, trained", "times the data", "target", "met"], rows)


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
    text = f"{defaults_table()}\n\n{machine(('nnplay', 'numpy', 'numba', 'pandas', 'scikit-learn'))}"
    print(text)
    write("memory with defaults", text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        main()
    elif sys.argv[1] in FORMS:
        work_with_defaults(sys.argv[1], sys.argv[2] != "made")
    else:
        work(*sys.argv[1:])
