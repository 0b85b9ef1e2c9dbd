"""Line charts of braille dots, with round ticks."""

import math
from collections.abc import Sequence
from functools import cached_property

from rich.text import Text

from nnplay.plots.terminal.axis import Axis
from nnplay.plots.terminal.braille_canvas import Canvas, track

Curve = tuple[str, str, Sequence[float], Sequence[float]]  # name, colour, x, y
DASHES = (0, 3, 2)  # of six dots along, how many the first, the second and the third curve leave out
ROWS_PER_TICK = 2
COLUMNS_PER_TICK = 10
MARK_EVERY = 3  # columns between two markers of a curve
FRAME = 4  # columns for the axis, and around the names


class LineChart:
    """Curves over common axes, each named at its end.

    Args:
        curves: name, colour, x and y of each.
        width: columns of the whole chart.
        height: rows of the plot, without the two of the x axis.
        x_name: what is on the x axis.
        log: a logarithmic y axis where the values span a wide range.
        x_range: the ends of the x axis; by default those of the curves.
        cursor: where a vertical line marks a position on the x axis.
        marks: a letter for each curve after the first, which is then drawn as separate markers instead of a line.
        dashed: whether the second and third curve are dashed.
    """

    def __init__(
        self,
        curves: Sequence[Curve],
        width: int,
        height: int = 10,
        x_name: str = "",
        *,
        log: bool = True,
        x_range: tuple[float, float] | None = None,
        cursor: float | None = None,
        marks: Sequence[str] = (),
        dashed: bool = True,
    ) -> None:
        self.curves = [_finite(curve) for curve in curves]
        self.width, self.height, self.x_name, self.log = width, height, x_name, log
        self.cursor, self.marks, self.dashed = cursor, marks, dashed
        self._x_range = x_range

    @property
    def empty(self) -> bool:
        """Whether there are fewer than two points."""
        return len({x for *_, xs, _ in self.curves for x in xs}) < 2

    @cached_property
    def y_axis(self) -> Axis:
        """The y axis."""
        ys = [y for *_, ys in self.curves for y in ys]
        return Axis.around(min(ys), max(ys), max(2, self.height // ROWS_PER_TICK + 1), log=self.log)

    @cached_property
    def x_axis(self) -> Axis:
        """The x axis; it ends where the curves do, and its ticks are round."""
        xs = [x for *_, xs, _ in self.curves for x in xs]
        low, high = self._x_range or (min(xs), max(xs))
        ticks = Axis.around(low, high, max(2, self.columns // COLUMNS_PER_TICK + 1)).ticks
        inside = tuple(tick for tick in ticks if low <= tick <= high)
        return Axis(low, high, inside)

    @cached_property
    def _y_labels(self) -> dict[int, str]:
        """The tick in each row that has one."""
        return {self._row(tick): f"{tick:.6g}" for tick in self.y_axis.ticks}

    @cached_property
    def margin(self) -> int:
        """Columns of the labels on the y axis."""
        return max(map(len, self._y_labels.values()))

    @cached_property
    def columns(self) -> int:
        """Columns of the plot itself."""
        names = max(len(curve[0]) for curve in self.curves)
        return max(10, self.width - self.margin - names - FRAME)

    def _row(self, value: float) -> int:
        return self.height - 1 - self.y_axis.place(value, self.height)

    def x_at(self, column: int) -> float:
        """The x of a column of the whole chart, at most the ends of the axis."""
        share = (column - self.margin - 2) / max(self.columns - 1, 1)
        return self.x_axis.low + min(max(share, 0.0), 1.0) * (self.x_axis.high - self.x_axis.low)

    def text(self) -> Text:
        """The chart; nothing where there are fewer than two points."""
        if self.empty:
            return Text()
        canvas = Canvas(self.columns, self.height)
        self._draw_curves(canvas)
        if self.cursor is not None:
            self._draw_cursor(canvas, self.x_axis.place(self.cursor, self.columns))
        ends = self._names()
        picture = Text(no_wrap=True)
        for row in range(self.height):
            tick = self._y_labels.get(row, "")
            picture.append(f"{tick:>{self.margin}} {'┤' if tick else '│'}", "dim")
            picture.append_text(canvas.row(row))
            name, colour = ends.get(row, ("", ""))
            picture.append(f" {name}\n", colour)
        return picture.append_text(self._x_labels())

    def _draw_curves(self, canvas: Canvas) -> None:
        for k, (_, colour, xs, ys) in reversed(list(enumerate(self.curves))):  # the first one on top
            points = [
                (self.x_axis.place(x, 2 * self.columns), 4 * self.height - 1 - self.y_axis.place(y, 4 * self.height))
                for x, y in zip(xs, ys, strict=True)
            ]
            if k and self.marks:
                shift = k % MARK_EVERY  # so that two curves in the same place are both seen
                marked = {x // 2: y // 4 for x, y in track(points)}
                for column, row in marked.items():
                    if (column + shift) % MARK_EVERY == 0:
                        canvas.write(column, row, self.marks[(k - 1) % len(self.marks)], colour)
            else:
                canvas.line(points, colour, DASHES[k] if self.dashed and k < len(DASHES) else 0)

    def _draw_cursor(self, canvas: Canvas, column: int) -> None:
        for row in range(self.height):
            if canvas.is_empty(column, row):
                canvas.write(column, row, "│", "bold")

    def _x_labels(self) -> Text:
        """The x axis, and its ticks below it."""
        line, labels, free = ["─"] * self.columns, [" "] * (self.columns + self.margin + 2), 0
        offset = self.margin + 2
        for tick in self.x_axis.ticks:
            column, label = self.x_axis.place(tick, self.columns), f"{tick:,.10g}"
            start = max(0, min(offset + column - len(label) // 2, offset + self.columns - len(label)))
            if start >= free:
                line[column] = "┬"
                labels[start : start + len(label)] = label
                free = start + len(label) + 2
        if self.cursor is not None:
            line[self.x_axis.place(self.cursor, self.columns)] = "▲"
        text = Text(" " * self.margin + " └" + "".join(line) + "\n", "dim", no_wrap=True)
        name = f" {self.x_name}" if self._names_x_beside else ""
        return text.append("".join(labels) + name, "dim")

    @property
    def _names_x_beside(self) -> bool:
        """Whether there is room for what is on the x axis at the right of its ticks."""
        return self.columns + self.margin + 2 + 1 + len(self.x_name) <= self.width

    def text_with_x_name(self) -> Text:
        """The chart, with one more row for what is on the x axis if there is no room beside its ticks."""
        text = self.text()
        if text and not self._names_x_beside:
            text.append(f"\n{' ' * (self.margin + 2)}{self.x_name:^{self.columns}}".rstrip(), "dim")
        return text

    def _names(self) -> dict[int, tuple[str, str]]:
        """Each curve's name in the row where it ends, or the nearest free one."""
        ends: dict[int, tuple[str, str]] = {}
        for k, (name, colour, _, ys) in enumerate(self.curves):
            if ys:
                wanted = self._row(ys[-1])
                free = sorted((abs(row - wanted), row) for row in range(self.height) if row not in ends)
                mark = self.marks[(k - 1) % len(self.marks)] if k and self.marks else ""
                if free:
                    ends[free[0][1]] = (f"{mark}{name}", colour)
        return ends


def chart(curves: Sequence[Curve], width: int, height: int = 10, x_name: str = "", log: bool = True) -> Text:
    """The curves over common axes, each named at its end; nothing where there are fewer than two points."""
    return LineChart(curves, width, height, x_name, log=log).text_with_x_name()


def _finite(curve: Curve) -> Curve:
    name, colour, xs, ys = curve
    points = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None and math.isfinite(y)]
    return name, colour, [x for x, _ in points], [y for _, y in points]
