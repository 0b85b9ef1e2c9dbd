"""What a person does with the page, from the first sight to an entry of a challenge: both browsers, both engines."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from browsers import BROWSERS
from saved_runs import SavedRun, in_browser
from static_server import serve
from web_server import Server, until

pytestmark = pytest.mark.slow
EPOCH = "Number(document.querySelector('.epoch-number').firstChild.textContent.replace(/[^0-9]/g, ''))"
READY = "document.querySelector('.right canvas.surface-points[width], .right .image-picture')"
DROP = """
(([name, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([content], name));
  document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
})
"""
# Firefox takes `data` and `dataType`, Chromium takes `clipboardData`.
PASTE = """
((rows) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", rows);
  const pasted = {clipboardData, dataType: "text/plain", data: rows, bubbles: true, cancelable: true};
  document.body.dispatchEvent(new ClipboardEvent("paste", pasted));
})
"""
HOUSES = "size;rooms;town;price\n" + "".join(
    f"{50 + k},5;{1 + k % 4};{('Bonn', 'Ulm')[k % 2]};{100 + 3 * k},25\n" for k in range(40)
)


class Visit:
    """A person with a page of one of the engines.

    Args:
        tab: the page.
        address: of the engine's page.
    """

    def __init__(self, tab: Any, address: str) -> None:
        self.tab, self.address, self.tabs = tab, address, [tab]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tab, name)

    def open(self, query: str = "") -> None:
        """Open the page, and wait for its first picture."""
        self.tab.open(f"{self.address}/{query}")
        self.tab.wait(READY)

    def another(self, address: str = "") -> "Visit":
        """Another person, with a browser that knows nothing."""
        other = Visit(self.tab.another(), address or self.address)
        self.tabs.append(other.tab)
        return other

    def new_tab(self) -> None:
        """Close the tab, and go on in a new one."""
        old, self.tab = self.tab, self.tab.sibling()
        self.tabs.append(self.tab)
        old.open("about:blank")  # nobody has the run any more
        old.close()

    @property
    def epoch(self) -> int:
        """The epoch that the page shows."""
        return int(self.tab.evaluate(EPOCH))

    def train(self, epochs: int = 30) -> int:
        """Train, pause, and wait until the engine has paused; the epoch."""
        self.tab.press("Play")
        self.tab.wait(f"{EPOCH} > {epochs}")
        self.tab.press("Pause")
        self.tab.wait("document.querySelector('[role=status].unseen').textContent.startsWith('Paused at epoch')")
        return self.epoch

    def scrub(self, epoch: int) -> None:
        """Go back to an epoch."""
        self.tab.fill("#scrubber", str(epoch))
        self.tab.wait(f"{EPOCH} === {epoch}")

    def drop(self, name: str, content: str) -> None:
        """Drop a file on the page."""
        self.tab.evaluate(f"{DROP}({json.dumps([name, content])})")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    yield from launched("chromium")


@pytest.fixture(scope="module")
def firefox() -> Iterator[Any]:
    yield from launched("firefox")


def launched(name: str) -> Iterator[Any]:
    """A browser, if it is there."""
    program, launch = BROWSERS[name]
    if program is None:
        pytest.skip(f"there is no {name}")
    with launch() as another:
        yield another


@pytest.fixture(scope="module")
def static() -> Iterator[str]:
    with serve() as address:
        yield address


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with Server() as running:
        yield f"http://127.0.0.1:{running.port}"
        assert running.end()[2] == ""


EVERY_PAIR = [(browser, engine) for browser in ("chromium", "firefox") for engine in ("static", "server")]
# Each browser and each engine once: enough where nothing depends on both, and half the time.
one_of_each = pytest.mark.parametrize("visit", [EVERY_PAIR[1], EVERY_PAIR[2]], ids="-".join, indirect=True)


@pytest.fixture(params=EVERY_PAIR, ids="-".join)
def visit(request) -> Iterator[Visit]:
    """A person; on none of their pages anything goes wrong, and nobody but the page's own address is asked."""
    browser, address = map(request.getfixturevalue, request.param)
    visit = Visit(browser(), address)
    yield visit
    assert visit.tab.evaluate("violations") == []
    for tab in visit.tabs:
        assert tab.errors == []
        own = (address, address.replace("http:", "ws:"), "data:", "blob:", "about:")
        assert [url for url in tab.requests if not url.startswith(own)] == []
    assert visit.tab.requests
    visit.tab.close()


def test_the_first_question_is_answered_by_training(visit):
    visit.open()
    assert "Can four neurons separate blue from orange?" in visit.text(".notice")
    visit.fill("#speed", "null")
    visit.press("Play")
    visit.wait("document.querySelector('.notices').textContent.includes('Yes: with 4 neurons')")
    visit.press("Are three enough?")
    visit.wait("location.search.includes('net=3:tanh')")


