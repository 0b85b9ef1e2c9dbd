"""What a page begins with when `nnplay web` is told some data."""

from nnplay.data import builtin_names
from nnplay.data.column_selection import choose_targets
from nnplay.data.readers.table import Table
from nnplay.web.own import Own, found
from nnplay.web.settings import FIRST, Settings, onto


def begin(data: str | None, target: str | None = None) -> tuple[Settings, dict[str, Table]]:
    """The first settings, and the table that every visitor finds.

    Args:
        data: a set that comes with nnplay, or the path of a file; None is the first page's.
        target: the column to predict; the last one that can be, unless told.

    Raises:
        DataError: a file that cannot be read or is too large for a page, or a column that it has not.
    """
    wanted = {} if target is None else {"target": (target,)}
    if data is None or data in builtin_names():
        return onto(FIRST, data or str(FIRST.recipe.data), **wanted), {}
    table = found(data)
    own = Own({data: table})
    if target is not None:
        choose_targets(table, target)
    return onto(FIRST, data, **own.beginning(data, target)), own.tables
