"""Reading tables, built-in and toy data sets, encoding of columns, train/test splits.

The pipeline: a file → `Table` (cells as read) → `Dataset` (typed columns) → `Encoding` and `TargetCoding` (matrices)
and `Split` (row numbers).
"""

from nnplay.data.builtin_sets import builtin_names
from nnplay.data.columns import Column
from nnplay.data.dataset import Dataset
from nnplay.data.description import DataDescription, describe, describe_data, describe_table
from nnplay.data.encoding.inputs import Encoding
from nnplay.data.encoding.targets import TargetCoding
from nnplay.data.load import load
from nnplay.data.out_of_core.dataset import LargeDataset, can_be_large, encodes_large, is_large, read_large
from nnplay.data.out_of_core.transformed_chunks import ProgressCallback
from nnplay.data.splits import Split, k_folds, split, with_split

__all__ = [
    "Column",
    "DataDescription",
    "Dataset",
    "Encoding",
    "LargeDataset",
    "ProgressCallback",
    "Split",
    "TargetCoding",
    "builtin_names",
    "can_be_large",
    "describe",
    "describe_data",
    "describe_table",
    "encodes_large",
    "is_large",
    "k_folds",
    "load",
    "read_large",
    "split",
    "with_split",
]
