"""Colours and sizes shared by all figures; distinguishable for colour-blind readers and in print.

The names in capitals are those of the style in use: `with palette.use("dark"): …` draws figures in that style.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from nnplay.errors import NNPlayError

MARKERS = ("o", "s", "^", "D")  # one for each cycle through the colours of the classes
DPI = 160  # of a PNG


@dataclass(frozen=True)
class Palette:
    """The colours of the terminal and the browser, on light or on dark paper.

    Attributes:
        paper: the background.
        accent, highlight: what is drawn, and what stands out of it; correct and wrong predictions.
        positive, negative: weights above and below zero, as in figures; also distinct where there are only 16 colours.
        classes: one colour per class.
        parts: one colour per split.
        diverging: from the lowest value over the middle to the highest.
        veil: opacity of a class colour where the network is unsure, and where it is sure.
    """

    paper: str
    accent: str
    highlight: str
    positive: str
    negative: str
    classes: tuple[str, ...]
    parts: dict[str, str]
    diverging: tuple[str, ...]
    veil: tuple[float, float]

    def colour(self, k: int) -> str:
        """The colour of class k; the colours repeat after the last one."""
        return self.classes[k % len(self.classes)]


LIGHT = Palette(
    "#ffffff", "#0072b2", "#d55e00", "#5f8a00", "#8e3b9e",
    # Okabe and Ito 2008, ordered so that neighbours also differ in lightness; the yellow is darkened for white paper.
    ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a700", "#4d4d4d"),
    {"train": "#7a8591", "validation": "#9c5a3c", "test": "#1f2933"},
    ("#8f3b00", "#d55e00", "#f0b183", "#f7f7f7", "#93c1de", "#0072b2", "#003f66"), (0.06, 0.4),
)  # fmt: skip
DARK = Palette(
    "#16191d", "#4ba8e0", "#f0803c", "#98cc22", "#d07ae8",
    ("#4ba8e0", "#f2b134", "#2fc492", "#e09bc4", "#93d3f7", "#f0803c", "#d8cb3a", "#b4bac0"),
    {"train": "#848f9a", "validation": "#d39a7c", "test": "#e8ebee"},
    ("#ffb38a", "#f0803c", "#8a4b27", "#23272c", "#245a7d", "#4ba8e0", "#a8dcff"), (0.12, 0.62),
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a figure looks. In one figure each colour has one meaning.

    Attributes:
        ink, muted, rule, mist: text and outlines, secondary text, rules and ticks, pale areas.
        paper: the background, and the edges of what lies on colour.
        background: the paper, or "none" where the figure is transparent.
        on_most: text on the colour of the most.
        accent, highlight: what is drawn, and what stands out of it.
        positive, negative: weights above and below zero, in colours that no split and no early class has.
        parts: train is grey, test has the ink's colour, validation its own.
        classes: one colour per class.
        diverging: from the lowest value over the middle to the highest.
        sequential: from the least to the most.
        sizes: of titles, text, small and tiny text, in points.
        single, full: the largest width of a figure with one chart, and with several, in inches.
        stretch: how much wider and higher a figure is than it has to be.
    """

    ink: str
    muted: str
    rule: str
    mist: str
    paper: str
    background: str
    on_most: str
    accent: str
    highlight: str
    positive: str
    negative: str
    parts: dict[str, str]
    classes: tuple[str, ...]
    diverging: tuple[str, ...]
    sequential: tuple[str, ...]
    sizes: tuple[float, float, float, float] = (9.0, 8.0, 7.5, 7.0)
    single: float = 3.5
    full: float = 7.0
    stretch: float = 1.0


