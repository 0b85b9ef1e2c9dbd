"""`nnplay explain`: every matrix of one forward and one backward pass; and worksheets made from them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from nnplay.analysis.explain import Worksheet, worksheet, worksheet_of
from nnplay.analysis.explain import explain as explanation
from nnplay.analysis.explain.render import FORMS, Rendered, form_of
from nnplay.analysis.explain.render_text import lines
from nnplay.cli.console import errors, output, write_json
from nnplay.cli.network_options import architecture_of, of_network
from nnplay.cli.options import completing, of_settings, parameter, settings_of, taking
from nnplay.cli.predict import row_of, typed
from nnplay.errors import NNPlayError, clean
from nnplay.runs.run import Run, load_run
from nnplay.training.recipe import Recipe

SHEET = "Worksheets"
STEP = ("optimizer", "learning_rate", "momentum", "l1", "l2", "weight_decay", "clip")
STYLES = {"title": "bold", "part": "bold cyan", "heading": "bold", "written": "dim", "equation": "green"}


def _options() -> list[Any]:
    def option(name: str, kind: Any, default: Any, help_: str, *, panel: str | None = None, **more: Any) -> Any:
        flag = f"--{name.replace('_', '-')}"
        settings: dict[str, Any] = {
            "help": help_,
            "show_default": default not in (None, False),
            "rich_help_panel": panel,
        } | more
        return parameter(name, kind, default, typer.Option(flag, **settings))

    model = typer.Argument(help="A file that `nnplay train --save` wrote.", metavar="MODEL", show_default=False)
    forms = list(FORMS.values())
    whole: Any = {"metavar": "N"}
    return [
        parameter("model", str | None, None, model),
        option("row", list[str] | None, None, 'One row: "a=1 b=2", or a JSON object; repeat for more.', metavar="ROW"),
        option("target", list[str] | None, None, "What it should say of each row, in your labels or units; rows may "
               "hold it instead.", metavar="VALUE"),
        option("neuron", list[str] | None, None, "Write out this neuron: 2:5 is the fifth of layer 2, 2:5:3 its weight "
               "from the third input.", metavar="L:N[:I]"),
        option("full", bool, False, "Show every number of large matrices."),
        option("digits", int, 4, "Decimals.", **whole),
        option("to", str, "text", f"What to print: {', '.join(forms)}.", metavar="FORM",
               autocompletion=completing(forms)),
        option("save", Path | None, None, "Write a file.", metavar="FILE.html|tex|txt|json"),
        option("json", bool, False, "Print one JSON object and nothing else."),
        option("worksheet", bool, False, "An exercise with blanks, and its key.", panel=SHEET),
        option("answers", bool, False, "Print the key instead of the exercise.", panel=SHEET),
        option("seed", int, 0, "Another one draws other numbers.", panel=SHEET, **whole),
        option("inputs", int, 2, "How many inputs the network has.", panel=SHEET, **whole),
        option("outputs", int, 1, "How many outputs it has.", panel=SHEET, **whole),
        option("rows", int, 1, "How many rows are in the batch.", panel=SHEET, **whole),
        *of_network(),
        *of_settings(STEP),
    ]  # fmt: skip


@taking(_options())
def explain(**options: Any) -> None:
    """Show every matrix of one forward and one backward pass, with its equation and the numbers put in."""
    if options["save"] is not None:
        form_of(options["save"])
    form = "json" if options["json"] else options["to"]
    if form not in FORMS.values():
        raise NNPlayError(f"--to takes {', '.join(FORMS.values())}, not {form!r}.")
    if options["worksheet"]:
        _worksheet(options, form)
        return
    misplaced = next((name for name in ("answers", *(p.name for p in of_network())) if options[name]), None)
    if misplaced is not None:
        raise NNPlayError(f"--{misplaced} is for a worksheet: add --worksheet, or leave it out.")
    run, rows, target = _given(options)
    found = explanation(
        run.model, _recipe(run, options), rows, target, digits=options["digits"], neuron=options["neuron"] or (),
        full=options["full"], learning_rate=settings_of(_step(options)).get("learning_rate"),
    )  # fmt: skip
    if options["save"] is not None:
        found.save(options["save"])
        _wrote([options["save"]], options)
    if options["save"] is None or options["json"]:
        _print(found, form)


def _given(options: dict[str, Any]) -> tuple[Run, dict[str, list[Any]], Any]:
    """The run, its rows as columns, and the targets."""
    if options["model"] is None:
        raise NNPlayError("Give a model that `nnplay train --save` wrote, or --worksheet for an exercise without one.")
    run = load_run(options["model"])
    if not options["row"]:
        example = shlex.join(f"{name}={value}" for name, value in run.facts.get("example", {}).items())
        raise NNPlayError(f'Give the row to be explained: --row "{clean(example, 200) or "a=1 b=2"}".')
    return run, typed(options["row"]), _targets(run, options["target"])


def _targets(run: Run, given: list[str] | None) -> Any:
    """The targets as typed: a value a row, or name=value pairs where the model has several targets."""
    if not given:
        return None
    names = run.model.coding.names
    if len(names) == 1:
        return given
    read = [row_of(text) for text in given]
    return {name: [each.get(name) for each in read] for name in dict.fromkeys(name for each in read for name in each)}


def _step(options: dict[str, Any]) -> dict[str, Any]:
    """The options of the step alone."""
    return {name: options[name] for name in STEP}


def _recipe(run: Run, options: dict[str, Any]) -> Recipe:
    """The recipe of the run with what was typed; another optimizer has a momentum of its own."""
    changes = settings_of(_step(options))
    return run.recipe.replace(**({"momentum": None} if "optimizer" in changes else {}) | changes)


def _worksheet(options: dict[str, Any], form: str) -> None:
    """Print or write an exercise, and its key."""
    if options["model"] is not None:
        run, rows, target = _given(options)
        made = worksheet_of(run.model, _recipe(run, options), rows, target, digits=options["digits"])
    else:
        if options["row"] or options["target"]:
            raise NNPlayError("A worksheet without a model draws its own numbers: leave out --row and --target.")
        architecture = architecture_of(options | {"activation": options["activation"] or ["sigmoid"]}, None, (2,))
        settings: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 0.5} | settings_of(_step(options))
        recipe = Recipe(**settings)
        made = worksheet(
            options["seed"], architecture, inputs=options["inputs"], outputs=options["outputs"], rows=options["rows"],
            recipe=recipe, digits=options["digits"],
        )  # fmt: skip
    if options["save"] is not None:
        _wrote(made.save(options["save"]), options)
    if options["json"]:
        write_json(made.json())
    elif options["save"] is None:
        _print(made.answers if options["answers"] else made.exercise, form)
        _hint(made, options)


def _hint(made: Worksheet, options: dict[str, Any]) -> None:
    if not options["answers"]:
        errors().print(Text("--answers prints the key; --save sheet.html writes both.", "dim"), soft_wrap=True)


def _print(sheet: Rendered, form: str) -> None:
    """The sheet on standard output, in colours where it is a text."""
    screen = output()
    if form == "text":
        for line in lines(sheet, screen.width):
            screen.print(Text(line.text, STYLES.get(line.kind, "")), soft_wrap=True)
    elif form == "json":
        write_json(sheet.json())
    else:
        screen.file.write(sheet.form(form))


def _wrote(paths: Iterable[Path], options: dict[str, Any]) -> None:
    if not options["json"]:
        output().print(Text(f"Wrote {' and '.join(clean(path) for path in paths)}"), soft_wrap=True)