def test_a_table_is_dropped_pasted_and_undone(visit):
    visit.open("?data=circle&net=4:tanh")
    visit.drop("houses.csv", HOUSES)
    visit.wait("document.querySelectorAll('.column').length === 4 && location.search.includes('data=houses.csv')")
    assert visit.evaluate("[...document.querySelectorAll('.column-name')].map((each) => each.textContent)") == [
        "size", "rooms", "town", "price",
    ]  # fmt: skip
    visit.train(5)
    visit.evaluate(
        f"{PASTE}({json.dumps('a	b' + chr(10) + ''.join(f'{k}	{k * 1.5}' + chr(10) for k in range(9)))})"
    )
    visit.wait("document.querySelectorAll('.column').length === 2")
    visit.evaluate("document.activeElement.blur()")
    visit.key("Control+z")
    visit.wait(f"document.querySelectorAll('.column').length === 4 && {EPOCH} > 5")
    visit.evaluate("history.back()")
    visit.wait("document.querySelector('.toy[aria-pressed=true]')")
    visit.drop("ragged.csv", "a,b,y\n1,2,3.5\n1,2\n")
    visit.wait("document.querySelector('.notice.error')?.textContent.includes('ragged.csv, line 3')")


@one_of_each
def test_a_drawn_digit_is_recognized(visit):
    visit.open("?data=digits&net=32:relu&optimizer=adam&learning_rate=0.01&speed=full")
    visit.press("Play")
    visit.wait(f"{EPOCH} > 30", 60)
    visit.press("Pause")
    visit.drag(*[visit.place(".draw-pad", 0.7, y / 20) for y in range(3, 18)])
    visit.wait("document.querySelector('.answers .best span')?.textContent === '1'")
    visit.press("Look inside")
    visit.press("Layers", "[role=tab]")
    visit.wait("document.querySelectorAll('.weight-images canvas').length === 32")


@one_of_each
def test_a_typed_formula_is_an_activation(visit):
    visit.open("?data=xor&net=4:tanh")
    visit.evaluate("document.querySelector('.layer-name').click()")
    visit.wait("document.querySelector('.own-formula')")
    visit.evaluate("document.querySelector('.own-formula').open = true")
    visit.fill("#formula-activation", "x*sigmoid(b*x")
    visit.wait("document.querySelector('.mistake')?.textContent.includes('is missing at position 14')")
    visit.fill("#formula-activation", "x*sigmoid(b*x)")
    visit.wait("document.querySelector('.formula-curve')")
    visit.press("Use it")
    visit.wait("location.search.includes('net=4:own_1')")
    visit.train(5)
    assert visit.text(".notice.error") == ""


@one_of_each
def test_time_travel_forks_resets_and_edits_are_undone_and_redone(visit):
    visit.open("?data=circle&net=3:tanh&learning_rate=0.1")
    last = visit.train()
    loss = visit.text(".curves figcaption")
    reaches = "document.querySelector('#scrubber').max === '{}'".format
    visit.scrub(10)
    visit.press("Continue from here")
    visit.wait(reaches(10))
    visit.press("Undo")
    visit.wait(f"{reaches(last)} && {EPOCH} === 10")
    visit.press("Redo")
    visit.wait(reaches(10))
    visit.press("Undo")
    visit.wait(reaches(last))
    visit.scrub(last)
    visit.wait(f"document.querySelector('.curves figcaption').textContent === {json.dumps(loss)}")
    visit.press("Reset the network")
    visit.wait(f"{EPOCH} === 0")
    visit.press("Undo")
    visit.wait(f"{EPOCH} === {last}")
    visit.fill("#rate", "0.3")
    visit.wait("location.search.includes('learning_rate=0.3')")
    visit.evaluate("document.activeElement.blur()")
    visit.key("Control+z")
    visit.wait("document.querySelector('#rate').value === '0.1'")
    visit.key("Control+y")
    visit.wait("document.querySelector('#rate').value === '0.3'")
    visit.evaluate("history.back()")
    visit.wait("document.querySelector('#rate').value === '0.1'")


