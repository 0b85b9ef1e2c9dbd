"""What every form of an explanation is made from: sections of steps, each an equation and its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.explain.number_format import MOST, Excerpt, excerpt

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Step:
    """One matrix: what it is, its equation, and the numbers put in.

    Attributes:
        name: for programs, "z" or "dW".
        symbol: as in the equations, "z⁽¹⁾".
        meaning: what it is, in words.
        equation: in the notation of `notation.read`, "" for what is given.
        values: (rows, columns), None for a blank to be filled in.
        shape: of the values.
        rules: further formulas, such as the activation's own.
        written: what is written out with numbers, of one neuron.
        given: whether a worksheet shows the numbers.
    """

    name: str
    symbol: str
    meaning: str
    equation: str
    values: Array | None
    shape: tuple[int, int]
    rules: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    given: bool = False

    def blank(self) -> Step:
        """The step as somebody gets it who is to find the numbers."""
        return self if self.given else replace(self, values=None, written=())

    def json(self) -> dict[str, Any]:
        """The step as plain values."""
        return {
            "name": self.name, "symbol": self.symbol, "meaning": self.meaning, "equation": self.equation,
            "rules": list(self.rules), "written": list(self.written), "shape": list(self.shape), "given": self.given,
            "values": None if self.values is None else plain(self.values.tolist()),
        }  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """A table of texts: a header and rows; the columns at the indices in `numbers` are flush right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Section:
    """What stands under one heading: sentences, a table and steps.

    Attributes:
        part: of the whole: "The forward pass".
        title: "Layer 1", "" for none.
        layer: counted from 1, None for what belongs to no layer.
    """

    part: str
    title: str = ""
    text: tuple[str, ...] = ()
    grid: Grid | None = None
    steps: tuple[Step, ...] = ()
    layer: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Sheet:
    """Sections on a page, as text, HTML, LaTeX or JSON.

    Attributes:
        title, subtitle: what stands above.
        sections: in their order.
        digits: decimals of the numbers.
        most: rows and columns of a matrix that are shown whole; None is all of them.
        facts: for programs, beside the sections.
        fixed: no number has more decimals than that, and none a power of ten.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    digits: int = 4
    most: int | None = MOST
    facts: Any = None
    fixed: bool = False

    def excerpt(self, step: Step) -> Excerpt:
        """The texts of the numbers of a step, as every form shows them."""
        return excerpt(step.values, step.shape, self.digits, self.most, fixed=self.fixed)

    def json(self) -> dict[str, Any]:
        """Every number in full, as plain values: `sections`, each with its `steps`, and what else is known."""
        parts = [
            {"part": section.part, "title": section.title, "layer": section.layer, "text": list(section.text),
             "steps": [step.json() for step in section.steps]}
            for section in self.sections
        ]  # fmt: skip
        return {"title": self.title, "subtitle": self.subtitle, **plain(self.facts or {}), "sections": parts}

    def blank(self) -> Self:
        """The sheet with its numbers left out, but for those that are given."""
        sections = (replace(section, steps=tuple(map(Step.blank, section.steps))) for section in self.sections)
        return replace(self, sections=tuple(sections))

    def __repr__(self) -> str:
        return f"<{self.title}: {sum(len(section.steps) for section in self.sections)} steps>"


def make(name: str, symbol: str, meaning: str, equation: str, values: Any, **more: Any) -> Step:
    """A step; a vector or a number becomes a row."""
    found = np.atleast_2d(np.asarray(values, dtype=np.float64))
    return Step(name, symbol, meaning, equation, found, found.shape, **more)


def plain(value: Any) -> Any:
    """The value as strict JSON has it: NumPy's types as Python's, NaN and the infinities as null."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
