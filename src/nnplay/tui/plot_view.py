"""Base class of all plots: drawn in a background thread, shown by the thread of the screen."""

import textwrap
from dataclasses import dataclass

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
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


class PlotView(Widget):
    """A plot of the session, with a border and a heading."""

    heading = ""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, classes="view")
        self.border_title = self.heading
        self._strips: list[Strip] = []
        self.title, self.subtitle = self.heading, ""  # in the top and in the bottom border

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
            lines = plot if mode.colored else [list(Segment.apply_style(line, base)) for line in plot]
        blank: list[Line] = [[]] * size[1]
        lines = [*lines, *blank][: size[1]]
        return [Strip(line).crop(0, size[0]).extend_cell_length(size[0], base) for line in lines]

    def set_strips(self, strips: list[Strip]) -> None:
        """Show a plot."""
        self._strips, self.border_title, self.border_subtitle = strips, self.title, self.subtitle
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the plot."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.content_size.width, self.rich_style)
