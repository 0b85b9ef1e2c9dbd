"""`nnplay web` in a process of its own, and a page of a real browser in front of it."""

import re
import signal
import subprocess
import sys
import time

SECONDS = 60


class Served:
    """`nnplay web` on a free port, or what some Python serves."""

    def __init__(self, *options, python=None):
        asked = ["-m", "nnplay", "web", "--no-open", "--port", "0", *options] if python is None else ["-c", python]
        command = [sys.executable, *asked]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.line = self.process.stdout.readline()
        self.address = re.search(r"http://\S+", self.line)[0]
        self.port = int(re.search(r":(\d+)/", self.address)[1])

    def end(self, number=signal.SIGINT):
        """Ask for an end; exit code, seconds that it took, and what was said on standard error."""
        began = time.monotonic()
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, time.monotonic() - began, said


class Tab:
    """A page, what went wrong on it, and where it asked."""

    def __init__(self, browser, served, query="", **options):
        self.context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        self.page, self.troubles, self.asked = self.context.new_page(), [], []
        self.page.set_default_timeout(1000 * SECONDS)
        self.page.on("console", lambda m: self.troubles.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.troubles.append(str(e)))
        self.page.on("requestfailed", lambda r: self.troubles.append(f"failed: {r.url}"))
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("websocket", lambda w: self.asked.append(w.url))
        self.page.goto(served.address + query)
        self.until("document.body.dataset.frames > 0")

    def until(self, script):
        """Wait until an expression is true; what is not there yet is waited for."""
        tried = (
            f"try {{ return {script}; }} catch (error) {{ if (error instanceof TypeError) return false; throw error; }}"
        )
        self.page.wait_for_function(f"() => {{ {tried} }}")

    def feed(self, script):
        """Ask what the page knows of the training."""
        return self.page.evaluate(f"() => {{ const feed = window.nnplayFeed; return {script}; }}")

    @property
    def frame(self):
        return self.feed("({...feed.frame, theta: [...feed.frame.theta.values], rows: null, surface: null})")

    def said(self, name):
        return self.page.locator(f"#{name}").inner_text()

    def press(self, name):
        self.page.locator(f"#{name}").click()

    def train(self, epochs):
        """Train so many epochs by the button that trains one."""
        for epoch in range(self.frame["epoch"] + 1, self.frame["epoch"] + epochs + 1):
            self.press("step")
            self.until(f"window.nnplayFeed.frame.epoch === {epoch}")

    def choose(self, name, value):
        """Choose in a list, and wait until the page has taken it."""
        self.page.locator(f"select[name={name}]").select_option(value)

    def slide(self, name, value):
        """Let a slider go at a value."""
        self.page.locator(f"input[name={name}]").evaluate(
            "(bar, value) => { bar.value = value; bar.dispatchEvent(new Event('change', { bubbles: true })); }", value
        )
