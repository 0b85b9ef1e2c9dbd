"""What a step costs in the page's engine, WebAssembly in Node, beside the native engine on one thread.

python benchmarks/wasm.py    a minute; needs Node 20
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from report import machine, table
from workloads import WORKLOADS, Workload

from nnplay.engine.compiled import Engine, Trainer
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import initialize

NAMES = ("scores", "spiral", "digits", "mnist")
MILLISECONDS, REPEATS = 100, 15
ROWS = 2048  # of a set; a step takes as long with more


class Native:
    """The native engine, on one thread."""

    def __init__(self, workload: Workload, architecture: Architecture, steps: int) -> None:
        X, Y = (np.ascontiguousarray(each[:ROWS], np.float32) for each in (workload.data[0], workload.one_hot))
        engine = Engine(architecture, rows=workload.batch, threads=1)
        self.trainer = Trainer(
            engine, X, Y, np.ones(len(X)), optimizer=workload.optimizer, batch=workload.batch, weight_decay=0.0,
            clip=0.0, seed=7, shuffle=True, mean_weight=1.0,
        )  # fmt: skip
        self.state = self.trainer.start(initialize(architecture, seed=0).theta)
        self.rates = np.full(steps, workload.learning_rate)
        self.trainer.advance(self.state, self.rates)

    def run(self) -> float:
        """Microseconds of a step."""
        started = time.perf_counter()
        self.trainer.advance(self.state, self.rates)
        return (time.perf_counter() - started) / len(self.rates) * 1e6


class Page:
    """The engine of the page, in Node."""

    def __init__(self, node: str) -> None:
        script = Path(__file__).with_name("wasm.mjs")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([node, str(script)], stdin=pipe, stdout=pipe, text=True, bufsize=1)

    def ask(self, message: object) -> str:
        """The answer to a message."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        return self.process.stdout.readline()

    def prepare(self, workload: Workload, architecture: Architecture, steps: int) -> None:
        """Take this workload from now on."""
        self.ask({
            "architecture": architecture.to_json(), "X": workload.data[0][:ROWS].ravel().tolist(),
            "Y": workload.one_hot[:ROWS].ravel().tolist(), "batch": workload.batch, "optimizer": workload.optimizer,
            "rate": workload.learning_rate, "steps": steps,
        })  # fmt: skip

    def run(self) -> float:
        """Microseconds of a step."""
        return float(self.ask({}))


def main() -> None:
    node = shutil.which("node")
    if node is None:
        sys.exit("There is no Node.")
    page = Page(node)
    rows = []
    for name in NAMES:
        workload = WORKLOADS[name]
        loss = {"mse": "mse"}.get(
            workload.loss, "cross_entropy" if workload.output == "softmax" else "binary_cross_entropy"
        )
        architecture = Architecture.dense(
            workload.hidden, workload.activation, output=workload.output, loss=loss
        ).resolve(inputs=workload.widths[0], outputs=workload.widths[-1])
        native = Native(workload, architecture, 20)
        steps = max(5, round(MILLISECONDS * 1000 / min(native.run() for _ in range(5))))
        native = Native(workload, architecture, steps)
        page.prepare(workload, architecture, steps)
        pairs = [(native.run(), page.run()) for _ in range(REPEATS)]
        medians = [statistics.median(each) for each in zip(*pairs, strict=True)]
        least = [min(each) for each in zip(*pairs, strict=True)]
        rows.append([name, *(f"{each:.3g}" for each in (*medians, medians[1] / medians[0], *least))])
    page.process.kill()
    header = ["µs a step", "native", "WebAssembly", "ratio", "native, least", "WebAssembly, least"]
    print(table(header, rows))
    print(machine(("nnplay", "numpy", "numba")))


if __name__ == "__main__":
    main()
