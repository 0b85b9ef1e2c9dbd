"""The notebook interface: `live` shows a training run as a widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.network.architecture import Architecture
    from nnplay.notebook.widget import Live
    from nnplay.training.recipe import Recipe, RecipeSettings


def live(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    x: str | None = None,
    y: str | None = None,
    playing: bool = True,
    pace: float | None = None,
    **settings: Unpack[RecipeSettings],
) -> Live:
    """Train a network in a notebook cell and watch it: the network, the loss, and the predictions over two features.

    You can play, pause, step, go back to any epoch, and change the learning rate; ``widget.run`` is the run so far. At
    its end you can replay it.

    Args:
        data: as for `train`.
        architecture: as for `train`.
        recipe: as for `train`.
        x: the feature on the x axis; by default the two most informative features are chosen.
        y: the feature on the y axis.
        playing: start training at once.
        pace: maximum epochs per second, 0 for full speed; by default the training takes about five seconds.
        **settings: any setting of Recipe.

    Raises:
        NNPlayError: invalid arguments, or anywidget is not installed.

    >>> import nnplay as nn
    >>> widget = nn.live("spiral", (8, 8), epochs=100, playing=False)
    >>> widget.run.epoch
    0
    """
    try:
        from nnplay.notebook.widget import Live
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "ipywidgets", "traitlets"):
            raise
        raise NNPlayError("The live widget needs anywidget. Run: pip install 'nnplay[notebook]'") from None
    return Live(data, architecture, recipe=recipe, x=x, y=y, playing=playing, pace=pace, **settings)
