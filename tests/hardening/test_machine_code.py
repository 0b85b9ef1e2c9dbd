"""Machine code that is damaged or out of reach: what does not fit is compiled again, and nothing changed is run."""

import errno
import os
import random
import subprocess

import numba
import pytest

from nnplay.engine.compiled import cache, cache_checksums, kernels

SOURCE = "import numba\n@numba.njit('float64(float64)', cache=True)\ndef f(x):\n    return 2 * x + 1\n"
CHANCE = random.Random(0)


def turned(content):
    """The same with one bit turned."""
    content = bytearray(content)
    content[CHANCE.randrange(len(content))] ^= 1 << CHANCE.randrange(8)
    return bytes(content)


DAMAGES = {
    "as it was": lambda content: content,
    "empty": lambda content: b"",
    "cut": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-1],
    "something else": lambda content: os.urandom(3000),
    "one bit turned": turned,
}


@pytest.fixture
def compiled(tmp_path, monkeypatch):
    """Compiles the function, or loads its machine code: what it gives for 20, and how often it was loaded."""
    monkeypatch.setattr(numba.core.config, "CACHE_DIR", str(tmp_path / "code"))
    path = tmp_path / "source.py"
    path.write_text(SOURCE)

    def compile_it():
        with cache.compile_lock, cache_checksums.checksummed_cache():
            function = kernels._execute(SOURCE, {}, str(path)).f
        return function(20.0), sum(function.stats.cache_hits.values())

    return compile_it


@pytest.mark.parametrize("ending", [".nbc", ".nbi"])
@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_machine_code_is_compiled_again(name, ending, compiled, tmp_path):
    assert compiled() == (41.0, 0)
    assert compiled() == (41.0, 1)
    kept = [path for path in tmp_path.rglob("*") if path.suffix == ending]
    assert kept
    for path in kept:
        path.write_bytes(DAMAGES[name](path.read_bytes()))
    assert compiled() == (41.0, 1 if name == "as it was" else 0)
    assert compiled() == (41.0, 1), "and it is whole again"
    assert not list(tmp_path.rglob("*.tmp.*"))


def test_every_bit_of_kept_machine_code_counts(compiled, tmp_path):
    compiled()
    path = next(tmp_path.rglob("*.nbc"))
    content = path.read_bytes()
    for _ in range(400):
        path.write_bytes(turned(content))
        assert not cache_checksums.is_intact(path)
    path.write_bytes(content)
    assert cache_checksums.is_intact(path)


def test_a_full_disk_keeps_nothing_and_stops_nothing(compiled, monkeypatch, tmp_path):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", full)
        assert compiled() == (41.0, 0)
    assert not list(tmp_path.rglob("*.nb?"))
    assert compiled() == (41.0, 0)
    assert compiled() == (41.0, 1)


def test_a_kernel_whose_source_was_changed_is_written_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    text = "import numba\nanswer = 42\n"
    assert kernels._module(text, "k").answer == 42
    (path,) = tmp_path.glob("*.py")
    for damaged in (b"", b"answer = 41\n", b"\xff\xfe", b"garbage("):
        path.write_bytes(damaged)
        assert kernels._module(text, "k").answer == 42
        assert path.read_text() == text
    path.unlink()
    path.mkdir()
    assert kernels._module(text, "k").answer == 42


def test_a_folder_that_cannot_be_used_is_done_without(tmp_path, monkeypatch):
    folder = cache.folder.__wrapped__
    monkeypatch.setenv("NNPLAY_CACHE_DIR", str(tmp_path))
    assert folder() == tmp_path / "nnplay" / "machine-code"
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", "/proc/nowhere", "/dev/null", "x" * 5000):
        monkeypatch.setenv("NNPLAY_CACHE_DIR", str(place))
        assert folder() is None
    monkeypatch.delenv("NNPLAY_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/proc/nowhere")
    assert folder() is None
    monkeypatch.delenv("HOME")
    assert folder() is None or folder().parts[-2:] == ("nnplay", "machine-code"), "where the system knows the user"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("options", ["size=8k", "ro"], ids=["full", "read only"])
def test_a_folder_on_a_disk_that_takes_nothing_is_done_without(tmp_path, monkeypatch, options):
    small = tmp_path / "small"
    (small / "nnplay" / "machine-code").mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(small)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        monkeypatch.setenv("NNPLAY_CACHE_DIR", str(small))
        if options != "ro":
            (small / "nnplay" / "machine-code").mkdir(parents=True)
            (small / "full").write_bytes(bytes(8192))
        assert cache.folder.__wrapped__() is None
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)
