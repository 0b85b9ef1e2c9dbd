"""The files around the source agree with each other: versions, libraries, addresses, and links."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import nnplay

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CONDA_NAMES = {"duckdb": "python-duckdb", "matplotlib": "matplotlib-base"}


def load_yaml(path):
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def test_the_citation_names_this_version_and_repository():
    citation = load_yaml("CITATION.cff")
    assert citation["version"] == nnplay.__version__
    assert citation["license"] == PROJECT["license"]
    assert citation["repository-code"] == PROJECT["urls"]["Source"]
    assert citation["url"] == PROJECT["urls"]["Documentation"]


def test_the_conda_recipe_has_the_version_and_the_libraries_of_the_project():
    recipe = load_yaml("conda/recipe.yaml")
    assert recipe["context"]["version"] == nnplay.__version__
    wanted = [Requirement(text) for text in PROJECT["dependencies"]]
    assert recipe["requirements"]["run"] == [
        f"python {PROJECT['requires-python']}", *(f"{CONDA_NAMES.get(r.name, r.name)} {r.specifier}" for r in wanted),
    ]  # fmt: skip


def test_the_devcontainer_is_json_without_a_registry():
    settings = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    dockerfile = (ROOT / ".devcontainer" / settings["build"]["dockerfile"]).read_text("utf-8")
    assert re.match(r"FROM python:3\.\d+\n", dockerfile)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_names_no_registry(path):
    workflow = load_yaml(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 120 for job in workflow["jobs"].values())
    assert not re.search(r"https?://", path.read_text("utf-8"))


def test_the_workflows_test_every_python_that_is_promised():
    promised = {text.rpartition(" ")[2] for text in PROJECT["classifiers"] if ":: 3." in text}
    for path, job in (("tests.yml", "fast"), ("release.yml", "try")):
        matrix = load_yaml(f".github/workflows/{path}")["jobs"][job]["strategy"]["matrix"]
        assert set(matrix["python"]) == promised
        assert len(matrix["system"]) == 3


def test_every_extra_that_a_message_names_is_there():
    named = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for names in re.findall(r"nnplay\[([\w,]+)\]", path.read_text("utf-8"))
        for name in names.split(",")
    }
    assert named >= {"images", "tensorboard", "notebook", "search"}
    assert named <= set(PROJECT["optional-dependencies"])


def test_the_links_of_llms_txt_lead_somewhere():
    text = (ROOT / "docs" / "llms.txt").read_text("utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 10
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []
    names = set(re.findall(r"\bnn\.([A-Za-z_]+)", text))
    assert names <= set(nnplay.__all__)
    methods = set(re.findall(r"\brun\.([a-z_]+)", text))
    assert all(hasattr(nnplay.Run, name) or name in nnplay.Run.__dataclass_fields__ for name in methods)


def test_every_exception_of_repo_review_has_a_reason():
    ignored = PYPROJECT["tool"]["repo-review"]["ignore"]
    assert all(re.fullmatch(r"[A-Z]+\d+", check) and len(reason) >= 8 for check, reason in ignored.items())