_PAPER = Style(
    "#1f2933", "#66717d", "#c9d0d7", "#eef1f4", "#ffffff", "#ffffff", "#ffffff", "#0072b2", "#d55e00", "#5f8a00",
    "#8e3b9e", {"train": "#8b95a0", "validation": "#9c5a3c", "test": "#1f2933"}, LIGHT.classes, LIGHT.diverging,
    ("#f7fafc", "#c5ddec", "#6fafd6", "#0072b2", "#00436b"),
)  # fmt: skip
_DARK = {
    "ink": "#e8ebee", "muted": "#a3adb7", "rule": "#454f59", "mist": "#252b32", "paper": DARK.paper,
    "background": DARK.paper, "on_most": "#101418", "accent": "#4ba8e0", "highlight": "#f0803c",
    "positive": "#a5c63f", "negative": "#cf93e0",
    "parts": {"train": "#848f9a", "validation": "#d39a7c", "test": "#e8ebee"},
    "classes": DARK.classes, "diverging": DARK.diverging,
    "sequential": ("#1b2026", "#1f3d52", "#245f88", "#4ba8e0", "#b9e2ff"),
}  # fmt: skip
_WIDE = {"sizes": (15.0, 12.5, 11.5, 10.5), "single": 8.0, "full": 12.5, "stretch": 1.45}
_SCREEN: dict[str, Any] = {"sizes": (12.0, 9.0, 8.0, 7.0), "single": 6.4, "full": 11.0}
STYLES: dict[str, Mapping[str, object]] = {
    "paper": {},
    "dark": _DARK,
    "wide": _WIDE,
    "transparent": {"background": "none"},
}
"""What each style changes of the one for paper; several are combined in the order of this table."""

SCREEN = replace(_PAPER, **_SCREEN)

# In a page of HTML: these colours are replaced with those of the page (see `figure_files.themed_svg`).
PAGE = replace(
    SCREEN, background="none", on_most="#fffffe", accent="#1f87c9", positive="#7a9f1f", negative="#b060c2",
    sequential=("#1f87c900", "#1f87c940", "#1f87c98c", "#1f87c9", "#0f6ba5"),
    parts={"train": "#8b95a0", "validation": "#b0704f", "test": "#1f2933"},
)  # fmt: skip

_current: ContextVar[Style] = ContextVar("style", default=_PAPER)


def style_of(style: str | Sequence[str]) -> Style:
    """The style with this name, or the combination of several.

    Raises:
        NNPlayError: an unknown name.
    """
    chosen: list[object] = list(style) if isinstance(style, list | tuple | set) else [style]
    names = [name.strip() if isinstance(name, str) else name for name in chosen]
    unknown = [name for name in names if not isinstance(name, str) or name not in STYLES]
    if unknown:
        raise NNPlayError(
            f"There is no style {str(unknown[0])[:40]!r}: choose one or several of {', '.join(STYLES)}, as in "
            "style=('dark', 'wide')."
        )
    changes: dict[str, Any] = {}
    for name, change in STYLES.items():
        changes.update(change if name in names else {})
    return replace(_PAPER, **changes)


@contextmanager
def use(style: str | Sequence[str] | Style | None) -> Iterator[Style]:
    """Draw in this style within the block, in this thread or task only; None is the style in use."""
    chosen = _current.get() if style is None else style if isinstance(style, Style) else style_of(style)
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)


def current() -> Style:
    """The style in use."""
    return _current.get()


def surface() -> Palette:
    """The palette of the regions of a boundary in the style in use."""
    return DARK if current().paper == DARK.paper else LIGHT


INK: str
MUTED: str
RULE: str
MIST: str
PAPER: str
BACKGROUND: str
ON_MOST: str
ACCENT: str
HIGHLIGHT: str
POSITIVE: str
NEGATIVE: str
PARTS: dict[str, str]
CLASSES: tuple[str, ...]
DIVERGING: tuple[str, ...]
SEQUENTIAL: tuple[str, ...]
TITLE: float
TEXT: float
SMALL: float
TINY: float
_SIZES = ("TITLE", "TEXT", "SMALL", "TINY")


def __getattr__(name: str) -> object:
    """The colours and sizes of the style in use."""
    if name in _SIZES:
        return _current.get().sizes[_SIZES.index(name)]
    if name.isupper() and hasattr(_PAPER, name.lower()):
        return getattr(_current.get(), name.lower())
    raise AttributeError(f"module 'nnplay.plots.palette' has no attribute {name!r}")


def class_colour(k: int) -> str:
    """The colour of class k; the colours repeat after the last one, with another marker."""
    classes = _current.get().classes
    return classes[k % len(classes)]


def class_marker(k: int) -> str:
    """The marker of class k."""
    return MARKERS[k // len(_current.get().classes) % len(MARKERS)]
