"""Formulas, matrices and text as LaTeX, with amsmath."""

import unicodedata

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
)
from nnplay.analysis.explain.number_format import Excerpt

SYMBOLS = {
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\varepsilon ", "η": r"\eta ",
    "θ": r"\theta ", "λ": r"\lambda ", "μ": r"\mu ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ", "τ": r"\tau ",
    "Φ": r"\Phi ", "φ": r"\varphi ", "ω": r"\omega ", "Δ": r"\Delta ", "Σ": r"\sum ", "∂": r"\partial ",
    "ℓ": r"\ell ", "−": "-", "·": r"\cdot ", "⊙": r"\odot ", "×": r"\times ", "±": r"\pm ", "≤": r"\le ",
    "≥": r"\ge ", "≠": r"\ne ", "<": "<", ">": ">", "=": "=", "[": "[", "]": "]",
    "←": r"\leftarrow ", "→": r"\rightarrow ", "…": r"\dots ", "⋯": r"\cdots ", "⋮": r"\vdots ", "⋱": r"\ddots ",
    "∞": r"\infty ", "∈": r"\in ", "⊤": r"\top ", "′": r"\prime ", "@": r"\,", "‖": r"\Vert ", "|": r"\vert ",
    "{": r"\{", "}": r"\}", ",": r",\ ", ";": r";\quad ", ":": r"\colon ",
}  # fmt: skip
ESCAPES = {
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
LATIN = range(0x00C0, 0x0180)  # letters that every LaTeX engine can set


def formula(text: str) -> str:
    """A formula in math mode, without the dollar signs."""
    return to_latex(parse_formula(text)).strip()


def matrix(numbers: Excerpt) -> str:
    """A matrix in brackets, with aligned decimal points and a box for each blank; a single blank has no brackets."""
    if numbers.cells == (("",),):
        return r"\blank"
    lines = zip(numbers.cells, numbers.padding, strict=True)
    rows = r" \\ ".join(" & ".join(map(_cell, cells, padding)) for cells, padding in lines)
    columns = "r" * len(numbers.cells[0])
    factor = rf"10^{{{numbers.power}}}\cdot " if numbers.power else ""
    return rf"{factor}\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"


def _cell(cell: str, padding: str) -> str:
    if not cell:
        return r"\blank"
    return formula(cell) + (rf"\phantom{{{padding}}}" if padding else "")


def to_latex(node: Node) -> str:
    """The LaTeX of a formula."""
    match node:
        case Atom("words", text):
            return rf"\text{{ {words(text)} }}"
        case Atom("number", text):
            return "".join(c if c.isascii() else rf"\text{{{words(c)}}}" for c in text)
        case Atom("name", text):
            return rf"\{text} " if text in FUNCTIONS else rf"\operatorname{{{words(text)}}}"
        case Atom(_, text):
            letter, mark = split_accent(text)
            return f"{ACCENTS[mark]}{{{_symbol(letter)}}}" if mark else _symbol(text)
        case MathRow(items):
            return "".join(map(to_latex, items))
        case Fraction(top, bottom):
            return rf"\frac{{{to_latex(top)}}}{{{to_latex(bottom)}}}"
        case Root(inside):
            return rf"\sqrt{{{to_latex(inside)}}}"
        case Cases(value, condition, otherwise):
            first = rf"{to_latex(value)} & \text{{if }}{to_latex(condition)}"
            return rf"\begin{{cases}} {first} \\ {to_latex(otherwise)} & \text{{otherwise}} \end{{cases}}"
        case Fence(left, inside, right):
            return rf"\left{_symbol(left)}{to_latex(inside)}\right{_symbol(right)}"
        case Scripted(base, lower, upper):
            low = f"_{{{to_latex(lower)}}}" if lower else ""
            return f"{{{to_latex(base)}}}{low}" + (f"^{{{to_latex(upper)}}}" if upper else "")


def _symbol(text: str) -> str:
    if text in SYMBOLS:
        return SYMBOLS[text]
    literal = len(text) == 1 and text.isascii() and text.isprintable() and text not in ESCAPES
    return text if literal else rf"\text{{{words(text)}}}"


def words(value: object) -> str:
    """Any text, with special characters escaped and characters without a glyph written as code points."""
    text = "".join(ESCAPES.get(c) or _character(c) for c in unicodedata.normalize("NFC", printable(value)))
    return text.replace("--", "-{}-").replace(",,", ",{},")  # prevent TeX's ligatures for dashes and quotation marks


def _character(c: str) -> str:
    if c.isascii() or ord(c) in LATIN:
        return c
    symbol = SYMBOLS.get(c, "")
    return rf"\ensuremath{{{symbol.strip()}}}" if symbol.startswith("\\") else rf"\other{{{ord(c):X}}}"
