"""The line at the top: what is trained, how far it is, how good."""

from __future__ import annotations

from rich.text import Text

from nnplay.playground.bench import Bench


def status(bench: Bench, busy: str = "") -> Text:
    """One line."""
    data, snapshot = bench.dataset, bench.snapshot
    sign = "…" if busy else "▶" if bench.playing else "■" if bench.ended else "⏸"
    shown = Text.assemble((f" {sign} ", "bold reverse"), " ", (data.name, "bold"), no_wrap=True, overflow="ellipsis")
    shown.append(f" {data.n_rows:,} rows → ", "dim")
    shown.append(f"{len(data.classes)} classes" if data.classes else ", ".join(data.target_names[:2]), "dim")
    shown.append("  epoch ").append(f"{bench.epoch:,}", "bold").append(f"/{bench.recipe.epochs:,}", "dim")
    if snapshot.batches and bench.back is None:
        shown.append(f" + {snapshot.batches} batches", "dim")
    if bench.back is not None:
        shown.append(f" (back from {snapshot.epoch:,})", "yellow")
    row = next((row for row in reversed(bench.rows) if row["epoch"] <= bench.epoch), None)
    if row is not None:
        for part in bench.problem.parts:
            shown.append(f"  {part} ", "dim").append(f"{row[f'{part}_loss']:.4g}")
            for name, mark in (("accuracy", "{:.1%}"), ("r2", "R² {:.3f}")):
                if f"{part}_{name}" in row:
                    shown.append(" " + mark.format(row[f"{part}_{name}"]), "bold")
    if busy:
        shown.append(f"  {busy} …", "yellow")
    return shown
