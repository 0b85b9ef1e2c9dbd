#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""`nox`: the same checks as `make check`, each in an environment of its own, and the tests on several Pythons.

`nox -l` lists the sessions, `nox -s tests-3.13` runs one. With uv, `./noxfile.py` runs without an installation of nox.
"""

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types, and what may import what."""
    session.install("-e", ".[dev]")
    session.run("make", "lint", "types", "contracts", "PYTHON=python", external=True)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The fast tests; arguments after -- go to pytest."""
    session.install("-e", ".[dev]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(default=False)
def slow(session: nox.Session) -> None:
    """The slow tests."""
    session.install("-e", ".[dev]")
    session.run("python", "-m", "pytest", "-m", "slow", *session.posargs)


@nox.session(default=False)
def loggers(session: nox.Session) -> None:
    """The loggers with MLflow and Weights & Biases."""
    session.install("-e", ".[dev]", *nox.project.dependency_groups(PROJECT, "loggers"))
    session.run("python", "-m", "pytest", "-m", "slow or not slow", "tests/loggers", *session.posargs)


@nox.session(python=PYTHONS, default=False)
def installation(session: nox.Session) -> None:
    """The wheel alone, in a bare environment: every interface runs."""
    session.install(".")
    session.run("python", "tools/try_installation.py")


@nox.session(default=False)
def review(session: nox.Session) -> None:
    """scientific-python's checks of the repository, and those of its workflows."""
    session.install(*nox.project.dependency_groups(PROJECT, "review"))
    session.run("repo-review", ".")
    session.run("zizmor", "--offline", ".github")


if __name__ == "__main__":
    nox.main()
