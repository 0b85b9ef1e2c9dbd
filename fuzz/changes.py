"""Changes of something that has a structure, as bytes decide: what a blind change of its text would seldom reach."""

from __future__ import annotations

import copy
from typing import Any

STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**31, 2**63, 10**40, -0.0, 0.5, 1e308, float("inf"), float("nan"), "", "x", "-1", "../../x",
    "é" * 300, "\x1b[2J", "softmax", "relu", "f8", [], [[]], [1, 2], ["x"], {}, {"x": 1}, [0] * 50, [None],
)  # fmt: skip


def changed(plain: Any, data: bytes) -> Any:
    """The same with some of its parts changed, taken away, doubled or moved."""
    made = copy.deepcopy(plain)
    told = iter(data)
    for what in told:
        places = list(_places(made))
        if not places:
            break
        holder, key = places[_number(told) % len(places)]
        match what % 4:
            case 0 | 1:
                holder[key] = copy.deepcopy(STRANGE[_number(told) % len(STRANGE)])
            case 2:
                del holder[key]
            case 3:
                other, name = places[_number(told) % len(places)]
                holder[key] = copy.deepcopy(other[name])
    return made


def _number(told: Any) -> int:
    return next(told, 0) << 8 | next(told, 0)


def _places(plain: Any) -> Any:
    """Each part: what holds it, and its key there."""
    parts = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for key, part in list(parts):
        yield plain, key
        yield from _places(part)
