"""What the terminal playground remembers from one time to the next: the color theme, and that the tour was shown."""

import json
from pathlib import Path

from nnplay.errors import NNPlayError
from nnplay.utils import files
from nnplay.utils.paths import default_store_path


def first_time() -> bool:
    """Whether this is the first time that this user opens the playground; records that it no longer is."""
    marker = default_store_path().with_name("toured")
    if marker.exists():
        return False
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError:  # a marker that cannot be written would start the tour every time
        return False
    return True


def saved_theme() -> str:
    """The name of the theme that was chosen last; "" if none was."""
    try:
        plain = json.loads(_file().read_bytes())
    except (OSError, ValueError):
        return ""
    theme = plain.get("theme") if isinstance(plain, dict) else None
    return theme if isinstance(theme, str) else ""


def save_theme(name: str) -> None:
    """Remember a theme; where nothing can be written, it is forgotten."""
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        files.write_atomic(_file(), json.dumps({"theme": name}).encode())
    except (OSError, NNPlayError):
        return


def _file() -> Path:
    return default_store_path().with_name("terminal.json")
