"""What the store costs: a comparison of 1,000 small trainings that keeps every run, beside one that keeps none.

    python benchmarks/store.py            ten minutes; writes its table into docs/explanation/speed.md
    python benchmarks/store.py --quick    a minute; writes nothing

Both train the same networks on iris, in turn; the medians of five.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from report import machine, table, write

import nnplay as nn
from nnplay.experiments.compare.compare import ComparisonRun

NETS = [(width,) * depth for depth in (1, 2) for width in (4, 8, 16, 32, 64)]
RATES = [0.003, 0.01, 0.03, 0.1]
EPOCHS = 200


def seconds(seeds: int, store: nn.Store | None) -> float:
    """How long the trainings took, with all that is kept of them."""
    race = ComparisonRun("iris", NETS, seeds=seeds, epochs=EPOCHS, learning_rate=RATES, store=store)
    began = time.perf_counter()
    for _ in race:
        pass
    return time.perf_counter() - began


def main() -> None:
    quick = "--quick" in sys.argv
    seeds, repeats = (5, 1) if quick else (25, 5)
    seconds(1, None)
    plain, kept, size = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        for k in range(repeats):
            plain.append(seconds(seeds, None))
            path = Path(folder) / f"{k}.sqlite"
            with nn.Store(path) as store:
                kept.append(seconds(seeds, store))
            size = path.stat().st_size
            print(f"{plain[-1]:.2f} s without, {kept[-1]:.2f} s with")
    runs = seeds * len(NETS) * len(RATES)
    without, with_ = statistics.median(plain), statistics.median(kept)
    rows = [[f"{runs:,}", f"{without:.2f}", f"{with_:.2f}", f"{with_ / without - 1:.1%}", f"{size / runs / 1000:.1f}"]]
    header = ["runs", "s without store", "s with store", "overhead", "kB a run"]
    text = f"{table(header, rows)}\n\n{machine(('nnplay', 'numpy', 'numba'))}"
    print(text)
    if not quick:
        write("store", text)


if __name__ == "__main__":
    main()