@one_of_each
def test_a_row_is_followed_through_the_network_and_results_add_up(visit):
    visit.open("?data=xor&net=3:tanh&speed=full")
    visit.train()
    visit.press("Look inside")
    visit.fill("#row", "7")
    visit.wait("document.querySelector('.equation').textContent.includes('∂L/∂z')")
    assert re.search("(Train|Test) row:", visit.text(".row-choice"))
    visit.press("Results", "[role=tab]")
    visit.wait("document.querySelectorAll('.matrix .cell').length === 4")
    cells = visit.evaluate("[...document.querySelectorAll('.matrix .cell')].map((cell) => Number(cell.textContent))")
    assert sum(cells) == 200
    assert abs(float(visit.text(".summary b").rstrip("%")) - 100 * (cells[0] + cells[3]) / 200) < 0.1
    visit.evaluate("document.querySelector('.matrix .cell').click()")
    visit.wait(f"document.querySelectorAll('#inside-view .link').length === {min(cells[0], 50)}")


@one_of_each
def test_kept_runs_are_compared_and_a_second_network_trains_beside(visit):
    visit.open("?data=circle&net=4:tanh&speed=full")
    visit.train()
    visit.press("Keep run")
    visit.fill("#rate", "0.3")
    visit.press("Look inside")
    visit.press("Runs", "[role=tab]")
    visit.wait("document.querySelector('.runs .setting')?.textContent === 'Learning rate0.30.03'")
    visit.press("Train beside")
    visit.wait("document.querySelector('.second-numbers')?.textContent.includes('Epoch 0')")
    visit.press("Play")
    visit.wait("Number(document.querySelector('.second-numbers b').textContent.replace(/[^0-9]/g, '')) > 20")
    visit.press("Swap")
    visit.wait("document.querySelector('#rate').value === '0.03'")
    visit.wait("document.querySelector('#second-rate').value === '0.3'")


@one_of_each
def test_a_lesson_is_done_to_its_end(visit):
    visit.open("?lesson=forward")

    def answer(value: str) -> None:
        visit.fill(".guide input", value)
        visit.press("Check")
        visit.wait("document.querySelector('.guide-verdict')?.textContent.includes('✓')")
        visit.press("Next")

    def set_weights(column: int, **values: float) -> None:
        visit.evaluate("document.querySelector('.network canvas[tabindex]').focus()")
        for key in ["ArrowLeft"] * 3 + ["ArrowRight"] * column + ["Enter"]:
            visit.key(key)
        for name, value in values.items():
            visit.fill(f"#{name.replace('_', '-')}-number", str(value))

    answer("-0.89")
    answer("-0,712")
    set_weights(1, weight_0=0)
    visit.wait("document.querySelector('.guide-verdict')?.textContent.includes('ignores')")
    visit.press("Next")
    set_weights(1, weight_0=1, weight_1=1, bias=0)
    set_weights(2, weight_0=-3, bias=0)
    visit.wait("document.querySelector('.guide-verdict')?.textContent.includes('by hand')")
    visit.press("Next")
    visit.evaluate(
        "[...document.querySelectorAll('.guide label')].find(({textContent}) => textContent.includes('shifts')).click()"
    )
    visit.wait("document.querySelector('.guide-verdict')?.textContent.includes('✓')")
    visit.press("Finish")
    visit.wait("document.querySelector('[data-lesson=forward] progress')?.value === 5")


@one_of_each
def test_a_divergence_is_said_with_its_cure(visit):
    visit.open("?data=plane&net=8:relu&learning_rate=1000&epochs=50")
    visit.press("Play")
    visit.wait("document.querySelector('.diverged')?.checkVisibility()")
    visit.wait("document.querySelector('[role=status].unseen').textContent.includes('diverged')")
    visit.evaluate("document.querySelector('.diverged button').click()")
    visit.wait("document.querySelector('#rate').value === '0.1' && !document.querySelector('.diverged')")


def test_the_keyboard_is_enough(visit):
    visit.open("?data=circle&net=3:tanh")
    visit.evaluate("document.body.focus()")
    visit.key("Tab")
    assert visit.evaluate("document.activeElement.className") == "skip"
    visit.key("Enter")
    assert visit.evaluate("document.activeElement.matches('.network canvas')")
    visit.key("ArrowDown")
    visit.key("Enter")
    visit.wait("document.querySelector('#bias')")
    visit.evaluate("document.querySelector('#bias').focus()")
    before = visit.evaluate("document.querySelector('#bias').value")
    visit.key("ArrowRight")
    visit.wait(f"document.querySelector('#bias').value !== {json.dumps(before)}")
    visit.evaluate("document.querySelectorAll('.layer-header .width button')[1].focus()")
    visit.key("Enter")
    visit.wait("document.querySelector('.width-count').textContent === '4'")
    visit.evaluate("document.activeElement.blur()")
    visit.key("Space")
    visit.wait("document.querySelector('.play').textContent.includes('Pause')")
    visit.key("Space")
    visit.wait("document.querySelector('[role=status].unseen').textContent.includes('Paused')")
    visit.evaluate("document.querySelector('.surface-points').focus()")
    visit.key("Shift+ArrowLeft")
    visit.wait("document.querySelector('.answer').textContent.includes('(0, 1)')")


