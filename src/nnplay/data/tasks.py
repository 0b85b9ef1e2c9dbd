"""Classification or regression: guessed from the targets, and checked against them."""

from collections.abc import Callable, Sequence

import numpy as np

from nnplay.data.columns import Column, listed
from nnplay.data.dataset import Task
from nnplay.data.kinds import beyond_exact
from nnplay.errors import DataError

FEW_CLASSES = 10
MANY_CLASSES = 20
SHARE_OF_ROWS = 0.05


def find_task(source: str, targets: Sequence[Column], task: Task | None) -> tuple[Task, list[str]]:
    """The task, and a note when it was guessed.

    Text and booleans are classes. Numbers are values when one has a fraction, when more than 20 differ, or when more
    than 10 differ and they are more than 5 % of the rows, or when more than two and most rows
    differ; other whole numbers are classes.
    """
    if task is not None:
        return task, []
    names = listed(repr(column.name) for column in targets)
    if len(targets) > 1:
        indicator = all(column.kind == "boolean" or _only_zero_one(column) for column in targets)
        guess: Task = "classification" if indicator else "regression"
        why = "hold only 0 and 1" if indicator else "are several"
        return guess, [f"{guess}, because the targets {names} {why}; task= overrides it"]
    column = targets[0]
    if column.kind != "number":
        return "classification", []
    distinct = len(np.unique(column.values))
    if _has_fractions(column):
        return "regression", [f"regression, because the target {names} has fractions; task= overrides it"]
    many = distinct > MANY_CLASSES or (distinct > FEW_CLASSES and distinct > SHARE_OF_ROWS * len(column))
    many = many or (distinct > 2 and distinct > len(column) / 2)
    guess = "regression" if many else "classification"
    return guess, [f"{guess}, because the target {names} has {distinct} different whole numbers; task= overrides it"]


def check_targets(source: str, targets: Sequence[Column], task: Task, place: Callable[[int], str]) -> None:
    """Refuse targets that do not suit the task.

    Raises:
        DataError: regression of something that is no number; classes that are really values; several targets of
            classification that are not 0/1 or probabilities.
    """
    if task == "regression":
        for column in targets:
            if column.kind != "number":
                raise DataError(
                    f"{source}: regression needs numbers, but the target {column.name!r} holds "
                    f"{'true and false' if column.kind == 'boolean' else 'text'}; use task='classification'"
                )
    elif len(targets) == 1:
        _check_classes(source, targets[0])
    else:
        for column in targets:
            _check_indicator(source, column, place)


def _check_classes(source: str, column: Column) -> None:
    distinct = len(column.distinct())
    if beyond_exact(column):
        raise DataError(f"{source}: the classes of {column.name!r} are whole numbers beyond 2**53; give them as text")
    if column.kind == "number" and _has_fractions(column) and distinct > max(MANY_CLASSES, len(column) / 2):
        raise DataError(
            f"{source}: the target {column.name!r} has {distinct} different values with fractions in {len(column)} "
            "rows, which are no classes; use task='regression'"
        )
    if column.kind == "category" and distinct > max(100, len(column) / 2):
        raise DataError(
            f"{source}: the target {column.name!r} has {distinct} different texts in {len(column)} rows, which are no "
            "classes; choose another target="
        )


def _check_indicator(source: str, column: Column, place: Callable[[int], str]) -> None:
    if column.kind == "category":
        raise DataError(
            f"{source}: several targets with task='classification' must hold 0 and 1, but {column.name!r} holds text; "
            "choose one target="
        )
    outside = ~((column.values >= 0) & (column.values <= 1))
    if outside.any():
        row = int(outside.argmax())
        raise DataError(
            f"{source}, {place(row)}: several targets with task='classification' must hold 0 and 1 or probabilities, "
            f"but {column.name!r} is {column.values[row]:g}; use task='regression' or correct it"
        )


def _only_zero_one(column: Column) -> bool:
    return column.kind == "number" and bool(((column.values == 0) | (column.values == 1)).all())


def _has_fractions(column: Column) -> bool:
    return bool((column.values != np.floor(column.values)).any())
