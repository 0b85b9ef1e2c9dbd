"""`nnplay replay`: entries of challenges are trained again."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from nnplay.cli.console import errors, output
from nnplay.cli.tables import table
from nnplay.errors import NNPlayError, clean
from nnplay.utils import files

LIMIT = 64 << 20  # bytes of a file of links


def replay(
    links: Annotated[
        list[str] | None, typer.Argument(help="Links of entries, as the page in the browser makes them.")
    ] = None,
    file: Annotated[str | None, typer.Option(help="A file with a link in each line; - is standard input.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Train the entries of challenges again, and say of each whether it holds, to the last bit."""
    asked = [*(links or []), *(_lines(file) if file else [])]
    if not asked:
        raise NNPlayError("Give the link of an entry: the page of `nnplay web` makes it of a challenge that is done.")
    found: list[dict[str, Any]] = []
    for link in asked:
        errors().print(f"Training {len(found) + 1} of {len(asked)} again \N{HORIZONTAL ELLIPSIS}", style="dim")
        found.append(judged(link))
    if as_json:
        sys.stdout.write(json.dumps({"entries": found}) + "\n")
    else:
        _show(found)
    return 0 if all(one["holds"] for one in found) else 1


def judged(link: str) -> dict[str, Any]:
    """What became of an entry; a link that is none says why."""
    from nnplay.playground.session import PlaygroundSession
    from nnplay.web.entering import entry_in

    try:
        challenge, entry, _ = entry_in(link)
        session = PlaygroundSession(entry.recipe.data, entry.architecture, entry.recipe)
    except NNPlayError as error:
        return {"link": link, "holds": False, "trouble": str(error)}
    try:
        for _ in entry.replayed(session):
            pass
        if not challenge.about(session):
            raise NNPlayError(f"This entry of {challenge.id} has trained {entry.recipe.data}, not {challenge.data}.")
        state = [(says["en"], holds) for says, holds in challenge.state(session)]
        return {
            "link": link, "challenge": challenge.id, "holds": all(holds for _, holds in state), "trouble": "",
            "same_bits": entry.same(session), "conditions": dict(state), "network": str(session.problem.architecture),
            "parameters": session.parameters.count, "epochs": entry.epoch,
            "accuracy": session.view_state().metrics.get("test", {}).get("accuracy"),
        }  # fmt: skip
    except NNPlayError as error:
        return {"link": link, "holds": False, "trouble": str(error)}
    finally:
        session.close()


def _show(found: list[dict[str, Any]]) -> None:
    shown = table(">", "Challenge", "Holds", "Same bits", ">Test accuracy", ">Parameters", ">Epochs")
    for number, one in enumerate(found, 1):
        if one["trouble"]:
            shown.add_row(str(number), "–", "no", "–", "–", "–", "–")
        else:
            shown.add_row(
                str(number), one["challenge"], "yes" if one["holds"] else "no", "yes" if one["same_bits"] else "no",
                f"{one['accuracy']:.1%}", f"{one['parameters']:,}", f"{one['epochs']:,}",
            )  # fmt: skip
    output().print(shown)
    for number, one in enumerate(found, 1):
        open_ones = [says for says, holds in one.get("conditions", {}).items() if not holds]
        trouble = one["trouble"] or (f"not so: {'; '.join(open_ones)}." if open_ones else "")
        if trouble:
            output().print(f"{number}: {clean(trouble)}")


def _lines(path: str) -> list[str]:
    content = sys.stdin.buffer.read(LIMIT) if path == "-" else files.read_whole(path, LIMIT)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NNPlayError(f"{path!r} is no file of links: save it as UTF-8 text.") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
