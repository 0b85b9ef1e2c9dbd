"""Machine code that is damaged or out of reach: what does not fit is compiled again, and nothing changed is run."""

import ctypes
import errno
import os
import random
import subprocess
import sys

import llvmlite.binding as llvm
import pytest

from nnplay.engine.compiled import cache, intermediate_code, machine_code
from nnplay.engine.compiled.machine_code import Source, addresses, kernel_source

TWICE = """{"twice": "twice"}
define double @twice(double %x) {
  %y = fadd double %x, %x
  ret double %y
}
"""
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
    """Compiles a function, or loads its machine code: what it gives for 20.5, and how often it had to be translated."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)

    def compile_it():
        translated = []
        source = Source("twice", "twice", lambda: translated.append(1) or TWICE)
        address = addresses(source)["twice"]
        return ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(address)(20.5), len(translated)

    return compile_it


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_machine_code_is_compiled_again(name, compiled, tmp_path):
    assert compiled() == (41.0, 1)
    assert compiled() == (41.0, 0)
    (path,) = tmp_path.rglob("*.o")
    path.write_bytes(DAMAGES[name](path.read_bytes()))
    assert compiled() == (41.0, 0 if name == "as it was" else 1)
    assert compiled() == (41.0, 0), "and it is whole again"
    assert not list(tmp_path.rglob("*.tmp.*"))


def test_every_bit_of_kept_machine_code_counts(compiled, tmp_path):
    compiled()
    (path,) = tmp_path.rglob("*.o")
    content = path.read_bytes()
    for _ in range(400):
        path.write_bytes(turned(content))
        assert cache.read(path.name) is None
    path.write_bytes(content)
    assert cache.read(path.name) == content[: -cache.CHECKSUM_BYTES]


def test_a_full_disk_keeps_nothing_and_stops_nothing(compiled, monkeypatch, tmp_path):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", full)
        assert compiled() == (41.0, 1)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert compiled() == (41.0, 1)
    assert compiled() == (41.0, 0)


def instructions(code):
    """The machine code without names, which Numba numbers in the order in which it translates."""
    content = machine_code.build(code).partition(b"\n")[2]
    return [each.data() for each in llvm.ObjectFileRef.from_data(content).sections() if each.is_text()]


@pytest.mark.skipif(not intermediate_code.HAS_VECTORS or sys.platform != "linux", reason="made for Linux on x86-64")
@pytest.mark.slow
def test_the_prebuilt_code_is_that_of_this_source():
    for name in ("training_steps.run_steps", "forward_backward.backward"):
        source = kernel_source(name, "float32")
        prebuilt = intermediate_code.prebuilt(source.name)
        assert prebuilt is not None, "the engine's source has changed: `make prebuilt`"
        assert instructions(source.translate()) == instructions(prebuilt)
    assert intermediate_code.prebuilt("something else") is None


TRAIN = """
import sys
import nnplay as nn
run = nn.train("iris", nn.Architecture.dense((4,), "tanh"), epochs=2)
run.predict([[5, 3, 1, 0.2]])
print("numba" in sys.modules, run.parameters.W[0].sum())
"""


@pytest.mark.slow
def test_a_second_start_needs_no_numba_and_gives_the_same_numbers(tmp_path):
    def start():
        environment = os.environ | {"NNPLAY_CACHE_DIR": str(tmp_path)}
        ended = subprocess.run(
            [sys.executable, "-c", TRAIN], env=environment, capture_output=True, text=True, check=True
        )
        return ended.stdout.split()

    (_, first), (loaded, second) = start(), start()
    assert loaded == "False"
    assert first == second


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
