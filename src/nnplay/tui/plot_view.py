"""Base class of all plots: drawn in a background thread, shown by the thread of the screen."""

import itertools
import textwrap
from dataclasses import dataclass

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from nnplay.playground.view_state import ViewState
from nnplay.plots.palette import DARK, LIGHT, Palette
from nnplay.plots.terminal.blocks import Line

CONSOLE = Console(force_terminal=True, color_system="truecolor", width=400)


@dataclass(frozen=True)
class ColorMode:
    """How plots are colored.

    Attributes:
        dark: whether the background is dark.
        colored: False if the user wants no colors.
    """

    dark: bool = True
    colored: bool = True

    @property
    def palette(self) -> Palette:
        """The colors."""
        return DARK if self.dark else LIGHT


def placeholder(sentence: str, width: int) -> Text:
    """A sentence instead of a plot."""
    return Text("\n".join(textwrap.wrap(sentence, max(width, 10))), "dim")


@dataclass(frozen=True)
class Drawing:
    """A plot that was drawn in the background.

    Attributes:
        strips: its lines.
        regions: where it differs from the one before.
        cost: about how many bytes those take on the way to the terminal.
        title, subtitle: in the top and in the bottom border.
    """

    strips: list[Strip]
    regions: list[Region]
    cost: int
    title: str
    subtitle: str


class PlotView(Widget):
    """A plot of the session, with a border, a heading and the key that enlarges it."""

    heading = ""

    def __init__(self, id: str, key: str = "") -> None:
        super().__init__(id=id, classes="view")
        self.key = key
        self._strips: list[Strip] = []
        self.title, self.subtitle = self.heading, ""
        self.border_title = self._titled(self.heading)

    def _titled(self, title: str) -> str:
        return f"{self.key} {title}".strip()

    def draw(self, view_state: ViewState, mode: ColorMode, width: int, height: int) -> Text | list[Line]:
        """The plot at this size. Runs in a background thread, so it must not use the state of the app."""
        raise NotImplementedError  # abstract, but the metaclass of Textual's widgets rules out abc.ABC

    def draw_strips(self, view_state: ViewState, mode: ColorMode, size: tuple[int, int], base: Style) -> list[Strip]:
        """The plot as strips in the base style of the widget, so that the thread of the screen only shows them."""
        plot = self.draw(view_state, mode, *size)
        if isinstance(plot, Text):
            plot.style = base + CONSOLE.get_style(plot.style)
            segments = (Segment(text, style or base) for text, style, _ in plot.render(CONSOLE))
            lines = list(Segment.split_lines(segments))
        else:
            lines = [list(Segment.apply_style(line, base)) for line in plot]
        blank: list[Line] = [[]] * size[1]
        lines = [*lines, *blank][: size[1]]
        return [Strip(line).crop(0, size[0]).extend_cell_length(size[0], base) for line in lines]

    def draw_changes(self, view_state: ViewState, mode: ColorMode, size: tuple[int, int], base: Style) -> Drawing:
        """The plot, and where it differs from the one that is shown."""
        strips, before = self.draw_strips(view_state, mode, size, base), self._strips
        if len(strips) != len(before):
            regions = [Region(0, 0, *size)]
            cost = sum(map(_cost, itertools.chain.from_iterable(strips)))
            return Drawing(strips, regions, cost, self.title, self.subtitle)
        regions, cost = [], 0
        for y, (old, new) in enumerate(zip(before, strips, strict=True)):
            left, right, changed = _difference(list(old), list(new))
            if changed:
                regions.append(Region(left, y, right - left, 1))
                cost += sum(map(_cost, changed))
        return Drawing(strips, regions, cost, self.title, self.subtitle)

    def show_drawing(self, drawing: Drawing) -> None:
        """Show a plot; only what has changed is sent to the terminal."""
        self._strips = drawing.strips
        title = self._titled(drawing.title)
        if (self.border_title, self.border_subtitle or "") != (title, drawing.subtitle):
            self.border_title, self.border_subtitle = title, drawing.subtitle
        if drawing.regions:
            self.refresh(*drawing.regions)

    def render_line(self, y: int) -> Strip:
        """One line of the plot."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.content_size.width, self.rich_style)


def _cost(segment: Segment) -> int:
    """About how many bytes a segment takes: its text, and the codes of its colors."""
    style = segment.style
    colors = 0 if style is None else 20 * ((style.color is not None) + (style.bgcolor is not None))
    return len(segment.text.encode()) + colors


def _difference(old: Line, new: Line) -> tuple[int, int, Line]:
    """The columns between which two lines of the same width differ, and the segments there."""
    first, end = 0, 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        first += 1
    for a, b in zip(reversed(old[first:]), reversed(new[first:]), strict=False):
        if a != b:
            break
        end += 1
    changed = new[first : len(new) - end]
    left = sum(segment.cell_length for segment in new[:first])
    return left, left + sum(segment.cell_length for segment in changed), changed
