"""`nnplay lesson check`: mistakes with their lines, and whether each step can be solved."""

import json
import re
from pathlib import Path

import pytest

from nnplay.errors import NNPlayError
from nnplay.playground.lessons.expression import FUNCTIONS, names, parse
from nnplay.playground.lessons.lesson_state import NAMES as STATE_NAMES, NETWORK_FUNCTIONS
from nnplay.playground.lessons.library import NAMES, folder

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "lessons.md"

LESSON = """---
title: A small lesson
summary: For a test.
minutes: 5
---

## Train

start: data=gauss&net=2:tanh&seed=1
let: n = neurons

The network has {n} neurons and an accuracy of {train accuracy:%}.

task: Train for 5 epochs.
done: epoch >= 5
solution: train 5

## Count

task: How many neurons are there?
answer: n + 0
let: n = neurons
"""


@pytest.fixture
def checked(nnplay, tmp_path):
    def check(text, *options):
        path = tmp_path / "mine.md"
        path.write_text(text, "utf-8")
        done = nnplay("lesson", "check", str(path), "--json", *options)
        return done.code, json.loads(done.out)

    return check


def test_a_good_lesson(checked, nnplay, tmp_path):
    code, result = checked(LESSON)
    assert (code, result["valid"]) == (0, True)
    assert [step["status"] for step in result["steps"]] == ["solved", "solved"]
    said = nnplay("lesson", "check", str(tmp_path / "mine.md"))
    assert "valid lesson with 2 steps" in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("done: epoch", "don: epoch", 15, "There is no “don:”"),
        ("epoch >= 5", "epochs >= 5", 7, "did you mean “epoch”"),
        ("{n}", "{m}", 7, "There is no “m”"),
        ("seed=1", "sed=1", 7, "unknown setting, sed"),
        ("net=2:tanh", "net=2:dance", 7, "dance"),
        ("train 5", "training 5", 7, "Write a solution as"),
        ("solution: train 5", "solution: train 2", 7, "does not solve it"),
        ("epoch >= 5", "epoch >= 0", 7, "before anything was done"),
        ("n + 0", 'confusion("a", "b")', 18, "not a number"),
    ],
)
def test_a_mistake_is_said_with_its_line(checked, old, new, line, message):
    code, result = checked(LESSON.replace(old, new))
    assert code == 1
    assert result["problems"][0]["line"] == line
    assert message in result["problems"][0]["message"]


def test_a_step_without_a_solution_is_valid(checked):
    code, result = checked(LESSON.replace("solution: train 5\n", ""))
    assert (code, result["steps"][0]["status"]) == (0, "no solution")
    assert checked(LESSON.replace("train 5", "train 2"), "--no-play")[0] == 0


def test_what_is_no_lesson(nnplay, tmp_path):
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe---")
    assert "UTF-8" in nnplay("lesson", "check", str(tmp_path / "bad.md")).error_line()
    assert "none.md" in nnplay("lesson", "check", str(tmp_path / "none.md")).error_line()


def test_a_group_without_a_command_is_one_sentence(nnplay):
    assert nnplay("lesson").err == "Error: Missing command. See `nnplay lesson --help`.\n"


def test_the_lessons_of_the_page_are_valid(nnplay):
    assert nnplay("lesson", "check", str(folder() / "confusion.md")).code == 0
    done = nnplay(
        "lesson", "check", str(folder() / "confusion.de.md"), "--translation-of", str(folder() / "confusion.md")
    )
    assert done.code == 0
    listed = json.loads(nnplay("lesson", "list", "--json").out)["lessons"]
    assert [each["name"] for each in listed] == list(NAMES)
    assert "confusion" in nnplay("lesson", "list").out


def test_the_lesson_of_the_documentation_is_valid(checked):
    example = re.search(r"```markdown\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    code, result = checked(example[1])
    assert (code, result["problems"]) == (0, [])
    assert [step["status"] for step in result["steps"]] == ["solved"] * 3


def test_the_documentation_names_what_a_condition_can_say():
    section = GUIDE.read_text("utf-8").partition("## Conditions and numbers")[2].partition("\n## ")[0]
    said = {name for text in re.findall(r"`([^`]+)`", section) for name in names_in(text)}
    parts = ("validation", "test")
    assert {name for name in STATE_NAMES if name.split("_")[0] not in parts or name in said} - said <= {
        "validation_fraction"
    }
    assert {*FUNCTIONS, *NETWORK_FUNCTIONS} <= said


def names_in(text):
    """The names in a piece of code of the documentation; operators have none."""
    try:
        return [name for _, name in names(parse(text))]
    except NNPlayError:
        return []
