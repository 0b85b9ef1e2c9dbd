"""How near each workload comes to the limit of the machine: a roofline (Williams, Waterman & Patterson 2009).

    python benchmarks/roofline.py            a few minutes; writes its table and figure into docs/
    python benchmarks/roofline.py --quick    rougher; writes nothing

Two limits are measured with all cores: multiply-adds per second, in float32, of a loop that does nothing else, and
bytes per second of reading a large array, and of the triad a = b + s·c (McCalpin 1995). A step's arithmetic is that of
its matrix products, two operations a multiply-add. Its bytes are what it reads and writes at least if nothing stays in
a cache: the rows of the batch, θ in each pass, the gradient and the optimizer's state, and the activations and δ of
each layer. The ratio of the two is its arithmetic intensity, and the roof is the lower of the peak and of the intensity
times the triad's bandwidth. All is measured in turn, A B C … A B C …, so that a slow moment of the machine meets all.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from peers import NNPlay
from report import PAGE, machine, table, write
from workloads import WORKLOADS, Workload

from nnplay.engine.compiled.thread_team import CORES

FEATURES = llvm.get_host_cpu_features()
LANES = 16 if FEATURES.get("avx512f") else 8 if FEATURES.get("avx2") else 4  # float32 numbers in a register
ACCUMULATORS = 12  # independent sums, more than a multiply-add takes cycles, times the processor's two units
ROUNDS = 200_000  # of the loop, a few hundredths of a millisecond of which is what its call costs
NUMBERS = 25_000_000  # of each array whose bandwidth is measured, 100 MB
ROWS = 5_120  # of the MNIST size: a step costs the same, an epoch less
SLOTS = {"sgd": 0, "adam": 2}  # vectors of the size of θ that an optimizer keeps


@intrinsic
def multiply_adds(typing_context: Any, rounds: Any) -> Any:
    """Many independent sums of products in registers, so often; returns a number, so that nothing is left out."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind = ir.VectorType(ir.FloatType(), LANES)
        function = ir.FunctionType(kind, [kind] * 3)
        fma = cgutils.get_or_insert_function(builder.module, function, f"llvm.fma.v{LANES}f32")
        factor, term = (ir.Constant(kind, [number] * LANES) for number in (0.999, 0.001))
        sums = [cgutils.alloca_once(builder, kind) for _ in range(ACCUMULATORS)]
        for k, place in enumerate(sums):
            builder.store(ir.Constant(kind, [float(k)] * LANES), place)
        with cgutils.for_range(builder, values[0]):
            for place in sums:
                builder.store(builder.call(fma, [builder.load(place), factor, term]), place)
        total = builder.load(sums[0])
        for place in sums[1:]:
            total = builder.fadd(total, builder.load(place))
        return builder.extract_element(total, ir.Constant(ir.IntType(32), 0))

    return types.float32(types.int64), generate


@njit(nogil=True)
def busy(rounds: int) -> float:
    """A thread's share of the loop."""
    return multiply_adds(rounds)


@njit(nogil=True, fastmath=True)
def total(a: Any) -> float:
    """Read every number."""
    result = np.float32(0)
    for i in range(a.shape[0]):
        result += a[i]
    return result


@njit(nogil=True, fastmath=True)
def triad(a: Any, b: Any, c: Any) -> None:
    """Read two arrays and write one."""
    for i in range(a.shape[0]):
        a[i] = b[i] + np.float32(3) * c[i]


@cache
def pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CORES)


def seconds_of(function: Any, arguments: list[tuple[Any, ...]]) -> float:
    """Seconds of a function that runs once in each thread."""
    began = time.perf_counter()
    for future in [pool().submit(function, *each) for each in arguments]:
        future.result()
    return time.perf_counter() - began


def multiply_add_peak(threads: int = CORES, repeats: int = 1) -> float:
    """GFLOP/s of the loop of multiply-adds, the best of some repeats."""
    busy(1)
    best = min(seconds_of(busy, [(ROUNDS,)] * threads) for _ in range(repeats))
    return threads * ROUNDS * ACCUMULATORS * LANES * 2 / best / 1e9


