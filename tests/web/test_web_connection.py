"""What is not lost: a reload, a stopped server, a network that is gone, a server that is started again."""

import json
import shutil
import signal
import time

import pytest
from saved_runs import on_disk
from web_server import EPOCH, Page, until

pytestmark = pytest.mark.slow

LINK = "?data=spiral&net=8:tanh;8:tanh&learning_rate=0.1&speed=20"
DROP = r"""() => {
  const data = new DataTransfer();
  const rows = Array.from({length: 40}, (_, k) => `${k + 0.5},${3 * k + 0.25}\n`);
  data.items.add(new File(["size,price\n", ...rows], "houses.csv"));
  document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
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
    epoch = visited.pause()
    page.reload()
    visited.wait(f"{EPOCH} === {epoch}")


def test_a_stopped_server_loses_nothing(visit, start_server):
    server = start_server()
    visited = visit(server)
    visited.loses = True
    page = visited.open(LINK)
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 20")
    server.send(signal.SIGSTOP)
    epoch = visited.epoch
    page.get_by_role("button", name="Train one epoch").click()
    time.sleep(1)
    server.send(signal.SIGCONT)
    visited.wait(f"{EPOCH} > {epoch}")
    page.get_by_role("button", name="Play").wait_for()
    after = visited.epoch
    page.get_by_role("button", name="Train one epoch").click()
    visited.wait(f"{EPOCH} === {after + 1}")


def test_a_network_that_was_gone_loses_nothing(visit, server):
    visited = visit(server)
    visited.loses = True
    page = visited.open(LINK)
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 20")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_timeout(1000)
    page.context.set_offline(False)
    epoch = visited.epoch
    visited.wait(f"{EPOCH} > {epoch}")
    visited.pause()


def test_a_killed_server_that_is_started_again_loses_nothing(visit, start_server):
    server = start_server()
    visited = visit(server)
    visited.loses = True
    page = visited.open("?data=circle&net=4:tanh&speed=60")
    page.evaluate(DROP)
    page.locator(".column", has_text="price").wait_for()
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 30")
    page.get_by_role("button", name="Keep run").click()
    page.locator("#rate").select_option("0.1")
    visited.wait("location.search.includes('learning_rate=0.1')")
    page.wait_for_timeout(300)
    server.end(signal.SIGKILL)
    page.get_by_text("The connection to the server is lost").first.wait_for()
    epoch = visited.epoch
    start_server(port=server.port)
    page.get_by_text("The connection to the server is lost").first.wait_for(state="hidden")
    visited.wait(f"{EPOCH} > {epoch + 20}")  # it plays on
    last = visited.pause()
    assert page.locator(".column-name").all_text_contents() == ["size", "price"]
    assert page.locator("#rate").input_value() == "0.1"
    page.get_by_role("button", name="Look inside").click()
    page.get_by_role("tab", name="Runs").click()
    assert page.locator(".runs .setting").inner_text().split() == ["Learning", "rate", "0.1", "0.03"]
    page.locator("#scrubber").evaluate(
        "(field) => { field.value = 10; field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    visited.wait(f"{EPOCH} === 10")
    page.get_by_role("button", name="Continue from here").click()
    visited.wait("document.querySelector('#scrubber').max === '10'")
    page.get_by_role("button", name="Undo").click()
    visited.wait(f"document.querySelector('#scrubber').max === '{last}'")


def test_what_a_server_has_forgotten_comes_from_the_page(visit, start_server, monkeypatch, tmp_path):
    monkeypatch.setenv("NNPLAY_CACHE_DIR", str(tmp_path))
    server = start_server()
    visited = visit(server)
    visited.loses = True
    page = visited.open(LINK)
    page.get_by_role("button", name="Play").click()
    visited.wait(f"{EPOCH} > 20")
    epoch = visited.pause()
    visited.wait_until_saved(epoch)
    shown = losses(page)
    server.end(signal.SIGKILL)
    shutil.rmtree(tmp_path / "nnplay" / "visitors")
    start_server(port=server.port)
    page.get_by_text("The connection to the server is lost").first.wait_for(state="hidden")
    visited.wait(f"document.querySelector('.curves').textContent === {json.dumps(shown)}")
    page.get_by_role("button", name="Train one epoch").click()
    visited.wait(f"{EPOCH} === {epoch + 1}")


def test_a_killed_server_trains_again_what_it_had_not_saved(start_server):
    server = start_server()
    page = Page(server.port)
    page.call("configure", configuration=CONFIGURATION)
    page.call("step")
    page.call("edit", layer=0, index=[0, 0], value=2)
    page.call("pace", epochsPerSecond=200)
    page.call("play")
    until(lambda: on_disk(server.port, page.visitor).plays and page.call("network")["result"]["epoch"] > 20)
    server.end(signal.SIGKILL)
    server = start_server(port=server.port)
    with Page(server.port, page.visitor) as again:
        assert again.connected["resumed"]
        assert again.connected["playing"]
        assert again.connected["epoch"] >= 1
        time.sleep(0.5)
        again.call("pause")
        header, arrays = again.frame(weights=True)
        again.call("configure", configuration=CONFIGURATION)
        again.call("step")
        again.call("edit", layer=0, index=[0, 0], value=2)
        again.call("change", settings={"epochs": header["epoch"]})
        again.call("pace", epochsPerSecond=None)
        again.call("play")
        while (same := again.frame(weights=True))[0]["epoch"] < header["epoch"]:
            time.sleep(0.05)
        assert (same[1]["theta"] == arrays["theta"]).all()


def test_twenty_visitors_train_while_pages_are_loaded_again_and_the_server_is_killed(start_server):
    server = start_server()
    pages = [Page(server.port) for _ in range(20)]
    for page in pages:
        page.call("configure", configuration=CONFIGURATION)
        page.call("pace", epochsPerSecond=100)
        page.call("play")
    for number, page in enumerate(pages[:5]):
        until(lambda page=page: page.call("network")["result"]["epoch"])
        page.close()
        pages[number] = Page(server.port, page.visitor, page="loaded again")
        assert pages[number].connected["epoch"] > 0
    epochs = [page.call("pause")["result"]["epoch"] for page in pages]
    for page, epoch in zip(pages, epochs, strict=True):
        until(lambda page=page, epoch=epoch: on_disk(server.port, page.visitor).epoch == epoch)
    server.end(signal.SIGKILL)
    server = start_server(port=server.port)
    back = [Page(server.port, page.visitor, page="loaded again") for page in pages]
    assert [page.connected["epoch"] for page in back] == epochs
    assert all(page.call("step")["result"]["epoch"] == epoch + 1 for page, epoch in zip(back, epochs, strict=True))
    for page in back:
        page.close()


def test_the_same_bits_after_a_restart(start_server):
    server = start_server()
    page = Page(server.port)
    page.call("configure", configuration=CONFIGURATION)
    for _ in range(3):
        page.call("step")
    page.call("change", settings={"learning_rate": 0.05})
    for _ in range(3):
        page.call("step")
    before = page.frame(weights=True, history=0)
    server.end()
    server = start_server(port=server.port)
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
