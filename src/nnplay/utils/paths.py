"""The user's folders for data and cached files."""

import os
from pathlib import Path

APP = "nnplay"


def data_dir() -> Path:
    """The folder for the user's data, on Linux ~/.local/share/nnplay.

    Raises:
        RuntimeError: the user has no home folder.
    """
    from platformdirs import user_data_path  # 10 ms, needed only where no environment variable names the folder

    return user_data_path(APP, appauthor=False).expanduser()


def config_dir() -> Path:
    """The folder for the user's configuration, on Linux ~/.config/nnplay; $NNPLAY_CONFIG_DIR comes first.

    Raises:
        RuntimeError: the user has no home folder.
    """
    if folder := os.environ.get("NNPLAY_CONFIG_DIR"):
        return Path(folder)
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False).expanduser()


def cache_dir() -> Path:
    """The folder for files that can be made again, on Linux ~/.cache/nnplay; $NNPLAY_CACHE_DIR comes first.

    Raises:
        RuntimeError: the user has no home folder.
    """
    if root := os.environ.get("NNPLAY_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME"):
        return Path(root) / APP
    from platformdirs import user_cache_path

    return user_cache_path(APP, appauthor=False).expanduser()


def default_store_path() -> Path:
    """The file of the run store: $NNPLAY_STORE, or runs.sqlite in the data folder."""
    if path := os.environ.get("NNPLAY_STORE"):
        return Path(path)
    return data_dir() / "runs.sqlite"
