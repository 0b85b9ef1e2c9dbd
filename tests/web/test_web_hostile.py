"""What a stranger writes is text wherever it is shown; and a browser that dies, or comes back, leaves nothing."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from test_web_own import DROP
from test_web_tabs import DEEDS, READY
from web_pages import Served, Tab

from conftest import BROWSER
from nnplay.web.page.more import TABS
from nnplay.web.texts import TEXTS

pytestmark = pytest.mark.slow
STRIKE = "window.struck=1"
HOSTILE = (
    f"<img src=x onerror={STRIKE}>", f'"><script>{STRIKE}</script>', f"</script><script>{STRIKE}</script>",
    f"{{{{constructor.constructor('{STRIKE}')()}}}}", f"`;${{{STRIKE}}};'+{STRIKE}+'", f"<svg onload='{STRIKE}'>",
)  # fmt: skip
UNHURT = """() => window.struck === undefined && !document.querySelector(
  "[onerror], [onload], img[src='x'], svg[onload], iframe, object, embed, a[href^='javascript']") &&
  [...document.scripts].every((script) => script.nonce || script.src.startsWith(location.origin))"""
ASKED = ("lang", "hide", "x", "at", "loss", "optimizer")


def table():
    """Rows with such headers and labels."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([*HOSTILE[:3], "=cmd|' /C calc'!A0", "label " + HOSTILE[0]])
    for k in range(60):
        rows.writerow([k / 10, (7 * k) % 11, HOSTILE[3 + k % 3], k % 5, HOSTILE[k % 2]])
    return out.getvalue()


def test_what_is_loaded_or_asked_for_is_text_everywhere(tab):
    one = tab("?net=3:tanh")
    one.page.evaluate(DROP, [f"{HOSTILE[0]}.csv", table()])
    one.until("window.nnplayFeed.scene.features.length > 3")
    one.page.locator(".datatable table").wait_for()
    one.page.get_by_text(HOSTILE[1]).first.wait_for()
    one.train(1)
    for name in (part.name for part in TABS):
        opened = one.page.get_by_role("tab", name=TEXTS["en"][name], exact=True)
        if opened.get_attribute("aria-selected") != "true":
            opened.click()
        one.page.locator(READY[name]).first.wait_for()
        if name in DEEDS and name != "doctor":
            press, appears = DEEDS[name]
            one.page.locator(press).click()
            one.page.locator(appears).first.wait_for()
        one.page.wait_for_timeout(200)
        assert one.page.evaluate(UNHURT), name
    for query in (f"?data={quote(HOSTILE[0])}.csv&target={quote(HOSTILE[1])}", f"?net={quote(HOSTILE[4])}&seed=1"):
        more = "".join(f"&{name}={quote(text)}" for name, text in zip(ASKED, HOSTILE, strict=True))
        one.page.goto(one.page.url.split("?")[0] + query + more)
        one.until("document.body.dataset.frames > 0")
        one.page.get_by_role("alert").first.wait_for()
        one.page.wait_for_timeout(300)
        assert one.page.evaluate(UNHURT), query


def test_a_script_that_found_its_way_into_the_page_is_not_run(tab):
    one = tab()
    one.page.evaluate("""(strike) => {
      document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="${strike}"><p onclick="${strike}">`);
      const script = document.createElement("script");
      script.textContent = strike;
      document.body.append(script);
      const frame = document.createElement("iframe");
      frame.srcdoc = "<p>";
      document.querySelector("p[onclick]").click();
      new Image().src = "http://127.0.0.1:9/stolen";
    }""", STRIKE)  # fmt: skip
    one.page.wait_for_timeout(500)
    assert one.page.evaluate("window.struck") is None
    assert any("Content Security Policy" in told for told in one.troubles)
    one.troubles.clear()
    one.asked[:] = [url for url in one.asked if ":9/" not in url]


def test_no_page_may_be_framed(browser, served):
    context = browser.new_context()
    page = context.new_page()
    page.set_content(f'<iframe src="http://127.0.0.1:{served.port}/"></iframe>')
    page.wait_for_timeout(1500)
    assert len(page.frames) == 2
    assert page.frames[1].url.startswith("chrome-error:")
    context.close()


@pytest.fixture(scope="module")
def gone():
    there = Served()
    yield there
    assert there.end()[2] == ""


def busy(process, seconds=2.0):
    """The share of a core that a process takes."""

    def spent():
        fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before = spent()
    time.sleep(seconds)
    return (spent() - before) / seconds


def test_a_browser_that_is_killed_ends_its_training_and_another_one_comes_back(browser, gone, tmp_path):
    query = "?net=30:relu;30:relu&epochs=100000&seed=9"
    command = [BROWSER, "--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={tmp_path}",
               gone.address + query]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            port = re.search(r"127\.0\.0\.1:(\d+)", next(line for line in process.stderr if "DevTools" in line))[1]
            page = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0].pages[0]
            page.wait_for_function("document.body && document.body.dataset.frames > 0")
            page.locator("select[name=speed]").select_option("full")
            page.locator("#play").click()
            page.wait_for_function("window.nnplayFeed.frame.epoch > 50")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    time.sleep(1.5)
    assert busy(gone.process) < 0.5
    one = Tab(browser, gone, query)
    one.train(2)
    told = one.frame["theta"]
    one.page.reload()
    one.until("document.body.dataset.frames > 0 && window.nnplayFeed.frame.epoch === 0")
    one.train(2)
    assert one.frame["theta"] == told
    one.context.close()


def test_a_page_that_loses_its_line_goes_on_when_it_is_back(browser, gone):
    one = Tab(browser, gone, "?epochs=100000")
    one.press("play")
    one.until("window.nnplayFeed.frame.epoch > 5")
    one.feed("feed.socket.close()")
    one.until("window.nnplayFeed.socket.readyState === 1")
    epoch = one.frame["epoch"]
    one.until(f"window.nnplayFeed.frame.epoch > {epoch + 20}")
    assert one.frame["playing"]
    one.context.close()
    assert json.dumps(one.troubles) == "[]"
