"""Formulas, matrices of numbers and texts for LaTeX, with amsmath."""

from __future__ import annotations

import unicodedata

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
    read,
    visible,
)
from nnplay.analysis.explain.number_format import Excerpt

SIGNS = {
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\varepsilon ", "η": r"\eta ",
    "θ": r"\theta ", "λ": r"\lambda ", "μ": r"\mu ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ", "τ": r"\tau ",
    "Φ": r"\Phi ", "φ": r"\varphi ", "ω": r"\omega ", "Δ": r"\Delta ", "Σ": r"\sum ", "∂": r"\partial ",
    "ℓ": r"\ell ", "−": "-", "·": r"\cdot ", "⊙": r"\odot ", "×": r"\times ", "±": r"\pm ", "≤": r"\le ",
    "≥": r"\ge ", "≠": r"\ne ", "<": "<", ">": ">", "=": "=", "[": "[", "]": "]",
    "←": r"\leftarrow ", "→": r"\rightarrow ", "…": r"\dots ", "⋯": r"\cdots ", "⋮": r"\vdots ", "⋱": r"\ddots ",
    "∞": r"\infty ", "∈": r"\in ", "⊤": r"\top ", "′": r"\prime ", "@": r"\,", "‖": r"\Vert ", "|": r"\vert ",
    "{": r"\{", "}": r"\}", ",": r",\ ", ";": r";\quad ", ":": r"\colon ",
}  # fmt: skip
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "−": r"\ensuremath{-}", "[": "{[}", "]": "{]}", "…": r"\ldots{}",
    "·": r"\textperiodcentered{}",
    "×": r"\ensuremath{\times}", "→": r"\ensuremath{\rightarrow}", "‖": r"\ensuremath{\Vert}", "½": r"\textonehalf{}",
    "–": r"\textendash{}", "—": r"\textemdash{}",
}  # fmt: skip
FUNCTIONS = ("arctan", "cos", "cosh", "exp", "ln", "max", "min", "sin", "tanh")
ACCENTS = {"^": r"\hat", "¯": r"\bar"}
LATIN = range(0x00C0, 0x0180)  # letters that every LaTeX knows


def formula(text: str) -> str:
    """A formula for LaTeX's mathematics, without the dollars."""
    return command(read(text)).strip()


def matrix(shown: Excerpt) -> str:
    """The numbers in brackets, their points below each other; boxes for blanks, without brackets for one alone."""
    if shown.cells == (("",),):
        return r"\blank"
    lines = zip(shown.cells, shown.tails, strict=True)
    rows = r" \\ ".join(" & ".join(map(_cell, cells, tails)) for cells, tails in lines)
    columns = "r" * len(shown.cells[0])
    factor = rf"10^{{{shown.power}}}\cdot " if shown.power else ""
    return rf"{factor}\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"


def _cell(cell: str, tail: str) -> str:
    if not cell:
        return r"\blank"
    return formula(cell) + (rf"\phantom{{{tail}}}" if tail else "")


def command(node: Node) -> str:
    """The commands of a formula."""
    match node:
        case Atom("words", text):
            return rf"\text{{ {words(text)} }}"
        case Atom("number", text):
            return "".join(c if c.isascii() else rf"\text{{{words(c)}}}" for c in text)
        case Atom("name", text):
            return rf"\{text} " if text in FUNCTIONS else rf"\operatorname{{{words(text)}}}"
        case Atom(_, text):
            letter, mark = parted(text)
            return f"{ACCENTS[mark]}{{{_sign(letter)}}}" if mark else _sign(text)
        case Row(items):
            return "".join(map(command, items))
        case Fraction(top, bottom):
            return rf"\frac{{{command(top)}}}{{{command(bottom)}}}"
        case Root(inside):
            return rf"\sqrt{{{command(inside)}}}"
        case Cases(value, condition, otherwise):
            first = rf"{command(value)} & \text{{if }}{command(condition)}"
            return rf"\begin{{cases}} {first} \\ {command(otherwise)} & \text{{otherwise}} \end{{cases}}"
        case Fence(left, inside, right):
            return rf"\left{_sign(left)}{command(inside)}\right{_sign(right)}"
        case Scripted(base, lower, upper):
            low = f"_{{{command(lower)}}}" if lower else ""
            return f"{{{command(base)}}}{low}" + (f"^{{{command(upper)}}}" if upper else "")


def _sign(text: str) -> str:
    if text in SIGNS:
        return SIGNS[text]
    known = len(text) == 1 and text.isascii() and text.isprintable() and text not in SPECIAL
    return text if known else rf"\text{{{words(text)}}}"


def words(value: object) -> str:
    """Any text as LaTeX shows it: every sign with a meaning of its own escaped, letters it may not know by number."""
    text = "".join(SPECIAL.get(c) or _letter(c) for c in unicodedata.normalize("NFC", visible(value)))
    return text.replace("--", "-{}-").replace(",,", ",{},")  # no dashes and quotation marks of TeX's own


def _letter(c: str) -> str:
    if c.isascii() or ord(c) in LATIN:
        return c
    maths = SIGNS.get(c, "")
    return rf"\ensuremath{{{maths.strip()}}}" if maths.startswith("\\") else rf"\other{{{ord(c):X}}}"
