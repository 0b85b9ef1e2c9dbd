"""What is locked: every library that is asked for, at a version that is allowed, with hashes, and no place named."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


SBOM = json.loads((ROOT / "requirements" / "sbom.cdx.json").read_text("utf-8"))


def test_the_bill_of_materials_lists_what_is_locked():
    listed = {canonicalize_name(each["name"]): each["version"] for each in SBOM["components"]}
    locked = re.findall(r"^(\S+)==(\S+)( ; )?", LOCKED, re.MULTILINE)  # some twice, for two versions of Python
    assert set(listed.items()) <= {(name, version) for name, version, _ in locked}
    assert {name for name, _, elsewhere in locked if not elsewhere} <= set(listed)
    assert {each["ref"] for each in SBOM["dependencies"]} >= {each["bom-ref"] for each in SBOM["components"]}


def test_the_bill_of_materials_names_no_place_and_a_licence_of_nearly_all():
    assert re.findall(r"\w+://[^\"]*", json.dumps(SBOM)) == [SBOM["$schema"]]
    assert sum("licenses" in each for each in SBOM["components"]) > 0.95 * len(SBOM["components"])


def test_each_extra_is_locked():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    listed = set(re.search(r"^EXTRAS = (.*)$", makefile, re.MULTILINE)[1].split())
    assert listed | {"dev"} == set(PROJECT["optional-dependencies"])
