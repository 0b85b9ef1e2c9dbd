import asyncio
import http.client
import secrets

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from nnplay.web.guard import Guard
from nnplay.web.message_rate import HEAVY_BYTES, MAX_BURST, RateLimited

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

PATHS = ("/", "/app/main.js", "/engine/engine.wasm", "/engine", "/upload/name", "/nothing")


def answer(server, path, headers, method="GET"):
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        line.putheader(name, value)
    line.endheaders()
    got = line.getresponse()
    got.read()
    line.close()
    return got


@pytest.mark.slow
def test_no_route_answers_another_host_or_another_page(server):
    here = f"127.0.0.1:{server.port}"
    wrong = [
        [("Host", "evil.example")], [("Host", f"evil.example:{server.port}")], [("Host", "127.0.0.1:1")], [],
        [("Host", here), ("Host", here)], [("Host", here), ("Origin", "http://evil.example")],
        [("Host", here), ("Origin", "null")], [("Host", here), ("Origin", f"http://localhost:{server.port}")],
        [("Host", here), ("Origin", f"https://{here}")], [("Host", here), ("Sec-Fetch-Site", "cross-site")],
    ]  # fmt: skip
    for path in PATHS:
        for headers in wrong:
            for method in METHODS[:3] if path == "/" else METHODS[::2]:
                assert answer(server, path, headers, method).status in (400, 403), (path, headers, method)


@pytest.mark.slow
def test_no_websocket_opens_for_another_page(server):
    here = f"127.0.0.1:{server.port}"
    for path in PATHS:
        for origin in (None, "http://evil.example", "null", f"http://localhost:{server.port}"):
            with pytest.raises(InvalidStatus) as refused:
                connect(f"ws://{here}{path}", origin=origin, legacy=True)
            assert refused.value.response.status_code == 403, (path, origin)


@pytest.mark.slow
def test_its_own_page_is_answered_with_strict_headers(server):
    here = f"127.0.0.1:{server.port}"
    for path, status in (("/", 200), ("/style/theme.css", 200), ("/engine/engine.wasm", 200), ("/nothing", 404)):
        got = answer(server, path, [("Host", here), ("Origin", f"http://{here}")])
        assert got.status == status
        policy = got.getheader("Content-Security-Policy")
        assert "unsafe-inline" not in policy
        assert "'unsafe-eval'" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert got.getheader("X-Content-Type-Options") == "nosniff"
        assert got.getheader("X-Frame-Options") == "DENY"
        assert got.getheader("Referrer-Policy") == "no-referrer"
        assert got.getheader("Access-Control-Allow-Origin") is None


@pytest.mark.slow
def test_nothing_but_a_file_of_ones_own_can_be_sent(server):
    here = f"127.0.0.1:{server.port}"
    ours = [("Host", here), ("Origin", f"http://{here}")]
    for path in PATHS:
        for method in METHODS[2:]:
            wanted = 404 if method == "POST" and path == "/upload/name" else 405
            assert answer(server, path, ours, method).status == wanted, (path, method)


SPELLINGS = ("..", "%2e%2e", "%2E%2E", ".%2e", "..%2f..", "..%5c..", "%252e%252e", "..;", "....//", "%c0%ae%c0%ae",
             "%00", "..%00", "\\..", "/etc/passwd", "C:%5cWindows", "%2fetc%2fpasswd")  # fmt: skip


@pytest.mark.slow
def test_no_spelling_of_a_path_leaves_its_folder(server):
    here = f"127.0.0.1:{server.port}"
    for path in ("", "/app", "/engine", "/upload"):
        for spelling in SPELLINGS:
            for goal in ("app.py", "guard.py", "etc/passwd"):
                asked = f"{path}/{spelling}/{goal}".encode("ascii", "replace").decode().replace(" ", "")
                assert answer(server, asked, [("Host", here)]).status in (400, 403, 404, 405), asked


