"""The result of a search, printed and written."""

from typing import Any

from rich.console import Group, RenderableType
from rich.progress import ProgressColumn, Task
from rich.text import Text

from nnplay.cli import tables
from nnplay.cli.console import output, write_json
from nnplay.cli.options import OutputOptions
from nnplay.cli.output_files import save_plot, write_files
from nnplay.cli.train import run_to_json
from nnplay.errors import clean
from nnplay.experiments.search.result import OPTIMISTIC, BestConfiguration, SearchResult
from nnplay.experiments.search.space import LAYERS, SHAPE, text
from nnplay.runs import reproduce
from nnplay.training.recipe import Recipe
from nnplay.training.recipe_file import write_recipe

MAX_TRIALS = 10  # printed
BAR_WIDTH = 30  # characters
EIGHTHS = " ▏▎▍▌▋▊▉"
HEADINGS = {"learning_rate": "Rate", "batch_size": "Batch", "weight_decay": "Weight decay"}


def write_model(result: SearchResult, outputs: OutputOptions) -> bool:
    """Write the network and the recipe; True if a file could not be written, which is reported."""
    return write_files(
        (outputs.save, result.run.save),
        (outputs.save_recipe, lambda path: write_recipe(path, result.run.architecture, result.best.recipe)),
    )


def write_figures(result: SearchResult, outputs: OutputOptions) -> bool:
    """Write the report and the plot; True if a file could not be written, which is reported."""
    return write_files(
        (outputs.report, result.report), (outputs.plot, lambda path: save_plot(result, path, style=outputs.style))
    )


def print_result(result: SearchResult, outputs: OutputOptions, total: int) -> None:
    """Print the result; `total` is the number of trials that were planned."""
    if outputs.json:
        write_json(search_to_json(result))
        return
    screen = output()
    if outputs.quiet:
        screen.print(Text(clean(f"{result.run.facts['name']}: {result.headline()}")), soft_wrap=True)
        return
    incomplete = {"timeout": f"; stopped by the timeout before all {total:,}", "interrupted": f" of {total:,}"}
    head = Text.assemble((clean(result.run.facts["name"], 40), "bold"), f": {result.subtitle()}")
    screen.print(head.append(incomplete.get(result.status, "") if len(result.trials) < total else ""), "", sep="\n")
    for block in (tables.layers(result.run.architecture), _recipe(result), _scores(result), _trials(result),
                  _importance(result)):  # fmt: skip
        if block is not None:
            screen.print(block, "", sep="\n")
    command = train_command(result.best)
    if command is not None:
        screen.print(Text("Train the same network again: ").append(clean(command), "cyan"), soft_wrap=True)
    if result.sweep:
        saved = f"Saved as {result.sweep}; `nnplay runs list --sweep {result.sweep}` lists its trials"
        saved += f", `nnplay runs show {result.run_id}` shows the final run." if result.run_id else "."
        screen.print(Text(saved, "dim"), soft_wrap=True)


def _recipe(result: SearchResult) -> RenderableType:
    """The settings of the best configuration; those that were searched are marked."""
    names = set(result.best.settings)
    rows = tables.table("Setting", "Value", "", title="Recipe")
    default = Recipe()
    for name, value in result.best.recipe.summary().items():
        searched = name in names or ("decay" in names and name in ("l2", "weight_decay"))
        if searched or (name != "data" and getattr(result.best.recipe, name) != getattr(default, name)):
            cell = ", ".join(map(clean, value)) if isinstance(value, list) else "full" if value is None else text(value)
            rows.add_row(Text(name, "dim"), clean(cell, 60), Text("searched" if searched else "", "dim"))
    return rows


def _scores(result: SearchResult) -> RenderableType:
    """The validation and the test score, and why they differ."""
    rows = tables.table("Split", f">{_title(result)}", "", title="Results")
    rows.add_row(
        Text("validation", tables.COLOURS["validation"]), _score(result, result.best.value),
        Text(f"best trial ({result.best.number}), selected by this score: optimistic", "dim"),
    )  # fmt: skip
    rows.add_row(
        Text("test", tables.COLOURS["test"]), Text(_score(result, result.score), "bold"),
        Text("final network, on rows that no trial used: unbiased", "dim"),
    )  # fmt: skip
    return Group(rows, Text(OPTIMISTIC, "dim"))


