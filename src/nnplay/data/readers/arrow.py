"""Read Arrow and Feather files, through PyArrow."""

from pathlib import Path

from nnplay.data.readers.dataframes import frame_table
from nnplay.data.readers.table import Table
from nnplay.errors import DataError

MAX_CELLS = 500_000_000
"""Limit on rows times columns: a file without buffers may claim any number of missing cells."""


def arrow_table(path: Path, source: str) -> Table:
    """The table in an Arrow file, an Arrow stream or a Feather file.

    Raises:
        DataError: a damaged file, or PyArrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.feather
        import pyarrow.ipc
    except ImportError:
        raise DataError(
            f"{source} is an Arrow file, which PyArrow reads: run `pip install 'nnplay[arrow]'`, or save the table as "
            "Parquet"
        ) from None
    try:
        with pa.memory_map(str(path)) as file:
            start = file.read(6)
        if start.startswith(b"FEA1"):
            table = pyarrow.feather.read_table(str(path), memory_map=False)
        else:
            with pa.memory_map(str(path)) as file:
                reader = pyarrow.ipc.open_file(file) if start == b"ARROW1" else pyarrow.ipc.open_stream(file)
                table = reader.read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError, MemoryError):
        raise DataError(
            f"{source} cannot be read as an Arrow file; it may be damaged, or another kind of file"
        ) from None
    if table.num_rows * max(table.num_columns, 1) > MAX_CELLS:
        raise DataError(f"{source} has {table.num_rows:,} rows and {table.num_columns:,} columns, too much for memory")
    if not table.num_rows:
        raise DataError(f"{source} has no rows; add at least one")
    return frame_table(table, source)
