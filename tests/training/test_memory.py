"""The memory that training takes on a large file and on large arrays, in a process of its own."""

import json
import subprocess
import sys

import duckdb
import pytest

pytestmark = pytest.mark.slow
ROWS = 3_000_000
PROGRAM = """
import json, sys, warnings
from pathlib import Path
import nnplay as nn
warnings.simplefilter("ignore", nn.DataWarning)
run = nn.train(sys.argv[1], target="delay", epochs=1)
status = Path("/proc/self/status").read_text()  # ru_maxrss would begin with what the parent held
peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
print(json.dumps({"peak": peak, "rows": run.facts["rows"], "r2": run.metrics["test"]["r2"]}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_a_small_parquet_with_millions_of_rows_takes_less_than_two_gigabytes(tmp_path):
    """13 MB in the form of the flights that Vega's examples use."""
    path = tmp_path / "flights-3m.parquet"
    duckdb.sql(f"""
        COPY (
            SELECT TIMESTAMP '2001-01-01' + INTERVAL (i // 12) MINUTE AS date,
                CAST(hash(i) % 60 + hash(airport) % 60 AS SMALLINT) - 45 AS delay,
                CAST(100 + hash(i + 0.5) % 2500 AS SMALLINT) AS distance,
                'A' || lpad(CAST(airport AS VARCHAR), 3, '0') AS origin,
                'B' || lpad(CAST(i % 20 * 13 AS VARCHAR), 3, '0') AS destination
            FROM (SELECT i, hash(-i) % 300 AS airport FROM range({ROWS}) t(i))
        ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)""")
    assert 5e6 < path.stat().st_size < 20e6
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, timeout=300, check=True
    )
    found = json.loads(process.stdout)
    assert found["rows"] == ROWS
    assert found["r2"] > 0
    assert found["peak"] < 2e9


ARRAYS = """
import json, sys, warnings
from pathlib import Path
import numpy as np
import nnplay as nn
def held(line):
    status = Path("/proc/self/status").read_text()
    return next(int(each.split()[1]) * 1024 for each in status.splitlines() if each.startswith(line))
warnings.simplefilter("ignore", nn.DataWarning)
random, read_only, options = np.random.default_rng(0), sys.argv[1] == "read-only", json.loads(sys.argv[2])
def train(rows):
    X, y = random.random((rows, 784), np.float32), random.integers(0, 10, rows)
    X.setflags(write=not read_only)
    run = nn.train(nn.Dataset.from_arrays(X, y), (8,), epochs=1, batch_size=1000, **options)
    return X.nbytes, held("VmHWM")
train(2_000)  # loads and compiles everything
before = held("VmRSS")
size, peak = train(40_000)
print(json.dumps((peak - before) / size))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize(
    ("access", "options", "times"),
    [
        ("writable", {}, 2.2),  # the array, and the scaled inputs; the dataset has no copy of it
        ("read-only", {}, 2.2),
        ("writable", {"scale": "none", "test_fraction": 0.0, "validation_fraction": 0.0}, 2.2),
    ],
)
def test_training_on_float32_arrays_takes_few_times_their_size(access, options, times):
    """Before, with float64 columns, scaled float64 inputs and their float32 copy, it was six times."""
    process = subprocess.run(
        [sys.executable, "-c", ARRAYS, access, json.dumps(options)], capture_output=True, text=True, timeout=300,
        check=True,
    )  # fmt: skip
    assert 1 < json.loads(process.stdout) < times
