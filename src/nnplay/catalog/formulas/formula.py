"""A formula as a value: its text, its derivative, and the functions that compute both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from nnplay.catalog.formulas import derivative as calculus
from nnplay.catalog.formulas.codegen import compile_function
from nnplay.catalog.formulas.parser import GREEK, parse
from nnplay.catalog.formulas.printer import to_text
from nnplay.catalog.formulas.stabilize import stabilize
from nnplay.errors import NNPlayError
from nnplay.utils.expressions.parser import Parsed
from nnplay.utils.expressions.tree import MAX_NUMBER, Node, name, names, nodes, substitute
from nnplay.utils.text import short_repr

MAX_DERIVATIVE_NODES = 3000  # distinct nodes of a derivative that is compiled


@dataclass(frozen=True, eq=False, repr=False)
class Formula:
    """An activation a = f(z), or a loss of one output L(ŷ, y), defined by its formula.

    Attributes:
        text: the text as the user wrote it.
        kind: "activation" or "loss".
        constants: the constants and their defaults, in order of first appearance.
        learned: the constants that are trained, one for each neuron.
        parsed: the parsed text.

    >>> import nnplay as nn
    >>> formula = nn.formula("x * sigmoid(b*x)", b=1.5)
    >>> formula.kind, formula.constants, formula.variable
    ('activation', {'b': 1.5}, 'x')
    """

    text: str
    kind: str
    constants: dict[str, float]
    learned: tuple[str, ...] = ()
    parsed: Parsed = field(kw_only=True)

    @classmethod
    def of(cls, text: str, constants: Mapping[str, float] | None = None, learned: Sequence[str] = ()) -> Formula:
        """Create a formula from its text.

        Args:
            text: an expression in x or z for an activation, in y and ŷ (y_hat, yhat, p) for a loss.
            constants: values of its other names; the default of each is 1.
            learned: the constants that are trained.

        Raises:
            NNPlayError: a mistake in the text, or constants that it does not have.
        """
        parsed = parse(text)
        used_names = names(parsed.tree)
        kind, variables = _kind(used_names, parsed)
        own = [each for each in used_names if each not in variables]
        values = {GREEK.get(key, key): _check_constant(key, value) for key, value in (constants or {}).items()}
        learned = tuple(GREEK.get(each, each) for each in learned)
        for key in [*values, *learned]:
            if key not in own:
                known = f"its constants are {', '.join(own)}" if own else "it has no constants"
                raise NNPlayError(f"The formula {short_repr(text)} has no constant {key!r}: {known}.")
        if learned and kind == "loss":
            raise NNPlayError("Only the constants of an activation can be learned, one for each neuron.")
        formula = cls(parsed.text, kind, {each: values.get(each, 1.0) for each in own}, learned, parsed=parsed)
        if len(list(nodes(formula._slope_tree))) > MAX_DERIVATIVE_NODES:
            raise NNPlayError(f"The derivative of {short_repr(text)} is too long to compile: shorten the formula.")
        return formula

    @property
    def variable(self) -> str:
        """The name, in the parsed tree, of the variable of differentiation."""
        used_names = names(self.parsed.tree)
        if self.kind == "activation":
            return "z" if "z" in used_names else "x"
        return "y_hat" if "y_hat" in used_names else "p"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of the function: z, or ŷ and y."""
        return ("z",) if self.kind == "activation" else ("y_hat", "y")

    @cached_property
    def _tree(self) -> Node:
        """The formula in the names of `arguments`, with the logarithms of a loss clamped."""
        tree = substitute(self.parsed.tree, {name(self.variable): name(self.arguments[0])})
        return calculus.clamp_logarithms(tree) if self.kind == "loss" else tree

    @cached_property
    def tree(self) -> Node:
        """The expression in `arguments` and constants, in a form whose intermediate results do not overflow."""
        return stabilize(self._tree)

    @cached_property
    def _slope_tree(self) -> Node:
        return stabilize(calculus.derivative(self._tree, self.arguments[0]))

    @cached_property
    def function(self) -> Callable[..., float]:
        """``f(z, *constants)``, or ``f(y_hat, y, *constants)``."""
        return compile_function(self.tree, self.arguments, self.constants)

    @cached_property
    def slope(self) -> Callable[..., float]:
        """``f'(z, a, *constants)``, or ``f'(y_hat, y, *constants)``."""
        if self.kind == "loss":
            return compile_function(self._slope_tree, self.arguments, self.constants)
        return compile_function(self._slope_tree, ("z", "a"), self.constants, known=self.tree)

    def slope_of(self, constant: str) -> Callable[..., float]:
        """``∂a/∂constant = g(z, a, *constants)`` of a learned constant."""
        slope = stabilize(calculus.derivative(self._tree, constant))
        return compile_function(slope, ("z", "a"), self.constants, known=self.tree)

    @cached_property
    def raw_derivative(self) -> Node:
        """The derivative in the user's names, before SymPy simplifies it."""
        return calculus.derivative(self.parsed.tree, self.variable)

    @cached_property
    def derivative(self) -> str:
        """The derivative in the user's notation, simplified if SymPy is installed."""
        from nnplay.catalog.formulas.sympy_simplify import simplify

        try:
            return to_text(simplify(self.raw_derivative), self.parsed.spelling)
        except NNPlayError:
            return to_text(self.raw_derivative, self.parsed.spelling)

    def use_derivative_text(self, text: object) -> None:
        """Use this text as `derivative` if it has the same values; SymPy is then not needed."""
        from nnplay.catalog.formulas.sympy_simplify import same_values

        self.__dict__["derivative"] = to_text(self.raw_derivative, self.parsed.spelling)
        with suppress(NNPlayError):  # the text may exceed the limits of a formula
            if isinstance(text, str) and same_values(parse(text).tree, self.raw_derivative):
                self.__dict__["derivative"] = text

    def spelled(self, name: str) -> str:
        """A name as the user wrote it."""
        return self.parsed.spelling.get(name, name)

    def __call__(self, *numbers: float) -> float:
        """The value at z, or at ŷ and y; constants follow, and default to `constants`."""
        return float(self.function(*map(float, numbers)))

    def same(self, other: Formula) -> bool:
        """Whether both compute the same function with the same constants."""
        mine, theirs = ((each.kind, each._tree, each.constants, each.learned) for each in (self, other))
        return mine == theirs

    def __str__(self) -> str:
        constants = ", ".join(f"{key}={value:g}" for key, value in self.constants.items())
        return f"{self.kind} {self.text}{f' with {constants}' if constants else ''}"

    def __repr__(self) -> str:
        return f"<{self}>"


def _kind(used_names: list[str], parsed: Parsed) -> tuple[str, tuple[str, ...]]:
    """Whether the formula is an activation or a loss, and the names of its variables."""
    inputs = [each for each in ("x", "z") if each in used_names]
    has_y = "y" in used_names
    prediction = "y_hat" if "y_hat" in used_names else "p" if "p" in used_names and has_y else ""
    subject = f"The formula {short_repr(parsed.text)}"
    if len(inputs) == 2:
        raise NNPlayError(f"{subject} has both x and z: an activation has one variable; rename the other.")
    if inputs and (prediction == "y_hat" or has_y):
        raise NNPlayError(
            f"{subject} has both {inputs[0]} and y: an activation is written in x, a loss in y and y_hat."
        )
    if has_y and not prediction:
        raise NNPlayError(f"{subject} has y but no prediction: a loss is written in y and y_hat (or ŷ).")
    if prediction:
        return "loss", (prediction, "y")
    return "activation", tuple(inputs)


def _check_constant(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= MAX_NUMBER:
        raise NNPlayError(f"The constant {key!r} needs a finite number, not {str(value)[:40]!r}.")
    return float(value)
