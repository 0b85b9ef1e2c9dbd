"""Shared by the tests of the terminal playground: the theme that one test chooses is not that of the next one."""

import pytest


@pytest.fixture(autouse=True)
def own_preferences(tmp_path, monkeypatch):
    """A run store, and so a file of preferences, of its own."""
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "store" / "runs.db"))
