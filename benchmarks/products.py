"""The matrix products of a step by themselves: GFLOP/s of one core, by nnplay and by the libraries that are installed.

    python benchmarks/products.py                     a minute; writes its table into docs/explanation/speed.md
    python benchmarks/products.py --quick             rougher; writes nothing
    python benchmarks/products.py --shapes 128,784,256 64,64,64    rows, inputs, outputs of a layer; writes nothing

For a layer of k inputs and n outputs, and m rows of a batch: forward is A·W, backward δ·Wᵀ, and gradient Aᵀ·δ. All
matrices are in float32, stored by rows. nnplay is its blocked product (blocked_product.py); OpenBLAS is SciPy's; BLIS
and oneDNN are found as libblis.so.4, and as libdnnl.so.2 or .3, if they are installed. The time is the processor's, so
that other programs disturb less. LIBXSMM has fast products of small matrices only, and none with a transposed one.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from report import machine, table, write
from roofline import multiply_add_peak

from nnplay.engine.compiled.blas import blas_address
from nnplay.engine.compiled.blocked_product import blocked_product_address
from nnplay.engine.compiled.intrinsics import call
from nnplay.engine.compiled.thread_team import one_blas_thread

Product = Callable[[int], None]  # the product, so many times
FORMS = ("forward", "backward", "gradient")
SHAPES = ((128, 784, 256), (64, 256, 128), (128, 256, 128), (256, 784, 1024), (256, 1024, 1024))
REPEATS, SECONDS = 15, 0.01
os.environ.setdefault("OMP_NUM_THREADS", "1")  # which oneDNN reads when it is loaded


class Matrices:
    """The operands of a product C = A·B, where A, B or neither is the transpose of what is stored."""

    def __init__(self, form: str, rows: int, inputs: int, outputs: int) -> None:
        rng = np.random.default_rng(0)
        a, w, d = (rng.normal(size=s).astype(np.float32) for s in ((rows, inputs), (inputs, outputs), (rows, outputs)))
        self.stored = {"forward": (a, w), "backward": (d, w), "gradient": (a, d)}[form]
        self.transposed = {"forward": (False, False), "backward": (False, True), "gradient": (True, False)}[form]
        A, B = (x.T if t else x for x, t in zip(self.stored, self.transposed, strict=True))
        self.m, self.k, self.n = *A.shape, B.shape[1]
        self.C = np.empty((self.m, self.n), np.float32)
        self.exact = A.astype(np.float64) @ B


@njit
def again(address: int, arguments: Any, count: int) -> None:
    """A kernel, so many times."""
    for _ in range(count):
        call(address, arguments)


def by_nnplay(x: Matrices) -> Product:
    address = blocked_product_address("float32")
    (a, b), (ta, tb) = x.stored, x.transposed
    strides = [(1, each.shape[1]) if t else (each.shape[1], 1) for each, t in ((a, ta), (b, tb))]
    numbers = (a.ctypes.data, *strides[0], b.ctypes.data, *strides[1], x.C.ctypes.data, x.n, x.m, x.n, x.k)
    arguments = tuple(np.int64(each) for each in numbers)
    return lambda count: again(address, arguments, count)


def by_fortran(address: int, x: Matrices) -> Product:
    """A library with the interface of BLAS in Fortran; its matrices are stored by columns, so C is its Cᵀ = BᵀAᵀ."""
    (a, b), (ta, tb) = x.stored, x.transposed
    sizes = [np.array([each], np.int32) for each in (x.n, x.m, x.k, b.shape[1], a.shape[1], x.n)]
    letters = [np.frombuffer(b"T" if t else b"N", np.uint8) for t in (tb, ta)]
    one, zero = np.ones(1, np.float32), np.zeros(1, np.float32)
    arrays = [*letters, *sizes[:3], one, b, sizes[3], a, sizes[4], zero, x.C, sizes[5]]
    arguments = tuple(np.int64(each.ctypes.data) for each in arrays)

    def run(count: int, keep: Any = arrays) -> None:
        again(address, arguments, count)

    return run


def by_onednn(function: Any, x: Matrices) -> Product:
    """oneDNN's own function, which stores matrices by rows."""
    n, f, p = ctypes.c_int64, ctypes.c_float, ctypes.c_void_p
    function.argtypes = [ctypes.c_char, ctypes.c_char, n, n, n, f, p, n, p, n, f, p, n]
    (a, b), (ta, tb) = x.stored, x.transposed
    letters = [b"T" if t else b"N" for t in (ta, tb)]
    pointers = [each.ctypes.data for each in (a, b, x.C)]
    arguments = (*letters, x.m, x.n, x.k, 1.0, pointers[0], a.shape[1], pointers[1], b.shape[1], 0.0, pointers[2], x.n)

    def run(count: int) -> None:
        for _ in range(count):
            function(*arguments)

    return run


def library(*names: str) -> Any:
    """The first of these shared libraries that is installed, or None."""
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def products() -> dict[str, Callable[[Matrices], Product]]:
    """What can be measured here, by name."""
    found: dict[str, Callable[[Matrices], Product]] = {}
    if blocked_product_address("float32"):
        found["nnplay"] = by_nnplay
    found["OpenBLAS"] = lambda x: by_fortran(blas_address("float32"), x)
    if blis := library("libblis.so.4"):
        address = ctypes.cast(blis.sgemm_, ctypes.c_void_p).value or 0
        found["BLIS"] = lambda x: by_fortran(address, x)
    if onednn := library("libdnnl.so.3", "libdnnl.so.2"):
        found["oneDNN"] = lambda x: by_onednn(onednn.dnnl_sgemm, x)
    return found


def measure(form: str, shape: tuple[int, ...], repeats: int) -> dict[str, float]:
    """GFLOP/s of each, the median of alternating repeats."""
    ready = {}
    for name, made in products().items():
        x = Matrices(form, *shape)
        run = made(x)
        run(1)
        if not np.allclose(x.C, x.exact, atol=1e-2):
            raise SystemExit(f"{name} computes {form} of {shape} wrong")
        run(20)
        began = time.process_time()
        run(20)
        ready[name] = run, max(1, int(SECONDS / (time.process_time() - began) * 20)), x
    seconds: dict[str, list[float]] = {name: [] for name in ready}
    for _ in range(repeats):
        for name, (run, count, _) in ready.items():
            began = time.process_time()
            run(count)
            seconds[name].append((time.process_time() - began) / count)
    work = 2 * np.prod(shape) / 1e9
    return {name: work / statistics.median(each) for name, each in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    parser.add_argument("--shapes", nargs="*", help="rows,inputs,outputs of layers")
    asked = parser.parse_args()
    shapes = [tuple(map(int, each.split(","))) for each in asked.shapes] if asked.shapes else SHAPES
    rows = []
    with one_blas_thread():
        for shape in shapes:
            for form in FORMS:
                speed = measure(form, shape, 5 if asked.quick else REPEATS)
                rows.append([" × ".join(map(str, shape)), form, *(f"{each:.0f}" for each in speed.values())])
    peak = multiply_add_peak(threads=1)
    text = table(["rows × inputs × outputs", "product", *products()], rows)
    text += f"\n\nA core's peak: {peak:.0f} GFLOP/s.\n\n{machine(('nnplay', 'numpy', 'scipy', 'numba'))}"
    print(text)
    if not asked.quick and not asked.shapes:
        write("products", text)


if __name__ == "__main__":
    main()
