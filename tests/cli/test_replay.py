"""`nnplay replay`: entries of challenges are trained again."""

import json

import pytest

from nnplay.web.guide import Guide
from nnplay.web.settings import FIRST
from nnplay.web.visitor import Visitor


@pytest.fixture(scope="module")
def link():
    guide = Guide(Visitor(FIRST), "en")
    try:
        guide.pose("line")
        guide.visitor.change(guide.visitor.settings.replace(learning_rate=0.3))
        for _ in range(8):
            guide.visitor.step()
        guide.enter()
        return "http://127.0.0.1:8321/" + guide.told()["link"]
    finally:
        guide.visitor.close()


def test_an_entry_that_holds(nnplay, link):
    done = nnplay("replay", link)
    assert done.code == 0
    assert "line" in done.out
    assert "not met" not in done.out
    [one] = json.loads(nnplay("replay", "--json", link).out)["entries"]
    assert (one["holds"], one["same_bits"], one["epochs"], one["parameters"]) == (True, True, 8, 3)
    assert all(one["conditions"].values())


def test_a_file_of_entries_of_which_some_do_not_hold(nnplay, link, tmp_path):
    path = tmp_path / "entries.txt"
    forged = link.replace("challenge=line", "challenge=spiral")
    early = link.replace("%22epoch%22:8", "%22epoch%22:0")
    path.write_text("\n".join(["# the class", link, forged, early, "no link\x1b[2J", ""]))
    done = nnplay("replay", "--file", str(path))
    assert done.code == 1
    assert "\x1b[2J" not in done.out
    found = json.loads(nnplay("replay", "--json", "--file", str(path)).out)["entries"]
    assert [one["holds"] for one in found] == [True, False, False, False]
    assert [one.get("same_bits") for one in found] == [True, None, False, None]
    assert found[1]["trouble"] == "This entry of spiral was trained on gauss, not spiral."
    assert "Not a challenge link" in found[3]["trouble"]


def test_without_a_link(nnplay, tmp_path):
    assert "challenge link" in nnplay("replay").error_line()
    assert "could not be read" in nnplay("replay", "--file", str(tmp_path / "none.txt")).error_line()
