"""Write docs/catalogue.md from the registries; with --check, exit with 1 when it is out of date instead."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from nnplay.catalog import families
from nnplay.catalog.intervals import shown
from nnplay.catalog.registry import number

PAGE = Path(__file__).with_name("catalogue.md")

HEAD = """# The catalogue

After this page you know every component that is built in, its formula, and where it comes from. The page is made from
the registry by `python docs/make_catalogue.py`; `nnplay catalog` shows the same in the terminal, with a plot of each
activation.

Constants are set in the name: `leaky_relu(0.2)`, `huber(delta=2)`, `cosine(period=50)`. Names after a slash are
aliases. To add your own, see [your own components](your-own-components.md).
"""

ABOUT = {
    "activations": "What a neuron makes of its weighted sum z. The derivative is da/dz, written in z and a. "
    "A **learned** constant is trained, one for each neuron. Each suggests an initializer for its weights.",
    "losses": "How wrong ŷ is, and ∂L/∂ŷ. Losses of one output are averaged over all elements, losses of a row over "
    "rows. **Joint** means that value and gradient are taken straight from z when the output is the one that the loss "
    "was made for: finite for any z.",
    "optimizers": "How a weight w moves, given its gradient g, the learning rate η and the step t. "
    "What an optimizer remembers for each weight is listed beside it.",
    "schedules": "The learning rate at time t, in epochs, of a training of T epochs; η is the recipe's "
    "`learning_rate`.",
    "initializers": "The weights before the first step; biases start at 0.",
    "penalties": "What a weight w costs, at strength 1. Biases are free.",
    "metrics": "What a person asks of a prediction; never trained on.",
}


def code(text: str) -> str:
    """Text as code in a cell of a table."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def span(low: float, high: float) -> str:
    """A range of numbers."""
    ends = ["−∞" if low == float("-inf") else f"{low:.4g}", "∞" if high == float("inf") else f"{high:.4g}"]
    return " … ".join(end.replace("-", "−") for end in ends)


def constants(entry: Any) -> str:
    """The constants of an entry with their defaults and where they may be; those that are learned say so."""
    told = {name: f" in {shown(interval)}" for name, interval in entry.limits.items()}
    told |= dict.fromkeys(getattr(entry, "learned", ()), " (learned)")
    return ", ".join(f"{name}={number(v)}{told.get(name, '')}" for name, v in entry.constants.items())


# What the columns between the formula and the constants show, family by family.
COLUMNS: dict[str, dict[str, Any]] = {
    "activations": {
        "Derivative": lambda e: code(e.derivative_formula),
        "Range": lambda e: span(*e.range),
        "Initializer": lambda e: e.initializer,
    },
    "losses": {
        "Derivative": lambda e: code(e.derivative_formula),
        "Made for": lambda e: e.output + (", joint" if e.joint(e.output) else ""),
        "ŷ": lambda e: span(*e.domain),
    },
    "optimizers": {"Remembers": lambda e: ", ".join(e.slots)},
    "schedules": {},
    "initializers": {},
    "penalties": {"Derivative": lambda e: code(e.derivative_formula)},
    "metrics": {"For": lambda e: e.task, "Better": lambda e: "higher" if e.higher else "lower"},
}


def table(family: str) -> list[str]:
    """The rows of one family."""
    columns = COLUMNS[family]
    with_constants = any(entry.constants for entry in families[family].values())
    heads = ["Name", "Formula", *columns, *(["Constants"] if with_constants else []), "Source"]
    rows = [heads, ["---"] * len(heads)]
    for entry in families[family].values():
        name = " / ".join(f"`{name}`" for name in (entry.name, *entry.aliases))
        cells = [show(entry) for show in columns.values()]
        cells += [constants(entry)] if with_constants else []
        rows.append([name, code(entry.formula), *cells, entry.source.replace("|", "\\|")])
    return ["| " + " | ".join(cells) + " |" for cells in rows]


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for family, registry in families.items():
        parts += [f"## {family.capitalize()}", "", f"{len(registry)} of them. {ABOUT[family]}", "", *table(family), ""]
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else "docs/catalogue.md is out of date: make it anew.")
    PAGE.write_text(page(), encoding="utf-8")
