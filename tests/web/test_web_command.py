import html
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from web_server import Page, until

from nnplay.errors import NNPlayError
from nnplay.web.engine.limits import EVERYBODY
from nnplay.web.opening import link_query, opening
from nnplay.web.server import Serving, bound
from nnplay.web.visitors import Visitors


@pytest.mark.slow
def test_it_says_where_it_plays_and_ends_at_once(start_server):
    server = start_server()
    assert server.line == f"nnplay plays at http://127.0.0.1:{server.port}/ (Ctrl-C ends it)\n"
    code, seconds, said = server.end()
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


def test_importing_nnplay_loads_no_server():
    libraries = ("starlette", "uvicorn", "websockets")
    code = f"import sys, nnplay, nnplay.cli; print([m for m in {libraries} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.slow
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_another_machine_needs_the_token_that_is_printed(start_server, host):
    server = start_server("--host", host)
    token = server.address.split("?token=")[1]
    here = f"http://127.0.0.1:{server.port}/"
    known = build_opener(HTTPCookieProcessor())
    with known.open(f"{here}?data=xor&token={token}", timeout=30) as got:
        assert (got.status, got.url) == (200, f"{here}?data=xor")
        page = got.read().decode()
    share = json.loads(html.unescape(re.search(r'name="nnplay-server" content="([^"]+)"', page)[1]))["share"]
    assert share.endswith(f"/?token={token}")  # what others need, for those who are in
    with known.open(here + "style/theme.css", timeout=30) as got:
        assert got.status == 200
    for path in ("", "style/theme.css", "nothing", f"nothing?token={token}x", "?token=", f"?token={token.swapcase()}"):
        with pytest.raises(HTTPError, match="403") as refused:
            urlopen(here + path, timeout=30)
        assert token not in refused.value.read().decode()
    with pytest.raises(HTTPError, match="404"):
        known.open(here + "nothing", timeout=30)
    code, _, said = server.end()
    assert (code, said) == (130, "")  # the token is in no log


OPENING = """
import sys, webbrowser
from nnplay.cli import main
webbrowser.open = lambda address: print(address, file=sys.stderr, flush=True)
sys.argv = ["nnplay", "web", "--port", "0", "--host", "0.0.0.0"]
main()
"""


@pytest.mark.slow
def test_the_browser_is_opened_with_what_counts_once(start_server):
    """All users of a machine may read the words of a command, so the token is not among them."""
    server = start_server(python=OPENING)
    opened = server.process.stderr.readline().strip()
    token, once = (address.split("?token=")[1] for address in (server.address, opened))
    assert len(once) >= 20
    assert once != token
    known = build_opener(HTTPCookieProcessor())
    with known.open(opened, timeout=30) as got:
        assert (got.status, "token" in got.url) == (200, False)
    with known.open(opened.split("?")[0], timeout=30) as got:
        assert got.status == 200
    with pytest.raises(HTTPError, match="403"):
        urlopen(opened, timeout=30)
    with build_opener(HTTPCookieProcessor()).open(server.address, timeout=30) as got:  # it still counts
        assert got.status == 200
    assert server.end()[0] == 130


@pytest.mark.parametrize(
    ("host", "secret"), [("127.0.0.1", False), ("localhost", False), ("127.0.0.2", False), ("0.0.0.0", True)]
)
def test_the_address_that_is_bound_decides_who_needs_the_token(host, secret):
    serving = Serving.at(host, 0)
    serving.listening.close()
    server = serving.server(Visitors(EVERYBODY), show=False)
    assert ("?token=" in server.address) is secret
    assert not server.config.proxy_headers  # no header makes an attacker one of this machine
    assert len(server.address.partition("?token=")[2]) >= (20 if secret else 0)


def test_the_address_of_a_link_has_its_settings():
    serving = Serving.at("0.0.0.0", 0)
    serving.listening.close()
    server = serving.server(Visitors(EVERYBODY), show=True, query="data=xor&net=3:tanh")
    assert server.address.endswith(f"/?token={serving.address.token}&data=xor&net=3:tanh")
    assert server.opened.endswith(f"/?token={serving.address.once}&data=xor&net=3:tanh")


def test_a_server_that_is_started_again_has_the_same_secret():
    first = Serving.at("0.0.0.0", 0)
    first.listening.close()
    second = Serving.at("0.0.0.0", first.address.port)
    second.listening.close()
    assert first.address.token == second.address.token
    assert first.address.once != second.address.once


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("https://example.org/x/?data=xor&net=0", "data=xor&net=0"), ("?data=xor", "data=xor"),
        ("http://127.0.0.1:8321/?token=secret&data=xor#entry", "data=xor#entry"), ("http://h/?token=secret", ""),
    ],
)  # fmt: skip
def test_a_link_is_opened_without_its_secret(link, query):
    assert link_query(link) == query
    assert opening(link, None, EVERYBODY).query == query


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("no.csv", None, "no.csv"), ("nothing", None, "nothing"), ("a.nnplay", None, "a.nnplay"),
        ("?data=xor", "y", "--target is for a table"), ("spiral", "y", "--target"), ("run:nothing", None, "nothing"),
        ("iris", "nothing", "nothing"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_said(source, target, message, monkeypatch, tmp_path):
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.sqlite"))
    from nnplay.web.engine.host import EngineHost

    with pytest.raises(NNPlayError, match=message):
        opening(source, target, EVERYBODY).prepare(EngineHost())


def test_the_page_is_written_into_a_folder(tmp_path):
    command = [sys.executable, "-m", "nnplay", "web", "--static", str(tmp_path / "page")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "has the page" in done.stdout.replace("\n", " ")
    assert (tmp_path / "page" / "index.html").is_file()
    assert subprocess.run([*command, "iris"], capture_output=True).returncode == 2


def seconds_of(process):
    """The seconds of work that a process has had."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_a_run_pauses_when_its_page_is_gone_and_the_server_ends_at_once(start_server):
    server = start_server()
    page = Page(server.port)
    page.call("configure", configuration={
        "recipe": {"data": "spiral", "epochs": 100_000}, "architecture": {"layers": [{"width": 30}, {"width": 30}]},
    })  # fmt: skip
    page.call("play")
    page.close()

    def rests():
        before = seconds_of(server.process)
        time.sleep(1)
        return seconds_of(server.process) - before < 0.2

    until(rests, 30)  # the page might have come back at first
    again = Page(server.port, page.visitor, page="reloaded")
    assert again.call("network")["result"]["playing"]
    code, seconds, said = server.end()
    assert (code, said) == (130, "")
    assert seconds < 10
