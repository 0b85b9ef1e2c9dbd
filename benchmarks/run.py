"""Microseconds of one optimizer step, side by side in one run.

    python benchmarks/run.py                        all of it, and the tables of docs/explanation/speed.md: five minutes
    python benchmarks/run.py --quick                shorter and fewer repeats, less data, nothing is written: a minute
    python benchmarks/run.py --only spiral,digits   some workloads, nothing is written
    python benchmarks/run.py --jax PYTHON           JAX of another environment as well, such as an older version

Every workload (workloads.py) is trained by nnplay and by each of its peers (peers.py, numpy_peers.py) in turn,
A B C … A B C …, so
that a slow moment of the machine meets all of them; the medians of the repeats are shown. Leave the machine alone
meanwhile. Peers need PyTorch, JAX with optax, and scikit-learn; who is not installed is left out.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from dataclasses import replace

from numpy_peers import Floor, PlainNumPy
from other_python import in_python
from peers import Jax, JaxAtOnce, NNPlay, Peer, PyTorch, PyTorchCompiled, ScikitLearn
from report import machine, table, write
from workloads import WORKLOADS, Workload

PEERS: list[type[Peer]] = [NNPlay, PyTorch, PyTorchCompiled, Jax, JaxAtOnce, ScikitLearn, PlainNumPy, Floor]
PACKAGES = ("nnplay", "numpy", "numba", "torch", "jax", "optax", "scikit-learn")
PAUSE = 0.05  # seconds after each repeat, in which the threads of one library stop waiting for work and fall asleep
QUICK_ROWS = 5_120  # of the MNIST size with --quick: a step costs the same, an epoch less
WITH_FLOOR = ("digits", "mnist", "wide")  # the others' products are so small that NumPy's calls are all one would see


def epochs_for(peer: Peer, seconds: float) -> int:
    """How many epochs last for so many seconds; the peer is warm afterwards."""
    epochs = 1
    peer.run(epochs)  # whatever is compiled or loaded at first use
    while (spent := peer.run(epochs)) < seconds or (spent := peer.run(epochs)) < seconds:  # one may be a hiccup
        epochs = max(epochs + 1, math.ceil(epochs * min(1.1 * seconds / spent, 50)))
    return max(epochs, peer.least_epochs)


def measure(workload: Workload, repeats: int, seconds: float) -> dict[str, float]:
    """Microseconds of a step, of each peer that is installed."""
    peers = [p for p in PEERS if not p.missing() and (p.name != "BLAS floor" or workload.name in WITH_FLOOR)]
    ready = [(peer := made(workload), epochs_for(peer, seconds)) for made in peers]
    times: dict[str, list[float]] = {peer.name: [] for peer, _ in ready}
    for _ in range(repeats):
        for peer, epochs in ready:
            times[peer.name].append(peer.run(epochs) / (epochs * workload.steps) * 1e6)
            time.sleep(PAUSE)
    check(workload, ready)
    return {name: statistics.median(each) for name, each in times.items()}


def check(workload: Workload, trained: list[tuple[Peer, int]]) -> None:
    """Print each peer's loss over all rows, before and after; whoever did not learn did not do the work."""
    before = workload.loss_of(workload.start())
    said = []
    for peer, epochs in trained:
        if peer.name != "BLAS floor":
            after = workload.loss_of(peer.weights, peer.output)
            said.append(f"{peer.name} {after:.3g} ({epochs:,})")
            if not after < before:
                raise SystemExit(f"{peer.name} did not learn {workload.name}: {before:.4g} → {after:.4g}")
    print(f"{workload.name} ({workload.shape}): loss {before:.3g} → after so many epochs: {', '.join(said)}")


def number(value: float | None) -> str:
    """Three digits, or a dash."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def microseconds(results: dict[str, dict[str, float]]) -> str:
    """The table of times."""
    names = [peer.name for peer in PEERS]
    rows = [[name, *(number(times.get(peer)) for peer in names)] for name, times in results.items()]
    return table(["µs a step", *names], rows)


def ratios(results: dict[str, dict[str, float]]) -> str:
    """The table of ratios: the peers' time divided by nnplay's, nnplay's by the floor's, and the target."""
    others = [peer.name for peer in PEERS if peer.name not in ("nnplay", "BLAS floor")]
    rows = []
    for name, times in results.items():
        own, (peer, factor) = times["nnplay"], WORKLOADS[name].target
        alike = [time for other, time in times.items() if other.startswith(peer)]
        faster = [number(times[other] / own) if other in times else "–" for other in others]
        floor = number(own / times["BLAS floor"]) if "BLAS floor" in times else "–"
        target = f"≤ {peer} / {1 / factor:g}" if factor < 1 else f"≤ {factor} × floor"
        met = "not measured" if not alike else ("yes" if own <= factor * min(alike) else "no")
        rows.append([name, *faster, floor, target, met])
    return table(["nnplay is faster than", *others, "nnplay / floor", "target", "met"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="shorter and fewer repeats")
    parser.add_argument("--only", default=",".join(WORKLOADS), help="names of workloads, with commas between")
    parser.add_argument("--jax", metavar="PYTHON", help="an interpreter with another version of JAX")
    asked = parser.parse_args()
    if asked.jax:
        PEERS[5:5] = in_python(asked.jax)
    names = asked.only.split(",")
    if unknown := [name for name in names if name not in WORKLOADS]:
        parser.error(f"no workload is called {unknown[0]!r}: there are {', '.join(WORKLOADS)}")
    for peer in PEERS:
        if missing := peer.missing():
            print(f"{peer.name} is left out: {' and '.join(missing)} not installed.")
    began = time.perf_counter()
    repeats, seconds = (2, 0.05) if asked.quick else (5, 0.25)
    chosen = [WORKLOADS[name] for name in names]
    if asked.quick:
        chosen = [replace(each, rows=min(each.rows, QUICK_ROWS)) for each in chosen]
    results = {each.name: measure(each, repeats, seconds) for each in chosen}
    both = f"{microseconds(results)}\n\n{ratios(results)}\n\n{machine(PACKAGES)}"
    print(f"\n{both}\n\n{time.perf_counter() - began:.0f} seconds in all")
    if not asked.quick and len(names) == len(WORKLOADS):
        write("steps", both)


if __name__ == "__main__":
    main()
