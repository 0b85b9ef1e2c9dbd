"""Files as attackers send them: too large, too slow, cut off, many at once, and such as read for ever."""

import asyncio
import json
import os
import threading
import time
import zipfile
from dataclasses import replace

import pytest
from starlette.requests import Request

from nnplay.data.readers import sandbox
from nnplay.data.readers.file import read_table
from nnplay.data.readers.sandbox import Limits, read_in_subprocess
from nnplay.errors import DataError, NNPlayError
from nnplay.web import uploads
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import EVERYBODY
from nnplay.web.engine.tables import Tables, clean_file_name
from nnplay.web.uploads import Uploads

RELATION = (
    '<Relationships><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}"/></Relationships>'
)
ENDLESS = "import time; time.sleep(600)"  # what a process does that is asked to read
GOOD = b"a,b,y\n1,2,x\n2,1,y\n3,3,x\n"
SIZE = len(GOOD)


class Sender:
    """A browser that sends a piece in parts."""

    def __init__(self, *parts, ends=True, leaves=None):
        self.parts, self.ends, self.leaves, self.taken = list(parts), ends, leaves, 0

    async def receive(self):
        if self.taken < len(self.parts):
            part = self.parts[self.taken]
            self.taken += 1
            return {"type": "http.request", "body": part, "more_body": self.taken < len(self.parts) or not self.ends}
        await asyncio.sleep(60 if self.leaves is None else self.leaves)
        return {"type": "http.disconnect"}

    def request(self, visitor, name, size, offset):
        query = f"name={name}&size={size}&offset={offset}".encode()
        scope = {"type": "http", "method": "POST", "headers": [], "query_string": query}
        return Request(scope | {"path_params": {"visitor": visitor}}, self.receive)


class Someone:
    """A visitor."""

    def __init__(self, name, limits):
        self.name, self.host = name, EngineHost(Tables(limits=limits), limits)
        VISITORS.append(self)


class Server:
    """The uploads of some visitors."""

    def __init__(self, *names, limits=EVERYBODY):
        self.by_name = {name: Someone(name, limits) for name in names or ("a",)}
        self.uploads = Uploads(limits, None)

    async def take(self, sender, visitor="a", name="a.csv", size=SIZE, offset=0):
        got = await self.uploads.take(
            sender.request(visitor, name, size, offset), visitor, known=visitor in self.by_name
        )
        return got.status_code, json.loads(got.body) if got.body else {}

    async def read(self, visitor="a", **message):
        return await self.uploads.read(visitor, self.by_name[visitor].host, {"recipe": {}, **message})


