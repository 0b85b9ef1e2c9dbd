"""The colours, weights and sizes that all figures share; they stay apart for colour-blind eyes and in print."""

from __future__ import annotations

INK = "#1f2933"  # text and outlines
MUTED = "#66717d"  # what explains rather than shows
RULE = "#c9d0d7"  # rules, ticks, spines
MIST = "#eef1f4"  # areas behind
PAPER = "#ffffff"

POSITIVE = "#0072b2"  # a weight above zero
NEGATIVE = "#d55e00"  # a weight below zero

# Okabe and Ito 2008, in an order whose neighbours differ in lightness too; the yellow is darkened for white paper.
CLASSES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a700", "#4d4d4d")
MARKERS = ("o", "s", "^", "D")  # one for each turn through the colours

PARTS = {"train": "#0072b2", "validation": "#cc79a7", "test": "#d55e00"}

DIVERGING = ("#8f3b00", "#d55e00", "#f0b183", "#f7f7f7", "#93c1de", "#0072b2", "#003f66")
SEQUENTIAL = ("#f7fafc", "#c5ddec", "#6fafd6", "#0072b2", "#00436b")

TITLE, TEXT, SMALL, TINY = 12.0, 9.0, 8.0, 7.0  # points
DPI = 160  # of a PNG


def class_colour(k: int) -> str:
    """The colour of class k; after the last one they begin again, with another marker."""
    return CLASSES[k % len(CLASSES)]


def class_marker(k: int) -> str:
    """The marker of class k."""
    return MARKERS[k // len(CLASSES) % len(MARKERS)]
