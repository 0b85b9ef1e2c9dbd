"""An explanation in each of its forms: text, HTML, LaTeX or JSON."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from nnplay.analysis.explain import render_html, render_latex, render_text
from nnplay.analysis.explain.document import Sheet
from nnplay.errors import NNPlayError
from nnplay.utils import files

FORMS = {".txt": "text", ".html": "html", ".tex": "latex", ".json": "json"}


@dataclass(frozen=True, eq=False, repr=False)
class Rendered(Sheet):
    """A sheet that prints itself, and that a notebook shows as HTML."""

    def text(self, width: int = 100) -> str:
        """Plain text for a terminal of this width."""
        return "\n".join(line.text for line in render_text.lines(self, width)) + "\n"

    def html(self) -> str:
        """A page that loads nothing and runs nothing; its equations are MathML, which browsers show by themselves."""
        return render_html.page(self)

    def latex(self) -> str:
        """A document for pdfLaTeX, XeLaTeX or LuaLaTeX."""
        return render_latex.paper(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a file, whole or not at all; its ending says which form: .txt, .html, .tex or .json.

        Raises:
            NNPlayError: another ending, or a file that cannot be written.
        """
        files.write_whole(path, self.form(form_of(path)).encode("utf-8", "replace"))

    def form(self, name: str) -> str:
        """The text of one of the forms: "text", "html", "latex" or "json"."""
        if name == "json":
            return json.dumps(self.json(), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        if name not in FORMS.values():
            raise NNPlayError(f"An explanation can be made into {', '.join(FORMS.values())}, not {name!r}.")
        made: str = getattr(self, name)()
        return made

    def _repr_html_(self) -> str:
        """The sheet as a notebook shows it."""
        return render_html.inset(self)

    def __str__(self) -> str:
        return self.text()


def form_of(path: str | os.PathLike[str]) -> str:
    """The form that the ending of a file's name asks for.

    Raises:
        NNPlayError: another ending.
    """
    ending = files.nameable(path).suffix.lower()
    if ending not in FORMS:
        raise NNPlayError(f"{str(path)!r} must end in {', '.join(FORMS)}, which says what is written.")
    return FORMS[ending]
