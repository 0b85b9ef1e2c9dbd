"""`nnplay replay`: verify challenge entries by training them again."""

import json
import sys
from typing import Annotated, Any

import typer

from nnplay.cli.console import errors, output
from nnplay.cli.options import JsonOption
from nnplay.errors import NNPlayError, clean

MAX_BYTES = 64 << 20  # of a file of links


def replay(
    links: Annotated[
        list[str] | None,
        typer.Argument(help="Challenge links from the page of `nnplay web`.", metavar="LINK", show_default=False),
    ] = None,
    file: Annotated[
        str | None, typer.Option(help="A file with one link on each line; - is standard input.", metavar="FILE")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Train challenge entries again, and check that they solve their challenges with the same result."""
    entries = [*(links or []), *(_read_links(file) if file else [])]
    if not entries:
        raise NNPlayError(
            "Missing challenge link: solve a challenge on the page of `nnplay web`, and pass its link or --file."
        )
    results: list[dict[str, Any]] = []
    for link in entries:
        errors().print(f"Training entry {len(results) + 1} of {len(entries)} …", style="dim")
        results.append(verify(link))
    if as_json:
        sys.stdout.write(json.dumps({"entries": results}) + "\n")
    else:
        _print(results)
    return 0 if all(result["holds"] for result in results) else 1


def verify(link: str) -> dict[str, Any]:
    """The result of training an entry again; for a bad link, its "trouble" says what is wrong."""
    from nnplay.playground.entry_links import read_entry_link
    from nnplay.playground.session import PlaygroundSession

    try:
        challenge, entry = read_entry_link(link)
        session = PlaygroundSession(entry.recipe.data, entry.architecture, entry.recipe)
    except NNPlayError as error:
        return {"link": link, "holds": False, "trouble": str(error)}
    try:
        for _ in entry.replay(session):
            pass
        if not challenge.uses_data(session):
            raise NNPlayError(f"This entry of {challenge.id} was trained on {entry.recipe.data}, not {challenge.data}.")
        conditions = {text["en"]: holds for text, holds in challenge.progress(session)}
        return {
            "link": link, "challenge": challenge.id, "holds": all(conditions.values()), "trouble": "",
            "same_bits": entry.same_bits(session), "reproduced": entry.matches(session), "conditions": conditions,
            "score": challenge.score(session)[1],
            "network": str(session.problem.architecture), "parameters": session.parameters.count,
            "epochs": entry.epoch, "accuracy": session.view_state().metrics.get("test", {}).get("accuracy"),
        }  # fmt: skip
    except NNPlayError as error:
        return {"link": link, "holds": False, "trouble": str(error)}
    finally:
        session.close()


def _print(results: list[dict[str, Any]]) -> None:
    from nnplay.cli.tables import table

    rows = table(">", "Challenge", "Solved", "Reproduced", ">Score", ">Test accuracy", ">Parameters", ">Epochs")
    for number, result in enumerate(results, 1):
        if result["trouble"]:
            rows.add_row(str(number), "–", "no", "–", "–", "–", "–", "–")
        else:
            rows.add_row(
                str(number), result["challenge"], "yes" if result["holds"] else "no",
                "to the bit" if result["same_bits"] else "yes" if result["reproduced"] else "no",
                f"{result['score']:g}", f"{result['accuracy']:.1%}", f"{result['parameters']:,}",
                f"{result['epochs']:,}",
            )  # fmt: skip
    output().print(rows)
    for number, result in enumerate(results, 1):
        unmet = [text for text, holds in result.get("conditions", {}).items() if not holds]
        trouble = result["trouble"] or (f"not met: {'; '.join(unmet)}." if unmet else "")
        if trouble:
            output().print(f"{number}: {clean(trouble)}")


def _read_links(path: str) -> list[str]:
    from nnplay.utils import files

    content = sys.stdin.buffer.read(MAX_BYTES) if path == "-" else files.read_bytes(path, MAX_BYTES)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NNPlayError(f"{path!r} is not UTF-8 text; save the links as UTF-8.") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
