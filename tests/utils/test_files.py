import hashlib
import os
import time

import numpy as np
import pytest

from nnplay import ModelFileError, NNPlayError
from nnplay.utils.container import FORMAT, pack, unpack
from nnplay.utils.csv import to_csv
from nnplay.utils.files import ABANDONED, MODEL_MAGIC, write_atomic

ARRAYS = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([], dtype=np.float64), "c": np.arange(3)}


@pytest.fixture
def packed():
    return pack({"name": "é"}, ARRAYS)


def test_a_container_gives_back_what_went_in(tmp_path, packed):
    write_atomic(tmp_path / "m", packed)
    header, arrays = unpack(tmp_path / "m")
    assert header["name"] == "é"
    for name, array in ARRAYS.items():
        assert np.array_equal(arrays[name], array)
        assert arrays[name].dtype == array.dtype


@pytest.mark.slow
def test_every_flipped_bit_is_refused(tmp_path, packed):
    path = tmp_path / "m"
    for bit in range(len(packed) * 8):
        flipped = bytearray(packed)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        with pytest.raises(ModelFileError):
            unpack(path)


def test_a_file_cut_at_any_length_is_refused(tmp_path, packed):
    path = tmp_path / "m"
    for length in range(len(packed)):
        path.write_bytes(packed[:length])
        with pytest.raises(ModelFileError):
            unpack(path)


def test_a_newer_format_is_refused_by_name(tmp_path, packed):
    newer = packed[:-32].replace(b'{"format": 2', b'{"format": 9')
    write_atomic(tmp_path / "m", newer + hashlib.sha256(newer).digest())
    with pytest.raises(ModelFileError, match=f"format 9, newer than the {FORMAT}"):
        unpack(tmp_path / "m")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"nnplay", MODEL_MAGIC, MODEL_MAGIC + b"{}\n" + b"0" * 32])
def test_what_is_no_model_file_is_refused(tmp_path, content):
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(ModelFileError):
        unpack(tmp_path / "m")


@pytest.mark.parametrize(
    "header", [b"[]", b"3", b'{"format": 2}', b'{"format": 2, "arrays": {"a": {"dtype": "|O", "shape": [1]}}}']
)
def test_a_well_signed_header_of_another_form_is_refused(tmp_path, header):
    body = MODEL_MAGIC + header + b"\n"
    write_atomic(tmp_path / "m", body + hashlib.sha256(body).digest())
    with pytest.raises(ModelFileError):
        unpack(tmp_path / "m")


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    with pytest.raises(NNPlayError, match="does not exist"):
        write_atomic(tmp_path / "nowhere" / "m", b"x")
    with pytest.raises(NNPlayError, match="is a folder"):
        write_atomic(tmp_path, b"x")
    write_atomic(tmp_path / "m", b"old")
    with pytest.raises(TypeError):
        write_atomic(tmp_path / "m", "no bytes")
    assert (tmp_path / "m").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["m"]


def test_no_cell_is_executed_by_a_spreadsheet():
    columns = {"=a": ["=1+1", "-5", "+x", "@b", "\tc", "plain", "-", None, -3.5, "+2e3"]}
    lines = to_csv(columns).splitlines()
    assert lines == ["'=a", "'=1+1", "-5", "'+x", "'@b", "'\tc", "plain", "'-", '""', "-3.5", "+2e3"]


def test_a_written_file_has_the_permissions_of_a_new_one_and_the_umask_stays(tmp_path, monkeypatch):
    (tmp_path / "new").touch()
    monkeypatch.setattr("os.umask", None)  # it belongs to the whole process, and other threads write files, too
    write_atomic(tmp_path / "file", b"content")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "new").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "new"]


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may give files away")
def test_a_replaced_file_keeps_its_owner(tmp_path):
    path = tmp_path / "theirs.csv"
    path.write_bytes(b"old")
    os.chown(path, 1234, 1234)
    write_atomic(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1234)


def test_what_a_killed_process_left_is_removed(tmp_path):
    abandoned, recent = (tmp_path / f".it.csv.{digit * 16}" for digit in "ab")
    other = tmp_path / ".it.csv.notes"
    for each in (abandoned, recent, other):
        each.write_bytes(b"half")
    for each in (abandoned, other):
        os.utime(each, (time.time() - 2 * ABANDONED,) * 2)
    write_atomic(tmp_path / "it.csv", b"whole")
    assert sorted(each.name for each in tmp_path.iterdir()) == [recent.name, other.name, "it.csv"]
