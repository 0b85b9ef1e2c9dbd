"""Checks before the work that the files of its result can be written."""

from pathlib import Path

from nnplay.errors import DataError, NNPlayError

SUFFIXES = {"card": (".md",), "plot": (".png", ".svg", ".pdf"), "report": (".html", ".htm")}


def check_outputs(
    source: object = None,
    *,
    save: str | Path | None = None,
    save_recipe: str | Path | None = None,
    card: str | Path | None = None,
    table: str | Path | None = None,
    plot: str | Path | None = None,
    report: str | Path | None = None,
) -> None:
    """Refuse files that cannot be written.

    Args:
        source: what the command reads; a file is never overwritten with a result.
        save: a model.
        save_recipe: a recipe.
        card: a model card.
        table: a CSV file.
        plot: a figure.
        report: an HTML page.

    Raises:
        NNPlayError: a wrong file extension, a folder that does not exist or is read-only, or a file that must not be
            replaced.
    """
    from nnplay.utils import files

    if isinstance(source, str | Path) and files.check_path(source, DataError).is_file():
        files.protect(source)
    paths = {
        "save": save, "save_recipe": save_recipe, "card": card, "table": table, "plot": plot, "report": report,
    }  # fmt: skip
    for name, path in paths.items():
        if path is None:
            continue
        if name in SUFFIXES and Path(path).suffix.lower() not in SUFFIXES[name]:
            raise NNPlayError(f"--{name} writes {', '.join(SUFFIXES[name])} files, not {str(path)!r}.")
        files.check_writable(path, model=name == "save")
