"""`nnplay web`: the playground in the browser."""

from typing import Annotated

import typer


def web(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[DATA|RUN|LINK]",
            help="What to open: a file (text table, ARFF, JSON, Parquet, Arrow, Excel), a built-in dataset, a saved "
            "run (a .nnplay file, or run:ID of the store), or a link of a page.",
            show_default=False,
        ),
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="The column to predict; the last one by default.", metavar="NAME")
    ] = None,
    port: Annotated[int, typer.Option(help="The port; 0 picks a free one.", metavar="N", min=0, max=65535)] = 8321,
    host: Annotated[
        str,
        typer.Option(help="Listen on this address; other machines need the link that is printed.", metavar="ADDRESS"),
    ] = "127.0.0.1",
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    static: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Write the page into a folder for any web space, and serve nothing."),
    ] = None,
) -> None:
    """Open the playground in the browser: watch a network learn, change everything, read every number."""
    if static is not None:
        from nnplay.cli.console import output
        from nnplay.errors import NNPlayError
        from nnplay.web import write_static

        if source is not None or target is not None:
            raise NNPlayError("--static writes the page without data; leave out what to open.")
        output().print(f"{write_static(static)} has the page: put the folder on any web space.", soft_wrap=True)
        return
    from nnplay.web import serve

    serve(host, port, show=show, source=source, target=target)
