"""A formula as a value: what was typed, what it is, its derivative, and the functions that compute both."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nnplay.catalog.formulas import derivative as calculus
from nnplay.catalog.formulas.codegen import function_of
from nnplay.catalog.formulas.expression import LARGEST, Node, name, names, nodes, substitute
from nnplay.catalog.formulas.parser import Parsed, parse
from nnplay.catalog.formulas.printer import written
from nnplay.catalog.formulas.stabilize import careful
from nnplay.catalog.formulas.tokens import GREEK, shown
from nnplay.errors import NNPlayError

MOST_PARTS = 3000  # different parts of a derivative that is still compiled


@dataclass(frozen=True, eq=False, repr=False)
class Formula:
    """An activation a = f(z), or a loss of one output L(ŷ, y), given by its formula.

    Attributes:
        text: as it was typed.
        kind: "activation" or "loss".
        constants: the constants and their defaults, in the order of their first appearance.
        learned: the constants that are trained, one for each neuron.
        parsed: the tree, in the names of the user, and his notation.
    """

    text: str
    kind: str
    constants: dict[str, float]
    learned: tuple[str, ...] = ()
    parsed: Parsed = field(kw_only=True)

    @classmethod
    def of(cls, text: str, constants: Mapping[str, float] | None = None, learned: Sequence[str] = ()) -> Formula:
        """Read a formula.

        Args:
            text: in x or z for an activation, in y and ŷ (y_hat, yhat, p) for a loss.
            constants: values of its other names; one that is not given is 1.
            learned: the constants that are trained.

        Raises:
            NNPlayError: a mistake in the text, or constants that it does not have.
        """
        parsed = parse(text)
        used = names(parsed.tree)
        kind, variables = _kind(used, parsed)
        own = [each for each in used if each not in variables]
        given = {GREEK.get(key, key): _checked(key, value) for key, value in (constants or {}).items()}
        for key in [*given, *(GREEK.get(each, each) for each in learned)]:
            if key not in own:
                known = f"its constants are {', '.join(own)}" if own else "it has no constants"
                raise NNPlayError(f"The formula {shown(text)} has no constant {key!r}: {known}.")
        if learned and kind == "loss":
            raise NNPlayError("Only the constants of an activation can be learned, one for each neuron.")
        values = {each: given.get(each, 1.0) for each in own}
        found = cls(parsed.text, kind, values, tuple(GREEK.get(each, each) for each in learned), parsed=parsed)
        if len(list(nodes(found._slope_tree))) > MOST_PARTS:
            raise NNPlayError(f"The derivative of {shown(text)} is too long to be compiled: write a shorter formula.")
        return found

    @property
    def variable(self) -> str:
        """What it is differentiated by, as a name in the tree."""
        used = names(self.parsed.tree)
        if self.kind == "activation":
            return "z" if "z" in used else "x"
        return "y_hat" if "y_hat" in used else "p"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of the function: z, or ŷ and y."""
        return ("z",) if self.kind == "activation" else ("y_hat", "y")

    @cached_property
    def _tree(self) -> Node:
        """The formula in the arguments' own names, with a loss's logarithms held."""
        own = substitute(self.parsed.tree, {name(self.variable): name(self.arguments[0])})
        return calculus.held(own) if self.kind == "loss" else own

    @cached_property
    def _careful(self) -> Node:
        return careful(self._tree)

    @property
    def tree(self) -> Node:
        """What is computed of the arguments and the constants, in a form that does not overflow where it need not."""
        return self._careful

    @cached_property
    def _slope_tree(self) -> Node:
        return careful(calculus.derivative(self._tree, self.arguments[0]))

    @cached_property
    def function(self) -> Any:
        """``f(z, *constants)``, or ``f(y_hat, y, *constants)``."""
        return function_of(self._careful, self.arguments, self.constants)

    @cached_property
    def slope(self) -> Any:
        """``f'(z, a, *constants)``, or ``f'(y_hat, y, *constants)``."""
        if self.kind == "loss":
            return function_of(self._slope_tree, self.arguments, self.constants)
        return function_of(self._slope_tree, ("z", "a"), self.constants, known=self._careful)

    def slope_of(self, constant: str) -> Any:
        """``∂a/∂constant = g(z, a, *constants)`` of a learned constant."""
        found = careful(calculus.derivative(self._tree, constant))
        return function_of(found, ("z", "a"), self.constants, known=self._careful)

    @cached_property
    def raw_derivative(self) -> Node:
        """The derivative by the rules, in the user's names, before anything is simplified."""
        return calculus.derivative(self.parsed.tree, self.variable)

    @cached_property
    def derivative(self) -> str:
        """The derivative in the user's notation, simplified where SymPy is installed."""
        from nnplay.catalog.formulas.sympy_simplify import tidied

        try:
            return written(tidied(self.raw_derivative), self.parsed.spelling)
        except NNPlayError:
            return written(self.raw_derivative, self.parsed.spelling)

    def show_derivative(self, text: object) -> None:
        """Take a text as that of the derivative, where it says the same; so SymPy is not needed again."""
        from nnplay.catalog.formulas.sympy_simplify import alike

        self.__dict__["derivative"] = written(self.raw_derivative, self.parsed.spelling)
        with suppress(NNPlayError):  # one that is too long to be read again
            if isinstance(text, str) and alike(parse(text).tree, self.raw_derivative):
                self.__dict__["derivative"] = text

    def spelled(self, name: str) -> str:
        """A name as the user wrote it."""
        return self.parsed.spelling.get(name, name)

    def __call__(self, *numbers: float) -> float:
        """The value at z, or at ŷ and y, with the constants at their defaults unless they are given too."""
        return float(self.function(*map(float, numbers)))

    def same(self, other: Formula) -> bool:
        """Whether both compute the same, with the same constants."""
        return (self.kind, self._tree, self.constants, self.learned) == (
            other.kind, other._tree, other.constants, other.learned,
        )  # fmt: skip

    def __repr__(self) -> str:
        told = ", ".join(f"{key}={value:g}" for key, value in self.constants.items())
        return f"<{self.kind} {self.text}{f' with {told}' if told else ''}>"


def _kind(used: list[str], parsed: Parsed) -> tuple[str, tuple[str, ...]]:
    """Whether it is an activation or a loss, and the names that are its variables."""
    inputs = [each for each in ("x", "z") if each in used]
    prediction = "y_hat" if "y_hat" in used else "p" if "p" in used and "y" in used else ""
    what = f"The formula {shown(parsed.text)}"
    if len(inputs) == 2:
        raise NNPlayError(f"{what} has both x and z: an activation has one variable, and constants of other names.")
    if inputs and (prediction == "y_hat" or "y" in used):
        raise NNPlayError(f"{what} has both {inputs[0]} and y: an activation is written in x, a loss in y and y_hat.")
    if "y" in used and not prediction:
        raise NNPlayError(f"{what} has y but no prediction: a loss is written in y and y_hat (or ŷ).")
    if prediction:
        return "loss", (prediction, "y")
    return "activation", tuple(inputs)


def _checked(key: str, value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or abs(value) > LARGEST
    ):
        raise NNPlayError(f"The constant {key!r} needs a finite number, not {str(value)[:40]!r}.")
    return float(value)
