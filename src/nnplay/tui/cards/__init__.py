"""The cards that open over the screen; escape closes them."""

from nnplay.tui.cards.asking import Ask
from nnplay.tui.cards.base import Card
from nnplay.tui.cards.challenges import Challenges
from nnplay.tui.cards.inside import Inside
from nnplay.tui.cards.keeping import Compare
from nnplay.tui.cards.layer import LayerCard
from nnplay.tui.cards.opening import Open
from nnplay.tui.cards.reading import Again, Help
from nnplay.tui.cards.saving import Save

__all__ = ["Again", "Ask", "Card", "Challenges", "Compare", "Help", "Inside", "LayerCard", "Open", "Save"]
