"""Seconds from nothing to a result: help, the first command, and components of the user's own.

    python benchmarks/startup.py    a minute and a half; writes its table into docs/explanation/speed.md

Each measurement is a process of its own, in a temporary folder that also holds the cache of compiled code and the
store, so that the user's own are neither used nor changed. Processor time (user and system, of the whole process) does
not depend on what else the machine does, as far as caches and the clock allow.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from report import machine, table, write

Row = tuple[str, list[float], float]  # what is measured, its seconds, and the target
REPEATS = 5
TRAIN = ["-m", "nnplay", "train", "iris"]
HELP = (["--help"], ["train", "--help"], ["runs", "list", "--help"])
MISTYPED = ["train", "iris", "--epoch", "3"]
IMPORT = """
import time
began = time.perf_counter()
import nnplay
print(time.perf_counter() - began)
"""
OWN = """
import math, time
import nnplay as nn

def first_epoch(activation="relu", loss="mse", **settings):
    began = time.process_time()
    nn.train("diabetes", nn.Architecture.dense((8,), activation, loss=loss), epochs=1, **settings)
    return time.process_time() - began

@nn.optimizer("first_of_all", formula="θ − cηg", source="this benchmark")
def first_of_all(theta, g, eta, t):
    return theta - eta * g * {constant}

@nn.activation("own_activation", formula="z·σ(c·z)", source="this benchmark")
def own_activation(z):
    return z / (1 + math.exp(-{constant} * z))

@own_activation.derivative
def _(z, a):
    s = 1 / (1 + math.exp(-{constant} * z))
    return s + {constant} * a * (1 - s)

@nn.loss("own_loss", formula="c·(ŷ − y)²", source="this benchmark")
def own_loss(y_hat, y):
    return {constant} * (y_hat - y) ** 2

@own_loss.derivative
def _(y_hat, y):
    return 2 * {constant} * (y_hat - y)

@nn.optimizer("own_optimizer", formula="θ − cηg", source="this benchmark")
def own_optimizer(theta, g, eta, t):
    return theta - {constant} * eta * g

usual = {{"optimizer": "adam", "l2": 0.1}}
first_epoch(**usual)
warm = first_epoch(**usual)
print(first_epoch(**usual | {{"optimizer": "first_of_all"}}) - warm)  # loads Numba, too
print(first_epoch(activation="own_activation", **usual) - warm)
print(first_epoch(loss="own_loss", **usual) - warm)
print(first_epoch(**usual | {{"optimizer": "own_optimizer"}}) - warm)
"""


@dataclass
class Process:
    """A process that has ended: seconds of the clock and of the processor, and what it printed."""

    clock: float
    processor: float
    output: str


def python(folder: Path, *arguments: str, code: int = 0) -> Process:
    """Run Python in the folder, with the cache and the store in it."""
    environment = os.environ | {"NNPLAY_CACHE_DIR": str(folder / "cache"), "NNPLAY_STORE": str(folder / "runs.sqlite")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # with it Python would compile nnplay's own source at each start
    before, began = os.times(), time.perf_counter()
    ended = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    clock, after = time.perf_counter() - began, os.times()
    if ended.returncode != code:
        raise SystemExit(f"{' '.join(arguments)} ended with {ended.returncode}:\n{ended.stderr}")
    user, system = after.children_user - before.children_user, after.children_system - before.children_system
    return Process(clock, user + system, ended.stdout)


def own_components(folder: Path, constant: float) -> list[float]:
    """Seconds of the processor to compile an optimizer, which loads Numba, an activation, a loss, another optimizer."""
    program = folder / "own.py"
    program.write_text(OWN.format(constant=constant), "utf-8")
    return [float(line) for line in python(folder, str(program)).output.splitlines()]


def commands(folder: Path) -> list[Row]:
    """What commands take, in a folder with compiled code, and the first of all in an empty one."""
    first = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as empty:
            first.append(python(Path(empty), *TRAIN).processor)
    python(folder, *TRAIN)
    rows: list[Row] = [("`import nnplay`", [float(python(folder, "-c", IMPORT).output) for _ in range(REPEATS)], 0.15)]
    for words in HELP:
        seconds = [python(folder, "-m", "nnplay", *words).processor for _ in range(REPEATS)]
        rows.append((f"`nnplay {' '.join(words)}`, processor time", seconds, 0.2))
    seconds = [python(folder, "-m", "nnplay", *MISTYPED, code=2).processor for _ in range(REPEATS)]
    rows.append(("a mistyped option, processor time", seconds, 0.2))
    seconds = [python(folder, *TRAIN).processor for _ in range(REPEATS)]
    rows.append(("`nnplay train iris`, processor time", seconds, 0.6))
    rows.append(("the same for the very first time, everything compiled, processor time", first, 5.0))
    return rows


def components(folder: Path) -> list[Row]:
    """What it takes to compile components of the user's own."""
    own_components(folder, 2.0)  # what else the program needs is compiled
    own = [own_components(folder, 1 + k / 10) for k in range(1, REPEATS + 1)]
    kinds = "optimizer, the first component: Numba is loaded", "activation", "loss", "optimizer"
    return [
        (f"compiling a custom {kind}, processor time", list(times), 0.5)
        for kind, times in zip(kinds, zip(*own, strict=True), strict=True)
    ]


def publish(rows: list[Row]) -> None:
    """Write the table."""
    cells = [
        [what, f"{(middle := statistics.median(each)):.2f}", f"≤ {limit:g}", "yes" if middle <= limit else "no"]
        for what, each, limit in rows
    ]
    text = f"{table(['seconds', 'median', 'target', 'met'], cells)}\n\n{machine(('nnplay', 'numpy', 'numba'))}"
    print(text)
    write("start-up", text)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        publish([*commands(Path(name)), *components(Path(name))])


if __name__ == "__main__":
    main()
