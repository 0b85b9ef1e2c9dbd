"""Names from files must not talk to the terminal: control characters are removed from every line of the screen."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # escapes and bidirectional overrides


class ControlCharacterFilter(LineFilter):
    """Removes control characters; they have no width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without control characters."""
        return [
            Segment(CONTROL.sub("", text), style) if control is None and CONTROL.search(text) else segment
            for segment in segments
            for text, style, control in [segment]
        ]
