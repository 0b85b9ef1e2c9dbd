import errno
import hashlib
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from nnplay import ModelFileError, NNPlayError
from nnplay.utils.container import FORMAT, pack, unpack, unpack_bytes
from nnplay.utils.csv import to_csv
from nnplay.utils.files import ABANDONED, MODEL_MAGIC, UNFINISHED, check_path, protect, read_bytes, write_atomic

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


def test_a_well_signed_header_with_impossible_arrays_is_refused():
    good = '{"dtype": "<f4", "shape": [2]}'
    for places, size in ((good, 8), (good, 12), (good, 4), ('{"dtype": "<f4", "shape": [-2, -1]}', 8)):
        body = MODEL_MAGIC + b'{"format": 2, "arrays": {"a": ' + places.encode() + b"}}\n" + bytes(size)
        content = body + hashlib.sha256(body).digest()
        if (places, size) == (good, 8):
            assert unpack_bytes(content, "m")[1]["a"].tolist() == [0, 0]
        else:
            with pytest.raises(ModelFileError, match="not a valid nnplay model file"):
                unpack_bytes(content, "m")


def test_what_is_no_name_of_a_file_is_refused(tmp_path):
    with pytest.raises(ModelFileError, match="is not a file name: pass a path"):
        check_path(3.5, ModelFileError)
    for name in ("a\0b", "x" * 300):
        with pytest.raises(NNPlayError, match="cannot be the name of a file: choose another"):
            check_path(tmp_path / name)
    assert check_path(tmp_path / "none" / "file") == tmp_path / "none" / "file"


def test_only_regular_files_up_to_a_size_are_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(1 << 20))
    assert len(read_bytes(path, 1 << 20)) == 1 << 20
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelFileError, match="larger than 1 MiB"):
        read_bytes(path, 1 << 20, ModelFileError)
    with pytest.raises(NNPlayError, match="could not be read: No such file"):
        read_bytes(tmp_path / "none", 9)
    with pytest.raises(NNPlayError, match="could not be read: Is a directory"):
        read_bytes(tmp_path, 1 << 20)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_neither_read_nor_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NNPlayError, match="is a device or a pipe, not a regular file"):
        read_bytes(tmp_path / "pipe", 9)
    with pytest.raises(NNPlayError, match="is a device or a pipe and cannot be replaced"):
        write_atomic(tmp_path / "pipe", b"x")


