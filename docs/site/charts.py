"""Small line charts as SVG, whose colours follow the page between light and dark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 300, 170, 34, 24, 10, 10
Numbers = Sequence[float]


@dataclass(frozen=True)
class Line:
    """A curve.

    Attributes:
        x, y: its points; a value that is not finite is a gap.
        name: its name in the legend; "" has none.
        faint: whether it is in the background.
    """

    x: Numbers
    y: Numbers
    name: str = ""
    faint: bool = False


def chart(
    lines: Sequence[Line],
    *,
    x_name: str,
    y_limits: tuple[float, float] | None = None,
    label: str = "",
    small: bool = False,
) -> str:
    """The curves as one line of SVG, with a label for those who cannot see it; `small` has no numbers and no legend."""
    xs = [value for line in lines for value in line.x]
    ys = [value for line in lines for value in line.y if math.isfinite(value)]
    low, high = y_limits or (min(ys), max(ys))
    if high - low < 1e-12:
        low, high = low - 1, high + 1
    pad = (high - low) * 0.06
    low, high, left, right = low - pad, high + pad, min(xs), max(xs)

    def place(x: float, y: float) -> tuple[float, float]:
        across = LEFT + (x - left) / (right - left) * (WIDTH - LEFT - RIGHT)
        return across, HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - BOTTOM - TOP)

    parts = [f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">']
    parts += _axes(place, (left, right), (low, high), x_name, pad, small=small)
    for number, line in enumerate(lines):
        style = "faint" if line.faint else f"line-{number}"
        parts += [f'<path class="line {style}" d="{path}"/>' for path in _paths(line, place, low, high)]
    named = [(number, line) for number, line in enumerate(lines) if line.name and not small]
    for row, (number, line) in enumerate(named):
        y = TOP + 10 + 14 * row
        parts.append(f'<path class="line line-{number}" d="M{LEFT + 8} {y - 4}h14"/>')
        parts.append(f'<text class="legend" x="{LEFT + 27}" y="{y}">{escape(line.name)}</text>')
    return "".join([*parts, "</svg>"])


def _axes(place, horizontal, vertical, x_name, pad, *, small):  # type: ignore[no-untyped-def]
    (left, right), (low, high) = horizontal, vertical
    floor = min(max(0.0, low), high)
    wall = min(max(0.0, left), right)
    (x0, y0), (x1, _) = place(left, floor), place(right, floor)
    xw, _ = place(wall, low)
    yield f'<path class="axis" d="M{x0:.1f} {y0:.1f}H{x1:.1f}M{xw:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
    if not small:
        for value in (low + pad, high - pad):
            _, y = place(left, value)
            yield f'<text class="tick" x="{LEFT - 4}" y="{y + 4:.1f}" text-anchor="end">{_number(value)}</text>'
        for value, anchor in ((left, "start"), (right, "end")):
            x, _ = place(value, low)
            yield f'<text class="tick" x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="{anchor}">{_number(value)}</text>'
        middle = (LEFT + WIDTH) / 2
        yield f'<text class="tick" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_name)}</text>'


def _paths(line: Line, place, low: float, high: float) -> Iterable[str]:  # type: ignore[no-untyped-def]
    """The pieces of a curve between its gaps and its jumps; what leaves the chart is cut off."""
    pieces: list[list[tuple[float, float]]] = [[]]
    before = None
    for x, y in zip(line.x, line.y, strict=True):
        inside = math.isfinite(y) and low <= y <= high
        if not inside or (before is not None and abs(y - before) > 0.35 * (high - low) and len(line.x) > 100):
            pieces.append([])
        if inside:
            pieces[-1].append(place(x, y))
        before = y if inside else None
    for piece in pieces:
        if piece:
            yield "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in piece)


def _number(value: float) -> str:
    return f"{value:.2g}".replace("-", "−").replace("e+0", "e").replace("e−0", "e−")
