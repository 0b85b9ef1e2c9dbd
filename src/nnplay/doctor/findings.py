"""Findings, fixes, and the registry of checks: one entry for each check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from nnplay.network.architecture import Architecture, Layer
from nnplay.runs.reproduce import options

if TYPE_CHECKING:
    from nnplay.doctor.evidence import Evidence

Severity = Literal["serious", "warning", "advice"]
When = Literal["before", "during", "after"]
ORDER = ("serious", "warning", "advice")
SHARED = ("norm", "dropout", "skip")  # command-line options that apply to all layers


@dataclass(frozen=True)
class Fix:
    """A change that may help.

    Attributes:
        description: what to do, in words.
        settings: recipe settings to change.
        architecture: the network to use instead; None keeps it.
    """

    description: str
    settings: dict[str, Any] = field(default_factory=dict)
    architecture: Architecture | None = None

    @property
    def triable(self) -> bool:
        """Whether the change can be tried automatically."""
        return bool(self.settings) or self.architecture is not None

    @property
    def options(self) -> str:
        """The options of `nnplay train` that make the change; "" where there are none.

        >>> Fix("use more neurons", {"epochs": 50}, Architecture.dense((8, 8), "tanh", norm="batch")).options
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
            words.append(
                "--activation relu"
            )  # written out, since the command it is appended to may name another activation
        words += [f"--norm {shared['norm']}"] if shared.get("norm") else []
        words += [f"--dropout {shared['dropout']!r}"] if shared.get("dropout") else []
        words += ["--skip"] if shared.get("skip") else []
        return " ".join([*words, *filter(None, [options(None, self.settings)])])


@dataclass(frozen=True)
class Finding:
    """Something the doctor found.

    Attributes:
        name: of the check.
        severity: "serious" (the run is worthless), "warning" or "advice".
        message: what is wrong, in one sentence.
        evidence: the numbers behind it, by name.
        layer: the layer, counted from 1; None where none is meant.
        epoch: the epoch where it first showed; None where that says nothing.
        series: (name, epochs, values) of the curve that shows it.
        fix: what to do.
    """

    name: str
    severity: Severity
    message: str
    evidence: dict[str, float | str] = field(default_factory=dict)
    layer: int | None = None
    epoch: int | None = None
    series: tuple[str, list[float], list[float]] | None = None
    fix: Fix | None = None


@dataclass(frozen=True)
class Check:
    """One thing the doctor checks for.

    Attributes:
        name: of its findings.
        when: "before", "during" or "after" training.
        criterion: what is measured, and the threshold.
        source: of the threshold.
        find: yields the findings in the evidence.
    """

    name: str
    when: When
    criterion: str
    source: str
    find: Callable[[Evidence], Iterator[Finding]]


checks: dict[str, Check] = {}


def check(name: str, *, when: When, criterion: str, source: str) -> Callable[[Any], Any]:
    """Register the decorated function as a check."""

    def register(find: Callable[[Evidence], Iterator[Finding]]) -> Callable[[Evidence], Iterator[Finding]]:
        checks[name] = Check(name, when, criterion, source, find)
        return find

    return register
