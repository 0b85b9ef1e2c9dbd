"""What is said in every language that a door may speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str]  # by the name of the language
