"""Every lesson and challenge can be solved: each task is open at first, and done after the actions of its solution."""

import pytest
from hypothesis import given, strategies as st

from nnplay.errors import NNPlayError
from nnplay.playground.lessons.expression import ExpressionError, Scope, evaluate, parse
from nnplay.playground.lessons.lesson_file import LessonError, parse_lesson, parse_translation
from nnplay.playground.lessons.library import CHALLENGES, LANGUAGES, NAMES, folder, index, lesson, lessons
from nnplay.playground.lessons.solutions import StepPlayer, accepts, is_done

HEADER = "---\ntitle: A lesson\n---\n"
STEP = "## One\n\nstart: data=xor\n\nText.\n\ntask: Do it.\ndone: epoch >= 1\n"


@pytest.mark.parametrize("name", [*NAMES, CHALLENGES])
def test_a_lesson_can_be_solved_from_its_beginning_to_its_end(name):
    player = StepPlayer(folder())
    try:
        for number, step in enumerate(lesson(name).steps, 1):
            player.begin(step)
            if step.kind == "do":
                assert not is_done(step, player.state), number
                assert step.solution
                for action in step.solution:
                    player.play(action)
                assert is_done(step, player.state), (number, player.state.session.view_state().metrics)
            elif step.kind == "number":
                scope = player.state.with_values(step.values)
                right = float(evaluate(parse(step.answer), scope))
                assert abs(right) < 1000, number
                assert accepts(step, round(right, 3), player.state)
                assert not accepts(step, right + max(0.1, abs(right) / 10), player.state)
            else:
                assert step.options, number
    finally:
        player.close()


@pytest.mark.parametrize("name", [*NAMES, CHALLENGES])
def test_a_lesson_speaks_every_language(name):
    for language in LANGUAGES:
        translated = lesson(name, language)
        assert translated.title
        assert translated.summary
        assert all(step.title and (step.text or step.task) for step in translated.steps)


def test_ten_lessons_are_listed_for_the_page():
    assert len(lessons()) == 10
    assert (folder() / "index.json").read_text("utf-8") == index(), "run make lessons"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "header"),
        ("---\ntitle: A\n", 1, "header"),
        ("---\ntilte: A\n---\n## One\n", 2, "tilte"),
        ("---\nminutes: long\ntitle: A\n---\n", 2, "whole number"),
        ("---\nsummary: A\n---\n## One\n", 1, "title"),
        (HEADER, 3, "no step"),
        (HEADER + "Text.\n", 4, "begins with its title"),
        (HEADER + "## One\n\nText.\n", 4, "start"),
        (HEADER + STEP + "tsak: Another.\n", 12, "tsak"),
        (HEADER + STEP + "done: epoch >= 2\n", 12, "one “done:”"),
        (HEADER + STEP + "answer: 3\n", 4, "one way"),
        (HEADER + STEP.replace(">= 1", ">= "), 11, "missing before"),
        (HEADER + STEP.replace("task: Do it.\n", ""), 4, "needs a “task:”"),
        (HEADER + STEP.replace("Text.", "It is {epoch +}."), 8, "missing before"),
        (HEADER + STEP + "let: 3 = epoch\n", 12, "let: w"),
        (HEADER + STEP + "hint:\n", 12, "nothing after"),
        (HEADER + "## One\nstart: data=xor\ntask: Choose.\n- [ ] a\n- [ ] b\n", 4, "must be the right one"),
        (HEADER + "## One\nstart: data=xor\ntask: Choose.\n- [x] a\n- [x] b\n", 8, "Only one"),
        (HEADER + "## One\nstart: data=xor\ngoal: few neurons\n", 6, "backticks"),
        (HEADER + "".join(STEP for _ in range(41)), 324, "at most 40"),
        (HEADER + "x" * 100_001, 1, "at most"),
    ],
)
def test_a_mistake_is_said_with_its_line(text, line, message):
    with pytest.raises(LessonError, match=message) as raised:
        parse_lesson(text)
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## Eins\n\nText.\n", "both have a “task:”"),
        ("## Eins\n\ntask: Tu es.\n\n## Zwei\n", "has 2 steps"),
        ("## Eins\n\ntask: Tu es.\ndone: epoch >= 1\n", "leave it out"),
        ("## Eins\n\ntask: Tu es.\n- [x] a\n", "choices"),
    ],
)
def test_a_translation_must_fit_its_lesson(text, message):
    original = parse_lesson(HEADER + STEP)
    with pytest.raises(LessonError, match=message):
        parse_translation(HEADER + text, original)


NUMBERS = {"epoch": 12.0, "neurons": 4.0, "test_accuracy": 0.96, "test_loss": float("nan"), "optimizer": "adam"}


def value(text):
    return evaluate(parse(text), Scope(lambda name: NUMBERS[name], lambda name, values: len(values)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test accuracy >= 95% and neurons <= 4", True), ("test accuracy ≥ 97 %", False), ("test loss < 1", False),
        ("not test loss < 1 or false", True), ('optimizer = "adam"', True), ('optimizer != "adam"', False),
        ("1 + 2 * 3 ^ 2 - -1", 20.0), ("2 ^ 3 ^ 2", 512.0), ("8 - 2 - 1", 5.0), ("8 / 2 / 2", 2.0),
        ("(1 + 2) · 3", 9.0), ("abs(0 - 3) + max(1, 2)", 5.0), ("1 / 0 > 1", False), ("confusion(1, 2)", 2),
        ("-2 ^ 2", -4.0), ("round(2.5)", 3.0), ("true = 1", True), ('optimizer < 3', False),
    ],
)  # fmt: skip
def test_an_expression_has_the_value_that_one_expects(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "1)", "epoch >=", "a b c(", "epoch; 1", "__import__('os')", '"open', "1 2", "abs()", "abs(1, 2)",
     "(" * 60 + "1" + ")" * 60, "1" * 600, "epoch = = 3", "and", "a.b", "a[0]", "lambda: 1", "not " * 60 + "1"],
)  # fmt: skip
def test_what_is_no_expression_is_one_sentence(text):
    with pytest.raises(ExpressionError, match=r"\.$"):
        parse(text)


@given(st.text('ab1.5%()+-*/^<>=!, "andotr', max_size=30))
def test_any_text_is_an_expression_or_a_mistake(text):
    try:
        node = parse(text)
    except ExpressionError:
        return
    evaluate(node, Scope(lambda name: 1.0, lambda name, values: 2.0))


@given(st.text(max_size=200))
def test_any_text_is_a_lesson_or_a_mistake(text):
    try:
        parsed = parse_lesson(HEADER + STEP + text)
    except LessonError as error:
        line = error.line
    else:
        line = parsed.steps[0].line
    assert line >= 1


def test_an_unknown_name_suggests_the_nearest():
    player = StepPlayer()
    player.begin(parse_lesson(HEADER + STEP).steps[0])
    try:
        with pytest.raises(NNPlayError, match="did you mean “test accuracy”"):
            player.state.value("test_acuracy")
        with pytest.raises(NNPlayError, match="did you mean “weight”"):
            player.state.call("wait", [1.0])
        assert player.state.call("weight", [9.0, 1.0, 1.0]) != player.state.call("weight", [9.0, 1.0, 1.0])
    finally:
        player.close()
