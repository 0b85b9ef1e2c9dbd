"""What is not lost: a reload, a stopped server, a network that is gone, a server that is started again."""

import signal
import time

import pytest
from web_server import EPOCH, Page, Server

pytestmark = pytest.mark.slow

LINK = "?data=spiral&net=8:tanh;8:tanh&learning_rate=0.1&speed=20"
CONFIGURATION = {
    "architecture": {"layers": [{"width": 6, "activation": "tanh"}]}, "recipe": {"data": "spiral", "epochs": 1000},
}  # fmt: skip


def losses(page):
    """The loss that the page shows."""
    return page.evaluate("document.querySelector('.curves').textContent")


def test_a_reload_continues_the_run(visit, server):
    visited = visit(server)
    page = visited.open(LINK)
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 20")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    epoch = visited.epoch
    page.reload()
    visited.wait(f"{EPOCH} === {epoch}")


@pytest.mark.parametrize("seconds", [3, 35])
def test_a_stopped_server_loses_nothing(visit, seconds):
    server = Server()
    visited = visit(server)
    visited.loses = True
    page = visited.open(LINK)
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 20")
    server.send(signal.SIGSTOP)
    epoch = visited.epoch
    page.get_by_role("button", name="Train one epoch").click()
    time.sleep(seconds)
    server.send(signal.SIGCONT)
    visited.wait(f"{EPOCH} > {epoch}")
    page.get_by_role("button", name="Play").wait_for()
    after = visited.epoch
    page.get_by_role("button", name="Train one epoch").click()
    visited.wait(f"{EPOCH} === {after + 1}")
    server.end()


def test_a_network_that_was_gone_loses_nothing(visit, server):
    visited = visit(server)
    visited.loses = True
    page = visited.open(LINK)
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 20")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_timeout(4000)
    page.context.set_offline(False)
    epoch = visited.epoch
    visited.wait(f"{EPOCH} > {epoch}")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()


def test_a_server_that_is_started_again_loses_nothing(visit):
    server = Server()
    visited = visit(server)
    visited.loses = True
    page = visited.open(LINK)
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 30")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    page.wait_for_timeout(500)  # the numbers are written ten times a second
    epoch, shown = visited.epoch, losses(page)
    assert server.end()[0] == 130
    page.get_by_text("The connection to the server is lost").first.wait_for()
    server = Server(port=server.port)
    page.get_by_text("The connection to the server is lost").first.wait_for(state="hidden")
    assert visited.epoch == epoch
    assert losses(page) == shown
    page.get_by_role("button", name="Train one epoch").click()
    visited.wait(f"{EPOCH} === {epoch + 1}")
    server.end()


def test_the_same_bits_after_a_restart():
    server = Server()
    page = Page(server.port)
    page.call("configure", configuration=CONFIGURATION)
    for _ in range(3):
        page.call("step")
    page.call("change", settings={"learning_rate": 0.05})
    for _ in range(3):
        page.call("step")
    before = page.frame(weights=True, history=0)
    server.end()
    server = Server(port=server.port)
    with Page(server.port, page.visitor) as again:
        assert again.connected["resumed"]
        assert again.connected["epoch"] == 6
        after = again.frame(weights=True, history=0)
        assert (after[1]["theta"] == before[1]["theta"]).all()
        assert (after[1]["history"] == before[1]["history"]).all()
        assert after[0]["revision"] > before[0]["revision"]
        again.call("step")
        resumed = again.frame(weights=True)
        again.call("configure", configuration=CONFIGURATION)
        for _ in range(3):
            again.call("step")
        again.call("change", settings={"learning_rate": 0.05})
        for _ in range(4):
            again.call("step")
        assert (again.frame(weights=True)[1]["theta"] == resumed[1]["theta"]).all()
        again.call("travel", epoch=2)
        assert again.frame()[0]["viewed"] == 2
    server.end()


def test_a_command_that_is_sent_again_is_carried_out_once(server):
    page = Page(server.port)
    page.call("configure", configuration=CONFIGURATION)
    id = page.send("step")
    page.close()
    again = Page(server.port, page.visitor)
    assert again.connected["resumed"]
    for _ in range(2):
        again.last = id - 1
        assert again.call("step")["result"]["epoch"] == 1
    with Page(server.port, page.visitor, page="another tab") as copy:
        assert copy.visitor != page.visitor
        assert copy.connected["epoch"] == 1
        assert copy.call("step")["result"]["epoch"] == 2
    assert again.frame()[0]["epoch"] == 1
    again.close()
