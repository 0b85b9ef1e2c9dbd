"""The tables of one visitor: those that they uploaded, and those that every visitor of this server has."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from nnplay.data import Dataset, describe_table
from nnplay.data.description import DataDescription
from nnplay.data.readers.file import SUPPORTED_SUFFIXES
from nnplay.data.readers.table import Table
from nnplay.errors import DataError, NNPlayError
from nnplay.training.recipe import Recipe
from nnplay.utils.json import json_safe
from nnplay.web.engine.limits import EVERYBODY, VisitorLimits
from nnplay.web.engine.source_file import SourceFile

Reading: TypeAlias = tuple[str | int | None, bool | None]
CELL_BYTES = 40  # of a cell, roughly
MAX_NAME = 80  # characters of the name of a file
CHOICES = ("target", "features", "exclude", "columns", "task", "missing")  # settings that decide how it is read


def accept_any(_size: int) -> None:
    """Accept tables of any size."""


class Tables:
    """Tables by the name that the protocol gives them.

    Args:
        shared: those that every visitor has.
        limits: how many a visitor may have.

    Attributes:
        check_memory: raises NNPlayError if there is no room for so many bytes.
    """

    def __init__(self, shared: Mapping[str, Table] | None = None, limits: VisitorLimits = EVERYBODY) -> None:
        self._shared, self._own, self.limits = dict(shared or {}), dict[str, Table](), limits
        self._sources: dict[str, SourceFile] = {}
        self._read_as: dict[str, Reading] = {}
        self.check_memory: Callable[[int], None] = accept_any

    def __contains__(self, key: object) -> bool:
        return key in self._own or key in self._shared

    def add(self, key: str, table: Table, source: SourceFile | None = None, reading: Reading = (None, None)) -> None:
        """Keep a table; the oldest go when there are too many.

        Args:
            key: its name.
            table: the table.
            source: its file, to read it in another way.
            reading: the sheet and the header with which it was read.

        Raises:
            NNPlayError: there is no room for it.
        """
        self.check_memory(CELL_BYTES * _cells(table))
        self._own.pop(key, None)
        self._own[key], self._read_as[key] = table, reading
        if source is not None:
            self.close()  # of the others only the tables are kept
            self._sources[key] = source
        while len(self._own) > self.limits.tables or (len(self._own) > 1 and self._too_many_cells()):
            oldest = next(iter(self._own))
            del self._own[oldest], self._read_as[oldest]

    def add_all(self, other: "Tables") -> None:
        """Keep the tables of another visitor, too."""
        for key, table in list(other._own.items()):
            self.add(key, table)

    def _too_many_cells(self) -> bool:
        return sum(map(_cells, self._own.values())) > self.limits.file.cells

    def share(self, sources: Mapping[str, SourceFile]) -> None:
        """Know the files of shared tables."""
        self._sources.update(sources)

    def close(self) -> None:
        """Remove the files that were sent."""
        for source in self._sources.values():
            source.close()
        self._sources = {}

    @property
    def bytes(self) -> int:
        """Bytes of the visitor's own tables, roughly."""
        return CELL_BYTES * sum(map(_cells, list(self._own.values())))

    def table(self, key: str) -> Table:
        """The table of that name.

        Raises:
            NNPlayError: there is none.
        """
        table = self._own.get(key) or self._shared.get(key)
        if table is None:
            raise NNPlayError(f"The data '{str(key)[:MAX_NAME]}' are not open; open the file again.")
        return table

    def _as_read(self, key: str, recipe: Recipe) -> Table:
        """The table as the recipe has its sheet and header read."""
        table, reading = self.table(key), (recipe.sheet, recipe.header)
        if reading == self._read_as.get(key, (None, None)):
            return table
        source = self._sources.get(key)
        if source is None:
            raise NNPlayError(
                f"The file of {file_name(key)[:MAX_NAME]!r} is not kept here; open it again to read it so."
            )
        table = source.read(*reading)
        if key in self._own:
            self._own[key] = table
        else:
            self._shared[key] = table
        self._read_as[key] = reading
        return table

    def dataset(self, key: str, recipe: Recipe) -> Dataset:
        """A table as the settings of a recipe read it.

        Raises:
            NNPlayError: a table that is not here, or columns that cannot be used.
        """
        table, name = self._as_read(key, recipe), file_name(key)
        choices = _choices(recipe)
        origin = {"source": name, **{option: value for option, value in choices.items() if value is not None}}
        return Dataset.from_table(
            table, PurePosixPath(name).stem, origin=origin, split=recipe.split, sample_weight=recipe.sample_weight,
            **choices,
        )  # fmt: skip

    def describe(self, key: str, recipe: Recipe) -> dict[str, Any]:
        """What the settings of a recipe make of each column of a table."""
        name = PurePosixPath(file_name(key)).stem
        description = describe_table(self._as_read(key, recipe), name, **_choices(recipe))
        return {"table": key} | describe_columns(description)


def describe_columns(description: DataDescription) -> dict[str, Any]:
    """A description of data as the protocol has it.

    Raises:
        NNPlayError: nothing can be trained on them.
    """
    dataset = description.dataset
    if dataset is None:
        raise NNPlayError(sentence(description.problem))
    described = {
        "name": description.name, "rows": dataset.n_rows, "task": dataset.task, "target": dataset.target_names[0],
        "classes": [str(label) for label in dataset.classes], "notes": list(description.notes),
        "columns": [report.to_json() for report in description.columns],
    }  # fmt: skip
    result: dict[str, Any] = json_safe(described)
    return result


def sentence(problem: str) -> str:
    """A problem as a sentence."""
    return problem if problem.endswith(".") else f"{problem}."


def table_key(name: str, digest: str) -> str:
    """The name of a table in the protocol: that of its file, and the beginning of the digest of its content."""
    return f"{name} {digest[:8]}"


def file_name(key: str) -> str:
    """The name of the file of a table."""
    return key.rpartition(" ")[0] or key


def clean_file_name(name: str) -> str:
    """The name of a file without folders, and without characters that do not belong into one.

    Raises:
        DataError: a file that is no table.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(letter if letter.isprintable() and letter not in '<>:"|?*' else "_" for letter in last).strip(". ")
    suffix = PurePosixPath(plain).suffix.lower()
    if suffix not in SUPPORTED_SUFFIXES:
        known = ", ".join(SUPPORTED_SUFFIXES)
        raise DataError(f"{plain[:MAX_NAME] or 'This'} is not a table that nnplay can read; use one of {known}")
    return (plain[: -len(suffix)].strip(". ")[:MAX_NAME].strip() or "data") + suffix


def _choices(recipe: Recipe) -> dict[str, Any]:
    values = {name: getattr(recipe, name) for name in CHOICES}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _cells(table: Table) -> int:
    return table.n_rows * len(table.names)
