"""What a step costs in float64 beside float32.

python benchmarks/precision.py    a minute; writes its table into docs/explanation/speed.md
"""

from __future__ import annotations

import statistics
import time

from peers import NNPlay
from report import machine, table, write
from workloads import WORKLOADS, Workload

TARGETS = {"mnist": 2.2, "wide": 2.2}
SECONDS, REPEATS, PAUSE = 0.5, 5, 0.05


class Double(NNPlay):
    """nnplay in float64."""

    dtype = "float64"


def measure(workload: Workload) -> list[float]:
    """Microseconds of a step in float32 and in float64."""
    peers = [NNPlay(workload), Double(workload)]
    epochs = []
    for peer in peers:
        peer.run(1)
        epochs.append(max(3, round(SECONDS / peer.run(1))))
    times: list[list[float]] = [[], []]
    for _ in range(REPEATS):
        for found, peer, count in zip(times, peers, epochs, strict=True):
            found.append(peer.run(count) / (count * workload.steps) * 1e6)
            time.sleep(PAUSE)
    return [statistics.median(each) for each in times]


def main() -> None:
    rows = []
    for name, workload in WORKLOADS.items():
        single, double = measure(workload)
        target = TARGETS.get(name)
        met = "–" if target is None else "yes" if double <= target * single else "no"
        cells = [f"{each:,.0f}" if each >= 100 else f"{each:.3g}" for each in (single, double)]
        rows.append([name, *cells, f"{double / single:.2f}", f"≤ {target}" if target else "–", met])
    text = table(["µs a step", "float32", "float64", "ratio", "target", "met"], rows)
    text = f"{text}\n\n{machine(('nnplay', 'numpy', 'numba'))}"
    print(text)
    write("precision", text)


if __name__ == "__main__":
    main()
