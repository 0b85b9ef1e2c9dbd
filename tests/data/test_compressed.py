"""Compressed files of every format, Arrow files, and archives that mean harm."""

import bz2
import gzip
import lzma
import sys
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from nnplay.data import load
from nnplay.data.readers import unpack
from nnplay.data.readers.file import read_table
from nnplay.data.readers.sandbox import Limits, read_in_subprocess
from nnplay.errors import DataError

FRAME = pd.DataFrame({"size": [1.5, 2.5, 3.5], "town": ["Bonn", "Ulm", "Bonn"], "n": [1, 2, 3]})


def zstd(data):
    return pa.compress(data, codec="zstd", asbytes=True)


def zipped(data, tmp_path, name):
    path = tmp_path / "inner.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.writestr("__MACOSX/._" + name, b"\0\0")
        archive.writestr("README.md", "read me")
    return path.read_bytes()


PACKERS = {
    ".gz": lambda data, *_: gzip.compress(data), ".bz2": lambda data, *_: bz2.compress(data),
    ".xz": lambda data, *_: lzma.compress(data), ".zst": lambda data, *_: zstd(data), ".zip": zipped,
}  # fmt: skip


def plain_files(folder):
    FRAME.to_csv(folder / "t.csv", index=False)
    FRAME.to_json(folder / "t.json", orient="records")
    FRAME.to_parquet(folder / "t.parquet", index=False)
    FRAME.to_excel(folder / "t.xlsx", index=False)
    FRAME.to_feather(folder / "t.feather")
    (folder / "t.arff").write_text(
        "@relation t\n@attribute size real\n@attribute town {Bonn,Ulm}\n@attribute n integer\n@data\n"
        "1.5,Bonn,1\n2.5,Ulm,2\n3.5,Bonn,3\n"
    )
    return ["t.csv", "t.json", "t.parquet", "t.xlsx", "t.feather", "t.arff"]


@pytest.mark.parametrize("suffix", [pytest.param(each, marks=[pytest.mark.slow] * (each != ".gz")) for each in PACKERS])
def test_any_format_is_read_from_any_compression(tmp_path, suffix):
    for name in plain_files(tmp_path):
        path = tmp_path / (name + suffix)
        path.write_bytes(PACKERS[suffix]((tmp_path / name).read_bytes(), tmp_path, name))
        data = load(path, features=["size", "town"])
        assert (data.name, data.n_rows) == ("t", 3)
        assert data.features[0].values.tolist() == [1.5, 2.5, 3.5]
        assert data.features[1].values.tolist() == ["Bonn", "Ulm", "Bonn"]
        assert load(**data.origin).fingerprint == data.fingerprint
        assert read_in_subprocess(path, Limits()).names == ("size", "town", "n")


def test_the_contents_tell_the_compression_where_the_name_does_not(tmp_path):
    (tmp_path / "t.csv").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert read_table(tmp_path / "t.csv").names == ("a", "b")
    (tmp_path / "t.csv").write_bytes(bz2.compress(b"a,b\n1,2,3,4\n"))
    with pytest.raises(DataError, match=r"^t\.csv, line 2: 4 fields"):
        read_table(tmp_path / "t.csv")


def test_a_large_compressed_text_takes_the_fast_road(tmp_path):
    rows = "".join(f"{i},{i * 0.5}\n" for i in range(400_000))
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(f"a,b\n{rows}".encode(), 1))
    table = read_table(tmp_path / "t.csv.gz")
    assert table.column("a").dtype == np.int64
    assert table.column("b").sum() == sum(i * 0.5 for i in range(400_000))
    assert table.place(1) == "line 3"


def archive(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)
    return path


def test_archives_that_hold_no_table_or_several_say_so(tmp_path):
    path = tmp_path / "t.zip"
    for members, sentence in [
        ({}, "is empty; it holds no file"),
        ({"a_csv": "x", "b_csv": "y"}, "holds several tables: a.csv, b.csv; unpack it and pass one of them"),
        ({"a_md": "x", "b_md": "y"}, "holds several files: a.md, b.md"),
        ({"a_csv": "a,b\n1\n"}, "a.csv in t.zip, line 2: 1 field"),
        ({"a_zip": b"PK\x03\x04"}, r"a.zip in t.zip cannot be read as an Excel workbook"),
    ]:
        with pytest.raises(DataError, match=sentence):
            read_table(archive(path, **members))
    assert read_table(archive(path, a_unknown="a,b\n1,2\n")).names == ("a", "b")


