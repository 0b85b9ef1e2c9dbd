"""Parse the text of an expression into a tree, by recursive descent.

choice     = sum [ "if" condition "else" choice ]
condition  = conjunct { "or" conjunct };  conjunct = negation { "and" negation }
negation   = "not" negation | sum { ("<" | "<=" | ">" | ">=" | "==" | "!=") sum } | "(" condition ")"
sum        = product { ("+" | "-") product }
product    = signed { ("*" | "/") signed }
signed     = ["-" | "+"] signed | power
power      = atom { "²" | "³" } [ ("**" | "^") signed ]
atom       = number | name | function "(" choice { "," choice } ")" | "(" choice ")" | "|" sum "|" | "√" atom
"""

import keyword
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import NoReturn

from nnplay.errors import NNPlayError
from nnplay.utils.expressions import tree
from nnplay.utils.expressions.evaluation import evaluate
from nnplay.utils.expressions.language import CONSTANTS, DEFINED_FUNCTIONS, FUNCTION_ALIASES, KEYWORDS, Language
from nnplay.utils.expressions.tokens import Token, tokenize
from nnplay.utils.expressions.tree import COMPARISONS, UNARY_FUNCTIONS, Node, build
from nnplay.utils.text import did_you_mean, format_list, short_repr

MAX_NAME_LENGTH = 32


@dataclass(frozen=True, eq=False)
class Parsed:
    """A parsed expression.

    Attributes:
        text: the text, without surrounding spaces.
        tree: its meaning, with aliases of names and functions resolved.
        spelling: how the text writes a name, a function, a power or a product.
    """

    text: str
    tree: Node
    spelling: dict[str, str] = field(default_factory=dict)


def parse(text: str, language: Language, names: Collection[str] | None = None) -> Parsed:
    """Parse an expression.

    Args:
        text: the expression.
        language: the vocabulary and the limits.
        names: the names that there are; None allows any.

    Raises:
        NNPlayError: a mistake, with its position in the text, or an expression that exceeds a limit; the exception is
            the language's `error`.
    """
    if len(text) > language.max_length:
        raise language.error(
            f"The {language.noun} {short_repr(text)} is longer than {language.max_length} characters: shorten it."
        )
    parser = _ExpressionParser(text, language, names)
    result = parser.choice(0)
    if parser.token.kind != "end":
        parser.fail(f"unexpected {parser.token.text!r}", parser.product_hint())
    return Parsed(text.strip(), result, parser.spelling)


