"""The engine of the page, in Node: it gives the numbers that Python gives."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from node_suites import run_suite

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENGINE = ROOT / "src" / "nnplay" / "web" / "site" / "engine"
SUITES = sorted(path.name for path in HERE.glob("*.test.mjs"))


@pytest.mark.parametrize("name", SUITES)
@pytest.mark.slow
def test_the_pages_engine_gives_the_numbers_of_python(name):
    run_suite(HERE / name)


def build(folder: Path, *options: str) -> None:
    """Build the module into a folder."""
    if importlib.util.find_spec("ziglang") is None:
        pytest.skip("there is no Zig, with which the module is linked: make wasm-tools")
    subprocess.run([sys.executable, str(ROOT / "tools" / "wasm" / "build.py"), str(folder), *options], check=True)


def make_golden(folder: Path, **settings: str) -> None:
    """Let Python write its numbers into a folder."""
    command = [sys.executable, str(HERE / "make_golden.py"), str(folder)]
    subprocess.run(command, check=True, env=os.environ | settings)


@pytest.mark.slow
def test_what_is_committed_is_what_the_source_builds(tmp_path):
    build(tmp_path)
    for name in ("engine.wasm", "engine.json"):
        assert (tmp_path / name).read_bytes() == (ENGINE / name).read_bytes(), f"{name} is out of date: run make wasm"


def without_numbers(value: Any) -> Any:
    """The cases of a golden file without their results, which depend on the machine in the last bits."""
    if isinstance(value, dict):
        return {key: without_numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        packed = len(value) == 2 and value[0] in ("float32", "float64", "int64")
        return value[0] if packed else [without_numbers(each) for each in value]
    return None if isinstance(value, float) else value


@pytest.mark.slow
def test_the_golden_files_are_up_to_date(tmp_path):
    make_golden(tmp_path)
    for path in sorted(tmp_path.glob("*.json")):
        fresh, committed = (
            json.loads((folder / path.name).read_text("utf-8")) for folder in (tmp_path, HERE / "golden")
        )
        assert without_numbers(fresh) == without_numbers(committed), f"{path.name} is out of date: run make wasm-golden"
    for name in SUITES:
        run_suite(HERE / name, NNPLAY_WASM_GOLDEN=str(tmp_path))


@pytest.mark.slow
def test_built_strictly_both_engines_agree_to_the_bit(tmp_path):
    strict = {"NNPLAY_STRICT": "1"}
    build(tmp_path / "engine", "--strict")
    make_golden(tmp_path / "golden", **strict, NNPLAY_CACHE_DIR=str(tmp_path / "cache"))
    folders = {"NNPLAY_WASM_ENGINE": str(tmp_path / "engine"), "NNPLAY_WASM_GOLDEN": str(tmp_path / "golden")}
    run_suite(HERE / "engine.test.mjs", **strict, **folders)
