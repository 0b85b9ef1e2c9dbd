"""The page: a file for each panel, and the desk that they stand on."""

from nnplay.web.page.desk import Desk
from nnplay.web.page.layout import build

__all__ = ["Desk", "build"]
