"""Explanations as data: a document of sections, each with sentences, a table and derivation steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from nnplay.analysis.explain.number_format import MAX_SIZE, Excerpt, excerpt
from nnplay.utils.json import json_safe
from nnplay.utils.types import Array


@dataclass(frozen=True, eq=False)
class DerivationStep:
    """One matrix: its meaning, its equation and its values.

    Attributes:
        name: identifier for programs, such as "z" or "d_W".
        symbol: the symbol in equations, such as "z⁽¹⁾".
        meaning: what it is, in words.
        equation: in the notation of `formula_markup`; "" for inputs and parameters.
        values: the matrix; None for a blank to fill in.
        shape: the shape of the matrix.
        rules: further formulas, such as that of the activation function.
        written: one entry of the matrix, written out with its numbers.
        provided: whether a worksheet shows the values.
    """

    name: str
    symbol: str
    meaning: str
    equation: str
    values: Array | None
    shape: tuple[int, int]
    rules: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    provided: bool = False

    def blank(self) -> DerivationStep:
        """The step as an exercise: without its values, unless they are provided."""
        return self if self.provided else replace(self, values=None, written=())

    def json(self) -> dict[str, Any]:
        """The step as JSON-compatible values."""
        return {
            "name": self.name, "symbol": self.symbol, "meaning": self.meaning, "equation": self.equation,
            "rules": list(self.rules), "written": list(self.written), "shape": list(self.shape), "given": self.provided,
            "values": None if self.values is None else json_safe(self.values.tolist()),
        }  # fmt: skip


def make_step(
    name: str, symbol: str, meaning: str, equation: str, values: ArrayLike, *,
    rules: tuple[str, ...] = (), written: tuple[str, ...] = (), provided: bool = False,
) -> DerivationStep:  # fmt: skip
    """A derivation step; a vector or a scalar becomes a matrix of one row."""
    matrix = np.atleast_2d(np.asarray(values, dtype=np.float64))
    return DerivationStep(name, symbol, meaning, equation, matrix, matrix.shape, rules, written, provided)


@dataclass(frozen=True)
class DocumentTable:
    """A table of texts; the columns whose indices are in `numbers` are right-aligned."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Section:
    """Sentences, a table and derivation steps under one heading.

    Attributes:
        part: the part of the document it belongs to, such as "The forward pass".
        title: its heading, such as "Layer 1"; "" for none.
        text: its sentences.
        table: its table, if any.
        steps: its derivation steps.
        layer: the layer it is about, counted from 1; None if it is about no single layer.
    """

    part: str
    title: str = ""
    text: tuple[str, ...] = ()
    table: DocumentTable | None = None
    steps: tuple[DerivationStep, ...] = ()
    layer: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Document:
    """A title and sections, ready to be rendered as text, HTML, LaTeX or JSON.

    Attributes:
        title, subtitle: the headings of the document.
        sections: its content, in order.
        digits: decimals of the numbers.
        max_size: rows and columns of a matrix that are shown in full; None for all of them.
        facts: further values for the JSON form.
        fixed: never use more than `digits` decimals, nor a power of ten.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    digits: int = 4
    max_size: int | None = MAX_SIZE
    facts: Mapping[str, Any] | None = None
    fixed: bool = False

    def excerpt(self, step: DerivationStep) -> Excerpt:
        """The formatted values of a step, the same in every form."""
        return excerpt(step.values, step.shape, self.digits, self.max_size, fixed=self.fixed)

    def sections_with_parts(self) -> Iterator[tuple[str, Section]]:
        """Each section, with the title of its part where that begins, otherwise ""."""
        part = ""
        for section in self.sections:
            begins = section.part not in ("", part)
            part = section.part or part
            yield part if begins else "", section

    def json(self) -> dict[str, Any]:
        """Every number in full, as JSON-compatible values: the facts, and `sections` with their `steps`."""
        parts = [
            {"part": section.part, "title": section.title, "layer": section.layer, "text": list(section.text),
             "steps": [step.json() for step in section.steps]}
            for section in self.sections
        ]  # fmt: skip
        return {"title": self.title, "subtitle": self.subtitle, **json_safe(self.facts or {}), "sections": parts}

    def blank(self) -> Self:
        """The document as an exercise: without its values, except for those that are provided."""
        sections = (replace(part, steps=tuple(map(DerivationStep.blank, part.steps))) for part in self.sections)
        return replace(self, sections=tuple(sections))

    def __repr__(self) -> str:
        return f"<{self.title}: {sum(len(section.steps) for section in self.sections)} steps>"
