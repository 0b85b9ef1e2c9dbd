"""What a step costs when rows, width, depth or batch grow: nnplay beside its peers, one thing changed at a time.

    python benchmarks/scaling.py            about ten minutes; writes its figure and its table into docs
    python benchmarks/scaling.py --quick    fewer sizes, once; writes nothing

A network of two hidden layers of 64 ReLU learns ten classes from 20 numbers with Adam, 100,000 rows in batches of 256.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import workloads
from peers import Jax, NNPlay, Peer, PyTorch, ScikitLearn
from report import machine, table, write
from workloads import Array, Workload

PEERS: tuple[type[Peer], ...] = (NNPlay, PyTorch, Jax, ScikitLearn)
FIGURE = Path(__file__).parents[1] / "docs" / "pictures" / "scaling.png"
SECONDS = 0.15  # of a measurement
PATIENCE = 2.0  # seconds of an epoch from which one measurement is enough, and who is slower is left out from then on
REPEATS = 2
PAUSE = 0.05

ROWS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
DEPTHS = (1, 2, 4, 8, 16, 32, 64)
BATCHES = (1, 4, 16, 64, 256, 1024, 4096)
MOST_STEPS = 400  # of an epoch where the network or the batch grows: a step costs the same however many follow


def points(rng: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """Ten clouds in 20 dimensions."""
    y = rng.integers(0, 10, rows)
    centres = rng.normal(size=(10, 20)).astype(np.float32)
    return centres[y] + rng.normal(size=(rows, 20)).astype(np.float32), y


workloads.MAKERS["points"] = points
BASE = Workload("points", "20 numbers, 64-64-10 ReLU, batch 256, Adam", 100_000, (64, 64), "relu", "softmax",
                "cross_entropy", 256, "adam", 0.001, ("JAX", 1.0))  # fmt: skip


def sized(**changes: Any) -> Workload:
    """The network with something changed, and no more rows than are needed to time its steps."""
    changed = replace(BASE, **changes)
    return replace(changed, rows=max(2 * changed.batch, min(changed.rows, MOST_STEPS * changed.batch)))


def panels(quick: bool) -> dict[str, dict[int, Workload]]:
    """What is changed, to which sizes."""
    few = slice(None, None, 3 if quick else 1)
    steps = {n: MOST_STEPS if n < 512 else 40 if n < 2048 else 10 for n in WIDTHS}
    return {
        "rows": {n: replace(BASE, rows=n) for n in ROWS[:3 if quick else None]},
        "width": {n: sized(hidden=(n, n), rows=256 * steps[n]) for n in WIDTHS[few]},
        "depth": {n: sized(hidden=(64,) * n) for n in DEPTHS[few]},
        "batch": {n: sized(batch=n) for n in BATCHES[few]},
    }  # fmt: skip


def microseconds(peer: Peer, repeats: int) -> tuple[float, float]:
    """Microseconds of a step, and the seconds that an epoch took."""
    peer.run(1)  # whatever is compiled or loaded at first use
    spent = peer.run(1)
    steps = peer.workload.steps
    if spent > PATIENCE:
        return spent / steps * 1e6, spent
    epochs = max(min(peer.least_epochs, 4), round(SECONDS / spent))
    times = []
    for _ in range(repeats):
        times.append(peer.run(epochs) / (epochs * steps) * 1e6)
        time.sleep(PAUSE)
    return statistics.median(times), spent


def measure(sizes: dict[int, Workload], repeats: int) -> dict[str, dict[int, float]]:
    """Microseconds of a step of each peer for each size."""
    found: dict[str, dict[int, float]] = {peer.name: {} for peer in PEERS if not peer.missing()}
    tired: set[str] = set()
    for size, workload in sizes.items():
        for made in PEERS:
            if made.name not in found or made.name in tired:
                continue
            found[made.name][size], spent = microseconds(made(workload), repeats)
            if spent > PATIENCE:
                tired.add(made.name)
        print(size, {name: f"{times[size]:.3g}" for name, times in found.items() if size in times}, flush=True)
    return found


def shown(results: dict[str, dict[str, dict[int, float]]]) -> str:
    """The table of all sizes."""
    names = list(next(iter(results.values())))
    rows = []
    for what, times in results.items():
        for size, own in times["nnplay"].items():
            cells = [f"{times[name][size]:,.3g}" if size in times[name] else "–" for name in names]
            cells = [cell if "e+" not in cell else f"{float(cell):,.0f}" for cell in cells]
            others = [times[name][size] for name in names[1:] if size in times[name]]
            rows.append([f"{what} {size:,}", *cells, f"{min(others) / own:.2g}" if others else "–"])
    return table(["µs a step", *names, "best other / nnplay"], rows)


def draw(results: dict[str, dict[str, dict[int, float]]], made: dict[str, dict[int, Workload]]) -> None:
    """Four panels, both axes logarithmic."""
    from matplotlib.figure import Figure

    colours: Sequence[str] = ("#0877bd", "#e8710a", "#2ca25f", "#8c6bb1")
    figure = Figure(figsize=(9, 6.5), layout="constrained")
    titles = {
        "rows": ("seconds of an epoch", "rows"),
        "width": ("µs a step", "neurons in each of two hidden layers"),
        "depth": ("µs a step", "hidden layers of 64 neurons"),
        "batch": ("µs a row", "rows in a batch"),
    }
    for axes, (what, times) in zip(figure.subplots(2, 2).ravel(), results.items(), strict=True):
        for (name, measured), colour in zip(times.items(), colours, strict=False):
            factors = {"rows": lambda w: w.steps / 1e6, "batch": lambda w: 1 / w.batch}
            factor = factors.get(what, lambda w: 1.0)
            values = [spent * factor(made[what][size]) for size, spent in measured.items()]
            axes.loglog(list(measured), values, "o-", label=name, color=colour, markersize=4)
        axes.set(ylabel=titles[what][0], xlabel=titles[what][1])
        axes.grid(alpha=0.3)
    figure.axes[0].legend(frameon=False)
    figure.savefig(FIGURE, dpi=110)


def main(quick: bool) -> None:
    warnings.simplefilter("ignore")
    began = time.perf_counter()
    made = panels(quick)
    results = {what: measure(sizes, 1 if quick else REPEATS) for what, sizes in made.items()}
    packages = ("nnplay", "numpy", "numba", "torch", "jax", "scikit-learn")
    text = f"{shown(results)}\n\n{machine(packages)}"
    print(f"{text}\n\n{time.perf_counter() - began:.0f} seconds in all")
    if not quick:
        draw(results, made)
        write("scaling", text)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