@cache
def arrays() -> list[tuple[Any, ...]]:
    """Three arrays for each thread."""
    return [tuple(np.ones(NUMBERS // CORES, np.float32) for _ in range(3)) for _ in range(CORES)]


def read_bandwidth() -> float:
    """GB/s of reading one array."""
    return NUMBERS * 4 / seconds_of(total, [(each[0],) for each in arrays()]) / 1e9


def triad_bandwidth() -> float:
    """GB/s of the triad: two arrays read, one written."""
    return 3 * NUMBERS * 4 / seconds_of(triad, arrays()) / 1e9


@dataclass(frozen=True)
class Step:
    """What a step has to do.

    Attributes:
        operations: floating-point operations of its matrix products.
        bytes: what it reads and writes at least if nothing stays in a cache.
    """

    operations: float
    bytes: float

    @property
    def intensity(self) -> float:
        return self.operations / self.bytes


def step_of(w: Workload) -> Step:
    """The arithmetic and the traffic of one step of a workload."""
    products = [a * b for a, b in zip(w.widths, w.widths[1:], strict=False)]
    rows, parameters = min(w.batch, w.rows), sum(products) + sum(w.widths[1:])
    passes = 3 * sum(products) - products[0]  # forward, gradient, and backward of all layers but the first
    # θ is read forward, backward and in the update, which writes it; g is written and read; each slot read and written.
    numbers = parameters * (4 + 2 + 2 * SLOTS[w.optimizer])
    # the rows are read forward and for the gradient; a and δ of each layer are written once and read twice
    numbers += rows * (2 * w.widths[0] + 6 * sum(w.widths[1:]))
    return Step(2.0 * rows * passes, 4.0 * numbers)


def measure(quick: bool) -> tuple[dict[str, float], dict[str, float]]:
    """The machine's limits, and GFLOP/s of each workload: medians of alternating repeats, the best for the peak."""
    peers = {name: NNPlay(replace(w, rows=min(w.rows, ROWS))) for name, w in WORKLOADS.items()}
    seconds = 0.05 if quick else 0.25
    epochs = {}
    for name, peer in peers.items():
        peer.run(1)
        one = peer.run(peer.least_epochs) / peer.least_epochs
        epochs[name] = max(peer.least_epochs, math.ceil(seconds / one))
    limits: dict[str, list[float]] = {"peak": [], "read": [], "triad": []}
    speed: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(1 if quick else 5):
        limits["read"].append(read_bandwidth())
        limits["triad"].append(triad_bandwidth())
        for name, peer in peers.items():
            limits["peak"].append(multiply_add_peak(repeats=5))
            each = peer.run(epochs[name]) / (epochs[name] * peer.workload.steps)
            speed[name].append(step_of(WORKLOADS[name]).operations / each / 1e9)
    measured = {name: statistics.median(each) for name, each in limits.items()}
    return measured, {name: statistics.median(each) for name, each in speed.items()}


def roof(intensity: float, limits: dict[str, float]) -> float:
    """The most GFLOP/s at an arithmetic intensity, with nothing in a cache."""
    return min(limits["peak"], intensity * limits["triad"])


def draw(limits: dict[str, float], speed: dict[str, float]) -> None:
    """The figure docs/pictures/roofline.png."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    x = np.geomspace(0.1, 100, 200)
    axes.loglog(x, [roof(each, limits) for each in x], color="black")
    axes.annotate(
        f"{limits['peak']:.0f} GFLOP/s", (100, limits["peak"]), (0, 5), textcoords="offset points", ha="right"
    )
    axes.annotate(f"{limits['triad']:.0f} GB/s", (0.12, 0.12 * limits["triad"]), (0, 8), textcoords="offset points")
    for name, reached in speed.items():
        intensity = step_of(WORKLOADS[name]).intensity
        axes.plot(intensity, reached, "o", color="tab:blue")
        axes.annotate(
            f"{name} {reached / limits['peak']:.0%}", (intensity, reached), (6, -12), textcoords="offset points"
        )
    axes.set(xlabel="operations per byte", ylabel="GFLOP/s", xlim=(0.1, 130), ylim=(0.5, 2 * limits["peak"]))
    axes.grid(alpha=0.3)
    figure.savefig(PAGE.parents[1] / "pictures" / "roofline.png", dpi=100, metadata={"Software": ""})


def main(quick: bool) -> None:
    limits, speed = measure(quick)
    rows = []
    for name, reached in speed.items():
        step = step_of(WORKLOADS[name])
        rows.append(
            [
                name, f"{step.operations / 1e6:,.3g}", f"{step.bytes / 1e6:,.2g}", f"{step.intensity:.1f}",
                f"{reached:.3g}", f"{reached / limits['peak']:.0%}", f"{reached / roof(step.intensity, limits):.0%}",
            ]
        )  # fmt: skip
    header = ["a step", "million operations", "MB", "operations per byte", "GFLOP/s", "of the peak", "of the roof"]
    said = (
        f"The machine: {limits['peak']:.0f} GFLOP/s of multiply-adds, {limits['read']:.0f} GB/s of reading and "
        f"{limits['triad']:.0f} GB/s of the triad, on {CORES} cores together."
    )
    text = f"{table(header, rows)}\n\n{said}\n\n{machine(('nnplay', 'numpy', 'numba'))}"
    print(text)
    if not quick:
        write("roofline", text)
        draw(limits, speed)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