def test_a_reload_and_a_closed_tab_lose_nothing(visit):
    visit.open("?data=circle&net=4:tanh")
    visit.drop("houses.csv", HOUSES)
    visit.wait("document.querySelectorAll('.column').length === 4")
    epoch = visit.train()
    visit.press("Keep run")
    visit.scrub(10)
    until(lambda: in_browser(visit.tab.evaluate) == SavedRun(epoch, viewed=10))
    loss, network = visit.text(".curves"), visit.evaluate("location.search")
    at_ten = f"{EPOCH} === 10 && document.querySelector('#scrubber').max === '{epoch}'"
    same = f"document.querySelectorAll('.column').length === 4 && {at_ten}"
    visit.reload()
    visit.wait(f"({READY}) && {same}")
    visit.wait(f"document.querySelector('.curves').textContent === {json.dumps(loss)}")
    visit.new_tab()
    visit.open()
    visit.wait(same)
    assert visit.evaluate("location.search") == network
    visit.press("Look inside")
    visit.press("Runs", "[role=tab]")
    visit.wait("document.querySelectorAll('.runs .run-key').length === 1")


# ── from one browser and engine to the other ──


@pytest.fixture(params=[("chromium", "static", "firefox", "server"), ("firefox", "server", "chromium", "static")],
                ids=["chromium to firefox", "firefox to chromium"])  # fmt: skip
def two(request) -> Iterator[tuple[Visit, Visit]]:
    """A person who shares something, and another one with the other browser and the other engine."""
    first, engine, second, other = map(request.getfixturevalue, request.param)
    visits = Visit(first(), engine), Visit(second(), other)
    yield visits
    for visit in visits:
        assert visit.tab.errors == []
        visit.tab.close()


def test_an_entry_is_verified_by_another_browser_and_engine(two):
    one, other = two
    one.open("?challenge=line")
    one.fill("#rate", "0.3")
    for epoch in range(10):
        one.press("Train one epoch")
        one.wait(f"{EPOCH} === {epoch + 1}")
    one.press("Create entry link")
    one.wait("document.querySelector('.entry pre')")
    other.open("?" + one.text(".entry pre").partition("?")[2])
    other.wait("document.querySelector('.entry .guide-verdict')?.textContent.includes('Verified')")
    assert "epochs: 10" in other.text(".entry")


def test_a_link_has_the_drawn_points(two):
    one, other = two
    one.open("?data=gauss&samples=20&net=3:tanh")
    one.evaluate("document.querySelector('#draw').click()")
    one.press("Start anew")
    one.wait("location.search.includes('points=')")
    one.evaluate("document.querySelectorAll('.class-choice input')[1]?.click()")
    one.drag(
        one.place(".surface-points", 0.4, 0.3),
        one.place(".surface-points", 0.5, 0.3),
        one.place(".surface-points", 0.7, 0.4),
    )
    one.press("Take away")
    one.wait("document.querySelector('.qr path')")
    query, short = one.evaluate("location.search"), one.text(".share pre")
    assert len(short) <= len(one.evaluate("location.href"))
    other.open("?" + short.partition("?")[2])
    other.wait(f"location.search === {json.dumps(query)}")
    for visit in two:
        visit.wait("document.querySelector('.curves figcaption').textContent.includes('0.')")
        untrained = visit.text(".curves figcaption")
        visit.press("Train one epoch")
        visit.wait(f"document.querySelector('.curves figcaption').textContent !== {json.dumps(untrained)}")
    assert one.text(".curves figcaption") == other.text(".curves figcaption")


def test_a_link_is_opened_by_a_server_of_ones_own(firefox, tmp_path):
    link = "https://school.example/nn/?data=moons&net=5:relu;2:tanh&learning_rate=0.1&seed=7"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/address\n')
    browser.chmod(0o700)
    command = [sys.executable, "-m", "nnplay", "web", "--port", "0", link]
    process = subprocess.Popen(command, env=os.environ | {"BROWSER": str(browser)}, stdout=subprocess.DEVNULL)
    try:
        while not (tmp_path / "address").is_file() or not (tmp_path / "address").read_text().endswith("\n"):
            assert process.poll() is None
            time.sleep(0.1)
        tab = firefox()
        tab.open((tmp_path / "address").read_text().strip())
        tab.wait(READY)
        assert tab.evaluate("location.search") == "?data=moons&net=5:relu;2:tanh&learning_rate=0.1&seed=7"
        assert tab.evaluate("document.querySelector('#rate').value") == "0.1"
        tab.close()
    finally:
        process.terminate()
        process.wait(30)
