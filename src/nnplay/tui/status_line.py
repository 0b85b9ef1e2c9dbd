"""The status line at the top: data, epoch, losses and scores."""

from rich.text import Text

from nnplay.playground.view_state import ViewState

WIDE, MIDDLE = 100, 76  # columns from which everything fits, and from which the pace does


def status_line(view_state: ViewState, symbol: str, width: int, busy: str = "", pace: str = "") -> Text:
    """The status in one line, shortened in a narrow terminal."""
    data, wide = view_state.dataset, width >= WIDE
    text = Text.assemble(
        (f" {symbol} ", "bold reverse"), " ", (data.name[:24], "bold"), no_wrap=True, overflow="ellipsis"
    )
    if wide:
        text.append(f" {data.n_rows:,} rows → ", "dim")
        text.append(f"{len(data.classes)} classes" if data.classes else ", ".join(data.target_names[:2]), "dim")
    text.append("  epoch " if wide else "  ", "dim").append(f"{view_state.epoch:,}", "bold")
    text.append(f"/{view_state.problem.recipe.epochs:,}", "dim")
    batches = view_state.snapshot.batches
    if batches and view_state.past_epoch is None:
        text.append(f" + {batches} batch{'es' if batches != 1 else ''}", "dim")
    if view_state.past_epoch is not None:
        text.append(f" (newest: {view_state.snapshot.epoch:,})" if wide else " (past)", "yellow")
    row = next((row for row in reversed(view_state.rows) if row["epoch"] <= view_state.epoch), None)
    if row is not None:
        for part in view_state.problem.parts:
            if part == "validation" and not wide:
                continue
            text.append(f"  {part} ", "dim").append(f"{row[f'{part}_loss']:.4g}")
            for name, template in (("accuracy", "{:.1%}"), ("r2", "R² {:.3f}")):
                if f"{part}_{name}" in row:
                    text.append(" " + template.format(row[f"{part}_{name}"]), "bold")
    if pace and width >= MIDDLE:
        text.append(f"  {pace}", "dim")
    if busy:
        text.append(f"  {busy} …", "yellow")
    return text
