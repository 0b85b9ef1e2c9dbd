"""Formulas and matrices as MathML, which browsers display natively (W3C, MathML Core)."""

import html
from collections.abc import Iterator

from nnplay.analysis.explain.formula_markup import (
    Atom,
    Cases,
    Fence,
    Fraction,
    MathRow,
    Node,
    Root,
    Scripted,
    parse_formula,
    printable,
    split_accent,
    superscript,
)
from nnplay.analysis.explain.number_format import Excerpt

BEFORE_UNARY = "=,;:←→<>≤≥≠·⊙"  # after one of these a minus is the sign of a number
APPLY = "<mo>\u2061</mo>"  # the invisible operator between a function and its argument
BLANK = '<mrow class="blank"><mspace width="4em" height="1.1em" depth="0.45em"/></mrow>'
SPACED = {
    "@": '<mspace width="0.2em"/>',
    ";": '<mo separator="true">;</mo><mspace width="1.2em"/>',
    ",": '<mo separator="true">,</mo><mspace width="0.25em"/>',
}


def mathml(formula: str) -> str:
    """A formula as an inline <math> element."""
    return f'<math displaystyle="true">{element(parse_formula(formula))}</math>'


def display(formula: str, numbers: Excerpt | None = None) -> str:
    """A formula as a <math> element on its own line, followed by a matrix if there is one."""
    table = ""
    if numbers is not None:
        factor = element(parse_formula(f"10{superscript(numbers.power)}·")) if numbers.power else ""
        table = factor + matrix(numbers)
    return f'<math display="block"><mrow>{element(parse_formula(formula)) if formula else ""}{table}</mrow></math>'


def matrix(numbers: Excerpt) -> str:
    """A matrix in brackets, with aligned decimal points and a box for each blank; a single blank has no brackets."""
    if numbers.cells == (("",),):
        return BLANK
    lines = zip(numbers.cells, numbers.padding, strict=True)
    rows = "".join(f"<mtr>{''.join(map(_cell, cells, padding))}</mtr>" for cells, padding in lines)
    left, right = (f'<mo fence="true" stretchy="true" form="{form}">{mark}</mo>'
                   for form, mark in (("prefix", "["), ("postfix", "]")))  # fmt: skip
    return f"<mrow>{left}<mtable>{rows}</mtable>{right}</mrow>"


def _cell(cell: str, padding: str) -> str:
    if not cell:
        return f"<mtd>{BLANK}</mtd>"
    if cell in "⋯⋮⋱":
        return f'<mtd class="gap"><mo>{cell}</mo></mtd>'
    phantom = f"<mphantom><mn>{padding}</mn></mphantom>" if padding else ""
    return f"<mtd><mrow>{element(parse_formula(cell))}{phantom}</mrow></mtd>"


def element(node: Node) -> str:
    """The MathML of a formula."""
    match node:
        case Atom(kind, text):
            return _atom(kind, text)
        case MathRow(items):
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
            stretchy = "true" if _is_tall(inside) else "false"
            sides = [f'<mo fence="true" stretchy="{stretchy}" form="{form}">{html.escape(side)}</mo>'
                     for form, side in (("prefix", left), ("postfix", right))]  # fmt: skip
            return f"<mrow>{sides[0]}{element(inside)}{sides[1]}</mrow>"
        case Scripted(Atom("name" | "letter", text), None, Atom(_, "′")):
            return _atom("name", f"{text}′")  # the prime character is raised already
        case Scripted(base, lower, upper):
            tag = "msubsup" if lower and upper else "msub" if lower else "msup"
            pieces = "".join(element(piece) for piece in (lower, upper) if piece)
            return f"<{tag}>{element(base).removesuffix(APPLY)}{pieces}</{tag}>"


def _items(items: tuple[Node, ...]) -> Iterator[str]:
    """The elements of a row; a minus after an operator is the sign of a number."""
    previous = "="
    for item in items:
        text = item.text if isinstance(item, Atom) and item.kind == "sign" else ""
        if text == "−" and previous and previous in BEFORE_UNARY:
            yield '<mo form="prefix">−</mo>'
        else:
            yield element(item)
        previous = text


def _is_tall(node: Node) -> bool:
    """Whether brackets around it should stretch."""
    match node:
        case Fraction() | Cases() | Root():
            return True
        case MathRow(items):
            return any(map(_is_tall, items))
        case Fence(_, inside, _):
            return _is_tall(inside)
    return False


def _atom(kind: str, text: str) -> str:
    escaped = html.escape(printable(text))
    if kind == "words":
        return f"<mtext>\u00a0{escaped}\u00a0</mtext>"
    if kind == "number":
        return f"<mn>{escaped}</mn>"
    if kind == "name":
        return f"<mi>{escaped}</mi>{APPLY}"
    letter, mark = split_accent(text)
    if mark:
        return f'<mover accent="true"><mi>{html.escape(printable(letter))}</mi><mo stretchy="false">{mark}</mo></mover>'
    if kind == "letter":
        return f"<mi>{escaped}</mi>"
    if text == "∂":
        return '<mi mathvariant="normal">∂</mi>'
    return SPACED.get(text) or f"<mo>{escaped}</mo>"
