"""Documents that render themselves as text, HTML, LaTeX or JSON."""

import json
import os
from dataclasses import dataclass

from nnplay.analysis.explain import render_html, render_latex, render_text
from nnplay.analysis.explain.document import Document
from nnplay.errors import NNPlayError
from nnplay.utils import files

FORMS = {".txt": "text", ".html": "html", ".tex": "latex", ".json": "json"}


@dataclass(frozen=True, eq=False, repr=False)
class RenderedDocument(Document):
    """A document that prints itself as text and that a notebook displays as HTML."""

    def text(self, width: int = 100) -> str:
        """Plain text for a terminal of this width."""
        return "\n".join(line.text for line in render_text.lines(self, width)) + "\n"

    def html(self) -> str:
        """A self-contained page without scripts; its equations are MathML, which browsers display natively."""
        return render_html.page(self)

    def latex(self) -> str:
        """A document for pdfLaTeX, XeLaTeX or LuaLaTeX."""
        return render_latex.article(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the document to a file atomically, in the form that its extension names.

        Raises:
            NNPlayError: an extension other than .txt, .html, .tex and .json, or a file that cannot be written.
        """
        files.write_atomic(path, self.form(form_of(path)).encode("utf-8", "replace"))

    def form(self, name: str) -> str:
        """The document as "text", "html", "latex" or "json".

        Raises:
            NNPlayError: an unknown form.
        """
        match name:
            case "text":
                return self.text()
            case "html":
                return self.html()
            case "latex":
                return self.latex()
            case "json":
                return json.dumps(self.json(), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        raise NNPlayError(f"Unknown form {name!r}: choose {', '.join(FORMS.values())}.")

    def _repr_html_(self) -> str:
        return render_html.fragment(self)

    def __str__(self) -> str:
        return self.text()


def form_of(path: str | os.PathLike[str]) -> str:
    """The form that the extension of a file name stands for.

    Raises:
        NNPlayError: an unknown extension.
    """
    extension = files.check_path(path).suffix.lower()
    if extension not in FORMS:
        raise NNPlayError(f"{str(path)!r} must end in {', '.join(FORMS)}: the extension chooses the format.")
    return FORMS[extension]
