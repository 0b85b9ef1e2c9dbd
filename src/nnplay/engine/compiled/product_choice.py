"""Which matrix products are computed by plain loops, by BLAS, and in blocks in registers."""

from functools import lru_cache

from nnplay.engine.compiled.blas import blas_address
from nnplay.engine.compiled.machine_code import address_of
from nnplay.engine.compiled.processor import HAS_VECTORS
from nnplay.engine.compiled.thread_team import blas_libraries

BLAS_FROM = 1000  # multiply-adds from which BLAS is faster than plain loops
BLOCKED_FROM = 250_000  # multiply-adds from which blocks in registers are faster than BLAS
COPY_FROM = 2048  # bytes between rows of a matrix from which it is copied: such rows compete for few places in a cache
BLOCKED_WORTH = 4_000_000  # multiply-adds of the largest product from which they are worth compiling


@lru_cache(maxsize=1)
def max_unpacked() -> int:
    """The largest product, in multiply-adds, that this machine's BLAS computes without packing; 0 if unknown."""
    known = any(
        library.internal_api == "openblas" and library.architecture in ("SkylakeX", "Cooperlake", "SapphireRapids")
        for library in blas_libraries()
    )
    return 1_000_000 if known else 0


def blocked_product_address(dtype: str) -> int:
    """The address of `blocked_product`; 0 if the processor is not one for which its blocks are made."""
    return address_of("blocked_product.blocked_product", dtype) if HAS_VECTORS else 0


def pack_address(dtype: str) -> int:
    """The address of `pack`; 0 like that of the blocked product."""
    return address_of("blocked_product.pack", dtype) if HAS_VECTORS else 0


def product_settings(dtype: str, largest: int) -> tuple[int, int, int, int]:
    """What a ThreadTeam has to know to compute products up to a number of multiply-adds, 0 for what is not used.

    These are the address of BLAS, the largest product that it computes without packing, and the addresses of the
    blocked product and of `pack`.
    """
    if largest < BLAS_FROM:
        return 0, 0, 0, 0
    blocked, pack = (blocked_product_address(dtype), pack_address(dtype)) if largest >= BLOCKED_WORTH else (0, 0)
    return blas_address(dtype), max_unpacked(), blocked, pack
