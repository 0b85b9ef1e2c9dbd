"""The layout of the source: what imports what, and which words it is written in."""

import ast
import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import nnplay

ROOT = Path(__file__).parents[1]
SOURCE = Path(nnplay.__file__).parent
FILES = {
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}
TREES = {module: ast.parse(path.read_text("utf-8")) for module, path in FILES.items()}

# Names that say nothing of what a thing is, and metaphors where the field has a word.
VAGUE_NAMES = {"told", "shown", "seen", "found", "kept", "asked", "given"}
PRIVATE_CLASSES = {
    "Shelf", "Spool", "Keeper", "Course", "Trail", "Leg", "Gate", "Bench", "Crew", "Team", "Desk", "Stand", "Pace",
}  # fmt: skip
PRIVATE_NAMES = {"prices", "judged", "ending", "settle", "but", "whole", "bench", "shelf", "spool", "crew"}
PHRASES = {
    r"\ba training\b(?! \w)": "a run",
    r"kept aside": "test split",
    r"\bby the data\b": "auto",
    r"is made small": "loss",
    r"How good\b": "Results",
    r"\d in all\b": "total",
    r"[Bb]iases are free": "biases are not penalized",
    r"[Tt]he price of": "penalty strength",
    r"longest gradient": "maximum gradient norm",
    r"have in common": "share",
    r"[Ss]tranger's file": "untrusted file",
    r"it is as it was before": "the file is unchanged",
    r"tell none of the others": "no significant difference",
    r"say so with --yes": "pass --yes to confirm",
    r"is none: write": "isn't name=value",
    r"Say what to train on": "Missing DATA",
    r"Do it again": "Code",
    r"Its rate": "Regularization rate",
    r"Other points": "Regenerate",
    r"A layer more": "Add layer",
    r"Draw points": "Edit points",
    r"In the place of": "drop-in replacement for",
    r"does not suffice": "not enough",
    r"learns? by heart": "overfitting",
    r"under way": "in progress, running",
    r"\bdoors?\b": "interface",
}


def imports(module: str) -> set[str]:
    """The files that a file imports, anywhere in it, for types alone as well."""
    found = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return (found & FILES.keys()) - {module}


def test_no_two_files_import_each_other_in_a_circle():
    graph = {module: imports(module) for module in FILES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))


def test_about_twenty_packages_stand_at_the_top():
    top = {path.name for path in SOURCE.iterdir() if path.name not in ("__pycache__", "py.typed", "__init__.py")}
    assert len(top - {"__main__.py"}) <= 23
    assert {name for name in top if name.endswith(".py")} == {"__main__.py", "errors.py"}


def test_every_class_has_a_name_of_its_own():
    homes = defaultdict(list)
    for module, tree in TREES.items():
        for node in tree.body:  # a widget's own `Changed` message is Textual's idiom
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(module)
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def names(tree: ast.AST) -> list[tuple[str, int]]:
    """Every name that a file gives: of functions, classes, parameters, fields and variables."""
    given = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            given.append((node.name, node.lineno))
        elif isinstance(node, ast.arg):
            given.append((node.arg, node.lineno))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.append((node.id, node.lineno))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            given.append((node.attr, node.lineno))
    return given


def test_names_are_words_of_the_field():
    wrong = []
    for module, tree in TREES.items():
        place = str(FILES[module].relative_to(ROOT))
        for name, line in names(tree):
            if name.strip("_") in VAGUE_NAMES | PRIVATE_CLASSES | PRIVATE_NAMES or re.match(r"_?(MOST|FEWEST)", name):
                wrong.append(f"{place}:{line} {name}")
    assert not wrong, f"{len(wrong)} names:\n" + "\n".join(wrong)


TEXTS = [
    path
    for pattern in ("src/**/*.py", "src/**/*.js", "src/**/*.json", "docs/**/*.md", "*.md", "examples/*.py")
    for path in sorted(ROOT.glob(pattern))
]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_sentences_are_plain_english(path):
    place = str(path.relative_to(ROOT))
    wrong = [
        f"{place}:{number} {line.strip()[:100]!r}: better {better!r}"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for pattern, better in PHRASES.items()
        if re.search(pattern, line)
    ]
    assert not wrong, "\n".join(wrong)


def test_random_numbers_of_a_seed_come_from_one_place():
    """A generator whose seed is no constant is made in `utils.random_streams`, where no two streams are the same."""
    made = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "default_rng"
        and not all(isinstance(argument, ast.Constant) for argument in node.args)
    }
    assert made == {"nnplay.utils.random_streams"}
