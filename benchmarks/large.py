"""Training from files larger than memory: its peak of memory, and its speed and accuracy beside training in memory.

    python benchmarks/large.py            a quarter of an hour, 12 GB of disk; writes its table into speed.md
    python benchmarks/large.py --quick    two minutes, small files; writes nothing

The files are made in the folder for temporary files (set TMPDIR to choose it) and removed in the end.
They are sorted by class.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from report import machine, table, write

REPEATS = 3
EPOCHS = 2
FEATURES = 28
COMMON_BYTES, LARGE_BYTES = 400e6, 4e9
QUICK_BYTES = 60e6
BYTES_A_ROW = {".parquet": 225.0, ".csv": 520.0}
BATCHES = (32, 256)
TRAIN = """
import json, sys
from peak import peak
from nnplay.training.session import TrainingSession

path, out_of_core, batch, epochs, rate = sys.argv[1], sys.argv[2] == "True", *map(float, sys.argv[3:])
session = TrainingSession.start(
    path, (64, 32), target="y", optimizer="adam", learning_rate=rate, batch_size=int(batch), epochs=int(epochs),
    every=max(int(epochs), 1), out_of_core=out_of_core,
)
*_, last = session
speed = session.problem.training_rows * epochs / last.seconds if epochs else 0
print(json.dumps({"speed": speed, "accuracy": last.metrics["test"]["accuracy"], "peak": peak()}))
"""


def make(folder: Path, ending: str, size: float) -> Path:
    """A file of about this size: numbers of six digits behind the point, and a class that depends on three of them."""
    import duckdb

    rows = int(size / BYTES_A_ROW[ending])
    path = folder / f"{rows}{ending}"
    numbers = ", ".join(f"random() * 2 - 1 AS x{k}" for k in range(FEATURES))
    kind = "PARQUET" if ending == ".parquet" else "CSV, HEADER"
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '1GB'; SET threads = 1; SET enable_progress_bar_print = false")
    half = rows // 2
    pieces = [
        f"SELECT * FROM (SELECT {numbers} FROM range({6 * half})) WHERE (x0 * x1 + x2 > 0) = {found} LIMIT {half}"
        for found in ("false", "true")
    ]
    named = " UNION ALL ".join(
        f"SELECT *, '{label}' AS y FROM ({piece})" for label, piece in zip(("no", "yes"), pieces, strict=True)
    )
    connection.execute(f"COPY ({named}) TO '{path}' (FORMAT {kind})")
    return path


def train(path: Path, out_of_core: bool, batch: int, epochs: int) -> dict[str, float]:
    """Train in a process of its own: rows a second, test accuracy, and the peak of memory in MB."""
    rate = 0.003 if batch < 100 else 0.01
    program = [sys.executable, "-c", TRAIN, str(path), str(out_of_core), str(batch), str(epochs), str(rate)]
    ended = subprocess.run(program, cwd=Path(__file__).parent, stdout=subprocess.PIPE, text=True, check=True)
    measured: dict[str, float] = json.loads(ended.stdout)
    return measured


def beside(path: Path, batch: int, repeats: int) -> list[str]:
    """One row of the table: a file that both ways can train on, measured in turn."""
    runs: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    for _ in range(repeats):
        for way, found in runs.items():
            found.append(train(path, way, batch, EPOCHS))
    middle = {
        way: {name: statistics.median(run[name] for run in found) for name in found[0]} for way, found in runs.items()
    }
    speed = {way: each["speed"] for way, each in middle.items()}
    return [
        described(path), str(batch), f"{speed[False]:,.0f}", f"{speed[True]:,.0f}", f"{speed[True] / speed[False]:.2f}",
        f"{middle[False]['accuracy']:.2%}", f"{middle[True]['accuracy']:.2%}",
        f"{middle[False]['peak']:,.0f}", f"{middle[True]['peak']:,.0f}",
    ]  # fmt: skip


def alone(path: Path, batch: int) -> list[str]:
    """One row of the table: a file that is only trained on in batches."""
    run = train(path, True, batch, 1)
    return [
        described(path),
        str(batch),
        "–",
        f"{run['speed']:,.0f}",
        "–",
        "–",
        f"{run['accuracy']:.2%}",
        "–",
        f"{run['peak']:,.0f}",
    ]


def described(path: Path) -> str:
    """The file's kind and size."""
    size = path.stat().st_size
    return f"{path.suffix[1:]} of {size / 1e9:.1f} GB" if size >= 1e9 else f"{path.suffix[1:]} of {size / 1e6:.0f} MB"


def main(quick: bool) -> None:
    repeats, common = (1, QUICK_BYTES) if quick else (REPEATS, COMMON_BYTES)
    cells: list[list[Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for ending in BYTES_A_ROW:
            path = make(folder, ending, common)
            train(path, False, 32, 0)  # everything is compiled
            cells += [beside(path, batch, repeats) for batch in BATCHES]
            path.unlink()
            path = make(folder, ending, 2 * common if quick else LARGE_BYTES)
            cells.append(alone(path, 256))
            path.unlink()
    header = ["file", "batch", "rows/s in memory", "in batches", "ratio", "accuracy in memory", "in batches",
              "MB in memory", "in batches"]  # fmt: skip
    text = f"{table(header, cells)}\n\n{machine(('nnplay', 'numpy', 'numba', 'duckdb'))}"
    print(text)
    if not quick:
        write("large", text)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