@pytest.mark.slow
def test_a_file_is_sent_once(server):
    host = [("Host", f"127.0.0.1:{server.port}")]
    for path, media in (
        ("/", "text/html"), ("/app/main.js", "text/javascript"), ("/engine/engine.wasm", "application/wasm"),
        ("/style/theme.css", "text/css"), ("/messages/en.json", "application/json"), ("/mark.svg", "image/svg+xml"),
    ):  # fmt: skip
        plain = answer(server, path, host)
        assert plain.getheader("Content-Type").startswith(media)
        packed = answer(server, path, [*host, ("Accept-Encoding", "br, gzip")])
        if media != "image/svg+xml":
            assert packed.getheader("Content-Encoding") == "gzip"
            assert int(packed.getheader("Content-Length")) < int(plain.getheader("Content-Length"))
        for got, more in ((plain, []), (packed, [("Accept-Encoding", "gzip")])):
            again = answer(server, path, [*host, *more, ("If-None-Match", got.getheader("ETag"))])
            assert (again.status, again.getheader("Content-Length")) in ((304, None), (304, "0"))
    assert answer(server, "/vendor/vendor.d.ts", host).status == 404


@pytest.mark.slow
def test_the_first_message_is_connect(server):
    here = f"127.0.0.1:{server.port}"
    for message in ('{"id": 1, "command": "play"}', "nonsense", "[]", '{"id": "x", "command": "connect"}', "[" * 9000):
        with connect(f"ws://{here}/engine", origin=f"http://{here}", legacy=True) as socket:
            socket.send(message)
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=10)
            assert closed.value.rcvd.code == 1008


def scope(host, query=b"", cookie=None, kind="http", **more):
    headers = [(b"host", host), *([(b"cookie", cookie)] if cookie else []), (b"origin", b"http://" + host)]
    headers += more.pop("headers", [])
    return {"type": kind, "headers": headers, "query_string": query, "path": "/", "method": "GET"} | more


async def nobody(scope, receive, send):
    raise AssertionError("It went through.")


def answered(guard, scope):
    """The messages that a guard sends."""
    said = []

    async def send(message):
        said.append(message)

    async def receive():
        return {"type": f"{scope['type']}.connect"}

    asyncio.run(guard(scope, receive, send))
    return said


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_machine_shows_the_token(kind):
    guard = Guard(None, "0.0.0.0", 8321, "secret", anywhere=True)
    there = b"192.168.1.5:8321"
    assert not guard.lets_in(scope(there, kind=kind))
    assert not guard.lets_in(scope(there, b"token=guess", kind=kind))
    assert guard.lets_in(scope(there, b"token=secret", kind=kind))
    assert guard.lets_in(scope(there, cookie=b"a=b; nnplay_token_8321=secret", kind=kind))
    assert not guard.lets_in(scope(there, cookie=b"nnplay_token_8321=other", kind=kind))
    assert not guard.lets_in(scope(there, cookie=b"nnplay_token_8322=secret", kind=kind))
    assert not guard.lets_in(scope(b"192.168.1.5:80", b"token=secret", kind=kind))
    named = Guard(None, "192.168.1.5", 8321, "secret")
    assert named.lets_in(scope(there, b"token=secret", kind=kind))
    assert not named.lets_in(scope(b"evil.example:8321", b"token=secret", kind=kind))


def test_the_token_is_compared_in_constant_time(monkeypatch):
    compared = []
    monkeypatch.setattr(secrets, "compare_digest", lambda a, b: compared.append((a, b)) or a == b)
    guard = Guard(None, "0.0.0.0", 8321, "secret", anywhere=True)
    assert not guard.lets_in(scope(b"a:8321", b"token=gu%FFess"))
    assert guard.lets_in(scope(b"a:8321", b"token=secret"))
    assert all(b == b"secret" for _, b in compared)
    assert len(compared) == 2


