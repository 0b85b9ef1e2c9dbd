"""What a table calls its columns and classes is shown, and never obeyed by the terminal."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # escapes, and what turns the writing round


class Plain(LineFilter):
    """Takes the control characters out of every line of the screen; they have no width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without them."""
        return [
            Segment(CONTROL.sub("", text), style) if control is None and CONTROL.search(text) else segment
            for segment in segments
            for text, style, control in [segment]
        ]
