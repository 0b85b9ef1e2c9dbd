"""What the doctor finds, and the signs that he knows: one entry each, found through the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from nnplay.network.architecture import Architecture, Layer
from nnplay.runs.reproduce import options

if TYPE_CHECKING:
    from nnplay.doctor.evidence import Case

Severity = Literal["serious", "warning", "advice"]
When = Literal["before", "during", "after"]
ORDER = ("serious", "warning", "advice")
SHARED = ("norm", "dropout", "skip")  # options of the command line that all layers have in common


@dataclass(frozen=True)
class Fix:
    """A change that may help.

    Attributes:
        says: what to do, in words.
        settings: of the recipe.
        architecture: another network, None for the same.
    """

    says: str
    settings: dict[str, Any] = field(default_factory=dict)
    architecture: Architecture | None = None

    @property
    def triable(self) -> bool:
        """Whether it is a change that can be tried out."""
        return bool(self.settings) or self.architecture is not None

    @property
    def options(self) -> str:
        """The options of `nnplay train` that make the change, "" where there is none.

        >>> Fix("take more neurons", {"epochs": 50}, Architecture.dense((8, 8), "tanh", norm="batch")).options
        '--hidden 8,8 --activation tanh --norm batch --epochs 50'
        """
        if self.architecture is None:
            return options(None, self.settings)
        network = replace(self.architecture, output=None, loss=None)
        shared = {key: getattr(network.layers[0], key) for key in SHARED} if network.layers else {}
        plain = tuple(Layer(layer.width, layer.activation) for layer in network.layers)
        together = all(replace(layer, **shared) == layer for layer in network.layers)
        if not together or any(layer.initializer for layer in network.layers):
            return options(network, self.settings)
        words = [options(replace(network, layers=plain), {})]
        if network.layers and not any("--activation" in word for word in words):
            words.append("--activation relu")  # said even so, as a command may have said something else before
        words += [f"--norm {shared['norm']}"] if shared.get("norm") else []
        words += [f"--dropout {shared['dropout']!r}"] if shared.get("dropout") else []
        words += ["--skip"] if shared.get("skip") else []
        return " ".join([*words, *filter(None, [options(None, self.settings)])])


@dataclass(frozen=True)
class Finding:
    """Something that is wrong.

    Attributes:
        name: of the sign.
        severity: "serious" (the training is worth nothing), "warning" or "advice".
        says: what is wrong, in one sentence.
        evidence: the numbers that show it, by what they are.
        layer: which hidden layer, counted from 1; None where it is none.
        epoch: when it was seen first; None where that says nothing.
        series: (what, epochs, values) of how it came about.
        fix: what to do.
    """

    name: str
    severity: Severity
    says: str
    evidence: dict[str, float | str] = field(default_factory=dict)
    layer: int | None = None
    epoch: int | None = None
    series: tuple[str, list[float], list[float]] | None = None
    fix: Fix | None = None


@dataclass(frozen=True)
class Sign:
    """One thing that the doctor looks for.

    Attributes:
        name: of the finding.
        when: "before" the training, "during" it, or "after".
        looks_at: what is measured, and against which threshold.
        source: where the threshold is from.
        look: the function of a Case; the findings.
    """

    name: str
    when: When
    looks_at: str
    source: str
    look: Callable[[Case], Iterator[Finding]]


signs: dict[str, Sign] = {}


def sign(name: str, *, when: When, looks_at: str, source: str) -> Callable[[Any], Any]:
    """Enter the decorated function among the signs."""

    def register(look: Callable[[Case], Iterator[Finding]]) -> Callable[[Case], Iterator[Finding]]:
        signs[name] = Sign(name, when, looks_at, source, look)
        return look

    return register