@pytest.mark.parametrize(
    ("query", "path", "left"),
    [
        (b"token=secret", "/", "/"), (b"data=xor&token=secret&net=0", "/", "/?data=xor&net=0"),
        (b"%74oken=secret", "/", "/"), (b"token=wrong&token=secret", "/style/theme.css", "/"),
        (b"token=secret", "//evil.example/", "/"),
    ],
)  # fmt: skip
def test_the_token_leaves_the_address_for_a_cookie(query, path, left):
    guard = Guard(nobody, "0.0.0.0", 8321, "secret", anywhere=True)
    start, body = answered(guard, scope(b"a:8321", query, path=path))
    headers = dict(start["headers"])
    assert (start["status"], headers[b"location"], body["body"]) == (303, left.encode(), b"")
    assert headers[b"set-cookie"] == b"nnplay_token_8321=secret; Path=/; HttpOnly; SameSite=Lax"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"referrer-policy"] == b"no-referrer"
    again = scope(b"a:8321", left.partition("?")[2].encode(), cookie=b"nnplay_token_8321=secret")
    assert guard.lets_in(again)


def test_what_the_browser_is_opened_with_counts_once():
    guard = Guard(nobody, "0.0.0.0", 8321, "secret", anywhere=True, once="first")
    for other in (
        scope(b"a:8321", b"token=first", kind="websocket"), scope(b"a:8321", b"token=first", method="HEAD"),
        scope(b"a:8321", b"token=first", path="/style/theme.css"), scope(b"a:8321", cookie=b"nnplay_token_8321=first"),
        scope(b"a:8321", b"token="), scope(b"a:8321", b"token=firs"), scope(b"evil.example:80", b"token=first"),
    ):  # fmt: skip
        assert not guard.lets_in(other)
        answered(guard, other)
    start, _ = answered(guard, scope(b"a:8321", b"token=first&data=xor"))
    headers = dict(start["headers"])
    assert (start["status"], headers[b"location"]) == (303, b"/?data=xor")
    assert headers[b"set-cookie"].startswith(b"nnplay_token_8321=secret;")
    start, body = answered(guard, scope(b"a:8321", b"token=first"))
    assert (start["status"], b"secret" in body["body"]) == (403, False)
    assert answered(guard, scope(b"a:8321", b"token=secret"))[0]["status"] == 303
    assert not Guard(nobody, "0.0.0.0", 8321, "secret", anywhere=True).lets_in(scope(b"a:8321", b"token="))


def test_who_is_refused_is_told_of_the_cookie_where_one_is_needed():
    for token, told in (("secret", True), (None, False)):
        _, body = answered(Guard(nobody, "127.0.0.1", 8321, token), scope(b"evil.example:8321"))
        assert (b"cookie must be allowed" in body["body"]) is told


def test_an_address_with_a_token_is_answered_where_none_is_needed():
    passed = []

    async def app(scope, receive, send):
        passed.append(scope["path"])

    assert answered(Guard(app, "127.0.0.1", 8321), scope(b"127.0.0.1:8321", b"token=any")) == []
    assert passed == ["/"]


def test_who_is_refused_is_not_told_the_token():
    guard = Guard(nobody, "0.0.0.0", 8321, "secret", anywhere=True)
    for asked in (scope(b"a:8321"), scope(b"a:8321", method="PUT"), scope(b"a:8321", kind="websocket")):
        assert "secret" not in str(answered(guard, asked))


@pytest.mark.parametrize("host", [b"127.0.0.1:8321", b"localhost:8321", b"[::1]:8321", b"LOCALHOST:8321"])
def test_this_machine_has_several_names(host):
    assert Guard(None, "127.0.0.1", 8321).lets_in(scope(host))


