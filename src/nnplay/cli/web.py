"""`nnplay web`: the playground in the browser."""

from __future__ import annotations

from typing import Annotated

import typer


def web(
    data: Annotated[
        str | None,
        typer.Argument(help="What to begin with: a file (.csv, .tsv, .txt, .parquet, .xlsx) or a set's name."),
    ] = None,
    target: Annotated[str | None, typer.Option(help="The column to predict; the last one unless told.")] = None,
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes a free one.", min=0, max=65535)] = 8321,
    host: Annotated[
        str, typer.Option(help="Listen for other machines too: they need the address that is printed.")
    ] = "127.0.0.1",
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Play with a network in the browser: see it learn, change everything, read every number."""
    from nnplay.web import serve

    serve(host, port, show=show, data=data, target=target)
