"""Run suites of tests in Node, for the JavaScript of the page."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest


def node() -> str:
    """Node's program, if it is new enough for the tests."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node, which runs the page's JavaScript outside a browser")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 20:
        pytest.skip(f"Node {version.strip()} is older than 20, the first with a test runner as it is used here")
    return program


def run_suite(path: Path, **settings: str) -> None:
    """Run a suite of tests; the failures are the message."""
    command = [node(), "--test", "--test-reporter=tap", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, env=os.environ | settings)
    failed = re.findall(r"^ *not ok .*\n(?:.*\n){1,12}", result.stdout, re.MULTILINE)
    assert result.returncode == 0, "".join(failed) or result.stdout + result.stderr