@pytest.mark.parametrize(
    "host",
    [
        b"", b"127.0.0.1", b"127.0.0.1:", b"127.0.0.1:08321", b"127.0.0.1.:8321", b"localhost.:8321", b"0.0.0.0:8321",
        b"127.0.0.1:8321 ", b" 127.0.0.1:8321", b"user@127.0.0.1:8321", b"127.0.0.1:8321@evil.example", b"127.1:8321",
        b"127.0.0.1:8321,evil.example", b"2130706433:8321", b"[::ffff:127.0.0.1]:8321", b"evil.example:8321",
        b"127.0.0.1.evil.example:8321", b"localhost.evil.example:8321", b"\xff:8321", b"127.0.0.1:8321\t", b"[::1]",
        b"127.0.0.1:8322", b"127.0.0.1:83210", b"http://127.0.0.1:8321",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_no_other_name_is_this_machine(host, kind):
    guard = Guard(nobody, "127.0.0.1", 8321)
    start = answered(guard, scope(host, kind=kind))[0]
    assert start.get("status", start.get("code")) in (403, 1008)


@pytest.mark.parametrize(
    ("site", "mode", "to", "path", "passes"),
    [
        ("same-origin", "cors", "empty", "/style/theme.css", True), ("none", "navigate", "document", "/", True),
        ("cross-site", "navigate", "document", "/", True), ("cross-site", "no-cors", "image", "/", False),
        ("cross-site", "navigate", "iframe", "/", False), ("cross-site", "navigate", "document", "/static/a", False),
        ("same-site", "cors", "empty", "/", False), ("cross-site", "no-cors", "script", "/static/page.js", False),
    ],
)  # fmt: skip
def test_what_a_browser_asks_for_the_sake_of_another_site_is_refused(site, mode, to, path, passes):
    told = {b"sec-fetch-site": site, b"sec-fetch-mode": mode, b"sec-fetch-dest": to}
    headers = [(b"host", b"127.0.0.1:8321"), *((name, value.encode()) for name, value in told.items())]
    guard = Guard(None, "127.0.0.1", 8321)
    assert guard.lets_in({"type": "http", "method": "GET", "path": path, "headers": headers}) is passes
    early = [*headers, (b"sec-purpose", b"prefetch")]
    if site == "cross-site":
        assert not guard.lets_in({"type": "http", "method": "GET", "path": path, "headers": early})


def test_an_unknown_kind_of_request_is_refused():
    assert not Guard(None, "127.0.0.1", 8321).lets_in({"type": "http", "headers": []})
    assert answered(Guard(nobody, "127.0.0.1", 8321), scope(b"127.0.0.1:8321", kind="webtransport")) == []


HERE = b"127.0.0.1:8321"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200), ({"method": "HEAD"}, 200), ({"method": "POST", "path": "/upload/name"}, 200),
        ({"method": "POST"}, 405), ({"method": "PUT", "path": "/upload/name"}, 405), ({"method": "DELETE"}, 405),
        ({"path": "nothing"}, 404), ({"path": "/a\\b"}, 404), ({"path": "/a/../b"}, 404), ({"path": "/a\0"}, 404),
        ({"path": "/a..b"}, 200), ({"headers": [(b"host", HERE)]}, 403),
        ({"headers": [(b"origin", b"http://127.0.0.1:8321")]}, 403),
    ],
)  # fmt: skip
def test_what_may_be_asked_goes_through_and_the_rest_is_told_why_not(asked, status):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"fine"})

    start, body = answered(Guard(app, "127.0.0.1", 8321), scope(HERE, **asked))
    assert start["status"] == status
    assert (body["body"] == b"fine") is (status == 200)
    headers = dict(start["headers"])
    assert headers.get(b"allow") == (b"GET, HEAD" if status == 405 else None)
    if status != 200:
        assert int(headers[b"content-length"]) == len(body["body"])


def test_who_asks_to_change_something_says_from_which_page():
    for kind, method, passes in (("http", "GET", True), ("http", "POST", False), ("websocket", "GET", False)):
        asked = scope(HERE, kind=kind, method=method) | {"headers": [(b"Host", HERE)]}
        assert Guard(None, "127.0.0.1", 8321).lets_in(asked) is passes


