"""The page in a real browser: when its first picture is there, how many it draws, and what that costs the training.

`python benchmarks/web.py` on the spiral: frames a second on screen while it trains as fast as it can, and its epochs a
second beside those of the same training while the page asks for no frame, round by round in one run. Then ten visitors
train at once; their pages take every frame but draw none, since each of them would have a machine of its own for that.
"""

from __future__ import annotations

import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from typing import Any

from playwright.sync_api import sync_playwright

import nnplay as nn
from nnplay.web.link import page_of

QUERY = "?data=spiral&net=8:tanh;6:tanh&optimizer=adam&features=x1,x2,sin(x1),sin(x2)&epochs=100000"
ROUNDS, SECONDS = 3, 4.0
VISITORS = 10
UNWATCHED_EPOCHS = 20_000


def main() -> None:
    command = [sys.executable, "-m", "nnplay", "web", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as play:
        assert server.stdout is not None
        address = re.search(r"http://\S+", server.stdout.readline())[0] + QUERY
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for opened in ("first", "second"):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            began = time.perf_counter()
            page.goto(address)
            page.wait_for_function("document.body.dataset.frames > 0")
            painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            print(f"{opened} page: painted after {painted / 1000:.2f} s, network drawn after "
                  f"{time.perf_counter() - began:.2f} s")  # fmt: skip
        page.locator("select[name=speed]").select_option("full")
        drawn, free, frames, alone = [], [], [], []
        for _ in range(ROUNDS):
            rate, shown = measured(page)
            drawn.append(rate)
            frames.append(shown)
            page.evaluate("() => { window.nnplayFeed.send = () => {}; }")
            free.append(measured(page)[0])
            alone.append(unwatched())
        print(f"frames a second: {statistics.median(frames):.0f}")
        print(f"epochs a second: {statistics.median(drawn):,.0f} drawn, {statistics.median(free):,.0f} not drawn")
        print(f"share of the free speed: {statistics.median(d / f for d, f in zip(drawn, free, strict=True)):.0%}")
        print(f"epochs a second of nn.training without snapshots: {statistics.median(alone):,.0f}")
        print(f"unwatched / page: {statistics.median(a / d for a, d in zip(alone, drawn, strict=True)):.2f}")
        page.close()
        crowd(browser, address)
        browser.close()
        server.send_signal(signal.SIGINT)


def unwatched() -> float:
    """Epochs a second of the same training in this process, without a snapshot before the end."""
    settings, _ = page_of(QUERY[1:])
    recipe = settings.recipe.replace(epochs=UNWATCHED_EPOCHS)
    snapshots = nn.training(recipe.data, settings.architecture, recipe=recipe, every=UNWATCHED_EPOCHS)
    next(snapshots)
    began = time.perf_counter()
    for _ in snapshots:
        pass
    return UNWATCHED_EPOCHS / (time.perf_counter() - began)


def crowd(browser: Any, address: str) -> None:
    """Frames a second of each of ten visitors who train at once, and how soon a pause is seen."""
    pages = []
    for _ in range(VISITORS):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.wait_for_function("document.body.dataset.frames > 0")
        page.evaluate("window.nnplayFeed.takers.clear()")
        page.locator("#play").click()
        pages.append(page)
    before = [page.evaluate("Number(document.body.dataset.frames)") for page in pages]
    began = time.perf_counter()
    pages[0].wait_for_timeout(1000 * SECONDS)
    after = [page.evaluate("Number(document.body.dataset.frames)") for page in pages]
    spent = time.perf_counter() - began
    rates = sorted((b - a) / spent for a, b in zip(before, after, strict=True))
    print(f"{VISITORS} visitors: {rates[0]:.0f} to {rates[-1]:.0f} frames a second each")
    waits = []
    for page in pages:
        page.evaluate("() => document.getElementById('play').click()")
        began = time.perf_counter()
        page.wait_for_function("!window.nnplayFeed.frame.playing")
        waits.append(time.perf_counter() - began)
    print(f"{VISITORS} visitors: a pause is seen after {statistics.median(waits):.2f} s, {max(waits):.2f} s at most")


def measured(page: Any) -> tuple[float, float]:
    """Epochs and frames a second of a training from its beginning."""
    page.locator("#reset").click()
    page.wait_for_timeout(500)
    before = page.evaluate("Number(document.body.dataset.frames)")
    began = time.perf_counter()
    page.locator("#play").click()
    page.wait_for_timeout(1000 * SECONDS)
    shown = page.evaluate("Number(document.body.dataset.frames)") - before
    page.locator("#play").click()
    spent = time.perf_counter() - began
    page.wait_for_timeout(500)
    page.evaluate("() => { const feed = window.nnplayFeed; delete feed.send; feed.send('next'); }")
    page.wait_for_timeout(500)
    return page.evaluate("window.nnplayFeed.frame.epoch") / spent, shown / spent


if __name__ == "__main__":
    main()
