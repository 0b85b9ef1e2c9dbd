"""Debian's Chromium and Firefox with the same methods: pages that know nothing of one another, keys, pointer, requests.

Chromium is driven by Playwright, Firefox by WebDriver BiDi, the protocol that it speaks itself.
"""

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
PREFERENCES = {
    "remote.active-protocols": 1, "browser.shell.checkDefaultBrowser": False, "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False, "browser.startup.page": 0, "intl.accept_languages": "en-US",
    "remote.prefs.recommended": False, "browser.aboutwelcome.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore", "toolkit.telemetry.reportingpolicy.firstRun": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "services.settings.server": "data:,#remote-settings-dummy/v1",
}  # fmt: skip
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "Space": " ", "Control": "\ue009", "Shift": "\ue008",
        "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015"}  # fmt: skip
WATCH = """() => {
  globalThis.violations = [];
  addEventListener("securitypolicyviolation",
    ({violatedDirective: rule, blockedURI}) => violations.push(`${rule} ${blockedURI}`));
}"""
WIDTH, HEIGHT = 1440, 900
SECONDS = 40.0


class Tab:
    """A page in a browser.

    Attributes:
        errors: what its console and its scripts complained of.
        requests: the addresses that it asked for.
    """

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, through JSON; a promise is waited for."""
        raise NotImplementedError

    def wait(self, expression: str, seconds: float = SECONDS) -> None:
        """Wait until something is so, or a promise says so, whatever is loaded meanwhile."""
        end = time.monotonic() + seconds
        guarded = f"(async () => {{ try {{ return Boolean(await ({expression})); }} catch {{ return false; }} }})()"
        while time.monotonic() < end:
            try:
                if self.evaluate(guarded):
                    return
            except GoneError:
                pass
            self.rest(0.05)
        said = self.evaluate(
            "[...document.querySelectorAll('.notice, [role=status], .error')].map((each) => each.textContent)"
        )
        raise AssertionError(f"It did not happen: {expression}: {said} {self.errors}")

    def rest(self, seconds: float) -> None:
        """Do nothing for a while."""
        time.sleep(seconds)

    def press(self, text: str, kind: str = "button") -> None:
        """Press what has this text or name."""
        names = f"[each.textContent.trim(), each.getAttribute('aria-label')].includes({json.dumps(text)})"
        found = f"[...document.querySelectorAll('{kind}')].find((each) => {names} && !each.disabled)"
        self.wait(f"({found}).click() ?? true")

    def fill(self, selector: str, value: str) -> None:
        """Type into a field, and leave it; or choose in a list."""
        field = f"document.querySelector({json.dumps(selector)})"
        self.wait(field)
        self.evaluate(f"(() => {{ const field = {field}; field.focus(); field.value = {json.dumps(value)}; "
                      "for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, {bubbles: true})); "
                      "})()")  # fmt: skip

    def text(self, selector: str) -> str:
        """The text of what is there."""
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''"))

    def place(self, selector: str, x: float = 0.5, y: float = 0.5) -> tuple[int, int]:
        """A point of something on the screen, by its fractions of width and height."""
        box = self.evaluate(f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()")
        return round(box["x"] + x * box["width"]), round(box["y"] + y * box["height"])


class GoneError(Exception):
    """The page is just being replaced by another one."""


class ChromiumTab(Tab):
    """A page in Chromium.

    Args:
        context: Playwright's, which shares what is stored with all its pages.
        another: opens a page for another person.
    """

    def __init__(self, context: Any, another: Callable[[], "Tab"]) -> None:
        super().__init__()
        self.context, self.another = context, another
        page = self.page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        page.on("console", lambda message: message.type in ("error", "warning") and self.errors.append(message.text))
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self, address: str) -> None:
        """Open an address."""
        self.page.goto(address)

    def reload(self) -> None:
        """Load it again."""
        self.page.reload()

    def evaluate(self, expression: str) -> Any:
        from playwright.sync_api import Error

        try:
            return self.page.evaluate(f"async () => JSON.parse(JSON.stringify(await ({expression})) ?? 'null')")
        except Error as error:
            if "navigation" in str(error):
                raise GoneError from None
            raise

    def rest(self, seconds: float) -> None:
        self.page.wait_for_timeout(1000 * seconds)

    def key(self, keys: str) -> None:
        """Press a key, such as "Control+z"."""
        self.page.keyboard.press(keys)

    def drag(self, *points: tuple[int, int]) -> None:
        """Draw a line with the pointer."""
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point)
        self.page.mouse.up()

    def sibling(self) -> "Tab":
        """Another tab of the same person."""
        return ChromiumTab(self.context, self.another)

    def close(self) -> None:
        """Close it."""
        self.page.close()


@contextmanager
def playwright_chromium() -> Iterator[Any]:
    """Playwright's Chromium. A process can have only one at a time, so a module has one for all its tests."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM is not None
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def chromium_tabs(browser: Any) -> Callable[[], Tab]:
    """Opens pages in a Chromium, each for another person."""

    def another() -> Tab:
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US")
        context.add_init_script(f"({WATCH})()")
        return ChromiumTab(context, another)

    return another


