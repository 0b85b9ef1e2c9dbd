"""Cards that open over the main screen; Escape closes them."""

from nnplay.tui.screens.card import Card
from nnplay.tui.screens.challenges import ChallengesCard
from nnplay.tui.screens.compare import CompareCard
from nnplay.tui.screens.help import CodeCard, HelpCard
from nnplay.tui.screens.inspect import InspectCard
from nnplay.tui.screens.layer import LayerCard
from nnplay.tui.screens.open_file import OpenCard
from nnplay.tui.screens.predict import PredictCard
from nnplay.tui.screens.save import SaveCard

__all__ = [
    "Card",
    "ChallengesCard",
    "CodeCard",
    "CompareCard",
    "HelpCard",
    "InspectCard",
    "LayerCard",
    "OpenCard",
    "PredictCard",
    "SaveCard",
]
