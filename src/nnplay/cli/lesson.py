"""`nnplay lesson`: check a lesson file that a teacher wrote, and list the lessons of the page."""

from pathlib import Path
from typing import Annotated, Any

import typer

from nnplay.cli.console import errors, output, write_json
from nnplay.cli.help_screen import HelpCommand
from nnplay.cli.options import JsonOption
from nnplay.errors import clean

lesson = typer.Typer(help="Check lesson files, and list the lessons of the page.")


@lesson.command(cls=HelpCommand)
def check(
    file: Annotated[str, typer.Argument(help="The lesson: a Markdown file.", metavar="FILE")],
    translation_of: Annotated[
        str | None, typer.Option("--translation-of", help="The lesson that FILE translates.", metavar="FILE")
    ] = None,
    play: Annotated[bool, typer.Option(help="Play the solution of each step.")] = True,
    as_json: JsonOption = False,
) -> int:
    """Check a lesson, line by line, and play the solution of each of its steps."""
    from nnplay.playground.lessons.check import check_lesson

    original = None if translation_of is None else Path(translation_of)
    result = check_lesson(Path(file), original, play=play, on_step=lambda text: errors().print(text, style="dim"))
    if as_json:
        write_json({"file": file, "valid": not result.problems, "problems": result.problems, "steps": result.steps})
    else:
        for problem in result.problems:
            output().print(f"{clean(file)}: {clean(problem['message'])}", highlight=False)
        if not result.problems:
            unplayed = [str(step["number"]) for step in result.steps if step["status"] == "no solution"]
            note = f" Without a solution: step {', '.join(unplayed)}." if unplayed else ""
            played = " Every solution solves its step." if play and len(unplayed) < len(result.steps) else ""
            output().print(f"{clean(file)} is a valid lesson with {len(result.steps)} steps.{played}{note}")
    return 1 if result.problems else 0


@lesson.command("list", cls=HelpCommand)
def list_lessons(as_json: JsonOption = False) -> None:
    """List the lessons of the page."""
    from nnplay.cli.tables import table
    from nnplay.playground.lessons.library import lessons

    known: list[dict[str, Any]] = [
        {"name": each.name, "title": each.title, "minutes": each.minutes, "steps": len(each.steps)}
        for each in lessons()
    ]
    if as_json:
        write_json({"lessons": known})
        return
    rows = table("Name", "Title", ">Steps", ">Minutes")
    for each in known:
        rows.add_row(each["name"], each["title"], str(each["steps"]), str(each["minutes"]))
    output().print(rows)
