"""`nnplay replay`: entries of challenges are trained again."""

import json
import subprocess
from pathlib import Path

import pytest
from node_suites import node

from nnplay.playground.challenges import challenge_of, challenges
from nnplay.playground.entry_links import entry_link
from nnplay.playground.lessons.solutions import StepPlayer
from nnplay.playground.link import query_of
from nnplay.playground.replay_log import record_entry

MAKE_ENTRY = Path(__file__).parents[1] / "page" / "make_entry.mjs"


@pytest.fixture(scope="module")
def link():
    player, challenge = StepPlayer(), challenge_of("line")
    try:
        player.begin(challenge.steps["en"])
        player.play("set learning_rate=0.3")
        page = player.page
        player.play("train 3")
        player.play("weight(1, 1, 1) = -0.5")
        player.play("train 2")
        player.play("set learning_rate=0.1")
        player.play("train 20")
        assert challenge.is_solved(player.session)
        return f"http://127.0.0.1:8321/{entry_link(record_entry(player.session), challenge, page)}"
    finally:
        player.close()


def test_an_entry_that_holds(nnplay, link):
    done = nnplay("replay", link)
    assert done.code == 0
    assert "line" in done.out
    assert "not met" not in done.out
    [one] = json.loads(nnplay("replay", "--json", link).out)["entries"]
    assert (one["holds"], one["same_bits"], one["epochs"], one["parameters"]) == (True, True, 25, 3)
    assert one["score"] == 25
    assert all(one["conditions"].values())


def test_an_entry_of_the_page_holds_here_too(nnplay):
    link = subprocess.run([node(), str(MAKE_ENTRY)], capture_output=True, text=True, check=True).stdout
    [one] = json.loads(nnplay("replay", "--json", link).out)["entries"]
    assert (one["holds"], one["reproduced"], one["challenge"], one["epochs"]) == (True, True, "circle", 120)


def test_a_file_of_entries_of_which_some_do_not_hold(nnplay, link, tmp_path):
    path = tmp_path / "entries.txt"
    long = f"?{query_of(link)}"
    forged = long.replace("challenge=line", "challenge=spiral")
    early = long.replace("%22epoch%22:25", "%22epoch%22:5")
    edited = long.replace("-0.5", "-0.25")
    path.write_text("\n".join(["# the class", link, forged, early, edited, "no link\x1b[2J", ""]))
    done = nnplay("replay", "--file", str(path))
    assert done.code == 1
    assert "\x1b[2J" not in done.out
    found = json.loads(nnplay("replay", "--json", "--file", str(path)).out)["entries"]
    assert [one["holds"] for one in found] == [True, False, True, True, False]
    assert [one.get("reproduced") for one in found] == [True, None, False, False, None]
    assert found[1]["trouble"] == "This entry of spiral was trained on gauss, not spiral."
    assert "Not a challenge link" in found[4]["trouble"]


@pytest.mark.parametrize(
    "link",
    [
        "", "hello", "http://evil.example/?data=xor", "?data=xor&challenge=xor", "?data=xor&challenge=none&entry={}",
        "?data=xor&challenge=xor&entry={", "?data=xor&challenge=xor&entry=" + "[" * 10_000,
        "?data=passwd.csv&challenge=xor&entry={}", '?data=xor&challenge=xor&entry={"epoch":1,"check":3}',
        '?data=xor&challenge=xor&entry={"epoch":1000000000,"check":"a"}', "?z=AAAA",
        '?data=xor&net=501&challenge=xor&entry={"epoch":1,"check":"a"}',
        '?data=xor&test_data=/etc/passwd&challenge=xor&entry={"epoch":1}',
    ],
)  # fmt: skip
def test_what_is_no_entry_is_one_sentence(nnplay, link):
    [one] = json.loads(nnplay("replay", "--json", link or " ").out)["entries"]
    assert not one["holds"]
    assert one["trouble"].endswith(".")


def test_every_challenge_begins_unsolved():
    for challenge in challenges():
        player = StepPlayer()
        try:
            player.begin(challenge.steps["en"])
            assert not challenge.is_solved(player.session)
            assert set(challenge.name) == set(challenge.hint) == {"en", "de"}
        finally:
            player.close()
    assert len(challenges()) == 6


def test_without_a_link(nnplay, tmp_path):
    assert "challenge link" in nnplay("replay").error_line()
    assert "could not be read" in nnplay("replay", "--file", str(tmp_path / "none.txt")).error_line()