@pytest.mark.parametrize("suffix", PACKERS)
def test_damaged_and_truncated_files_get_one_sentence(tmp_path, suffix):
    path = tmp_path / f"t.csv{suffix}"
    packed = PACKERS[suffix](b"a,b\n" + np.random.default_rng(0).bytes(5000).hex().encode(), tmp_path, "t.csv")
    for content in (b"junk", packed[: len(packed) // 2]):
        path.write_bytes(content)
        with pytest.raises(DataError, match=rf"^t\.csv\{suffix} cannot be unpacked; the .* file may be damaged"):
            read_table(path)
    path.write_bytes(b"")
    with pytest.raises(DataError, match=r"is empty|cannot be unpacked"):
        read_table(path)


def test_a_protected_archive_is_refused(tmp_path):
    path = archive(tmp_path / "t.zip", t_csv="a,b\n1,2\n")
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="damaged or protected"):
        read_table(path)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path, suffix, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_UNPACKED_BYTES", 3_000_000)
    path = tmp_path / f"t.csv{suffix}"
    path.write_bytes(PACKERS[suffix](b"a,b\n" + b"1,2\n" * 2_000_000, tmp_path, "t.csv"))
    assert path.stat().st_size < 100_000
    with pytest.raises(
        DataError, match="unpacks to more than 3 MB; unpack it first, so that it can be read in batches"
    ):
        read_table(path)


def test_without_pyarrow_the_extra_is_named(tmp_path, monkeypatch):
    FRAME.to_feather(tmp_path / "t.feather")
    (tmp_path / "t.csv.zst").write_bytes(zstd(b"a,b\n1,2\n"))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "compression", None)
    for name in ("t.feather", "t.csv.zst"):
        with pytest.raises(DataError, match=r"pip install 'nnplay\[arrow\]'"):
            read_table(tmp_path / name)


TABLE = pa.table({
    "x": pa.array([1, None, 3], pa.int16()), "f": [0.5, None, 1.5],
    "t": pa.array([0, None, 86_400_000], pa.timestamp("ms")),
    "s": ["a", None, "b"], "c": pa.array(["u", "v", "u"]).dictionary_encode(), "b": [True, None, False], "y": [1, 2, 3],
})  # fmt: skip


@pytest.mark.parametrize("form", ["file", "stream", "lz4", "feather"])
def test_arrow_files_and_streams_keep_their_types(tmp_path, form):
    path = tmp_path / ("t.feather" if form == "feather" else "t.arrow")
    if form == "feather":
        import pyarrow.feather

        pyarrow.feather.write_feather(TABLE, path)
    else:
        options = pa.ipc.IpcWriteOptions(compression="lz4" if form == "lz4" else None)
        writer = pa.ipc.new_stream if form == "stream" else pa.ipc.new_file
        with writer(str(path), TABLE.schema, options=options) as out:
            out.write_table(TABLE)
    table = read_table(path)
    np.testing.assert_array_equal(table.column("x"), [1, np.nan, 3])
    np.testing.assert_array_equal(table.column("f"), [0.5, np.nan, 1.5])
    np.testing.assert_array_equal(table.column("t"), np.array([0, "NaT", 86_400_000_000], "datetime64[us]"))
    assert [table.column(name).tolist() for name in "scb"] == [["a", None, "b"], ["u", "v", "u"], [True, None, False]]
    assert table.integers == {"x", "y"}
    assert table.column("y").dtype == np.int64


@pytest.mark.parametrize(
    "content", [b"", b"junk", b"ARROW1\0\0junk", b"ARROW1\0\0" + b"\xff" * 200, b"FEA1" + bytes(50)]
)
def test_damaged_arrow_files_get_one_sentence(tmp_path, content):
    (tmp_path / "t.arrow").write_bytes(content)
    with pytest.raises(DataError, match=r"^t\.arrow (cannot be read as an Arrow file|has no rows)"):
        read_table(tmp_path / "t.arrow")


@pytest.mark.parametrize("codec", ["brotli", "snappy", "gzip", "gz"])
def test_parquet_that_is_compressed_inside_and_named_so(tmp_path, codec):
    import duckdb

    path = tmp_path / f"houses.parquet.{codec}"
    inside = {"gz": "gzip"}.get(codec, codec)
    duckdb.sql(f"COPY (SELECT i AS a, i * 2.5 AS b FROM range(9) t(i)) TO '{path}' (FORMAT parquet, CODEC '{inside}')")
    data = load(path)
    assert (data.name, data.n_rows) == ("houses", 9)
