"""Files as strangers send them: too large, too slow, cut off, many at once, and such as read for ever."""

import asyncio
import json
import os
import threading
import time
import zipfile

import pytest
from starlette.requests import Request

from nnplay.data.readers import sandbox
from nnplay.data.readers.sandbox import Limits, read_in_subprocess
from nnplay.errors import DataError, NNPlayError
from nnplay.web import own, uploads
from nnplay.web.own import Own
from nnplay.web.settings import FIRST
from nnplay.web.uploads import Uploads
from nnplay.web.visitor import Visitor

pytestmark = pytest.mark.slow

RELATION = (
    '<Relationships><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}"/></Relationships>'
)
ENDLESS = "import time; time.sleep(600)"  # what a process does that is asked to read
GOOD = b"a,b,y\n1,2,x\n2,1,y\n3,3,x\n"


class Sender:
    """A browser that sends a file in parts."""

    def __init__(self, *parts, headers=(), ends=True, leaves=None):
        self.parts, self.headers, self.ends, self.leaves = list(parts), headers, ends, leaves
        self.taken = 0

    async def receive(self):
        if self.taken < len(self.parts):
            part = self.parts[self.taken]
            self.taken += 1
            return {"type": "http.request", "body": part, "more_body": self.taken < len(self.parts) or not self.ends}
        await asyncio.sleep(60 if self.leaves is None else self.leaves)
        return {"type": "http.disconnect"}

    @property
    def request(self):
        return Request({"type": "http", "method": "POST", "headers": self.headers}, self.receive)


def sent(sender, visitor=None, name="a.csv", there=None):
    async def send():
        return await (there or Uploads()).take(sender.request, visitor or Visitor(FIRST), name)

    return asyncio.run(send())


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path, monkeypatch):
    """Whatever happens, no file is left."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield
    assert [path for path in tmp_path.iterdir() if path.name.startswith("nnplay-")] == []


def test_a_file_is_taken_in_parts():
    visitor = Visitor(FIRST)
    got = sent(Sender(GOOD[:7], b"", GOOD[7:]), visitor)
    assert (got.status_code, json.loads(got.body)) == (200, {"name": "a.csv"})
    assert visitor.own.tables["a.csv"].n_rows == 3


@pytest.mark.parametrize(
    ("sender", "status"),
    [
        (Sender(headers=[(b"content-length", b"99999999999")]), 413),
        (Sender(headers=[(b"content-length", b"9" * 5000)]), 413), (Sender(headers=[(b"content-length", b"x")]), 413),
        (Sender(*[b"x" * 400] * 9, headers=[(b"content-length", b"10")]), 413),
        (Sender(GOOD, ends=False), 408), (Sender(GOOD, ends=False, leaves=0), 400), (Sender(), 400),
        (Sender(b"\0\1\2"), 422),
    ],
)  # fmt: skip
def test_what_is_too_large_or_never_ends_is_told(monkeypatch, sender, status):
    monkeypatch.setattr(uploads, "MOST_BYTES", 3000)
    monkeypatch.setattr(uploads, "PAUSE", 0.2)
    sender.leaves = 0 if status == 400 else sender.leaves
    assert sent(sender).status_code == status


def test_the_parts_of_a_form_are_lines_of_one_file():
    form = (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % k for k in range(1001))
        + b"--x--\r\n"
    )
    visitor = Visitor(FIRST)
    got = sent(Sender(form, headers=[(b"content-type", b"multipart/form-data; boundary=x")]), visitor)
    assert got.status_code == 200
    assert visitor.own.tables["a.csv"].n_rows == 3 * 1001


def test_only_so_many_are_on_their_way(monkeypatch):
    monkeypatch.setattr(uploads, "COMING", 2)

    async def crowd():
        there, slow = Uploads(), [Sender(GOOD, ends=False, leaves=0.3) for _ in range(2)]
        waiting = [asyncio.create_task(there.take(one.request, Visitor(FIRST), "a.csv")) for one in slow]
        await asyncio.sleep(0.1)
        refused = await there.take(Sender(GOOD).request, Visitor(FIRST), "a.csv")
        return refused.status_code, [got.status_code for got in await asyncio.gather(*waiting)]

    assert asyncio.run(crowd()) == (503, [400, 400])


@pytest.fixture
def endless(monkeypatch):
    """Files whose reading does not end by itself; how many are read now, and were at once."""
    now, most = [], []

    def read(path, limits, stop):
        now.append(path)
        most.append(len(now))
        try:
            return read_in_subprocess(path, limits, stop)
        finally:
            now.remove(path)

    monkeypatch.setattr(sandbox, "PROGRAM", ENDLESS)
    monkeypatch.setattr(own, "read_in_subprocess", read)
    return now, most


@pytest.mark.parametrize("how", ["another", "leaves", "goes"])
def test_a_file_that_is_not_wanted_any_more_is_not_read_on(endless, how):
    """Another one is sent, the browser goes away in the middle, or the visitor has gone."""
    now, _ = endless

    async def send():
        there, visitor = Uploads(), Visitor(FIRST)
        sender = Sender(GOOD, leaves=0.5 if how == "leaves" else None)
        first = asyncio.create_task(there.take(sender.request, visitor, "a.csv"))
        while not now:
            await asyncio.sleep(0.02)
        began = time.monotonic()
        if how == "goes":
            there.end(visitor)
        if how == "another":
            assert (await there.take(Sender(b"no table").request, visitor, "b")).status_code == 422
        got = await first
        return got.status_code, time.monotonic() - began

    status, seconds = asyncio.run(send())
    assert status == 422
    assert seconds < 10
    assert now == []


def test_others_are_served_while_some_read_for_ever(endless):
    _, most = endless

    async def send():
        there, visitors = Uploads(), [Visitor(FIRST) for _ in range(5)]
        tasks = [asyncio.create_task(there.take(Sender(GOOD).request, one, "a.csv")) for one in visitors]
        while not most:
            await asyncio.sleep(0.02)
        for _ in range(20):  # nobody holds up the loop, or its threads
            await asyncio.to_thread(time.sleep, 0)
        for one in visitors:
            there.end(one)
        return [got.status_code for got in await asyncio.gather(*tasks)]

    assert asyncio.run(send()) == [422] * 5
    assert max(most) <= uploads.READERS


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


def test_a_table_that_fills_more_than_it_may_is_refused(tmp_path):
    (tmp_path / "t.csv").write_bytes(GOOD)
    with pytest.raises(DataError, match="takes 0 MB, but the limit"):
        read_in_subprocess(tmp_path / "t.csv", Limits(table=10))


def test_the_tables_of_a_visitor_have_together_as_many_cells_as_one_may(monkeypatch):
    visitor = Visitor(FIRST)
    sent(Sender(GOOD), visitor)
    table = visitor.own.tables["a.csv"]
    monkeypatch.setattr(own, "LIMITS", Limits(cells=20))
    visitor.own.add("b.csv", table)
    assert set(visitor.own.tables) == {"a.csv", "b.csv"}
    visitor.own.add("c.csv", table)
    assert set(visitor.own.tables) == {"b.csv", "c.csv"}


def test_a_file_for_which_there_is_no_room_is_refused():
    def afford(need):
        raise NNPlayError("No room.")

    visitor = Visitor(FIRST, Own())
    visitor.own.afford = afford
    got = sent(Sender(GOOD), visitor)
    assert (got.status_code, json.loads(got.body)) == (422, {"trouble": "No room."})
