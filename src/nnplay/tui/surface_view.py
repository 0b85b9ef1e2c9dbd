"""The predictions over two features, or for images that are rows of the data, in half blocks."""

from rich.style import Style
from rich.text import Text

from nnplay.errors import NNPlayError
from nnplay.playground.sample_images import ImageRows, shrink
from nnplay.playground.surface import SurfacePlot
from nnplay.playground.view_state import ViewState
from nnplay.plots.terminal.blocks import Line, Point, mark, shaded, surface
from nnplay.plots.terminal.image_tiles import Tiles
from nnplay.tui.plot_view import ColorMode, PlotView, placeholder

MAX_POINTS = 250
BLACK, WHITE = "#000000", "#ffffff"
MIN_IMAGES, MAX_IMAGES = 4, 64
POINTS = ("all", "training", "test", "none")


class SurfaceView(PlotView):
    """The prediction at every point of a plane, with the rows of the data on it.

    Attributes:
        axes: the features on the x axis and the y axis; None is automatic.
        points: which rows are shown, one of `POINTS`.
        training: whether the network is training; then images keep their places.
    """

    heading = "Predictions"

    def __init__(self, id: str, key: str = "") -> None:
        super().__init__(id, key)
        self.axes: tuple[str | None, str | None] = (None, None)
        self.points, self.training = POINTS[0], False
        self._images: ImageRows | None = None
        self._plot: SurfacePlot | None = None
        self._plot_axes: tuple[str | None, str | None] = self.axes  # with which the plot was made
        self._marks: list[tuple[bool, Point]] = []

    @property
    def names(self) -> tuple[str, str] | None:
        """The features on the axes; None if there is no surface."""
        return self._plot.names if self._plot is not None else None

    def draw(self, view_state: ViewState, mode: ColorMode, width: int, height: int) -> Text | list[Line]:
        """The surface in half blocks, or in gray levels without colors; images of the data, if they are images."""
        if self._images is None or self._images.problem is not view_state.problem:
            self._images = ImageRows(view_state.problem)
        if self._images.shape is not None and self.axes == (None, None):
            return self._draw_images(self._images, self._images.shape, view_state, mode, width, height)
        plot = self._prepare(view_state, mode, (width, 2 * height if mode.colored else height))
        if plot.names is None:
            self.subtitle = ""
            return placeholder("This plot needs two numeric features and a single target.", width)
        self.subtitle = f"{plot.names[0]} → │ ↑ {plot.names[1]}"
        points = [point for in_test, point in self._marks if self.points in ("all", "test" if in_test else "training")]
        if mode.colored:
            return surface(plot.colors(view_state.parameters), width, height, points)
        return shaded(plot.levels(view_state.parameters), width, height, points)

    def _draw_images(
        self, source: ImageRows, shape: tuple[int, int], view_state: ViewState, mode: ColorMode, width: int, height: int
    ) -> list[Line]:
        """Images of the evaluation split, each with its class and the predicted one."""
        factors = range(1, max(shape) + 1)
        factor = next((f for f in factors if _tiles(shape, f, width, height).count >= MIN_IMAGES), factors[-1])
        tiles = _tiles(shape, factor, width, height)
        sample = source.sample(view_state, min(tiles.count, MAX_IMAGES), worst_first=not self.training)
        self.subtitle = ("" if self.training else "worst first: ") + f"true→predicted, {sample.part} rows"
        color = mode.palette.highlight if mode.colored else None
        wrong, labels = Style(bold=True, reverse=not mode.colored, color=color), []
        for k, (truth, predicted) in enumerate(zip(sample.truth, sample.predicted, strict=True)):
            chance = "" if sample.probabilities is None else f" {sample.probabilities[k]:.0%}"
            style = Style(dim=True) if sample.correct[k] else wrong
            labels.append((f"{truth}→{predicted}{chance}", style))
        paper, ink = (BLACK, WHITE) if mode.dark else (WHITE, BLACK)
        return tiles.draw(shrink(sample.pixels, factor), labels, paper, ink, colored=mode.colored)

    def _prepare(self, view_state: ViewState, mode: ColorMode, size: tuple[int, int]) -> SurfacePlot:
        """The plot for these axes at this size, made anew only if something has changed."""
        plot, palette = self._plot, mode.palette
        wanted = (view_state.problem, size, palette, self.axes)
        if plot is None or (plot.problem, plot.size, plot.palette, self._plot_axes) != wanted:
            try:
                plot = SurfacePlot(view_state.problem, *self.axes, size=size, palette=palette)
            except NNPlayError:  # new data without these features
                self.axes = (None, None)
                plot = SurfacePlot(view_state.problem, size=size, palette=palette)
            self._plot, self._plot_axes = plot, self.axes
            self._marks = [] if plot.names is None else self._place_marks(plot, mode)
        return plot

    def _place_marks(self, plot: SurfacePlot, mode: ColorMode) -> list[tuple[bool, Point]]:
        """Whether a row is in the test split, and its mark: the shape is the class, training filled, test hollow."""
        (left, right), (low, high) = plot.ranges
        width, height = plot.size[0], plot.size[1] // (2 if mode.colored else 1)
        marks = []
        for x, y, color, in_test, k, _ in plot.points(MAX_POINTS):
            column = min(int((x - left) / (right - left) * width), width - 1)
            row = min(int((high - y) / (high - low) * height), height - 1)
            marks.append((in_test, (column, row, mark(k, in_test), color)))
        return marks


def _tiles(shape: tuple[int, int], factor: int, width: int, height: int) -> Tiles:
    """How images that are shrunk by this factor are placed."""
    return Tiles(-(-shape[0] // factor), -(-shape[1] // factor), width, height)