@pytest.mark.parametrize(("path", "code"), [("/engine", 1000), ("engine", 1008), ("/..", 1008)])
def test_a_websocket_of_its_own_page_goes_through(path, code):
    async def app(scope, receive, send):
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.close", "code": 1000})

    (closed,) = answered(Guard(app, "127.0.0.1", 8321), scope(HERE, kind="websocket", path=path))
    assert closed["code"] == code


def test_a_fault_of_the_app_is_logged_in_a_line_and_closes_a_websocket(caplog):
    async def app(scope, receive, send):
        raise KeyError("secret")

    guard = Guard(app, "127.0.0.1", 8321)
    assert answered(guard, scope(HERE)) == []
    assert answered(guard, scope(HERE, kind="websocket")) == [{"type": "websocket.close", "code": 1011}]
    assert [("KeyError" in line, "secret" in line) for line in caplog.messages] == [(True, False)] * 2


def test_a_websocket_that_is_gone_is_not_closed_again():
    async def app(scope, receive, send):
        raise KeyError("secret")

    async def send(message):
        raise OSError("It is gone.")

    asyncio.run(Guard(app, "127.0.0.1", 8321)(scope(HERE, kind="websocket"), None, send))


def test_the_start_and_the_end_of_the_server_go_through():
    async def app(scope, receive, send):
        await send({"type": "lifespan.startup.complete"})

    assert answered(Guard(app, "127.0.0.1", 8321), {"type": "lifespan"}) == [{"type": "lifespan.startup.complete"}]


def test_a_cookie_that_cannot_be_read_hides_no_token():
    guard = Guard(None, "0.0.0.0", 8321, "secret", anywhere=True)
    for other in (b"a/b=1", b"=", b"x", b'q="', b"\xff=\xfe", b";;=;"):
        for cookie in (other + b"; nnplay_token_8321=secret", b"nnplay_token_8321=secret; " + other):
            assert guard.lets_in(scope(b"a:8321", cookie=cookie))
        assert not guard.lets_in(scope(b"a:8321", cookie=other + b"; nnplay_token_8321=secre"))


def test_the_port_of_every_page_may_be_left_out():
    assert Guard(None, "127.0.0.1", 80).lets_in(scope(b"127.0.0.1"))
    for host in ("fe80::1", "[fe80::1]"):
        assert Guard(None, host, 8321, "secret").lets_in(scope(b"[fe80::1]:8321", b"token=secret"))
    assert Guard(None, "Play.Example", 8321, "secret").lets_in(scope(b"play.example:8321", b"token=secret"))


@pytest.mark.parametrize(
    ("letters", "taken"), [(5, MAX_BURST), (HEAVY_BYTES, MAX_BURST / 2), (1 << 20, MAX_BURST / 65)]
)
def test_who_floods_a_websocket_is_taken_for_gone(letters, taken):
    async def receive():
        return {"type": "websocket.receive", "text": "x" * letters}

    async def flood():
        clock = iter(k / 1e6 for k in range(10_000))
        paced, count = RateLimited(receive, lambda: next(clock)), 0
        while (await paced())["type"] == "websocket.receive":
            count += 1
        assert (await paced())["type"] == "websocket.disconnect"
        return count

    assert abs(asyncio.run(flood()) - taken) <= 2


def test_a_page_may_talk_for_ever_as_fast_as_pages_do():
    async def receive():
        return {"type": "websocket.receive", "text": '{"do": "next"}'}

    async def talk():
        clock = iter(k / 64 for k in range(100_000))
        paced = RateLimited(receive, lambda: next(clock))
        return [(await paced())["type"] for _ in range(20_000)]

    assert set(asyncio.run(talk())) == {"websocket.receive"}
