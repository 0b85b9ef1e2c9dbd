"""Line charts of braille dots."""

import itertools
import math
from collections.abc import Callable, Sequence

from rich.text import Text

from nnplay.plots.terminal.braille_canvas import Canvas

Curve = tuple[str, str, Sequence[float], Sequence[float]]  # name, colour, x, y
WIDE = 50  # the ratio of the largest to the smallest value above which the scale is logarithmic
DASHES = ((), (2, 3), (1, 3))  # of four dots along, those the first, second and third curve leave out


def chart(curves: Sequence[Curve], width: int, height: int = 10, x_name: str = "", log: bool = True) -> Text:
    """The curves over a common scale, each named at its end; nothing where there are fewer than two points."""
    curves = [_finite(curve) for curve in curves]
    every_x = [x for *_, xs, _ in curves for x in xs]
    every_y = [y for *_, ys in curves for y in ys]
    if len(set(every_x)) < 2:
        return Text()
    logarithmic = log and min(every_y) > 0 and max(every_y) / min(every_y) > WIDE
    scale: Callable[[float], float] = math.log10 if logarithmic else _same
    low, high = scale(min(every_y)), scale(max(every_y))
    left, right = min(every_x), max(every_x)
    margin = max(len(f"{v:.3g}") for v in (min(every_y), max(every_y), _middle(low, high, logarithmic)))
    names = max(len(curve[0]) for curve in curves)
    columns = max(10, width - margin - names - 4)
    canvas = Canvas(columns, height)
    for (_, colour, xs, ys), dash in zip(curves, itertools.chain(DASHES, itertools.repeat(())), strict=False):
        points = [
            (_place(x, left, right, 2 * columns), 4 * height - 1 - _place(scale(y), low, high, 4 * height))
            for x, y in zip(xs, ys, strict=True)
        ]
        canvas.line(points, colour, dash)
    ends = _labels(curves, lambda y: height - 1 - _place(scale(y), low, high, height), height)
    ticks = {0: max(every_y), height // 2: _middle(low, high, logarithmic), height - 1: min(every_y)}
    picture = Text(no_wrap=True)
    for row in range(height):
        tick = f"{ticks[row]:.3g}" if row in ticks else ""
        picture.append(f"{tick:>{margin}} {'┤' if tick else '│'}", "dim")
        picture.append_text(canvas.row(row))
        name, colour = ends.get(row, ("", ""))
        picture.append(f" {name}\n", colour)
    picture.append(" " * margin + " └" + "─" * columns + "\n", "dim")
    first, last = f"{left:,g}", f"{right:,.10g}"
    between = columns - len(first) - len(last)
    named = x_name if len(x_name) + 2 <= between else ""
    picture.append(" " * (margin + 2) + first + named.center(between) + last, "dim")
    return picture


def _finite(curve: Curve) -> Curve:
    name, colour, xs, ys = curve
    points = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None and math.isfinite(y)]
    return name, colour, [x for x, _ in points], [y for _, y in points]


def _same(value: float) -> float:
    return value


def _middle(low: float, high: float, logarithmic: bool) -> float:
    return float(10 ** ((low + high) / 2)) if logarithmic else (low + high) / 2


def _place(value: float, low: float, high: float, steps: int) -> int:
    return round((value - low) / (high - low) * (steps - 1)) if high > low else 0


def _labels(curves: Sequence[Curve], row_of: Callable[[float], int], height: int) -> dict[int, tuple[str, str]]:
    """Each curve's name in the row where it ends, or the nearest free one."""
    ends: dict[int, tuple[str, str]] = {}
    for name, colour, _, ys in curves:
        if ys:
            wanted = row_of(ys[-1])
            free = sorted((abs(row - wanted), row) for row in range(height) if row not in ends)
            ends[free[0][1]] = (name, colour)
    return ends
