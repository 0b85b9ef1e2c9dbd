"""Write docs/reference/catalogue.md, and the counts in other pages, from the registries.

With --check it writes nothing, and exits with 1 if one of them is stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from nnplay.catalog import families
from nnplay.catalog.registry import format_number

DOCS = Path(__file__).parent
PAGE = DOCS / "reference" / "catalogue.md"
# Pages with counts of components: in sentences ("30 activations"), or in the list that `nnplay catalog` prints.
WITH_COUNTS = {
    DOCS.parent / "README.md": r"\b()\d+(?= {family}\b)",
    DOCS.parent / "CHANGELOG.md": r"\b()\d+(?= {family}\b)",
    DOCS / "how-to" / "command-line.md": r"^({family} +)\d+(?=   )",
}

HEAD = """# The catalogue

Every built-in component with its formula and its source. `python docs/make_catalogue.py` generates this page from the
registry; `nnplay catalog` shows the same in the terminal, with a plot of each activation.

Set constants in the name: `leaky_relu(0.2)`, `huber(delta=2)`, `cosine(period=50)`. Names after a slash are aliases. To
add your own, see [your own components](../how-to/your-own-components.md).
"""

ABOUT = {
    "activations": "The output of a neuron as a function of its weighted sum z. The derivative is da/dz, written in z "
    "and a. A **learned** constant is trained, one per neuron. The initializer is the default for the layer's weights.",
    "losses": "The error of a prediction ŷ, and ∂L/∂ŷ. Losses of one output are averaged over all elements, those of a "
    "row over rows. **Joint** means that, with the canonical output, value and gradient are computed directly from z, "
    "which keeps them finite for any z.",
    "optimizers": "The update of a weight w, given its gradient g, the learning rate η and the step t. The state is "
    "what the optimizer stores per weight.",
    "schedules": "The learning rate at epoch t of a run of T epochs; η is the recipe's `learning_rate`.",
    "initializers": "The weights before the first step; biases start at 0.",
    "penalties": "The term that the objective adds for a weight w, at strength 1. Biases are not penalized.",
    "metrics": "Scores of predictions; not used for training.",
}


def code(text: str) -> str:
    """Text as code in a cell of a table."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def span(low: float, high: float) -> str:
    """A range of numbers."""
    ends = ["−∞" if low == float("-inf") else f"{low:.4g}", "∞" if high == float("inf") else f"{high:.4g}"]
    return " … ".join(end.replace("-", "−") for end in ends)


def constants(entry: Any) -> str:
    """The constants of an entry with their defaults and intervals; learned ones are marked."""
    notes = {name: f" in {interval.replace('inf', '∞')}" for name, interval in entry.limits.items()}
    notes |= dict.fromkeys(getattr(entry, "learned", ()), " (learned)")
    return ", ".join(f"{name}={format_number(value)}{notes.get(name, '')}" for name, value in entry.constants.items())


# The columns between the formula and the constants, family by family.
COLUMNS: dict[str, dict[str, Any]] = {
    "activations": {
        "Derivative": lambda entry: code(entry.derivative_formula),
        "Range": lambda entry: span(*entry.range),
        "Initializer": lambda entry: entry.initializer,
    },
    "losses": {
        "Derivative": lambda entry: code(entry.derivative_formula),
        "Canonical output": lambda entry: entry.output + (", joint" if entry.joint(entry.output) else ""),
        "ŷ": lambda entry: span(*entry.domain),
    },
    "optimizers": {"State": lambda entry: ", ".join(entry.slots)},
    "schedules": {},
    "initializers": {},
    "penalties": {"Derivative": lambda entry: code(entry.derivative_formula)},
    "metrics": {"For": lambda entry: entry.task, "Better": lambda entry: "higher" if entry.higher else "lower"},
}


def table(family: str) -> list[str]:
    """The rows of one family."""
    columns = COLUMNS[family]
    with_constants = any(entry.constants for entry in families[family].values())
    heads = ["Name", "Formula", *columns, *(["Constants"] if with_constants else []), "Source"]
    rows = [heads, ["---"] * len(heads)]
    for entry in families[family].values():
        name = " / ".join(f"`{name}`" for name in (entry.name, *entry.aliases))
        cells = [cell(entry) for cell in columns.values()]
        cells += [constants(entry)] if with_constants else []
        rows.append([name, code(entry.formula), *cells, entry.source.replace("|", "\\|")])
    return ["| " + " | ".join(cells) + " |" for cells in rows]


def marked(family: str) -> list[str]:
    """The table between the marks where the site has pictures instead."""
    return [f"<!-- generated: catalogue {family} -->", "", *table(family), "", "<!-- end of generated -->"]


def page() -> str:
    """The content of docs/reference/catalogue.md."""
    parts = [HEAD]
    for family, registry in families.items():
        parts += [f"## {family.capitalize()}", "", f"{len(registry)} entries. {ABOUT[family]}", "", *marked(family), ""]
    return "\n".join(parts)


def with_counts(text: str, pattern: str) -> str:
    """The text of a page with each count of a family's components up to date."""
    for family, registry in families.items():
        for match in re.finditer(pattern.replace("{family}", family), text, re.MULTILINE):
            count = str(len(registry)).rjust(match.end() - match.end(1) if match[1] else 0)
            text = text[: match.end(1)] + count + text[match.end() :]
    return text


def pages() -> dict[Path, str]:
    """Each generated page, and each page with counts, as it should be."""
    counted = {path: with_counts(path.read_text("utf-8"), pattern) for path, pattern in WITH_COUNTS.items()}
    return {PAGE: page()} | counted


if __name__ == "__main__":
    stale = [path for path, text in pages().items() if path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(path.name for path in stale)}; run python docs/make_catalogue.py" if stale else 0)
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8")
