"""Write the table of settings in docs/reference/recipes-and-results.md from the fields of `nn.Recipe`."""

from __future__ import annotations

import re
from pathlib import Path

import nnplay as nn
from nnplay.training.settings import BY_DATA

PAGE = Path(__file__).parent / "reference" / "recipes-and-results.md"
MARKS = "<!-- settings -->\n", "<!-- end of settings -->\n"


def table() -> str:
    """One row per setting: its name, its default and what it does. "auto" depends on the data."""
    rows = ["| setting | default | what it does |", "|---|---|---|"]
    for name, field in nn.Recipe.model_fields.items():
        value = field.default
        default = "–" if value is None else f'`"{value}"`' if isinstance(value, str) else f"`{value}`"
        if isinstance(value, int | float) and not isinstance(value, bool):
            default = f"{value:g}"
        if name in BY_DATA:
            default = "auto" if value is None else f"auto ({default})"
        text = (field.description or "").rstrip(".").replace("|", r"\|")
        rows.append(f"| `{name}` | {default} | {text} |")
    return "\n".join(rows) + "\n"


def page() -> str:
    """The page with a fresh table."""
    first, last = (re.escape(mark) for mark in MARKS)
    between = MARKS[0] + "\n" + table() + "\n" + MARKS[1]
    return re.sub(f"{first}.*?{last}", lambda _: between, PAGE.read_text("utf-8"), flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
