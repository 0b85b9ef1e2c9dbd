import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from web_pages import Served, Tab

from nnplay.errors import NNPlayError
from nnplay.web import serve
from nnplay.web.server import bound, serving
from nnplay.web.settings import FIRST


@pytest.mark.slow
def test_it_says_where_it_plays_and_ends_at_once():
    served = Served()
    assert served.line == f"nnplay plays at http://127.0.0.1:{served.port}/ (Ctrl-C ends it)\n"
    code, seconds, said = served.end()
    assert (code, said) == (130, "")
    assert seconds < 10


def test_a_port_that_is_taken_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NNPlayError, match=rf"port {port} \(address already in use\): choose another with --port"):
            bound("127.0.0.1", port)


def test_a_host_that_is_none_is_told():
    with pytest.raises(NNPlayError, match="is not an address of this machine"):
        bound("no.such.host.invalid", 0)


def test_without_nicegui_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "nicegui", None)
    for name in [name for name in sys.modules if name.startswith("nnplay.web.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(NNPlayError, match=r"pip install 'nnplay\[web\]'"):
        serve(port=0, show=False)


def test_importing_nnplay_loads_no_server():
    code = "import sys, nnplay, nnplay.cli; print([m for m in ('nicegui', 'fastapi', 'uvicorn') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_another_machine_needs_the_token_that_is_printed(host):
    served = Served("--host", host)
    token = served.address.split("?token=")[1]
    here = f"http://127.0.0.1:{served.port}/"
    known = build_opener(HTTPCookieProcessor())
    with known.open(f"{here}?data=xor&token={token}", timeout=30) as got:
        assert (got.status, got.url) == (200, f"{here}?data=xor")
        assert token not in got.read().decode()
    with known.open(here + "static/page.css", timeout=30) as got:
        assert got.status == 200
    for path in ("", "static/page.css", "nothing", f"nothing?token={token}x", "?token=", f"?token={token.swapcase()}"):
        with pytest.raises(HTTPError, match="403") as refused:
            urlopen(here + path, timeout=30)
        assert token not in refused.value.read().decode()
    with pytest.raises(HTTPError, match="404"):
        known.open(here + "nothing", timeout=30)
    code, _, said = served.end()
    assert (code, said) == (130, "")  # the token is in no log


OPENING = """
import sys, webbrowser
from nnplay.cli import main
webbrowser.open = lambda address: print(address, file=sys.stderr, flush=True)
sys.argv = ["nnplay", "web", "--port", "0", "--host", "0.0.0.0"]
main()
"""


@pytest.mark.slow
def test_the_browser_is_opened_with_what_counts_once():
    """All users of a machine may read the words of a command, so the token is not among them."""
    served = Served(python=OPENING)
    opened = served.process.stderr.readline().strip()
    token, once = (address.split("?token=")[1] for address in (served.address, opened))
    assert len(once) >= 20
    assert once != token
    known = build_opener(HTTPCookieProcessor())
    with known.open(opened, timeout=30) as got:
        assert (got.status, "token" in got.url) == (200, False)
    with known.open(opened.split("?")[0], timeout=30) as got:
        assert got.status == 200
    with pytest.raises(HTTPError, match="403"):
        urlopen(opened, timeout=30)
    with build_opener(HTTPCookieProcessor()).open(served.address, timeout=30) as got:  # it still counts
        assert got.status == 200
    assert served.end()[0] == 130


@pytest.mark.parametrize(
    ("host", "secret"), [("127.0.0.1", False), ("localhost", False), ("127.0.0.2", False), ("0.0.0.0", True)]
)
def test_the_address_that_is_bound_decides_who_needs_the_token(host, secret):
    listening, server = serving(host, 0, show=False)(FIRST, {}, None)
    listening.close()
    assert ("?token=" in server.address) is secret
    assert not server.config.proxy_headers  # no header makes a stranger one of this machine
    assert len(server.address.partition("?token=")[2]) >= (20 if secret else 0)


def seconds_of(process):
    """The seconds of work that a process has had."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_a_training_ends_when_its_page_is_closed_and_the_server_at_once(browser):
    served = Served()
    one = Tab(browser, served, "?epochs=100000&net=30:relu;30:relu")
    one.choose("speed", "full")
    one.press("play")
    one.until("window.nnplayFeed.frame.epoch > 100")
    one.context.close()
    time.sleep(8)  # the page might have come back
    before = seconds_of(served.process)
    time.sleep(2)
    assert seconds_of(served.process) - before < 0.4
    other = Tab(browser, served, "?epochs=100000")
    other.press("play")
    other.until("window.nnplayFeed.frame.epoch > 5")
    code, seconds, said = served.end()
    other.page.get_by_text("Connection lost").wait_for()
    other.context.close()
    assert (code, said) == (130, "")
    assert seconds < 10
