"""Which rows make a batch."""

import numpy as np

from nnplay.network.architecture import Architecture
from nnplay.utils.types import Array


def batch_starts(architecture: Architecture, rows: int, batch: int) -> Array:
    """Where each batch of an epoch starts in the order of its rows, and where the last one ends: (batches + 1,).

    Every batch has `batch` rows, and the last one those that are left. Batch normalization needs batches of about one
    size, since each moves the running statistics as far as any other, and one row has no variance: the rows are then
    spread evenly over as many batches, each with at least two rows.
    """
    if not architecture.has_batch_norm:
        return np.append(np.arange(0, rows, batch), rows)
    count = max(1, min(-(-rows // batch), rows // 2))
    return np.arange(count + 1) * rows // count


def batches_per_epoch(architecture: Architecture, rows: int, batch: int) -> int:
    """Number of batches of an epoch."""
    return len(batch_starts(architecture, rows, batch)) - 1


def largest_batch(architecture: Architecture, batch: int) -> int:
    """Maximum number of rows of a batch: one of two takes in a row that would be left alone."""
    return max(batch, 3) if architecture.has_batch_norm else batch
