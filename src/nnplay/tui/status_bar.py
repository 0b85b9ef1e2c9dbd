"""The line at the top: what is trained, how far it is, how good."""

from __future__ import annotations

from rich.text import Text

from nnplay.playground.view_state import ViewState

WIDE = 100  # columns from which there is room for what is not needed at once


def status(view_state: ViewState, sign: str, width: int, busy: str = "") -> Text:
    """One line; in a narrow terminal the shorter of its texts."""
    data, wide = view_state.dataset, width >= WIDE
    shown = Text.assemble(
        (f" {sign} ", "bold reverse"), " ", (data.name[:24], "bold"), no_wrap=True, overflow="ellipsis"
    )
    if wide:
        shown.append(f" {data.n_rows:,} rows → ", "dim")
        shown.append(f"{len(data.classes)} classes" if data.classes else ", ".join(data.target_names[:2]), "dim")
    shown.append("  epoch " if wide else "  ", "dim").append(f"{view_state.epoch:,}", "bold")
    shown.append(f"/{view_state.problem.recipe.epochs:,}", "dim")
    if view_state.snapshot.batches and view_state.back is None:
        shown.append(f" + {view_state.snapshot.batches} batches", "dim")
    if view_state.back is not None:
        shown.append(f" (back from {view_state.snapshot.epoch:,})" if wide else " back", "yellow")
    row = next((row for row in reversed(view_state.rows) if row["epoch"] <= view_state.epoch), None)
    if row is not None:
        for part in view_state.problem.parts:
            if part == "validation" and not wide:
                continue
            shown.append(f"  {part} ", "dim").append(f"{row[f'{part}_loss']:.4g}")
            for name, mark in (("accuracy", "{:.1%}"), ("r2", "R² {:.3f}")):
                if f"{part}_{name}" in row:
                    shown.append(" " + mark.format(row[f"{part}_{name}"]), "bold")
    if busy:
        shown.append(f"  {busy} …", "yellow")
    return shown
