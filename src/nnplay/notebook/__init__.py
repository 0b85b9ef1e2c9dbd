"""The notebook: a training as a live widget. `live` makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.notebook.widget import Live


def live(
    data: Any,
    architecture: Any = None,
    *,
    recipe: Any = None,
    x: str | None = None,
    y: str | None = None,
    playing: bool = True,
    pace: float | None = None,
    **settings: Any,
) -> Live:
    """Train a network in a notebook cell, and see it learn: the loss, and over two features what it predicts.

    Play, pause, step, go back to any epoch, change the learning rate on the way; ``widget.run`` is the run so far.

    Args:
        data: as for `train`, and so are the architecture, the recipe and the settings.
        architecture: what to build.
        recipe: the settings to start from.
        x: the feature that runs across; None takes the first that is a number.
        y: the feature that runs up.
        playing: begin at once.
        pace: at most so many epochs a second, to watch small networks, which learn too fast for the eye; None is as
            fast as can be.
        **settings: any setting of Recipe.

    Raises:
        NNPlayError: when something does not fit, or anywidget is not installed.
    """
    try:
        from nnplay.notebook.widget import Live
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "ipywidgets", "traitlets"):
            raise
        raise NNPlayError("The live widget needs anywidget: pip install 'nnplay[notebook]'.") from None
    return Live(data, architecture, recipe=recipe, x=x, y=y, playing=playing, pace=pace, **settings)
