"""The page: a file for each panel, and the desk that they stand on."""

from __future__ import annotations

from nnplay.web.page.desk import Desk

__all__ = ["Desk"]
