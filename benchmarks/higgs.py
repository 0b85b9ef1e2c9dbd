"""Rows a second of the network that OpenNN publishes a speed for: 28 inputs, five layers of 300 tanh, one output.

    python benchmarks/higgs.py    a minute; writes its table into docs/explanation/speed.md

The shape is that of the HIGGS data (Baldi, Sadowski & Whiteson 2014, doi:10.1038/ncomms5308), in batches of 100, with
SGD and momentum. OpenNN reports 72,000 rows a second on the 16 threads of an Intel i9. The rows here are synthetic,
which changes nothing in the arithmetic. The time is that of ten epochs of `nnplay.training` and one evaluation at the
end, about a thirtieth of it.
"""

from __future__ import annotations

import statistics

import numpy as np
from report import machine, table, write

import nnplay as nn

ROWS, INPUTS, BATCH, EPOCHS, REPEATS = 50_000, 28, 100, 10, 5
PUBLISHED = 72_000  # rows a second


def main() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(ROWS, INPUTS)).astype(np.float32)
    y = (X[:, 0] * X[:, 1] + 0.5 * X[:, 2] > 0).astype(int)
    data = nn.Dataset.from_arrays(X, y, task="classification")
    architecture = nn.Architecture.dense((300,) * 5, "tanh")
    rates = []
    for _ in range(REPEATS + 1):
        first, last = nn.training(
            data, architecture, every=EPOCHS, epochs=EPOCHS, batch_size=BATCH, optimizer="momentum",
            learning_rate=0.01, scale="none", test_fraction=0.0,
        )  # fmt: skip
        if not last.loss < first.loss:
            raise SystemExit(f"It did not learn: {first.loss:.4g} → {last.loss:.4g}")
        rates.append(EPOCHS * ROWS / (last.seconds - first.seconds))
    measured = statistics.median(rates[1:])  # the first one warms up
    rows = [[f"{measured:,.0f}", f"{PUBLISHED:,}", "yes" if measured >= PUBLISHED else "no"]]
    text = f"{table(['rows/s, nnplay', 'OpenNN, published for 16 threads', 'reached'], rows)}\n\n{machine(('nnplay',))}"
    print(text, f"\n\neach repeat: {', '.join(f'{rate:,.0f}' for rate in rates)}")
    write("higgs", text)


if __name__ == "__main__":
    main()
