"""The page: a file for each panel, and what the panels share."""

from nnplay.web.page.layout import build
from nnplay.web.page.playground_page import PlaygroundPage

__all__ = ["PlaygroundPage", "build"]
