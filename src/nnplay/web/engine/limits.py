"""What one visitor may ask for."""

from dataclasses import dataclass

from nnplay.data.readers.sandbox import Limits as FileLimits
from nnplay.errors import NNPlayError
from nnplay.network.parameters import layout
from nnplay.training.problem import Problem

COPIES = 10  # of θ that a run has: the optimizer's, the newest, the best, those that are worked with
STATE_MEMORY = 32 << 20  # bytes for the states of one run
MAX_KEPT = 1 << 30  # bytes of a run that is kept over a restart of the server
MAX_LAYERS = 50
MAX_NEURONS = 4096
MAX_EPOCHS = 100_000
MAX_FORMULAS = 8

FILE_LIMITS = FileLimits()


@dataclass(frozen=True)
class VisitorLimits:
    """What one visitor may ask for.

    Attributes:
        samples: points of a toy set.
        weights: numbers in θ.
        products: numbers in θ times rows.
        upload: bytes of a file.
        source: bytes of a file that is kept beside its table, to be read in another way.
        file: limits for reading it.
        tables: tables that are kept; the oldest go first.
    """

    samples: int = 5_000
    weights: int = 8_000_000
    products: int = 20_000_000_000
    upload: int = 64 << 20
    source: int = 8 << 20
    file: FileLimits = FILE_LIMITS
    tables: int = 12

    def check_problem(self, problem: Problem) -> None:
        """Refuse a network that is too large.

        Raises:
            NNPlayError: it is.
        """
        self.check_size(layout(problem.architecture).size, problem.rows)

    def check_size(self, count: int, rows: int) -> None:
        """Refuse a network with so many parameters for so many rows, if it is too large.

        Raises:
            NNPlayError: it is.
        """
        if count > self.weights:
            raise NNPlayError(
                f"This server takes networks of at most {self.weights:,} weights and biases, not {count:,}; use fewer "
                "neurons or layers."
            )
        if count * rows > self.products:
            raise NNPlayError(
                f"A network of {count:,} numbers for {rows:,} rows is too large for this server; use a smaller one, "
                "fewer rows, or `nnplay train`."
            )


EVERYBODY = VisitorLimits()
"""For a server that other machines can reach."""

OWN_MACHINE = VisitorLimits(
    samples=1_000_000, weights=500_000_000, products=10**15, upload=64 << 30, source=64 << 30,
    file=FileLimits(
        rows=10**9, columns=100_000, cells=10**10, seconds=3600.0, memory=1 << 40, table=64 << 30
    ),
)  # fmt: skip
"""For a server that only its own machine can reach: whatever fits into its memory."""


def problem_bytes(problem: Problem) -> int:
    """Bytes of a run, roughly."""
    arrays = [array for part in problem.parts.values() for array in (part.X, part.Y, part.weight)]
    return COPIES * problem.start.theta.nbytes + 2 * sum(array.nbytes for array in arrays)


def is_kept(problem: Problem) -> bool:
    """Whether the run is small enough to be kept over a restart of the server."""
    return 4 * problem.start.theta.nbytes <= MAX_KEPT
