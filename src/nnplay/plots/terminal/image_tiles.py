"""Small gray images side by side, each with a line of text below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.segment import Segment
from rich.style import Style

from nnplay.network.parameters import Array
from nnplay.plots.surface_colors import rgb
from nnplay.plots.terminal.blocks import SHADES, Line, surface

GAP = 1  # columns between two images


@dataclass(frozen=True)
class Tiles:
    """How images of one size are placed on so many columns and rows.

    Attributes:
        height, width: pixels of an image.
        columns, rows: characters of the whole picture.
        label: columns of the text below each image.
    """

    height: int
    width: int
    columns: int
    rows: int
    label: int = 8

    @property
    def tile_width(self) -> int:
        """Columns of an image with its gap."""
        return max(self.width, self.label) + GAP

    @property
    def tile_height(self) -> int:
        """Rows of an image with its text."""
        return -(-self.height // 2) + 1

    @property
    def across(self) -> int:
        """The number of images side by side."""
        return (self.columns + GAP) // self.tile_width

    @property
    def count(self) -> int:
        """The number of images that fit."""
        return self.across * (self.rows // self.tile_height)

    def draw(
        self, images: Array, labels: Sequence[tuple[str, Style]], paper: str, ink: str, *, colored: bool = True
    ) -> list[Line]:
        """The images in half blocks, or in shades if there are no colours.

        Args:
            images: (k, height, width), 0 … 1.
            labels: the text of each image and its style.
            paper: the colour of 0.
            ink: the colour of 1.
            colored: whether colours may be used.
        """
        lines: list[Line] = []
        drawn = [self._tile(image, paper, ink, colored) for image in images[: self.count]]
        for first in range(0, len(drawn), max(self.across, 1)):
            row = drawn[first : first + self.across]
            for y in range(self.tile_height - 1):
                lines.append([segment for tile in row for segment in (*tile[y], Segment(self._gap(self.width)))])
            texts = labels[first : first + len(row)]
            limit = self.tile_width - GAP
            line: Line = []
            for text, style in texts:
                line += Segment(text[:limit], style), Segment(self._gap(len(text[:limit])))
            lines.append(line)
        return lines

    def _gap(self, used: int) -> str:
        return " " * (self.tile_width - used)

    def _tile(self, image: Array, paper: str, ink: str, colored: bool) -> list[Line]:
        """One image, two rows of pixels in a row of characters."""
        rows = self.tile_height - 1
        padded = np.zeros((2 * rows, self.width))
        padded[: self.height] = image
        if not colored:
            levels = np.rint(padded.reshape(rows, 2, self.width).mean(axis=1) * (len(SHADES) - 1)).astype(int)
            return [[Segment("".join(SHADES[k] for k in row))] for row in levels.tolist()]
        low, high = np.array(rgb(paper)), np.array(rgb(ink))
        colours = low + (high - low) * padded[::-1].reshape(-1, 1)
        return surface(colours, self.width, rows)