VISITORS = []


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path, monkeypatch):
    """Whatever happens, no file is left when the visitors have gone."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield
    while VISITORS:
        VISITORS.pop().host.close()
    assert [path for path in tmp_path.iterdir() if path.name.startswith("nnplay-")] == []


def test_a_file_comes_in_pieces_and_a_lost_one_comes_again():
    async def send():
        server = Server()
        assert await server.take(Sender(GOOD[:4], GOOD[4:7])) == (200, {"received": 7})
        assert await server.take(Sender(GOOD[9:]), offset=9) == (409, {"received": 7})
        assert (await server.take(Sender(GOOD[7:9], ends=False, leaves=0), offset=7))[0] == 400
        assert await server.take(Sender(GOOD[9:]), offset=9) == (200, {"received": len(GOOD)})
        return await server.read()

    described = asyncio.run(send())
    assert (described["rows"], described["target"], described["classes"]) == (3, "y", ["x", "y"])
    assert described["table"].startswith("a.csv ")


def test_a_table_is_read_again_with_another_header():
    async def send():
        server = Server()
        await server.take(Sender(GOOD))
        key = (await server.read())["table"]
        host = server.by_name["a"].host
        described = await asyncio.to_thread(host.describe, key, {"header": False})
        back = await asyncio.to_thread(host.describe, key, {})
        return described["rows"], back["rows"]

    assert asyncio.run(send()) == (4, 3)


def test_a_small_file_comes_in_its_message():
    assert asyncio.run(Server().read(name="a.csv", bytes="YSxiLHkKMSwyLHgKMiwxLHkKMywzLHgK"))["rows"] == 3
    for wrong in ("§", 7, ["x"], {}):
        with pytest.raises(DataError, match="base64"):
            asyncio.run(Server().read(name="a.csv", bytes=wrong))


@pytest.mark.parametrize(
    ("sender", "fields", "status"),
    [
        (Sender(GOOD), {"size": 10**12}, 422), (Sender(GOOD), {"size": "x"}, 422),
        (Sender(GOOD), {"size": "9" * 50}, 422),
        (Sender(GOOD), {"offset": -1}, 422), (Sender(GOOD), {"name": "a.exe"}, 422), (Sender(GOOD), {"name": ""}, 422),
        (Sender(GOOD), {"size": 10}, 413), (Sender(GOOD), {"visitor": "b"}, 404),
        (Sender(GOOD, ends=False), {"size": 99}, 408), (Sender(GOOD), {"offset": 7}, 409),
    ],
)  # fmt: skip
def test_what_is_too_large_or_never_ends_is_said(monkeypatch, sender, fields, status):
    monkeypatch.setattr(uploads, "PAUSE_SECONDS", 0.2)

    async def send():
        server = Server()
        result = await server.take(sender, **fields)
        server.uploads.end("a")
        return result

    assert asyncio.run(send())[0] == status


def test_a_piece_may_not_be_larger_than_a_piece(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PIECE", 10)
    assert asyncio.run(Server().take(Sender(GOOD)))[0] == 413


def test_what_has_not_come_wholly_is_not_read():
    async def send():
        server = Server()
        await server.take(Sender(GOOD[:5]))
        try:
            with pytest.raises(NNPlayError, match="stopped coming"):
                await server.read()
        finally:
            server.uploads.end("a")

    asyncio.run(send())


def test_only_so_many_are_on_their_way(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UPLOADS", 2)

    async def crowd():
        server = Server("a", "b", "c")
        for name in ("a", "b"):
            assert (await server.take(Sender(GOOD), name))[0] == 200
        refused = await server.take(Sender(GOOD), "c")
        for name in ("a", "b"):
            server.uploads.end(name)
        return refused[0], (await server.take(Sender(GOOD), "c"))[0], server.uploads.end("c")

    assert asyncio.run(crowd())[:2] == (503, 200)


@pytest.fixture
def endless(monkeypatch):
    """Files whose reading does not end by itself; how many are read now, and were at once."""
    now, counts = [], []

    def read(path, limits, stop, **options):
        now.append(path)
        counts.append(len(now))
        try:
            return read_in_subprocess(path, limits, stop, **options)
        finally:
            now.remove(path)

    monkeypatch.setattr(sandbox, "PROGRAM", ENDLESS)
    monkeypatch.setattr(uploads, "read_in_subprocess", read)
    return now, counts


@pytest.mark.slow
def test_a_file_that_is_not_wanted_any_more_is_not_read_on(endless):
    now, _ = endless

    async def send():
        server = Server()
        await server.take(Sender(GOOD))
        reading = asyncio.create_task(server.read())
        while not now:
            await asyncio.sleep(0.02)
        started = time.monotonic()
        await server.take(Sender(b"x"), name="b.csv", size=1)
        with pytest.raises(DataError, match="cancelled"):
            await reading
        server.uploads.end("a")
        return time.monotonic() - started

    assert asyncio.run(send()) < 10
    assert now == []


@pytest.mark.slow
def test_others_are_served_while_some_read_for_ever(endless):
    _, counts = endless

    async def send():
        names = ("a", "b", "c", "d", "e")
        server = Server(*names)
        for name in names:
            await server.take(Sender(GOOD), name)
        tasks = [asyncio.create_task(server.read(name)) for name in names]
        while not counts:
            await asyncio.sleep(0.02)
        for name in names:
            server.uploads.end(name)
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert all(isinstance(error, DataError) for error in asyncio.run(send()))
    assert max(counts) <= uploads.READERS


@pytest.mark.slow
def test_a_process_that_reads_for_ever_is_killed(tmp_path, monkeypatch):
    noted = tmp_path / "number"
    code = f"import os, pathlib; pathlib.Path({str(noted)!r}).write_text(str(os.getpid())); {ENDLESS}"
    monkeypatch.setattr(sandbox, "PROGRAM", code)
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    with pytest.raises(DataError, match=r"reading a\.csv was cancelled"):
        read_in_subprocess(tmp_path / "a.csv", Limits(), stop)
    if noted.exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int(noted.read_text()), 0)


def bomb(path, megabytes):
    """A sheet that fills so much when it is unpacked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", RELATION.format("officeDocument", "xl/workbook.xml"))
        book.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="1"/></sheets></workbook>',
        )
        book.writestr("xl/_rels/workbook.xml.rels", RELATION.format("worksheet", "worksheets/s.xml"))
        with book.open("xl/worksheets/s.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>')
            for _ in range(megabytes):
                sheet.write(b"A" * (1 << 20))
            sheet.write(b"</t></is></c></row></sheetData></worksheet>")


@pytest.mark.slow
def test_a_bomb_goes_off_in_its_own_process(tmp_path):
    bomb(tmp_path / "bomb.xlsx", 100)
    assert (tmp_path / "bomb.xlsx").stat().st_size < 1 << 20
    with pytest.raises(DataError, match=r"bomb\.xlsx needs more memory"):
        read_in_subprocess(tmp_path / "bomb.xlsx", Limits(memory=300 << 20))
    import duckdb

    duckdb.sql(f"COPY (SELECT 1 AS a, 2 AS b FROM range(3000000)) TO '{tmp_path / 'bomb.parquet'}' (FORMAT parquet)")
    assert (tmp_path / "bomb.parquet").stat().st_size < 1 << 20
    with pytest.raises(DataError, match="has 3,000,000 rows, but the limit here is 200,000"):
        read_in_subprocess(tmp_path / "bomb.parquet", Limits())


@pytest.mark.slow
def test_a_table_that_fills_more_than_it_may_is_refused(tmp_path):
    (tmp_path / "t.csv").write_bytes(GOOD)
    with pytest.raises(DataError, match="takes 0 MB, but the limit"):
        read_in_subprocess(tmp_path / "t.csv", Limits(table=10))


def test_the_tables_of_a_visitor_have_together_as_many_cells_as_one_may(tmp_path):
    (tmp_path / "t.csv").write_bytes(GOOD)
    table, tables = read_table(tmp_path / "t.csv"), Tables(limits=replace(EVERYBODY, file=Limits(cells=20)))
    for key in ("a", "b", "c"):
        tables.add(key, table)
    assert [key in tables for key in ("a", "b", "c")] == [False, True, True]
    with pytest.raises(NNPlayError, match="'a' are not open"):
        tables.table("a")


def test_a_file_for_which_there_is_no_room_is_refused():
    def refuse(need):
        raise NNPlayError("No room.")

    server = Server()
    server.by_name["a"].host.check_memory = refuse

    async def send():
        await server.take(Sender(GOOD))
        await server.read()

    with pytest.raises(NNPlayError, match="No room"):
        asyncio.run(send())


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a.csv", "a.csv"), ("../../etc/passwd.csv", "passwd.csv"), ("C:\\x\\y.CSV", "y.csv"),
        ('<b>"|?*.csv', "_b_____.csv"), (".csv.csv", "csv.csv"), ("x" * 200 + ".csv", "x" * 80 + ".csv"),
        ("a\u202eb.tsv", "a_b.tsv"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_a_name(name, clean):
    assert clean_file_name(name) == clean
