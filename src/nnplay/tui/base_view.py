"""What all views have in common: they are drawn in a thread of their own, and only shown by the screen's."""

from __future__ import annotations

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
class Paper:
    """What is drawn on.

    Attributes:
        dark: whether it is dark.
        coloured: False where the user wants no colours.
    """

    dark: bool = True
    coloured: bool = True

    @property
    def on(self) -> Palette:
        """The colours."""
        return DARK if self.dark else LIGHT


def said(sentence: str, width: int) -> Text:
    """A sentence where there is no picture."""
    return Text("\n".join(textwrap.wrap(sentence, max(width, 10))), "dim")


class View(Widget):
    """A picture of the bench, with a frame and a heading."""

    heading = ""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, classes="view")
        self.border_title = self.heading
        self._strips: list[Strip] = []
        self.title, self.aside = self.heading, ""  # what stands at the upper and at the lower edge

    def drawn(self, view_state: ViewState, paper: Paper, width: int, height: int) -> Text | list[Line]:
        """The picture at this size; called in another thread, so it looks at nothing but what it is given."""
        raise NotImplementedError

    def strips(self, view_state: ViewState, paper: Paper, size: tuple[int, int], base: Style) -> list[Strip]:
        """The same, ready to be shown, so that the screen's thread has nothing left to do; `base` is its own style."""
        found = self.drawn(view_state, paper, *size)
        if isinstance(found, Text):
            found.style = base + CONSOLE.get_style(found.style)
            whole = (Segment(text, style or base) for text, style, _ in found.render(CONSOLE))
            lines = list(Segment.split_lines(whole))
        else:
            lines = found if paper.coloured else [list(Segment.apply_style(line, base)) for line in found]
        blank: list[Line] = [[]] * size[1]
        shown = [*lines, *blank][: size[1]]
        return [Strip(line).crop(0, size[0]).extend_cell_length(size[0], base) for line in shown]

    def show(self, strips: list[Strip]) -> None:
        """Show a picture."""
        self._strips, self.border_title, self.border_subtitle = strips, self.title, self.aside
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the picture."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.content_size.width, self.rich_style)
