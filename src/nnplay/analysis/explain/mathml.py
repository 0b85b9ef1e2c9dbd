"""Formulas and matrices of numbers as MathML, which browsers show by themselves (MathML Core, W3C)."""

from __future__ import annotations

import html
from collections.abc import Iterator

from nnplay.analysis.explain.formula_markup import (
    Atom,
    Cases,
    Fence,
    Fraction,
    Node,
    Root,
    Row,
    Scripted,
    parted,
    powered,
    read,
    visible,
)
from nnplay.analysis.explain.number_format import Excerpt

OPENS = "=,;:←→<>≤≥≠·⊙"  # signs after which a minus belongs to the number
APPLIED = "<mo>\u2061</mo>"  # the sign, not seen, between a function and what it is applied to
BLANK = '<mrow class="blank"><mspace width="4em" height="1.1em" depth="0.45em"/></mrow>'
LOOSE = {
    "@": '<mspace width="0.2em"/>',
    ";": '<mo separator="true">;</mo><mspace width="1.2em"/>',
    ",": '<mo separator="true">,</mo><mspace width="0.25em"/>',
}


def mathml(formula: str) -> str:
    """The formula as an element <math> within a line."""
    return f'<math displaystyle="true">{element(read(formula))}</math>'


def display(before: str, shown: Excerpt | None = None) -> str:
    """A formula on a line of its own, and behind it the matrix, if there is one."""
    table = ""
    if shown is not None:
        factor = element(read(f"10{powered(shown.power)}·")) if shown.power else ""
        table = factor + matrix(shown)
    return f'<math display="block"><mrow>{element(read(before)) if before else ""}{table}</mrow></math>'


def matrix(shown: Excerpt) -> str:
    """The numbers in brackets, their points below each other; a box for each blank, without brackets for one alone."""
    if shown.cells == (("",),):
        return BLANK
    lines = zip(shown.cells, shown.tails, strict=True)
    rows = "".join(f"<mtr>{''.join(map(_cell, cells, tails))}</mtr>" for cells, tails in lines)
    left, right = (f'<mo fence="true" stretchy="true" form="{form}">{mark}</mo>'
                   for form, mark in (("prefix", "["), ("postfix", "]")))  # fmt: skip
    return f"<mrow>{left}<mtable>{rows}</mtable>{right}</mrow>"


def _cell(cell: str, tail: str) -> str:
    if not cell:
        return f"<mtd>{BLANK}</mtd>"
    if cell in "⋯⋮⋱":
        return f'<mtd class="gap"><mo>{cell}</mo></mtd>'
    pad = f"<mphantom><mn>{tail}</mn></mphantom>" if tail else ""
    return f"<mtd><mrow>{element(read(cell))}{pad}</mrow></mtd>"


def element(node: Node) -> str:
    """The elements of a formula."""
    match node:
        case Atom(kind, text):
            return _atom(kind, text)
        case Row(items):
            return f"<mrow>{''.join(_items(items))}</mrow>"
        case Fraction(top, bottom):
            return f"<mfrac>{element(top)}{element(bottom)}</mfrac>"
        case Root(inside):
            return f"<msqrt>{element(inside)}</msqrt>"
        case Cases(value, condition, otherwise):
            rows = (f"<mtr><mtd>{element(value)}</mtd><mtd>{_atom('words', 'if')}{element(condition)}</mtd></mtr>"
                    f"<mtr><mtd>{element(otherwise)}</mtd><mtd>{_atom('words', 'otherwise')}</mtd></mtr>")  # fmt: skip
            return f'<mrow><mo fence="true" stretchy="true">{{</mo><mtable class="cases">{rows}</mtable></mrow>'
        case Fence(left, inside, right):
            grown = "true" if _tall(inside) else "false"
            sides = [f'<mo fence="true" stretchy="{grown}" form="{form}">{html.escape(side)}</mo>'
                     for form, side in (("prefix", left), ("postfix", right))]  # fmt: skip
            return f"<mrow>{sides[0]}{element(inside)}{sides[1]}</mrow>"
        case Scripted(Atom("name" | "letter", text), None, Atom(_, "′")):
            return _atom("name", f"{text}′")  # its own sign is high enough
        case Scripted(base, lower, upper):
            tag = "msubsup" if lower and upper else "msub" if lower else "msup"
            pieces = "".join(element(piece) for piece in (lower, upper) if piece)
            return f"<{tag}>{element(base).removesuffix(APPLIED)}{pieces}</{tag}>"


def _items(items: tuple[Node, ...]) -> Iterator[str]:
    """The elements of a row; a minus behind a sign is the sign of a number."""
    before = "="
    for item in items:
        text = item.text if isinstance(item, Atom) and item.kind == "sign" else ""
        if text == "−" and before and before in OPENS:
            yield '<mo form="prefix">−</mo>'
        else:
            yield element(item)
        before = text


def _tall(node: Node) -> bool:
    """Whether brackets around it should grow."""
    match node:
        case Fraction() | Cases() | Root():
            return True
        case Row(items):
            return any(map(_tall, items))
        case Fence(_, inside, _):
            return _tall(inside)
    return False


def _atom(kind: str, text: str) -> str:
    shown = html.escape(visible(text))
    if kind == "words":
        return f"<mtext>\u00a0{shown}\u00a0</mtext>"
    if kind == "number":
        return f"<mn>{shown}</mn>"
    if kind == "name":
        return f"<mi>{shown}</mi>{APPLIED}"
    letter, mark = parted(text)
    if mark:
        return f'<mover accent="true"><mi>{html.escape(visible(letter))}</mi><mo stretchy="false">{mark}</mo></mover>'
    if kind == "letter":
        return f"<mi>{shown}</mi>"
    if text == "∂":
        return '<mi mathvariant="normal">∂</mi>'
    return LOOSE.get(text) or f"<mo>{shown}</mo>"