@contextmanager
def chromium() -> Iterator[Callable[[], Tab]]:
    """Opens pages in a Chromium of their own, each for another person."""
    with playwright_chromium() as browser:
        yield chromium_tabs(browser)


class Firefox:
    """The connection to a Firefox."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.last = socket, 0
        self.tabs: dict[str, FirefoxTab] = {}
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.call("script.addPreloadScript", functionDeclaration=WATCH)

    def call(self, method: str, **params: Any) -> Any:
        """Carry out a command of the protocol."""
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=60))
            if message.get("id") == self.last:
                if message["type"] != "success" and message.get("error") in ("no such frame", "no such realm"):
                    raise GoneError
                assert message["type"] == "success", message
                return message["result"]
            self._take(message.get("method"), message.get("params", {}))

    def _take(self, event: str | None, params: dict[str, Any]) -> None:
        context = params.get("context") or params.get("source", {}).get("context")
        tab = self.tabs.get(context or "")
        if tab is None:
            return
        if event == "log.entryAdded" and params["level"] in ("error", "warn"):
            tab.errors.append(str(params["text"]))
        if event == "network.beforeRequestSent":
            tab.requests.append(params["request"]["url"])

    def another(self) -> "Tab":
        """A page for another person."""
        return self.page_of(self.call("browser.createUserContext")["userContext"])

    def page_of(self, person: str) -> "Tab":
        """A page for a person."""
        context = self.call("browsingContext.create", type="tab", userContext=person)["context"]
        tab = self.tabs[context] = FirefoxTab(self, context, person)
        self.call("browsingContext.setViewport", context=context, viewport={"width": WIDTH, "height": HEIGHT})
        return tab


class FirefoxTab(Tab):
    """A page in Firefox."""

    def __init__(self, browser: Firefox, context: str, person: str) -> None:
        super().__init__()
        self.browser, self.context, self.person, self.another = browser, context, person, browser.another

    def open(self, address: str) -> None:
        """Open an address."""
        self.browser.call("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def reload(self) -> None:
        """Load it again."""
        self.browser.call("browsingContext.reload", context=self.context, wait="complete")

    def evaluate(self, expression: str) -> Any:
        result = self.browser.call(
            "script.evaluate", expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self.context}, awaitPromise=True,
        )  # fmt: skip
        assert result["type"] == "success", result
        value = result["result"].get("value")
        return None if value is None else json.loads(value)

    def key(self, keys: str) -> None:
        """Press a key, such as "Control+z"."""
        values = [KEYS.get(name, name) for name in keys.split("+")]
        actions = [{"type": "keyDown", "value": value} for value in values]
        actions += [{"type": "keyUp", "value": value} for value in reversed(values)]
        self._act({"type": "key", "id": "keyboard", "actions": actions})

    def drag(self, *points: tuple[int, int]) -> None:
        """Draw a line with the pointer."""
        moves = [{"type": "pointerMove", "x": x, "y": y, "duration": 0} for x, y in points]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        self._act({"type": "pointer", "id": "mouse", "actions": [moves[0], down, *moves[1:], up]})

    def _act(self, source: dict[str, Any]) -> None:
        self.browser.call("input.performActions", context=self.context, actions=[source])

    def sibling(self) -> "Tab":
        """Another tab of the same person."""
        return self.browser.page_of(self.person)

    def close(self) -> None:
        """Close it."""
        self.browser.call("browsingContext.close", context=self.context)


@contextmanager
def firefox() -> Iterator[Callable[[], Tab]]:
    """Opens pages in a Firefox with a new profile, each for another person."""
    from websockets.sync.client import connect

    assert FIREFOX is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (Path(profile) / "user.js").write_text("\n".join(lines))
        command = [FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            assert process.stderr is not None
            address = next(m[1] for line in process.stderr if (m := re.search(r"listening on (ws://\S+)", line)))
            with connect(f"{address}/session", max_size=None, compression=None) as socket:
                yield Firefox(socket).another
        finally:
            process.terminate()
            process.communicate(timeout=30)


BROWSERS = {"chromium": (CHROMIUM, chromium), "firefox": (FIREFOX, firefox)}
