"""The page in headless Chromium: how soon it is there, its pictures and epochs a second, and how fast it reacts.

`python benchmarks/page.py [--tensorflow FOLDER] [--rounds N] [--seconds S]`

Everything is measured in one run, in alternating rounds, of which the medians and the ranges are printed. The page is
the folder that `nnplay web --static` writes, its engine is a Web Worker. With the folder of a built TensorFlow
Playground (the branch gh-pages of its repository) the same is measured of that page beside it: the spiral, three layers
of eight tanh neurons, batches of ten.

- *Loaded* counts from the start of the navigation to the first animation frame after the surface was drawn.
- A *picture* is an animation frame of the browser for which the surface was drawn anew.
- A *reaction* counts from the event to the animation frame after the page showed its effect, at full speed.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import shutil
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from nnplay.web import static_site

OURS = "?data=spiral&net=8:tanh;8:tanh;8:tanh&speed=full&epochs=100000"
DEEP = f"?data=spiral&net={';'.join(['20:tanh'] * 10)}&speed=full&epochs=100000"
THEIRS = "#activation=tanh&batchSize=10&dataset=spiral&learningRate=0.03&networkShape=8,8,8&x=true&y=true&tutorial="

# Only the pages' own files: TensorFlow Playground asks others for fonts and statistics.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"

# Counts animation frames for which the surface's canvas was drawn anew.
WATCH = """
(() => {
  const watch = (window.benchmark = {pictures: 0, first: 0, longest: 0, last: 0, drawn: 0});
  const surface = "%s";
  for (const name of ["putImageData", "drawImage"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...rest) {
      if (this.canvas.matches?.(surface)) watch.drawn += 1;
      return draw.apply(this, rest);
    };
  }
  let before = 0;
  const frame = (now) => {
    if (watch.drawn !== before) {
      before = watch.drawn;
      watch.pictures += 1;
      watch.first ||= performance.now();
      watch.longest = Math.max(watch.longest, now - watch.last);
      watch.last = now;
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
"""
# Milliseconds from an event to the animation frame after its effect.
REACTION = """
([act, shown]) => new Promise((done) => {
  const reacted = new Function("return " + shown);
  const started = performance.now();
  new Function(act)();
  const end = () => done(performance.now() - started);
  const look = () => requestAnimationFrame(reacted() ? end : look);
  look();
})
"""
REACTIONS = {
    "pause": ("document.querySelector('.play').click()", "!document.querySelector('.playing')"),
    "play": ("document.querySelector('.play').click()", "document.querySelector('.playing')"),
    "add a neuron": (
        "window.neurons = Number(document.querySelector('.width-count').textContent);"
        "document.querySelectorAll('.layer-header .width button')[1].click()",
        "Number(document.querySelector('.width-count').textContent) === window.neurons + 1",
    ),
    "learning rate": (
        "const rate = document.querySelector('#rate'); rate.value = rate.value === '0.03' ? '0.01' : '0.03';"
        "window.wanted = rate.value; rate.dispatchEvent(new Event('change', {bubbles: true}))",
        "document.querySelector('#rate').value === window.wanted"
        " && location.search.includes('learning_rate') === (window.wanted !== '0.03')",
    ),
}  # fmt: skip


@dataclass
class Measured:
    """What was measured of a page, one number for each round."""

    name: str
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, value: float) -> None:
        self.values.setdefault(what, []).append(value)

    def median(self, what: str) -> float:
        return statistics.median(self.values[what])


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as on any web space
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}

    def log_message(self, *arguments: Any) -> None:
        pass


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def until(page: Any, expression: str, seconds: float = 20.0) -> None:
    """Wait until something is so; the page's policy forbids the browser to do it from text."""
    for _ in range(round(seconds / 0.02)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise TimeoutError(expression)


def loading(browser: Any, address: str, surface: str, result: Measured) -> Any:
    """A first load and a warm one; the page stays open."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", bypass_csp=True)
    page = context.new_page()
    page.add_init_script(WATCH % surface)
    for which in ("first load", "warm load"):
        page.goto("about:blank")
        page.wait_for_timeout(2000)  # what is kept for later loads is kept
        page.goto(address)
        until(page, "window.benchmark.first > 0")
        result.add(which, page.evaluate("window.benchmark.first"))
    return page


def training(page: Any, epoch: str, play: Callable[[], None], seconds: float, result: Measured, name: str = "") -> None:
    """Pictures and epochs a second for a while."""
    now = f"[window.benchmark.pictures, {epoch}, performance.now()]"
    play()
    page.wait_for_timeout(400)
    pictures, epochs, started = page.evaluate(now)
    page.wait_for_timeout(1000 * seconds)
    pictures_after, epochs_after, ended = page.evaluate(now)
    play()
    result.add(f"pictures/s{name}", 1000 * (pictures_after - pictures) / (ended - started))
    result.add(f"epochs/s{name}", 1000 * (epochs_after - epochs) / (ended - started))


OUR_EPOCH = "Number(document.querySelector('.epoch-number').firstChild.textContent.replace(/[^0-9]/g, ''))"
THEIR_EPOCH = "Number(document.querySelector('#iter-number').textContent.replace(/[^0-9]/g, ''))"


def ours(browser: Any, address: str, seconds: float, result: Measured) -> None:
    page = loading(browser, address + OURS, ".surface-picture", result)
    training(page, OUR_EPOCH, lambda: page.locator(".play").click(), seconds, result)
    page.locator(".play").click()
    page.wait_for_timeout(300)
    for turn in range(6):
        for name, (act, shown) in REACTIONS.items():
            if name == "add a neuron" and turn % 2:
                continue
            waited = page.evaluate(REACTION, [act, shown])
            result.add("reaction", waited)
            result.add(f"reaction: {name}", waited)
            page.wait_for_timeout(60 + 17 * turn)
            if not page.evaluate("!!document.querySelector('.playing')") and name != "pause":
                page.locator(".play").click()
                page.wait_for_timeout(100)
    page.goto("about:blank")
    page.goto(address + DEEP)
    until(page, "window.benchmark.first > 0")
    training(page, OUR_EPOCH, lambda: page.locator(".play").click(), seconds, result, " (10 × 20)")
    page.context.close()


def theirs(browser: Any, address: str, seconds: float, result: Measured) -> None:
    page = loading(browser, address + THEIRS, "#heatmap canvas", result)
    training(page, THEIR_EPOCH, lambda: page.locator("#play-pause-button").click(), seconds, result)
    page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the page in headless Chromium.")
    parser.add_argument("--tensorflow", type=Path, help="the folder of a built TensorFlow Playground")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    mine, other = Measured("nnplay"), Measured("TensorFlow Playground")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "page"
        address = stack.enter_context(serve(static_site.write(folder)))
        peer = stack.enter_context(serve(options.tensorflow)) if options.tensorflow else None
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", OFFLINE])
        for _ in range(options.rounds):
            ours(browser, address, options.seconds, mine)
            if peer:
                theirs(browser, peer, options.seconds, other)
        browser.close()
    for measured in (mine, other):
        for what in measured.values:
            if what.startswith("reaction"):
                waits = sorted(measured.values[what])
                print(f"{measured.name}: {what} at full speed {statistics.median(waits):.0f} ms, "
                      f"p95 {waits[round(0.95 * (len(waits) - 1))]:.0f} ms")  # fmt: skip
            elif what.endswith("load"):
                low, high = min(measured.values[what]) / 1000, max(measured.values[what]) / 1000
                print(f"{measured.name}: {what} {measured.median(what) / 1000:.2f} s ({low:.2f} to {high:.2f})")
            else:
                low, high = min(measured.values[what]), max(measured.values[what])
                print(f"{measured.name}: {measured.median(what):,.1f} {what} ({low:,.1f} to {high:,.1f})")
    if peer:
        print(f"epochs: {mine.median('epochs/s') / other.median('epochs/s'):.0f} × TensorFlow Playground's")


if __name__ == "__main__":
    main()
