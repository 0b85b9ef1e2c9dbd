"""What the network predicts over two features, in half blocks, or as a picture where the terminal can show one."""

from __future__ import annotations

from rich.text import Text

from nnplay.errors import NNPlayError
from nnplay.playground.surface import Scene
from nnplay.playground.view_state import ViewState
from nnplay.plots.terminal.blocks import Line, Point, mark, shaded, surface
from nnplay.tui.base_view import Paper, View, said

MOST_POINTS = 250  # of the data on the surface
POINTS = ("all", "training", "kept aside", "none")


class Surface(View):
    """What the network predicts at every point, with the data on it.

    Attributes:
        axes: the features across and up; None is chosen by the data.
        points: which rows of the data are shown, one of `POINTS`.
    """

    heading = "What it predicts"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.axes: tuple[str | None, str | None] = (None, None)
        self.points = POINTS[0]
        self._scene: Scene | None = None
        self._axes: tuple[str | None, str | None] = self.axes  # of the scene
        self._marks: list[tuple[bool, Point]] = []

    @property
    def names(self) -> tuple[str, str] | None:
        """The features that are shown across and up; None where there is no surface."""
        return self._scene.names if self._scene is not None else None

    def drawn(self, view_state: ViewState, paper: Paper, width: int, height: int) -> Text | list[Line]:
        """The surface in half blocks."""
        scene = self.scene(view_state, paper, (width, 2 * height if paper.coloured else height))
        if scene.names is None:
            self.aside = ""
            return said("A surface needs two features that are numbers, and one target.", width)
        self.aside = f"{scene.names[0]} → │ ↑ {scene.names[1]}"
        points = [point for held, point in self._marks if self.points in ("all", "kept aside" if held else "training")]
        if paper.coloured:
            return surface(scene.colours(view_state.parameters), width, height, points)
        return shaded(scene.levels(view_state.parameters), width, height, points)

    def scene(self, view_state: ViewState, paper: Paper, size: tuple[int, int]) -> Scene:
        """The plane of the two features at this size."""
        scene = self._scene
        wanted = (view_state.problem, size, paper.on, self.axes)
        if scene is None or (scene.problem, scene.size, scene.on, self._axes) != wanted:
            try:
                scene = Scene(view_state.problem, *self.axes, size=size, on=paper.on)
            except NNPlayError:  # other data, without these features
                self.axes = (None, None)
                scene = Scene(view_state.problem, size=size, on=paper.on)
            self._scene, self._axes = scene, self.axes
            self._marks = [] if scene.names is None else self._placed(scene, paper)
        return scene

    def _placed(self, scene: Scene, paper: Paper) -> list[tuple[bool, Point]]:
        """The rows of the data as letters: the shape is the class, filled where they train, hollow where kept aside."""
        (left, right), (low, high) = scene.spans
        width, height = scene.size[0], scene.size[1] // (2 if paper.coloured else 1)
        marks = []
        for x, y, colour, held, k, _ in scene.points(MOST_POINTS):
            column = min(int((x - left) / (right - left) * width), width - 1)
            row = min(int((high - y) / (high - low) * height), height - 1)
            marks.append((held, (column, row, mark(k, held), colour)))
        return marks
