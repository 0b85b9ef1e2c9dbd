"""Shared by all tests: Hypothesis without deadlines (the first call of a kernel compiles it), own folders."""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from catalogue_restored import catalogue_restored
from hypothesis import settings
from public_tables import NAMES, public_table as make_public_table

settings.register_profile("nnplay", deadline=None, max_examples=30, derandomize=True)
settings.load_profile("nnplay")

_folder = tempfile.mkdtemp(prefix="nnplay-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["NNPLAY_STORE"] = str(Path(_folder) / "runs.sqlite")
os.environ["NNPLAY_CONFIG_DIR"] = str(Path(_folder) / "config")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell's background job; its child processes would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", params=NAMES)
def public_table(request, tmp_path_factory):
    """Each of the seven public tables."""
    return make_public_table(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def clean():
    """Forgets the components that a test registers."""
    with catalogue_restored():
        yield
