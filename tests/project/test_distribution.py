"""What is in the wheel and in the source distribution."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import nnplay

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "nnplay"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The names in the wheel and in the source distribution, without their first folder."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    program = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(program, cwd=ROOT, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(folder / f"nnplay-{nnplay.__version__}-py3-none-any.whl") as wheel:
        in_wheel = set(wheel.namelist())
    with tarfile.open(folder / f"nnplay-{nnplay.__version__}.tar.gz") as sdist:
        in_sdist = {name.partition("/")[2] for name in sdist.getnames()}
    return in_wheel, in_sdist


@pytest.mark.slow
def test_every_file_of_the_package_is_in_both(built):
    in_wheel, in_sdist = built
    files = [path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    names = {path.relative_to(SOURCE.parent).as_posix() for path in files}
    assert {"nnplay/engine/compiled/prebuilt.zip", "nnplay/web/site/engine/engine.wasm"} <= names
    assert any(name.startswith("nnplay/web/site/lessons/") for name in names)
    assert any(name.startswith("nnplay/web/site/page/") for name in names)
    assert names - in_wheel == set()
    assert {f"src/{name}" for name in names} - in_sdist == set()


@pytest.mark.slow
def test_the_source_distribution_has_what_its_tests_need(built):
    _, in_sdist = built
    for name in ("tests/conftest.py", "tools/prebuild.py", "docs/index.md", "Makefile", "CITATION.cff", "LICENSE"):
        assert name in in_sdist
    assert not any(name.startswith(("node_modules", ".venv")) or "/node_modules/" in name for name in in_sdist)
