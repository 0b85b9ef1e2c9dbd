"""Colours and sizes shared by all figures; distinguishable for colour-blind readers and in print."""

from dataclasses import dataclass

INK = "#1f2933"  # text and outlines
MUTED = "#66717d"  # secondary text
RULE = "#c9d0d7"  # rules, ticks, spines
MIST = "#eef1f4"  # backgrounds
PAPER = "#ffffff"

POSITIVE = "#0072b2"  # a weight above zero
NEGATIVE = "#d55e00"  # a weight below zero

# Okabe and Ito 2008, ordered so that neighbours also differ in lightness; the yellow is darkened for white paper.
CLASSES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a700", "#4d4d4d")
MARKERS = ("o", "s", "^", "D")  # one for each cycle through the colours

PARTS = {"train": "#0072b2", "validation": "#cc79a7", "test": "#d55e00"}

DIVERGING = ("#8f3b00", "#d55e00", "#f0b183", "#f7f7f7", "#93c1de", "#0072b2", "#003f66")
SEQUENTIAL = ("#f7fafc", "#c5ddec", "#6fafd6", "#0072b2", "#00436b")

TITLE, TEXT, SMALL, TINY = 12.0, 9.0, 8.0, 7.0  # points
DPI = 160  # of a PNG


@dataclass(frozen=True)
class Palette:
    """The colours on light or on dark paper.

    Attributes:
        paper: the background.
        positive, negative: weights above or below zero; correct or wrong predictions.
        classes: one colour per class.
        parts: one colour per split.
        diverging: from the lowest value over the middle to the highest.
        veil: opacity of a class colour where the network is unsure, and where it is sure.
    """

    paper: str
    positive: str
    negative: str
    classes: tuple[str, ...]
    parts: dict[str, str]
    diverging: tuple[str, ...]
    veil: tuple[float, float]

    def colour(self, k: int) -> str:
        """The colour of class k; the colours repeat after the last one."""
        return self.classes[k % len(self.classes)]


LIGHT = Palette(PAPER, POSITIVE, NEGATIVE, CLASSES, PARTS, DIVERGING, (0.06, 0.4))
DARK = Palette(
    "#16191d", "#4ba8e0", "#f0803c",
    ("#4ba8e0", "#f2b134", "#2fc492", "#e09bc4", "#93d3f7", "#f0803c", "#d8cb3a", "#b4bac0"),
    {"train": "#4ba8e0", "validation": "#e09bc4", "test": "#f0803c"},
    ("#ffb38a", "#f0803c", "#8a4b27", "#23272c", "#245a7d", "#4ba8e0", "#a8dcff"), (0.12, 0.62),
)  # fmt: skip
CONTRAST = Palette(
    "#000000", "#5cd6ff", "#ffb000",
    ("#5cd6ff", "#ffb000", "#3dffa8", "#ff9df2", "#ffffff", "#ff7a3d", "#f4f53a", "#b8b8b8"),
    {"train": "#5cd6ff", "validation": "#ff9df2", "test": "#ffb000"},
    ("#fff0c2", "#ffb000", "#7a4a00", "#000000", "#005a7a", "#5cd6ff", "#dff6ff"), (0.2, 0.8),
)  # fmt: skip
PAPERS = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


def class_colour(k: int) -> str:
    """The colour of class k; the colours repeat after the last one, with another marker."""
    return CLASSES[k % len(CLASSES)]


def class_marker(k: int) -> str:
    """The marker of class k."""
    return MARKERS[k // len(CLASSES) % len(MARKERS)]
