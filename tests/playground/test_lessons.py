"""Every lesson can be completed: each task is open at first, and done after the action that it asks for."""

import numpy as np
import pytest

from nnplay.playground.lessons import LESSONS, ActionTask, ChoiceTask, NumberTask
from nnplay.web.guide import Guide
from nnplay.web.hiding import PLACES
from nnplay.web.link import page_of
from nnplay.web.settings import FIRST
from nnplay.web.texts import TEXTS
from nnplay.web.visitor import Visitor


def train(epochs):
    def action(visitor):
        for _ in range(epochs):
            if not visitor.session.finished:
                visitor.step()

    return action


def choose(**settings):
    return lambda visitor: visitor.change(visitor.settings.replace(**settings))


def build(net):
    architecture = page_of(f"net={net}")[0].architecture
    return lambda visitor: visitor.change(visitor.settings.replace(architecture=architecture))


def by_hand(**numbers):
    """Set w1, w2 and b of the first layer, v and c of the second."""
    places = {"w1": (0, (0, 0)), "w2": (0, (1, 0)), "b": (0, (0,)), "v": (1, (0, 0)), "c": (1, (0,))}

    def action(visitor):
        for name, value in numbers.items():
            visitor.edit(*places[name], value)

    return action


def to_the_lowest_test_loss(visitor):
    visitor.look(int(np.argmin([row["test_loss"] for row in visitor.session.rows])))


def another_loss(visitor):
    net = page_of("net=0&loss=huber")[0].architecture
    visitor.change(visitor.settings.replace(architecture=net))


ACTIONS = {
    ("forward", 2): [by_hand(w1=0.0)],
    ("forward", 3): [by_hand(w1=1.0, w2=1.0, b=0.0, v=-3.0, c=0.0)],
    ("loss", 1): [train(20)],
    ("loss", 2): [by_hand(w1=0.0, w2=0.0, b=0.0)],
    ("loss", 4): [another_loss, train(10)],
    ("gradient", 3): [train(20)],
    ("rate", 0): [train(30)],
    ("rate", 1): [choose(learning_rate=0.1), train(60)],
    ("rate", 2): [choose(learning_rate=10.0), train(2)],
    ("rate", 4): [choose(optimizer="adam"), train(30)],
    ("depth", 0): [train(50)],
    ("depth", 2): [build("4:tanh"), train(100)],
    ("depth", 3): [train(50)],
    ("depth", 4): [build("4:relu;4:relu;4:relu"), train(50)],
    ("depth", 5): [build("12:tanh;12:tanh"), train(300)],
    ("overfitting", 0): [train(300)],
    ("overfitting", 1): [to_the_lowest_test_loss],
    ("overfitting", 3): [choose(samples=1000), train(150)],
    ("overfitting", 4): [build("4:tanh"), train(300)],
    ("regularization", 0): [choose(l2=0.01), train(300)],
    ("regularization", 1): [choose(l1=0.003), train(200)],
    ("regularization", 3): [build("16:tanh:dropout=0.2;16:tanh:dropout=0.2"), train(300)],
    ("regularization", 4): [choose(patience=30), train(300)],
}


@pytest.fixture
def visitor():
    there = Visitor(FIRST)
    yield there
    there.close()


@pytest.mark.parametrize("name", list(LESSONS))
def test_a_lesson_can_be_done_from_its_beginning_to_its_end(visitor, name):
    guide, lesson = Guide(visitor, "en"), LESSONS[name]
    for place, step in enumerate(lesson.steps):
        guide.teach(name, place)
        content = guide.told()
        assert not content["done"], place
        assert "{" not in content["says"] + content["asks"]
        match step.task:
            case ActionTask():
                for action in ACTIONS[name, place]:
                    action(visitor)
            case NumberTask():
                truth = step.task.solution(step.values(visitor.view_state()))
                guide.answer(f"{truth + max(0.1, abs(truth) / 10):.3f}")
                assert guide.told()["wrong"]
                guide.answer(f"{truth:.3f}".replace(".", ","))
            case ChoiceTask():
                for wrong in set(range(len(step.task.options))) - {step.task.correct}:
                    guide.answer(str(wrong))
                    assert guide.told()["wrong"]
                guide.answer(str(step.task.correct))
        content = guide.told()
        assert content["done"], (place, visitor.view_state().metrics)
        assert content["why"]
    assert content["marks"] == [True] * len(lesson.steps)


@pytest.mark.parametrize("name", list(LESSONS))
def test_a_lesson_speaks_every_language_and_names_what_there_is(name):
    lesson = LESSONS[name]
    texts = [lesson.title, lesson.summary]
    for step in lesson.steps:
        texts += [
            step.text,
            step.instruction,
            step.conclusion,
            *(step.task.options if isinstance(step.task, ChoiceTask) else ()),
        ]
        assert page_of(step.page)[1] == []
    assert all(text.keys() == TEXTS.keys() and all(text.values()) for text in texts)
    assert set(lesson.hide) <= PLACES.keys()
    assert lesson.steps[0].page


def test_the_numbers_of_a_step_are_those_of_the_page(visitor):
    guide = Guide(visitor, "en")
    guide.teach("gradient")
    before = visitor.view_state()
    values = LESSONS["gradient"].steps[2].values(before)
    assert values["before"] == pytest.approx(before.metrics["train"]["loss"], rel=1e-6)
    visitor.step()
    assert float(visitor.view_state().parameters.W[0][0, 0]) == pytest.approx(
        values["w"] - values["rate"] * values["g"], rel=1e-5
    )


def test_a_network_that_is_another_one_is_no_trap(visitor):
    guide = Guide(visitor, "en")
    guide.teach("forward")
    visitor.change(visitor.settings.replace(features=("x1", "x2", "x1^2")))
    assert guide.told()["says"] == TEXTS["en"]["guide_moved"]
    guide.teach("forward", 0)
    assert "w₁" in guide.told()["says"]
