"""Challenges on the page, and their entries: links that do a training again."""

import time
from urllib.parse import quote

import pytest

from nnplay.errors import NNPlayError
from nnplay.playground.challenges import CHALLENGES
from nnplay.web.entering import POSED
from nnplay.web.guide import Guide
from nnplay.web.own import Own
from nnplay.web.settings import FIRST
from nnplay.web.texts import TEXTS
from nnplay.web.visitor import Visitor


@pytest.fixture
def guide():
    made = Guide(Visitor(FIRST, Own()), "en")
    yield made
    made.visitor.close()


def solved(guide):
    """Do the first challenge, with a change and a weight by hand on the way."""
    guide.pose("line")
    visitor = guide.visitor
    visitor.step()
    visitor.edit(0, (0, 0), -0.5)
    visitor.change(visitor.settings.replace(learning_rate=0.3))
    for _ in range(20):
        visitor.step()
    assert guide.told()["done"]


def ended(guide):
    until = time.monotonic() + 30
    while guide.replay.state == "running":
        assert time.monotonic() < until
        time.sleep(0.01)
    return guide.replay


def test_every_challenge_begins_undone_and_speaks_every_language(guide):
    for challenge in CHALLENGES:
        guide.pose(challenge.id)
        told = guide.told()
        assert not told["done"]
        assert guide.visitor.settings.recipe.data == challenge.data
        texts = [challenge.name, challenge.text, challenge.hint, *(one.text for one in challenge.conditions)]
        assert all(text.keys() == TEXTS.keys() and all(text.values()) for text in texts)
    assert len(POSED) == len(CHALLENGES)


def test_an_entry_does_the_very_same_again(guide):
    solved(guide)
    theta = guide.visitor.session.parameters.theta
    guide.enter()
    link = guide.told()["link"]
    other = Guide(Visitor(FIRST, Own()), "de")
    try:
        other.do_again(f"http://127.0.0.1:8321/{link}")
        replay = ended(other)
        assert (replay.state, replay.trouble) == ("same", "")
        assert (other.visitor.session.parameters.theta == theta).all()
        assert other.told()["done"]
        assert other.address == "challenge=line"
    finally:
        other.visitor.close()


def test_an_entry_of_another_network_is_told_apart(guide):
    solved(guide)
    guide.enter()
    link = guide.told()["link"]
    guide.do_again(link.replace("[[1,0,0,[0,0],-0.5]]", "[[1,0,0,[0,0],-0.25]]"))
    assert ended(guide).state == "other"


def test_an_entry_of_an_earlier_version_does_the_very_same_again(guide):
    """Then the first weights shared their random numbers with the split, and no link said so."""
    guide.pose("line")
    visitor = guide.visitor
    visitor.change(visitor.settings.replace(random_streams="shared"))
    for _ in range(40):
        visitor.step()
    theta = visitor.session.parameters.theta
    guide.enter()
    link = guide.told()["link"]
    earlier = link.replace("random_streams=shared&", "").replace(",%22random_streams%22:%22shared%22", "")
    assert link.count("random_streams") == 2
    assert earlier.count("random_streams") == 0
    guide.do_again(earlier)
    assert ended(guide).state == "same"
    assert (visitor.session.parameters.theta == theta).all()


def test_a_replay_that_is_disturbed_ends(guide):
    solved(guide)
    guide.enter()
    link = guide.told()["link"].replace('"epoch":21', '"epoch":2000')
    guide.do_again(link)
    guide.visitor.begin(FIRST)
    time.sleep(0.5)
    assert guide.replay.state == "running" or guide.replay.trouble
    assert guide.visitor.session.epoch == 0


def test_no_entry_of_what_is_not_done(guide):
    guide.pose("xor")
    with pytest.raises(NNPlayError, match="Meet every goal"):
        guide.enter()
    guide.leave()
    with pytest.raises(NNPlayError, match="Meet every goal"):
        guide.enter()


def test_a_challenge_is_about_its_own_data(guide, tmp_path):
    path = tmp_path / "gauss.csv"
    path.write_text("x1,x2,label\n" + "".join(f"{k},{-k},{'ab'[k % 2]}\n" for k in range(300)))
    guide.pose("line")
    guide.visitor.own.read(path)
    guide.visitor.take("gauss.csv")
    assert not any(holds for _, holds in guide.told()["conditions"])


def test_other_inputs_or_few_rows_do_not_count(guide):
    solved(guide)
    visitor = guide.visitor
    visitor.change(visitor.settings.replace(features=("x1", "x2", "x1*x2")))
    assert not guide.told()["conditions"][-1][1]
    visitor.change(visitor.settings.replace(features=("x1", "x2"), samples=60))
    assert not guide.told()["conditions"][-1][1]


@pytest.mark.parametrize(
    "link",
    [
        "", "hello", "http://evil.example/?data=xor", "?data=xor&challenge=xor", "?data=xor&challenge=none&entry={}",
        "?data=xor&challenge=xor&entry={", "?data=xor&challenge=xor&entry=" + quote("[" * 10_000),
        "?data=passwd.csv&challenge=xor&entry={}", "?data=nothing&challenge=xor&entry={}",
        '?data=xor&challenge=xor&entry={"epoch":1000000000,"check":"a"}',
        '?data=xor&net=501&challenge=xor&entry={"epoch":1,"check":"a"}',
    ],
)  # fmt: skip
def test_what_is_no_entry_is_one_sentence(guide, link):
    with pytest.raises(NNPlayError, match=r"\.$"):
        guide.do_again(link)


@pytest.mark.parametrize("asked", ["lesson=none", "lesson=forward:0", "lesson=forward:99", "lesson=:", "challenge=x"])
def test_a_lesson_or_challenge_that_there_is_not(guide, asked):
    with pytest.raises(NNPlayError, match=r"the lessons are|choose from"):
        guide.open(asked, plain=True)


def test_an_address_that_says_more_keeps_what_it_says(guide):
    guide.visitor.change(FIRST.replace(seed=5))
    guide.open("lesson=rate:2&seed=5", plain=False)
    assert guide.visitor.settings.recipe.seed == 5
    assert guide.address == "lesson=rate:2"
    guide.open("lesson=rate:2", plain=True)
    assert guide.visitor.settings.recipe.learning_rate == 0.001


def test_a_step_goes_on_from_the_one_before_and_begins_elsewhere(guide):
    guide.teach("depth", 1)
    assert guide.visitor.settings.recipe.data == "xor"
    guide.visitor.step()
    guide.teach("depth", 2)
    assert guide.visitor.session.epoch == 1
    guide.teach("depth", 4)
    assert [layer.activation for layer in guide.visitor.settings.architecture.layers] == ["identity"] * 3


def test_an_answer_that_is_no_number(guide):
    guide.teach("forward")
    with pytest.raises(NNPlayError, match="number"):
        guide.answer("<b>")
