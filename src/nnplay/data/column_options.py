"""The user's word for a column, such as "category", "ordered=low<mid<high" or "date=%d/%m/%Y"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from nnplay.data.columns import Kind, LevelEncoding
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list, short_repr

SYNTAX = (
    "number, category, boolean, date, date=%d/%m/%Y, ordered=low<mid<high, missing=-999, or for a category one-hot or "
    "target"
)


@dataclass(frozen=True)
class ColumnOption:
    """How a column is to be read, where the user says so.

    Attributes:
        kind: its kind; None infers it.
        order: the levels of an ordered category, from low to high.
        date: the format of its dates; "" infers it.
        missing: texts that mean a missing value, besides the usual ones.
        encoding: how the levels of a category are encoded, "one-hot" or "target"; None chooses by their number.
    """

    kind: Kind | None = None
    order: tuple[str, ...] = ()
    date: str = ""
    missing: tuple[str, ...] = ()
    encoding: LevelEncoding | None = None


INFERRED = ColumnOption()


def parse_column_options(columns: Any) -> dict[str, ColumnOption]:
    """The options of the columns by name.

    Args:
        columns: {"zip": "category", "grade": "ordered=low<mid<high", "age": ["number", "missing=-999"]}, or pairs, or
            None.

    Raises:
        DataError: anything else.
    """
    if columns is None:
        return {}
    pairs = list(columns.items()) if isinstance(columns, Mapping) else columns
    if not isinstance(pairs, Sequence) or isinstance(pairs, str):
        raise DataError(f"columns must be a dict of column names and kinds ({SYNTAX}), not {short_repr(columns)}")
    options: dict[str, ColumnOption] = {}
    for pair in pairs:
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise DataError(f"columns must be a dict of column names and kinds ({SYNTAX}), not {short_repr(columns)}")
        name, words = str(pair[0]), pair[1]
        for word in [words] if isinstance(words, str) or not isinstance(words, Sequence) else words:
            options[name] = _with_word(name, options.get(name, INFERRED), word)
    return options


def _with_word(name: str, option: ColumnOption, word: Any) -> ColumnOption:
    key, equals, value = str(word).partition("=")
    key = key.strip()
    if key == "missing" and equals:
        return replace(option, missing=(*option.missing, value.strip()))
    if key == "ordered" and equals:
        levels = tuple(level.strip() for level in value.split("<"))
        if len(levels) < 2 or len(set(levels)) < len(levels) or not all(levels):
            raise DataError(f"column {name!r}: {word!r} must list different levels from low to high: ordered=low<high")
        return ColumnOption("category", levels, "", option.missing)
    if key == "date" and equals and value.strip():
        return ColumnOption("date", (), value.strip(), option.missing)
    for kind in get_args(Kind):
        if key == kind and not equals:
            return ColumnOption(kind, (), "", option.missing, option.encoding if kind == "category" else None)
    for encoding in get_args(LevelEncoding):
        if key == encoding and not equals:
            return ColumnOption("category", (), "", option.missing, encoding)
    known = [*get_args(Kind), *get_args(LevelEncoding), "ordered", "missing"]
    raise DataError(f"column {name!r} cannot be read as {word!r}{did_you_mean(key, known)}; use {SYNTAX}")


def check_target_options(source: str, targets: Sequence[str], columns: Mapping[str, ColumnOption]) -> None:
    """Check that no target has an encoding, which only features have.

    Raises:
        DataError: a target that is to be encoded.
    """
    for name in targets:
        encoding = columns.get(name, INFERRED).encoding
        if encoding is not None:
            raise DataError(f"{source}: {encoding!r} says how a feature is encoded, but {name!r} is the target")


def check_known_columns(source: str, names: Sequence[str], columns: Mapping[str, ColumnOption]) -> None:
    """Check that the columns exist.

    Raises:
        DataError: an unknown column.
    """
    for name in columns:
        if name not in names:
            raise DataError(
                f"{source} has no column {name!r}{did_you_mean(name, names)}; the columns are {format_list(names)}"
            )
