"""The cards that open over the screen; escape closes them."""

from nnplay.tui.screens.base import Card
from nnplay.tui.screens.challenges import Challenges
from nnplay.tui.screens.compare import Compare
from nnplay.tui.screens.help import Again, Help
from nnplay.tui.screens.inspect import Inside
from nnplay.tui.screens.layer import LayerCard
from nnplay.tui.screens.open_file import Open
from nnplay.tui.screens.predict import Ask
from nnplay.tui.screens.save import Save

__all__ = ["Again", "Ask", "Card", "Challenges", "Compare", "Help", "Inside", "LayerCard", "Open", "Save"]
