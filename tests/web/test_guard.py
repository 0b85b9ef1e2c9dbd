import http.client
import json
import subprocess
import sys

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from nnplay.web.guard import Guard

ROUTES = """
import json
from nnplay.web.app import make
def paths(app, before=""):
    for route in app.routes:
        yield before + route.path, type(route).__name__
        if hasattr(getattr(route, "app", None), "routes"):
            yield from paths(route.app, before + route.path.rstrip("/"))
print(json.dumps(list(paths(make("127.0.0.1", 8321).app.app))))
"""


@pytest.fixture(scope="module")
def routes():
    """Every route of the app, those of NiceGUI too."""
    done = subprocess.run([sys.executable, "-c", ROUTES], capture_output=True, text=True, check=True)
    found = {path.replace("{", "").replace("}", "").replace(":path", "") or "/" for path, _ in json.loads(done.stdout)}
    assert {"/", "/wire/name", "/thumbnail/name.svg", "/static"} <= found
    assert any(path.startswith("/_nicegui") for path in found)
    return sorted({*found, "/_nicegui_ws/socket.io/?EIO=4&transport=polling"})


def answer(served, path, headers, method="GET"):
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    line.putrequest(method, path, skip_host=True)
    for name, value in headers:
        line.putheader(name, value)
    line.endheaders()
    got = line.getresponse()
    got.read()
    line.close()
    return got


@pytest.mark.slow
def test_no_route_answers_another_host_or_another_page(served, routes):
    here = f"127.0.0.1:{served.port}"
    wrong = [
        [("Host", "evil.example")], [("Host", f"evil.example:{served.port}")], [("Host", "127.0.0.1:1")], [],
        [("Host", here), ("Host", here)], [("Host", here), ("Origin", "http://evil.example")],
        [("Host", here), ("Origin", "null")], [("Host", here), ("Origin", f"http://localhost:{served.port}")],
        [("Host", here), ("Origin", f"https://{here}")],
    ]  # fmt: skip
    for path in routes:
        for headers in wrong:
            for method in ("GET", "POST"):
                assert answer(served, path, headers, method).status in (400, 403), (path, headers)


@pytest.mark.slow
def test_no_websocket_opens_for_another_page(served, routes):
    here = f"127.0.0.1:{served.port}"
    for path in routes:
        for origin in (None, "http://evil.example", "null", f"http://localhost:{served.port}"):
            with pytest.raises(InvalidStatus) as refused:
                connect(f"ws://{here}{path}", origin=origin)
            assert refused.value.response.status_code == 403, (path, origin)


@pytest.mark.slow
def test_its_own_page_is_answered_with_strict_headers(served):
    here = f"127.0.0.1:{served.port}"
    for path in ("/", "/static/page.css", "/thumbnail/xor.svg", "/nothing"):
        got = answer(served, path, [("Host", here), ("Origin", f"http://{here}")])
        assert got.status == (404 if path == "/nothing" else 200)
        assert got.getheader("Content-Security-Policy") == POLICY
        assert got.getheader("X-Content-Type-Options") == "nosniff"
        assert got.getheader("Referrer-Policy") == "no-referrer"
        assert got.getheader("Access-Control-Allow-Origin") is None
    assert answer(served, "/thumbnail/passwd.svg", [("Host", here)]).status == 404
    polled = answer(
        served, "/_nicegui_ws/socket.io/?EIO=4&transport=polling", [("Host", here), ("Origin", f"http://{here}")]
    )
    assert polled.getheader("Access-Control-Allow-Origin") is None


@pytest.mark.slow
def test_a_wire_without_its_name_is_refused(served):
    here = f"127.0.0.1:{served.port}"
    with pytest.raises(InvalidStatus):
        connect(f"ws://{here}/wire/guessed", origin=f"http://{here}")


def scope(host, query=b"", cookie=None, kind="http"):
    headers = [(b"host", host), *([(b"cookie", cookie)] if cookie else []), (b"origin", b"http://" + host)]
    return {"type": kind, "headers": headers, "query_string": query}


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_machine_shows_the_token(kind):
    guard = Guard(None, "0.0.0.0", 8321, "secret")
    there = b"192.168.1.5:8321"
    assert not guard.lets_in(scope(there, kind=kind))
    assert not guard.lets_in(scope(there, b"token=guess", kind=kind))
    assert guard.lets_in(scope(there, b"token=secret", kind=kind))
    assert guard.lets_in(scope(there, cookie=b"a=b; nnplay_token=secret", kind=kind))
    assert not guard.lets_in(scope(there, cookie=b"nnplay_token=other", kind=kind))
    assert not guard.lets_in(scope(b"192.168.1.5:80", b"token=secret", kind=kind))
    named = Guard(None, "192.168.1.5", 8321, "secret")
    assert named.lets_in(scope(there, b"token=secret", kind=kind))
    assert not named.lets_in(scope(b"evil.example:8321", b"token=secret", kind=kind))


@pytest.mark.parametrize("host", [b"127.0.0.1:8321", b"localhost:8321", b"[::1]:8321", b"LOCALHOST:8321"])
def test_this_machine_has_several_names(host):
    assert Guard(None, "127.0.0.1", 8321).lets_in(scope(host))


def test_an_unknown_kind_of_request_is_refused():
    assert not Guard(None, "127.0.0.1", 8321).lets_in({"type": "http", "headers": []})
