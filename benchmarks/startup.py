"""Seconds from nothing to a result: importing nnplay, the first command, and a function of the user's own.

    python benchmarks/startup.py    half a minute; writes its table into docs/speed.md

Each measurement is a process of its own, in a temporary folder that also holds the cache of compiled code, so the
user's own cache is neither used nor changed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import machine, table, write

REPEATS = 5
COMMAND = ["-m", "nnplay", "train", "iris"]
IMPORT = """
import time
began = time.perf_counter()
import nnplay
print(time.perf_counter() - began)
"""
OWN = """
import math, time
import nnplay as nn

def first_epoch(activation):
    began = time.perf_counter()
    nn.train("iris", nn.Architecture.dense((8,), activation), epochs=1)
    return time.perf_counter() - began

@nn.activation("benchmark", formula="z·σ(c·z)", source="this benchmark")
def benchmark(z):
    return z / (1 + math.exp(-{constant} * z))

@benchmark.derivative
def _(z, a):
    s = 1 / (1 + math.exp(-{constant} * z))
    return s + {constant} * a * (1 - s)

first_epoch("relu")
print(first_epoch("benchmark") - first_epoch("relu"))
"""


def python(folder: Path, *arguments: str) -> tuple[float, str]:
    """Run Python in the folder, with the cache in it: seconds from start to exit, and what was printed."""
    environment = os.environ | {"NNPLAY_CACHE_DIR": str(folder / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # with it Python would compile nnplay's own source at each start
    began = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return time.perf_counter() - began, ended.stdout


def own_activation(folder: Path, constant: float) -> float:
    """Seconds to compile an activation that has never been seen, with the engine loaded."""
    program = folder / "own.py"
    program.write_text(OWN.format(constant=constant), "utf-8")
    return float(python(folder, str(program))[1])


def main() -> None:
    first = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as empty:
            first.append(python(Path(empty), *COMMAND)[0])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python(folder, *COMMAND)
        own_activation(folder, 2.0)  # what else the program needs is compiled
        imported = [float(python(folder, "-c", IMPORT)[1]) for _ in range(REPEATS)]
        warm = [python(folder, *COMMAND)[0] for _ in range(REPEATS)]
        own = [own_activation(folder, 1 + k / 10) for k in range(1, REPEATS + 1)]
    rows = [
        ("`import nnplay`", imported, 0.15),
        ("`nnplay train iris`, from start to exit", warm, 1.0),
        ("the same for the very first time, everything compiled", first, 10.0),
        ("compiling a custom activation", own, 0.5),
    ]
    cells = [
        [what, f"{(middle := statistics.median(each)):.2f}", f"< {limit:g}", "yes" if middle < limit else "no"]
        for what, each, limit in rows
    ]
    text = f"{table(['seconds', 'median', 'target', 'met'], cells)}\n\n{machine(('nnplay', 'numpy', 'numba'))}"
    print(text)
    write("start-up", text)


if __name__ == "__main__":
    main()
