"""From the text of a formula to its tree, by a small grammar of its own.

    choice     = sum [ "if" condition "else" choice ]
    condition  = conjunct { "or" conjunct };  conjunct = negation { "and" negation }
    negation   = "not" negation | sum { ("<" | "<=" | ">" | ">=" | "==" | "!=") sum } | "(" condition ")"
    sum        = product { ("+" | "-") product }
    product    = signed { ("*" | "/") signed }
    signed     = ["-" | "+"] signed | power
    power      = atom { "²" | "³" } [ ("**" | "^") signed ]
    atom       = number | name | function "(" choice { "," choice } ")" | "(" choice ")" | "|" sum "|" | "√" atom

The text is never handed to Python, nor to SymPy: only what is listed here can be said.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from nnplay.catalog.formulas import expression as tree
from nnplay.catalog.formulas.codegen import value_of
from nnplay.catalog.formulas.expression import COMPARISONS, ONE_ARGUMENT, Node, build
from nnplay.catalog.formulas.tokens import DEFINED, FUNCTIONS, GREEK, NUMBERS, SPELLINGS, WORDS, Token, shown, tokens
from nnplay.errors import NNPlayError

MAX_LENGTH, MAX_DEPTH, MAX_NODES = 500, 30, 200
MAX_EXPONENT = 100


@dataclass(frozen=True, eq=False)
class Parsed:
    """A formula that was read.

    Attributes:
        text: what the user wrote, without spaces around it.
        tree: what it means; Greek letters are spelled out.
        spelling: how the user wrote a name, a function, a power or a product.
    """

    text: str
    tree: Node
    spelling: dict[str, str] = field(default_factory=dict)


def parse(text: str) -> Parsed:
    """Read a formula.

    Raises:
        NNPlayError: a mistake with its place in the text, or a formula that is too long, too deep or too large.
    """
    if not isinstance(text, str) or not text.strip():
        raise NNPlayError("A formula is a text such as 'x * sigmoid(b*x)'.")
    if len(text) > MAX_LENGTH:
        raise NNPlayError(f"The formula has {len(text):,} characters, more than {MAX_LENGTH}: write a shorter one.")
    parser = _Parser(text)
    found = parser.choice(0)
    if parser.token.kind != "end":
        parser.fail(f"unexpected {parser.token.text!r}", parser.product_hint())
    return Parsed(text.strip(), found, parser.spelling)


class _Parser:
    """Recursive descent: one method for each rule of the grammar above."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place, self.count = 0, 0
        self.spelling: dict[str, str] = {}
        for sign, shape in (("^", "**"), ("·", "*")):
            if sign in text:
                self.spelling[shape] = sign

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def fail(self, problem: str, hint: str = "", token: Token | None = None) -> NoReturn:
        place = (token or self.token).position + 1
        raise NNPlayError(
            f"{problem[0].upper()}{problem[1:]} at position {place} of the formula {shown(self.text)}{hint}."
        )

    def take(self) -> Token:
        taken = self.token
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return taken

    def sees(self, *texts: str) -> bool:
        return self.token.kind in ("sign", "word") and self.token.text in texts

    def product_hint(self) -> str:
        """What to say where one factor follows another."""
        return ": a product is written 2*x" if self.token.kind in ("word", "number") or self.sees("(") else ""

    def expect(self, sign: str) -> None:
        if not self.sees(sign):
            self.fail(f"{sign!r} is missing", self.product_hint())
        self.take()

    def make(self, op: str, *args: Node) -> Node:
        """A node as it was written: only numbers are worked out."""
        self.count += 1
        if self.count > MAX_NODES:
            self.fail(f"more than {MAX_NODES} operations")
        if all(each.op == "number" for each in args) and op in tree.BUILDERS and op != "where":
            found = build(op, *args)
            if not abs(found.value if found.op == "number" else value_of(found)) <= tree.LARGEST:
                self.fail("a number that is too large, or none at all,")
            return found
        return Node(op, args)

    def inside(self, depth: int) -> int:
        if depth >= MAX_DEPTH:
            self.fail(f"more than {MAX_DEPTH} levels of nesting")
        return depth + 1

    # ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────

    def choice(self, depth: int) -> Node:
        value = self.sum(depth)
        if self.sees("if"):
            self.take()
            condition = self.condition(self.inside(depth))
            if not self.sees("else"):
                self.fail("'else' is missing")
            self.take()
            value = self.make("where", condition, value, self.choice(self.inside(depth)))
        return value

    def condition(self, depth: int) -> Node:
        return self.joined("or", lambda: self.joined("and", lambda: self.negation(depth)))

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        found = part()
        while self.sees(word):
            self.take()
            found = self.make(word, found, part())
        return found

    def negation(self, depth: int) -> Node:
        depth = self.inside(depth)
        if self.sees("not"):
            self.take()
            return self.make("not", self.negation(depth))
        if self.sees("("):  # of a condition, or of a number that is compared?
            before, count = self.place, self.count
            try:
                self.take()
                found = self.condition(depth)
                self.expect(")")
                if not self.sees(*COMPARISONS, "+", "-", "*", "/", "**", "²", "³"):
                    return found
            except NNPlayError:
                pass
            self.place, self.count = before, count
        left = self.sum(depth)
        steps: list[Node] = []
        while self.sees(*COMPARISONS):
            sign, right = self.take().text, self.sum(depth)
            steps.append(self.make(sign, left, right))
            left = right
        if not steps:
            self.fail("a comparison such as x > 0 is missing")
        found = steps[0]
        for step in steps[1:]:
            found = self.make("and", found, step)
        return found

    def sum(self, depth: int) -> Node:
        left = self.product(depth)
        while self.sees("+", "-"):
            left = self.make(self.take().text, left, self.product(depth))
        return left

    def product(self, depth: int) -> Node:
        left = self.signed(depth)
        while self.sees("*", "/"):
            left = self.make(self.take().text, left, self.signed(depth))
        return left

    def signed(self, depth: int) -> Node:
        if self.sees("-", "+"):
            depth = self.inside(depth)
            minus = self.take().text == "-"
            inner = self.signed(depth)
            return self.make("neg", inner) if minus else inner
        return self.power(depth)

    def power(self, depth: int) -> Node:
        euler = self.token.kind == "word" and self.token.text == "e"
        base = self.atom(depth)
        while self.sees("²", "³"):
            base = self.make("**", base, tree.number(2 if self.take().text == "²" else 3))
        if not self.sees("**"):
            return base
        place = self.take()
        exponent = self.signed(self.inside(depth))
        if exponent.op == "number" and abs(exponent.value) > MAX_EXPONENT:
            self.fail(f"an exponent beyond {MAX_EXPONENT}", token=place)
        if euler and base.op == "number":
            return self.make("exp", exponent)
        return self.make("**", base, exponent)

    def atom(self, depth: int) -> Node:
        token = self.token
        if self.sees("("):
            self.take()
            inner = self.choice(self.inside(depth))
            self.expect(")")
            return inner
        if self.sees("|"):
            self.take()
            inner = self.sum(self.inside(depth))
            self.expect("|")
            return self.make("abs", inner)
        if self.sees("√"):
            self.take()
            return self.make("sqrt", self.atom(self.inside(depth)))
        if token.kind == "number":
            self.take()
            return self.literal(token)
        if token.kind != "word" or token.text in WORDS:
            self.fail("a number or a name is missing")
        self.take()
        return self.call(token, depth) if self.sees("(") else self.named(token)

    def literal(self, token: Token) -> Node:
        value = float(token.text)
        if not value <= tree.LARGEST:
            self.fail(f"the number {token.text[:20]!r} is beyond {tree.LARGEST:g}", token=token)
        self.count += 1
        if self.count > MAX_NODES:
            self.fail(f"more than {MAX_NODES} operations")
        return tree.number(value)

    def named(self, token: Token) -> Node:
        self.count += 1
        if token.text in NUMBERS:
            return tree.number(NUMBERS[token.text])
        if SPELLINGS.get(token.text, token.text) in FUNCTIONS:
            self.fail(f"{token.text!r} is a function, as in {token.text}(x),", token=token)
        if keyword.iskeyword(token.text):
            self.fail(f"{token.text!r} is a word of Python's, and no name,", token=token)
        if len(token.text) > 32:
            self.fail("a name of more than 32 letters", token=token)
        if token.text in ("ŷ", "y\u0302", "yhat"):
            self.spelling["y_hat"] = "ŷ" if token.text != "yhat" else "yhat"
            return tree.name("y_hat")
        plain = GREEK.get(token.text, token.text)
        if plain != token.text:
            self.spelling[plain] = token.text
        return tree.name(plain)

    def call(self, token: Token, depth: int) -> Node:
        function = SPELLINGS.get(token.text, token.text)
        if function not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            if function in NUMBERS or len(function) <= 2:
                self.fail(f"{token.text!r} is no function", ": a product is written x*(…)", token)
            self.fail(f"unknown function {token.text[:30]!r}", f": there are {known}", token)
        if function != token.text:
            self.spelling[function] = token.text
        depth = self.inside(depth)
        self.expect("(")
        args = [self.condition(depth) if function == "where" else self.choice(depth)]
        while self.sees(","):
            self.take()
            args.append(self.choice(depth))
        self.expect(")")
        least, most = FUNCTIONS[function]
        if not least <= len(args) <= most:
            takes = {1: "one argument", 3: "three: where(x > 0, …, …)", 2: "two arguments or more"}[least]
            self.fail(f"{token.text!r} takes {takes}, not {len(args)},", token=token)
        if function in DEFINED:
            return self.defined(function, args[0])
        if function in ("min", "max"):
            found = args[0]
            for each in args[1:]:
                found = self.make(function, found, each)
            return found
        if all(each.op == "number" for each in args) and function in ONE_ARGUMENT:
            return self.of_number(function, args[0], token)
        return self.make(function, *args)

    def defined(self, function: str, argument: Node) -> Node:
        """What a defined function stands for."""
        inner = _Parser(DEFINED[function])
        found = inner.choice(0)
        self.count += inner.count
        return tree.substitute(found, {tree.name("u"): argument})

    def of_number(self, function: str, argument: Node, token: Token) -> Node:
        """A function of a number, such as sqrt(2), which must be a number."""
        found = self.make(function, argument)
        value = value_of(found)
        if not abs(value) <= tree.LARGEST:
            self.fail(f"{token.text}({argument.value:g}) is no number that a formula can hold", token=token)
        return tree.number(value) if value == round(value) else found