def test_data_and_files_of_another_kind_are_not_replaced(tmp_path):
    for name, old, new, complaint in (
        ("data", b"1,2", b"3,4", "holds the data"), ("text", b"text", MODEL_MAGIC, "exists and is not a model file"),
        ("model", MODEL_MAGIC, b"text", "exists and is a model file"), ("a.nnplay", b"x", b"text", "is a model file"),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(old)
        if name == "data":
            protect(path)
        with pytest.raises(NNPlayError, match=complaint):
            write_atomic(path, new)
        assert path.read_bytes() == old
    (tmp_path / "empty").touch()
    write_atomic(tmp_path / "empty", MODEL_MAGIC)
    assert (tmp_path / "empty").read_bytes() == MODEL_MAGIC


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(NNPlayError, match="cannot be written to: choose another one"):
        write_atomic(tmp_path / "m", b"x")


def test_a_file_that_cannot_be_looked_into_counts_as_no_model(tmp_path, monkeypatch):
    path = tmp_path / "m"
    path.write_bytes(MODEL_MAGIC)

    def refused(*_):
        raise PermissionError

    monkeypatch.setattr("nnplay.utils.files.Path.open", refused)
    with pytest.raises(NNPlayError, match="is not a model file"):
        write_atomic(path, MODEL_MAGIC)


def test_a_disk_that_fails_leaves_the_old_file_alone(tmp_path, monkeypatch):
    (tmp_path / "m").write_bytes(b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NNPlayError, match="could not be written: No space left on device"):
        write_atomic(tmp_path / "m", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("m", b"old")]


def test_a_folder_that_cannot_be_listed_any_more_is_told(tmp_path, monkeypatch):
    def gone(folder):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("nnplay.utils.files.Path.iterdir", gone)
    with pytest.raises(NNPlayError, match="could not be written: No such file"):
        write_atomic(tmp_path / "m", b"new")
    assert not (tmp_path / "m").exists()


def test_a_file_is_replaced_where_files_have_no_owner(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "chown", raising=False)
    for content in (b"old", b"new"):
        write_atomic(tmp_path / "m", content)
        assert (tmp_path / "m").read_bytes() == content


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


WRITER = """
import os, signal, sys
from nnplay.utils.files import write_atomic
os.fsync = lambda number: (print("written", flush=True), os.kill(os.getpid(), signal.SIGSTOP))
write_atomic(sys.argv[1], b"whole")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="only where processes can be stopped so")
def test_what_a_killed_process_left_is_removed_and_what_a_running_one_writes_is_not(tmp_path):
    path = tmp_path / "it.csv"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"written\n"
        (unfinished,) = tmp_path.iterdir()
        os.utime(unfinished, (0, 0))  # stopped for long
        write_atomic(tmp_path / "other", b"1")
        assert unfinished.exists()
        writer.send_signal(signal.SIGCONT)
        writer.wait()
    assert path.read_bytes() == b"whole"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"written\n"
        writer.kill()
    assert len(list(tmp_path.iterdir())) == 3
    write_atomic(tmp_path / "other", b"2")  # whatever file comes next
    assert sorted(each.name for each in tmp_path.iterdir()) == ["it.csv", "other"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only where pipes have names")
def test_nothing_but_an_unfinished_file_is_removed(tmp_path):
    name = f".it.csv.{'a' * 16}{UNFINISHED}"
    others = [tmp_path / other for other in (".it.csv", name[1:], name + "x", name.replace("a", "g"))]
    for each in others:
        each.write_bytes(b"mine")
    os.mkfifo(tmp_path / name)  # which nobody waits for
    (tmp_path / name.replace("a", "b")).symlink_to(others[0])
    (tmp_path / name.replace("a", "c")).mkdir()
    write_atomic(tmp_path / "it.csv", b"whole")
    assert len(list(tmp_path.iterdir())) == len(others) + 4


def test_where_files_cannot_be_locked_the_age_decides(tmp_path, monkeypatch):
    monkeypatch.setattr("nnplay.utils.files.WINDOWS", True)
    old, recent = (tmp_path / f".it.csv.{digit * 16}{UNFINISHED}" for digit in "ab")
    for each in (old, recent):
        each.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * ABANDONED,) * 2)
    write_atomic(tmp_path / "it.csv", b"whole")
    assert sorted(each.name for each in tmp_path.iterdir()) == [recent.name, "it.csv"]


def test_a_file_that_is_removed_before_it_is_locked_is_begun_again(tmp_path, monkeypatch):
    flock, removed = pytest.importorskip("fcntl").flock, []

    def too_late(descriptor, how):
        if not removed:
            removed.extend(tmp_path.iterdir())
            removed[0].unlink()
        flock(descriptor, how)

    monkeypatch.setattr("fcntl.flock", too_late)
    write_atomic(tmp_path / "it.csv", b"whole")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"whole"]
    assert removed


def test_a_file_is_written_where_the_file_system_has_no_locks(tmp_path, monkeypatch):
    pytest.importorskip("fcntl")

    def unsupported(descriptor, how):
        raise OSError(errno.ENOTSUP, "no locks")

    monkeypatch.setattr("fcntl.flock", unsupported)
    left = tmp_path / f".it.csv.{'a' * 16}{UNFINISHED}"
    left.write_bytes(b"half")
    write_atomic(tmp_path / "it.csv", b"whole")
    assert (tmp_path / "it.csv").read_bytes() == b"whole"
    assert left.exists(), "it may be somebody's"
