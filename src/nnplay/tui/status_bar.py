"""The line at the top: what is trained, how far it is, how good."""

from __future__ import annotations

from rich.text import Text

from nnplay.playground.view_state import Seen

WIDE = 100  # columns from which there is room for what is not needed at once


def status(seen: Seen, sign: str, width: int, busy: str = "") -> Text:
    """One line; in a narrow terminal the shorter of its texts."""
    data, wide = seen.dataset, width >= WIDE
    shown = Text.assemble(
        (f" {sign} ", "bold reverse"), " ", (data.name[:24], "bold"), no_wrap=True, overflow="ellipsis"
    )
    if wide:
        shown.append(f" {data.n_rows:,} rows → ", "dim")
        shown.append(f"{len(data.classes)} classes" if data.classes else ", ".join(data.target_names[:2]), "dim")
    shown.append("  epoch " if wide else "  ", "dim").append(f"{seen.epoch:,}", "bold")
    shown.append(f"/{seen.problem.recipe.epochs:,}", "dim")
    if seen.snapshot.batches and seen.back is None:
        shown.append(f" + {seen.snapshot.batches} batches", "dim")
    if seen.back is not None:
        shown.append(f" (back from {seen.snapshot.epoch:,})" if wide else " back", "yellow")
    row = next((row for row in reversed(seen.rows) if row["epoch"] <= seen.epoch), None)
    if row is not None:
        for part in seen.problem.parts:
            if part == "validation" and not wide:
                continue
            shown.append(f"  {part} ", "dim").append(f"{row[f'{part}_loss']:.4g}")
            for name, mark in (("accuracy", "{:.1%}"), ("r2", "R² {:.3f}")):
                if f"{part}_{name}" in row:
                    shown.append(" " + mark.format(row[f"{part}_{name}"]), "bold")
    if busy:
        shown.append(f"  {busy} …", "yellow")
    return shown