def _title(result: SearchResult) -> str:
    return tables.TITLES.get(result.metric, result.metric.capitalize())


def _score(result: SearchResult, value: float | None) -> str:
    if value is None:
        return "–"
    percent = result.run.facts["task"] == "classification" and result.metric in tables.METRICS["classification"]
    return f"{value:.1%}" if percent else tables.format_number(value)


def _trials(result: SearchResult) -> RenderableType:
    """The best trials, one in each row."""
    merged = (*SHAPE, "hidden", *LAYERS)
    names = list(dict.fromkeys(name for trial in result.sampled for name in trial if name not in merged))
    searched_network = any(name in merged for trial in result.sampled for name in trial)
    heads = [HEADINGS.get(name, name.replace("_", " ").capitalize()) for name in names]
    rows = tables.table(
        ">Trial", f">{_title(result)}", *heads, ">Epochs", *(["Network"] if searched_network else []),
        title=f"Best {min(MAX_TRIALS, len(result.trials))} trials, by validation score",
        optional=["Epochs", *reversed(heads)],
    )  # fmt: skip
    for trial in result.ranked[:MAX_TRIALS]:
        settings = trial["settings"]
        cells = [clean(text(settings[name])) if name in settings else "" for name in names]
        state = "" if trial["state"] == "finished" else f" {trial['state']}"
        rows.add_row(
            f"{trial['number']}", _score(result, trial["value"]), *cells, f"{trial['epochs']:,}{state}",
            *([describe_network(settings)] if searched_network else []),
        )  # fmt: skip
    return rows


def describe_network(settings: dict[str, Any]) -> str:
    """The hidden layers of a trial in brief: 2 × 64 tanh, batch norm, dropout 0.2."""
    if settings.get("depth") == 0 or settings.get("hidden") == ():
        return "linear"
    size = [text(settings["hidden"])] if "hidden" in settings else []
    size += [" × ".join(str(settings[name]) for name in ("depth", "width") if name in settings)]
    words = [" ".join(part for part in (*size, settings.get("activation", "")) if part)]
    words += ["halving"] if settings.get("taper") == 0.5 else []
    words += [f"{settings['norm']} norm"] if settings.get("norm") else []
    words += [f"dropout {settings['dropout']:g}"] if settings.get("dropout") else []
    return clean(", ".join(word for word in [*words, "skip" if settings.get("skip") else ""] if word))


def _importance(result: SearchResult) -> RenderableType | None:
    """The importance of each setting, as bars."""
    if not result.importance:
        return None
    rows = tables.table("Setting", ">Share", "", title="Importance of each setting")
    largest = max(result.importance.values())
    for name, share in result.importance.items():
        eighths = round(8 * BAR_WIDTH * share / largest) if largest else 0
        bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
        rows.add_row(name.replace("_", " "), f"{share:.0%}", Text(bar, tables.COLOURS["train"]))
    return rows


def train_command(best: BestConfiguration) -> str | None:
    """The command that trains a configuration; None for data that has no name."""
    return None if best.recipe.data is None else reproduce.command(best.architecture, best.recipe)


def search_to_json(result: SearchResult) -> dict[str, Any]:
    """Everything about a search but the weights."""
    best = result.best
    return {
        "data": result.run.facts["name"], "metric": result.metric, "status": result.status, "sweep": result.sweep,
        "kept": result.run_id,
        "best": {
            "number": best.number, "settings": best.settings, "architecture": best.architecture.to_json(),
            "recipe": best.recipe.to_json(),
        },
        "validation": best.value, "test": result.score, "trials": result.trials, "importance": result.importance,
        "command": train_command(best), "run": run_to_json(result.run),
    }  # fmt: skip


class BestColumn(ProgressColumn):
    """The best trial so far: best accuracy 0.958 (2 × 64 tanh)."""

    def render(self, task: Task) -> Text:
        """The text for a task."""
        best = task.fields["best"]
        if best is None:
            return Text("")
        text = Text.assemble((f"best {task.fields['metric']} ", "dim"), f"{best['value']:.4g} ")
        return text.append(describe_network(best["settings"]), tables.COLOURS["validation"])
