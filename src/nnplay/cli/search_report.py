"""What a search has found, as the command line shows and writes it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from nnplay.cli import tables
from nnplay.cli.console import complain, output, write_json
from nnplay.cli.train import as_json as run_as_json
from nnplay.errors import NNPlayError, clean
from nnplay.experiments.search.result import OPTIMISTIC, Best, Search
from nnplay.experiments.search.space import LAYERS, SHAPE, text
from nnplay.training.recipe import Recipe
from nnplay.training.recipe_file import write_recipe

SHOWN = 10  # trials
BAR = 30  # characters of the longest bar
EIGHTHS = " ▏▎▍▌▋▊▉"
SHORT = {"learning_rate": "Rate", "batch_size": "Batch", "weight_decay": "Weight decay"}


def write(found: Search, options: dict[str, Any], *names: str) -> bool:
    """Write what was asked for of these; True where something could not be, which is told."""
    makers: dict[str, Callable[[str], None]] = {
        "save": found.run.save,
        "save_recipe": lambda path: write_recipe(path, found.run.architecture, found.best.recipe),
        "report": found.report,
        "plot": lambda path: _draw(found, path),
    }
    failed = False
    for name in names:
        if options.get(name):
            try:
                makers[name](options[name])
            except (NNPlayError, OSError) as error:
                complain(error)
                failed = True
    return failed


def _draw(found: Search, path: str) -> None:
    from nnplay import plots

    plots.save(found.plot(), path)


def show(found: Search, options: dict[str, Any], total: int) -> None:
    """Print the result as was asked for."""
    if options["json"]:
        write_json(as_json(found))
        return
    screen = output()
    if options["quiet"]:
        screen.print(Text(clean(f"{found.run.facts['name']}: {found.headline()}")), soft_wrap=True)
        return
    left = {"timeout": f"; the time was over before all {total:,}", "interrupted": f" of {total:,}"}
    head = Text.assemble((clean(found.run.facts["name"], 40), "bold"), f": {found.subtitle()}")
    screen.print(head.append(left.get(found.status, "") if len(found.trials) < total else ""), "", sep="\n")
    blocks = [tables.layers(found.run.architecture), _recipe(found), _scores(found), _trials(found), _importance(found)]
    for block in blocks:
        if block is not None:
            screen.print(block, "", sep="\n")
    typed = command(found.best)
    if typed is not None:
        screen.print(Text("The same network once more: ").append(clean(typed), "cyan"), soft_wrap=True)
    if found.sweep:
        told = f"Kept as {found.sweep}: `nnplay runs list --sweep {found.sweep}` lists its trials"
        told += f", `nnplay runs show {found.kept}` shows the final network." if found.kept else "."
        screen.print(Text(told, "dim"), soft_wrap=True)


def _recipe(found: Search) -> RenderableType:
    """How the best one is trained; what was searched is marked."""
    names = set(found.best.settings)
    shown = tables.table("Setting", "Value", "", title="The recipe")
    default = Recipe()
    for name, value in found.best.recipe.to_json().items():
        own = name in names or ("decay" in names and name in ("l2", "weight_decay"))
        if own or (name != "data" and getattr(found.best.recipe, name) != getattr(default, name)):
            cell = ", ".join(map(clean, value)) if isinstance(value, list) else "full" if value is None else text(value)
            shown.add_row(Text(name, "dim"), clean(cell, 60), Text("searched" if own else "", "dim"))
    return shown


def _scores(found: Search) -> RenderableType:
    """The two scores beside each other, and why they differ."""
    shown = tables.table("Rows", f">{_title(found)}", "", title="How good")
    shown.add_row(
        Text("validation", tables.COLOURS["validation"]), _score(found, found.best.value),
        Text(f"of trial {found.best.number}, which was chosen by it: optimistic", "dim"),
    )  # fmt: skip
    shown.add_row(
        Text("test", tables.COLOURS["test"]), Text(_score(found, found.score), "bold"),
        Text("of the final network, on rows that no trial has seen: honest", "dim"),
    )  # fmt: skip
    return Group(shown, Text(OPTIMISTIC, "dim"))


def _title(found: Search) -> str:
    return tables.TITLES.get(found.metric, found.metric.capitalize())


def _score(found: Search, value: float | None) -> str:
    if value is None:
        return "–"
    shares = found.run.facts["task"] == "classification" and found.metric in tables.SHOWN["classification"]
    return f"{value:.1%}" if shares else tables.number(value)


def _trials(found: Search) -> RenderableType:
    """The best trials, one a row."""
    merged = (*SHAPE, "hidden", *LAYERS)
    names = list(dict.fromkeys(name for asked in found.asked for name in asked if name not in merged))
    built = any(name in merged for asked in found.asked for name in asked)
    heads = [SHORT.get(name, name.replace("_", " ").capitalize()) for name in names]
    shown = tables.table(
        ">Trial", f">{_title(found)}", *heads, ">Epochs", *(["Network"] if built else []),
        title=f"The {min(SHOWN, len(found.trials))} best trials, by the validation rows", last_yields=True,
    )  # fmt: skip
    for trial in found.ranked[:SHOWN]:
        settings = trial["settings"]
        cells = [clean(text(settings[name])) if name in settings else "" for name in names]
        ended = "" if trial["state"] == "finished" else f" {trial['state']}"
        shown.add_row(
            f"{trial['number']}", _score(found, trial["value"]), *cells, f"{trial['epochs']:,}{ended}",
            *([network(settings)] if built else []),
        )  # fmt: skip
    return shown


def network(settings: dict[str, Any]) -> str:
    """The hidden layers of a trial in few words: 2 × 64 tanh, batch norm, dropout 0.2."""
    if settings.get("depth") == 0 or settings.get("hidden") == ():
        return "linear"
    size = [text(settings["hidden"])] if "hidden" in settings else []
    size += [" × ".join(str(settings[name]) for name in ("depth", "width") if name in settings)]
    words = [" ".join(part for part in (*size, settings.get("activation", "")) if part)]
    words += ["halving"] if settings.get("taper") == 0.5 else []
    words += [f"{settings['norm']} norm"] if settings.get("norm") else []
    words += [f"dropout {settings['dropout']:g}"] if settings.get("dropout") else []
    return clean(", ".join(word for word in [*words, "skip" if settings.get("skip") else ""] if word))


def _importance(found: Search) -> RenderableType | None:
    """What mattered, as bars."""
    if not found.importance:
        return None
    shown = tables.table("Setting", ">Share", "", title="What mattered")
    most = max(found.importance.values())
    for name, share in found.importance.items():
        eighths = round(8 * BAR * share / most) if most else 0
        bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
        shown.add_row(name.replace("_", " "), f"{share:.0%}", Text(bar, tables.COLOURS["train"]))
    return shown


def command(best: Best) -> str | None:
    """The command that trains a configuration; None where its layers differ in what no option says."""
    layers, recipe = best.architecture.layers, best.recipe
    rest = {(layer.dropout, layer.norm, layer.skip, layer.initializer) for layer in layers}
    if len(rest) > 1 or any(layer.initializer for layer in layers) or recipe.data is None:
        return None
    words = ["nnplay", "train", recipe.data, "--hidden", ",".join(str(layer.width) for layer in layers) or "0"]
    if layers:
        names = [layer.activation for layer in layers]
        words += ["--activation", names[0] if len(set(names)) == 1 else ",".join(names)]
        words += ["--dropout", f"{layers[0].dropout:g}"] if layers[0].dropout else []
        words += ["--norm", layers[0].norm] if layers[0].norm else []
        words += ["--skip"] if layers[0].skip else []
    for name in ("output", "loss"):
        words += [f"--{name}", getattr(best.architecture, name)] if getattr(best.architecture, name) else []
    for name, field in Recipe.model_fields.items():
        value = getattr(recipe, name)
        if name != "data" and value != field.default:
            words += _typed(f"--{name.replace('_', '-')}", value)
    return " ".join(map(shlex.quote, words))


def _typed(flag: str, value: Any) -> list[str]:
    """An option as it is typed."""
    if isinstance(value, bool):
        return [flag if value else f"--no-{flag[2:]}"]
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return [flag, ",".join(f"{name}={weight!r}" for name, weight in value)]
    if isinstance(value, tuple):
        single = f'"{value[0]}"' if len(value) == 1 and set(value[0]) & set(",()") else None
        return [f"{flag}={name}" for name in ([single] if single else value)]
    return [flag, "full" if value is None else str(value).removesuffix(".0")]


def as_json(found: Search) -> dict[str, Any]:
    """Everything about a search but the weights."""
    best = found.best
    return {
        "data": found.run.facts["name"], "metric": found.metric, "status": found.status, "sweep": found.sweep,
        "kept": found.kept,
        "best": {
            "number": best.number, "settings": best.settings, "architecture": best.architecture.to_json(),
            "recipe": best.recipe.to_json(),
        },
        "validation": best.value, "test": found.score, "trials": found.trials, "importance": found.importance,
        "command": command(best), "run": run_as_json(found.run),
    }  # fmt: skip
