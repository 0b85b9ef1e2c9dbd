"""What the tests of figures ask of a figure: its texts, where they stand, and whether any two meet."""

from __future__ import annotations

from itertools import combinations

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from nnplay.plots.labels import quiet_glyphs


class Seen:
    """A figure after it has been drawn once."""

    def __init__(self, figure):
        self.figure = figure
        self.canvas = FigureCanvasAgg(figure)
        with quiet_glyphs():
            self.canvas.draw()
        unseen = set(self._ticks_out_of_view())
        self.texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible() and t not in unseen]

    def _ticks_out_of_view(self):
        """The labels that Matplotlib keeps but does not draw."""
        for ax in self.figure.findobj(Axes):
            for axis in (ax.xaxis, ax.yaxis):
                low, high = sorted(axis.get_view_interval())
                for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                    if not ax.axison or not low <= tick.get_loc() <= high:
                        yield from (tick.label1, tick.label2)

    @property
    def words(self):
        return [t.get_text() for t in self.texts]

    def boxes(self, texts=None):
        with quiet_glyphs():
            return [(t.get_text(), t.get_window_extent()) for t in (self.texts if texts is None else texts)]

    def overlapping(self, texts=None):
        """Pairs of texts that share more than a sliver."""
        return [
            (a, b)
            for (a, p), (b, q) in combinations(self.boxes(texts), 2)
            if min(p.x1, q.x1) - max(p.x0, q.x0) > 1 and min(p.y1, q.y1) - max(p.y0, q.y0) > 1
        ]

    def outside(self, texts=None):
        """Texts that the edge of the page cuts."""
        page = self.figure.bbox
        return [
            name
            for name, box in self.boxes(texts)
            if box.x0 < page.x0 - 1 or box.y0 < page.y0 - 1 or box.x1 > page.x1 + 1 or box.y1 > page.y1 + 1
        ]


@pytest.fixture
def see():
    return Seen
