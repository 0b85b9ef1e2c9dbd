"""What is locked: every library that is asked for, at a version that is allowed, with hashes, and no place named."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OF_USERS = [text for name, texts in PROJECT["optional-dependencies"].items() if name != "dev" for text in texts]
LOCKED = (ROOT / "requirements" / "locked.txt").read_text("utf-8")
BLOCKS = {
    block.split("==")[0].lower(): block for block in re.split(r"\n(?=[A-Za-z0-9])", LOCKED) if not block.startswith("#")
}


@pytest.mark.parametrize("wanted", PROJECT["dependencies"] + OF_USERS)
def test_what_is_asked_for_is_locked_at_a_version_that_is_allowed(wanted):
    requirement = Requirement(wanted)
    version = re.search(r"==([^ ;\\]+)", BLOCKS[requirement.name.lower()])[1]
    assert version in requirement.specifier


@pytest.mark.parametrize("name", list(BLOCKS))
def test_every_library_has_hashes(name):
    assert re.search(r"--hash=sha256:[0-9a-f]{64}", BLOCKS[name])


def test_no_place_is_named():
    assert "://" not in LOCKED
    assert "index" not in LOCKED.replace("--hash", "")


def test_each_extra_is_locked():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    listed = set(re.search(r"^EXTRAS = (.*)$", makefile, re.MULTILINE)[1].split())
    assert listed | {"dev"} == set(PROJECT["optional-dependencies"])
