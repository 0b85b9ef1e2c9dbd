"""`nnplay web`: the playground in the browser."""

from typing import Annotated

import typer


def web(
    data: Annotated[
        str | None,
        typer.Argument(help="A file (text table, ARFF, JSON, Parquet, Arrow, Excel) or a built-in dataset to open."),
    ] = None,
    target: Annotated[str | None, typer.Option(help="The column to predict; the last one by default.")] = None,
    port: Annotated[int, typer.Option(help="The port; 0 picks a free one.", min=0, max=65535)] = 8321,
    host: Annotated[
        str, typer.Option(help="Listen on this address; other machines need the link that is printed.")
    ] = "127.0.0.1",
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Open the playground in the browser: watch a network learn, change everything, read every number."""
    from nnplay.web import serve

    serve(host, port, show=show, data=data, target=target)