class _ExpressionParser:
    """Recursive descent: one method for each rule of the grammar above."""

    def __init__(self, text: str, language: Language, names: Collection[str] | None) -> None:
        self.text, self.language, self.names = text, language, names
        self.tokens = tokenize(text, language)
        self.index, self.count = 0, 0
        self.spelling = {op: sign for sign, op in (("^", "**"), ("·", "*")) if sign in text}

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def fail(self, problem: str, hint: str = "", token: Token | None = None) -> NoReturn:
        position = (token or self.token).position + 1
        sentence = f"{problem[0].upper()}{problem[1:]} at position {position} of the {self.language.noun} "
        raise self.language.error(f"{sentence}{short_repr(self.text)}{hint}.")

    def take(self) -> Token:
        token = self.token
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or keywords."""
        return self.token.kind in ("sign", "word") and self.token.text in texts

    def product_hint(self) -> str:
        """The hint for a factor that follows another without a sign."""
        is_factor = self.token.kind in ("word", "quoted", "number") or self.sees("(")
        return ": a product is written 2*x" if is_factor else ""

    def expect(self, sign: str) -> None:
        if not self.sees(sign):
            self.fail(f"{sign!r} is missing", self.product_hint())
        self.take()

    def add_node(self) -> None:
        self.count += 1
        if self.count > self.language.max_nodes:
            self.fail(f"more than {self.language.max_nodes} operations")

    def make(self, op: str, *args: Node) -> Node:
        """The node as it was written; only operations on numbers are computed, if the language does so."""
        self.add_node()
        if not (self.language.fold_numbers and op in tree.BUILDERS and all(each.op == "number" for each in args)):
            return Node(op, args)
        result = build(op, *args)
        if not abs(result.value if result.op == "number" else evaluate(result, {})) <= self.language.max_number:
            self.fail("a number that is too large or undefined")
        return result

    def nested(self, depth: int) -> int:
        """The depth one level further in."""
        if depth >= self.language.max_depth:
            self.fail(f"more than {self.language.max_depth} levels of nesting")
        return depth + 1

    # ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────

    def choice(self, depth: int) -> Node:
        value = self.sum(depth)
        if self.sees("if"):
            self.take()
            condition = self.condition(self.nested(depth))
            self.expect("else")
            value = self.make("where", condition, value, self.choice(self.nested(depth)))
        return value

    def condition(self, depth: int) -> Node:
        return self.joined("or", lambda: self.joined("and", lambda: self.negation(depth)))

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        left = part()
        while self.sees(word):
            self.take()
            left = self.make(word, left, part())
        return left

    def negation(self, depth: int) -> Node:
        depth = self.nested(depth)
        if self.sees("not"):
            self.take()
            return self.make("not", self.negation(depth))
        if self.sees("("):  # a condition in parentheses, or a number that is compared?
            start = self.index, self.count
            try:
                self.take()
                inner = self.condition(depth)
                self.expect(")")
                if not self.sees(*COMPARISONS, "+", "-", "*", "/", "**", "²", "³"):
                    return inner
            except NNPlayError:
                pass
            self.index, self.count = start
        left = self.sum(depth)
        comparisons: list[Node] = []
        while self.sees(*COMPARISONS):
            sign, right = self.take().text, self.sum(depth)
            comparisons.append(self.make(sign, left, right))
            left = right
        if not comparisons:
            self.fail("a comparison such as x > 0 is missing")
        result = comparisons[0]
        for each in comparisons[1:]:
            result = self.make("and", result, each)
        return result

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
            depth = self.nested(depth)
            is_minus = self.take().text == "-"
            inner = self.signed(depth)
            return self.make("neg", inner) if is_minus else inner
        return self.power(depth)

    def power(self, depth: int) -> Node:
        is_e = self.token.kind == "word" and self.token.text == "e"
        base = self.atom(depth)
        while self.sees("²", "³"):
            base = self.make("**", base, tree.number(2 if self.take().text == "²" else 3))
        if not self.sees("**"):
            return base
        sign = self.take()
        exponent = self.signed(self.nested(depth))
        if exponent.op == "number" and abs(exponent.value) > self.language.max_exponent:
            self.fail(f"an exponent beyond {self.language.max_exponent:g}", token=sign)
        if is_e and base.op == "number":
            return self.make("exp", exponent)
        return self.make("**", base, exponent)

    def atom(self, depth: int) -> Node:
        if self.sees("("):
            self.take()
            inner = self.choice(self.nested(depth))
            self.expect(")")
            return inner
        if self.sees("|"):
            self.take()
            inner = self.sum(self.nested(depth))
            self.expect("|")
            return self.make("abs", inner)
        if self.sees("√"):
            self.take()
            return self.make("sqrt", self.atom(self.nested(depth)))
        token = self.token
        if token.kind == "number":
            self.take()
            return self.literal(token)
        is_keyword = token.text in KEYWORDS and token.text not in (self.names or ())
        if token.kind not in ("word", "quoted") or (token.kind == "word" and is_keyword):
            self.fail(f"a number or a {self.language.operand} is missing")
        self.take()
        return self.call(token, depth) if token.kind == "word" and self.sees("(") else self.name(token)

    def literal(self, token: Token) -> Node:
        value = float(token.text)
        if not value <= self.language.max_number:
            self.fail(f"the number {token.text[:20]!r} is beyond {self.language.max_number:g}", token=token)
        self.add_node()
        return tree.number(value)

    def name(self, token: Token) -> Node:
        self.count += 1
        text = token.text
        if self.names is not None and text in self.names:
            return tree.name(text)
        if token.kind == "word" and text in CONSTANTS:
            return tree.number(CONSTANTS[text])
        is_function = token.kind == "word" and FUNCTION_ALIASES.get(text, text) in self.language.functions
        if self.names is not None:
            operand = self.language.operand
            hint = did_you_mean(text, self.names) or f": the {operand}s are {format_list(self.names)}"
            hint = f": it is a function, as in {text}(x)" if is_function else hint
            self.fail(f"unknown {operand} {short_repr(text)}", hint, token)
        if is_function:
            self.fail(f"the function {text!r} has no argument", f": write {text}(x)", token)
        if keyword.iskeyword(text):
            self.fail(f"the reserved word {text!r} cannot be a name", token=token)
        if len(text) > MAX_NAME_LENGTH:
            self.fail(f"a name of more than {MAX_NAME_LENGTH} letters", token=token)
        name = self.language.name_aliases.get(text, text)
        if name != text:
            self.spelling[name] = unicodedata.normalize("NFC", text)
        return tree.name(name)

    def call(self, token: Token, depth: int) -> Node:
        function, functions = FUNCTION_ALIASES.get(token.text, token.text), self.language.functions
        if function not in functions:
            if self.names is None and (function in CONSTANTS or len(function) <= 2):
                self.fail(f"{token.text!r} is not a function", ": a product is written x*(…)", token)
            self.fail(f"unknown function {token.text[:30]!r}", f": the functions are {', '.join(functions)}", token)
        if function != token.text:
            self.spelling[function] = token.text
        depth = self.nested(depth)
        self.expect("(")
        args = [self.condition(depth) if function == "where" else self.choice(depth)]
        while self.sees(","):
            self.take()
            args.append(self.choice(depth))
        self.expect(")")
        minimum, maximum = functions[function]
        if not minimum <= len(args) <= maximum:
            arity = {1: "one argument", 2: "two or more arguments", 3: "three arguments, as in where(x > 0, …, …)"}
            self.fail(f"{token.text!r} takes {arity[minimum]}, not {len(args)},", token=token)
        if function in DEFINED_FUNCTIONS:
            return self.defined(function, args[0])
        if function in ("min", "max"):
            result = args[0]
            for each in args[1:]:
                result = self.make(function, result, each)
            return result
        result = self.make(function, *args)
        if self.language.fold_numbers and function in UNARY_FUNCTIONS and args[0].op == "number":
            return self.fold_call(result, token)
        return result

    def defined(self, function: str, argument: Node) -> Node:
        """The definition of a function with its argument put in."""
        inner = _ExpressionParser(DEFINED_FUNCTIONS[function], self.language, None)
        definition = inner.choice(0)
        self.count += inner.count
        return tree.substitute(definition, {tree.name("u"): argument})

    def fold_call(self, node: Node, token: Token) -> Node:
        """A function of a number, such as sqrt(4): its value if that is an integer, else the node."""
        value = float(evaluate(node, {}))
        if not abs(value) <= self.language.max_number:
            self.fail(f"the value of {token.text}({node.args[0].value:g}) is too large or undefined", token=token)
        return tree.number(value) if value == round(value) else node
