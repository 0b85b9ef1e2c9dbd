"""The page as a folder: written, served under a sub-path, offline, and updated to a new version."""

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsers import CHROMIUM, FIREFOX, Tab, chromium_tabs, firefox, playwright_chromium
from static_server import Quiet

from nnplay.errors import NNPlayError
from nnplay.web import static_site

READY = "document.querySelector('.surface canvas')?.width > 0 && document.querySelectorAll('.toy path').length > 10"
CONTROLLED = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
EPOCH = "Number(document.querySelector('.epoch-number').textContent.replaceAll(',', ''))"


def test_the_folder_has_the_page_and_what_makes_it_an_app(tmp_path):
    folder = static_site.write(tmp_path / "deep" / "folder")
    page = (folder / "index.html").read_text("utf-8")
    assert '<link rel="manifest" href="manifest.webmanifest">' in page
    for name in re.findall(r'(?:href|src)="([^"#]+)"', page):
        assert not name.startswith(("/", "http")), "relative addresses work under any path"
        assert (folder / name).is_file(), name
    manifest = json.loads((folder / "manifest.webmanifest").read_text("utf-8"))
    assert (folder / manifest["icons"][0]["src"]).is_file()
    head = (folder / "service_worker.js").read_text("utf-8").split("\n")[:2]
    listed = set(json.loads(head[1].removeprefix("const FILES = ").removesuffix(";")))
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert listed == on_disk - {"index.html", "service_worker.js", ".nojekyll"} | {"./"}


def test_a_new_version_replaces_the_old_one_and_nothing_else(tmp_path, monkeypatch):
    first = static_site.write(tmp_path / "folder")
    (first / "engine" / "of_an_earlier_version.js").write_text("")
    (first / "CNAME").write_text("playground.example.org")
    same = (first / "service_worker.js").read_bytes()
    static_site.write(first)
    assert not (first / "engine" / "of_an_earlier_version.js").exists()
    assert (first / "CNAME").exists()
    assert (first / "service_worker.js").read_bytes() == same
    changed = changed_site(tmp_path)
    monkeypatch.setattr(static_site, "SITE", changed)
    static_site.write(first)
    assert (first / "service_worker.js").read_bytes() != same


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(NNPlayError, match="has other files; name an empty or a new one"):
        static_site.write(tmp_path)
    with pytest.raises(NNPlayError, match="is a file; name a folder"):
        static_site.write(tmp_path / "thesis.tex")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def changed_site(folder: Path) -> Path:
    """A copy of the page's sources with another title."""
    changed = folder / "changed"
    shutil.copytree(static_site.SITE, changed)
    page = changed / "index.html"
    page.write_text(page.read_text("utf-8").replace("<title>nnplay", "<title>new nnplay"), "utf-8")
    return changed


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Any]]:
    """A folder under a sub-path, and the server, which can be stopped."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/school/nn", server
    server.shutdown()
    server.server_close()


def until(page: Any, expression: str) -> None:
    """Wait until something is so, even after a navigation; the page's policy forbids waiting for a text."""
    from playwright.sync_api import Error

    for _ in range(200):
        try:
            if page.evaluate(expression):
                return
        except Error as error:
            if "navigation" not in str(error):
                raise
        page.wait_for_timeout(100)
    pytest.fail(f"It did not happen: {expression}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def chromium_tab(chromium) -> Callable[[], Tab]:
    return chromium_tabs(chromium)


@pytest.fixture(scope="module")
def firefox_tab() -> Iterator[Callable[[], Tab]]:
    if FIREFOX is None:
        pytest.skip("there is no Firefox")
    with firefox() as another:
        yield another


@pytest.mark.slow
def test_in_chromium_it_works_offline_and_takes_a_new_version_when_it_is_asked_to(chromium, tmp_path, monkeypatch):
    static_site.write(tmp_path / "space" / "school" / "nn")
    with served(tmp_path / "space") as (address, server):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
        page = context.new_page()
        outside: list[str] = []
        page.on("request", lambda request: request.url.startswith(address) or outside.append(request.url))
        page.goto(f"{address}/")
        until(page, READY)
        until(page, CONTROLLED)
        monkeypatch.setattr(static_site, "SITE", changed_site(tmp_path))
        static_site.write(tmp_path / "space" / "school" / "nn")
        page.goto(f"{address}/?data=moons")
        until(page, READY)
        page.get_by_role("button", name="Load it").click()
        until(page, "document.querySelector('title').textContent !== '' && !document.querySelector('.notice .plain')")
        until(page, READY)
        names = page.evaluate("caches.keys()")
        assert len(names) == 1, "the old version's cache is gone"
        assert page.evaluate("fetch('./').then((r) => r.text()).then((text) => text.includes('<title>new nnplay'))")
        server.shutdown()
        server.server_close()
        page.goto(f"{address}/?data=xor")
        until(page, READY)
        page.get_by_role("button", name="Play").click()
        until(page, f"{EPOCH} > 5")
        context.close()
    assert not outside


@pytest.mark.slow
def test_in_firefox_it_works_offline(firefox_tab, tmp_path):
    static_site.write(tmp_path / "school" / "nn")
    with served(tmp_path) as (address, server):
        browser = firefox_tab()
        browser.open(f"{address}/")
        browser.wait(READY)
        browser.wait(CONTROLLED)
        server.shutdown()
        server.server_close()
        browser.open(f"{address}/?data=xor")
        browser.wait(READY)
        browser.evaluate("document.querySelector('.play').click()")
        browser.wait(f"{EPOCH} > 5")
        assert not browser.errors
        browser.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_opened_as_a_file_it_says_how_to_open_it(request, tmp_path, name):
    address = f"{static_site.write(tmp_path / 'folder').as_uri()}/index.html"
    tab = request.getfixturevalue(f"{name}_tab")()
    tab.open(address)
    tab.wait("document.querySelector('.starting')?.checkVisibility({visibilityProperty: true})")
    assert "python -m http.server" in tab.text(".starting")
    tab.close()
