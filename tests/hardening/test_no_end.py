"""What has no end: devices and pipes for files, and numbers of things that nobody can wait for."""

import os
from contextlib import contextmanager
from pathlib import Path

import interfaces
import pytest

import nnplay as nn
from nnplay.catalog.formulas.user_formulas import UserFormulas
from nnplay.experiments.compare.candidates import MAX_CANDIDATES, MAX_SEEDS, cartesian_product
from nnplay.training.recipe_file import read_recipe

resource = pytest.importorskip("resource")
ENDLESS = pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without an end")
READERS = (
    ("show", ...), ("check", ...), ("explain", ..., "--row", "a=1"), ("export", ..., "--to", "json"),
    ("predict", ..., "--row", "a=1"), ("predict", "model", ...), ("look", ..., "landscape"), ("fork", ..., "1"),
    ("train", ...), ("train", "iris", "--recipe", ...), ("compare", ...), ("compare", "iris", "--recipe", ...),
    ("search", ...), ("doctor", ...), ("doctor", ..., "--find-rate"),
    ("data", "describe", ...), ("replay", "--file", ...),
    ("web", ..., "--no-open"), ("runs", "list", "--store", ...),
)  # fmt: skip


@contextmanager
def little_memory():
    """No more than a gigabyte on top of what is taken: whoever reads on fails, and the machine does not."""
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + (1 << 30), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@ENDLESS
@pytest.mark.parametrize("words", READERS, ids=lambda words: "-".join(map(str, words)))
def test_a_device_or_a_pipe_is_no_file(words, tmp_path):
    """Reading /dev/zero would take all memory, and a pipe into which nobody writes would be waited for, for ever."""
    pipe, model = tmp_path / "pipe", tmp_path / "model.nnplay"
    os.mkfifo(pipe)
    if "model" in words:
        nn.train("xor", (2,), epochs=1, samples=20).save(model)
    for endless in ("/dev/zero", pipe):
        typed = [endless if word is ... else model if word == "model" else word for word in words]
        with little_memory(), pytest.raises(nn.NNPlayError) as caught:
            interfaces.run_command(*typed)
        assert "memory" not in interfaces.check_message(caught.value)


@ENDLESS
@pytest.mark.parametrize("read", [nn.load_run, nn.load, read_recipe, lambda path: UserFormulas(path).entries()])
def test_neither_is_one_for_python(read, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for endless in ("/dev/zero", tmp_path / "pipe"):
        with little_memory(), pytest.raises(nn.NNPlayError, match=r"device or a pipe|regular file|ending"):
            read(endless)


def test_a_comparison_that_nobody_can_wait_for_is_told_before_it_is_listed():
    with little_memory():
        for seeds in (10**9, range(10**9), MAX_SEEDS + 1):
            with pytest.raises(nn.NNPlayError, match=r"at most 10,000 seeds, not 1"):
                nn.compare("iris", [(2,), (3,)], seeds=seeds)
        for seeds in (0, -1, True, [], 2.5, None, object()):
            with pytest.raises(nn.NNPlayError, match="seeds must be at least 1"):
                nn.compare("iris", [(2,), (3,)], seeds=seeds)
        for seeds in ([0, 0], [-1], ["a"], [None]):
            with pytest.raises(nn.NNPlayError, match="seeds must be different whole numbers"):
                nn.compare("iris", [(2,), (3,)], seeds=seeds)
        with pytest.raises(nn.NNPlayError, match="at most 10,000 seeds, not 1,000,000,000"):
            interfaces.run_command("compare", "iris", "--hidden", "2", "--hidden", "3", "--seeds", "1000000000")
        many = [str(k) for k in range(1, 61)]
        for names in (["hidden", "dropout", "output"], ["learning-rate", "batch-size", "l2"]):
            words = [word for name in names for value in many for word in (f"--{name}", value)]
            with pytest.raises(nn.NNPlayError, match="216,000 combinations are more than the 100,000"):
                interfaces.run_command("compare", "iris", *words)
    assert list(cartesian_product("ab", [1, 2])) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    assert len(list(cartesian_product(range(MAX_CANDIDATES)))) == MAX_CANDIDATES


def test_more_shuffles_than_anybody_can_wait_for_are_told(tmp_path):
    run = nn.train("iris", (2,), epochs=1)
    run.save(tmp_path / "model.nnplay")
    for repeats in (0, -1, 10_001, 10**12):
        with pytest.raises(nn.NNPlayError, match="1 to 10,000, not"):
            run.importance(repeats=repeats)
    with pytest.raises(nn.NNPlayError, match="1 to 10,000, not 1,000,000,000,000"):
        interfaces.run_command("look", tmp_path / "model.nnplay", "importance", "--repeats", 10**12)


def test_a_name_that_is_given_twice_in_a_row_is_told(tmp_path):
    nn.train("xor", (2,), epochs=1, samples=20).save(tmp_path / "model.nnplay")
    for row in ('{"x1": 1, "x2": 1, "x1": 2}', "x1=1 x2=1 x1=2"):
        with pytest.raises(nn.NNPlayError, match="--row has 'x1' twice"):
            interfaces.run_command("predict", tmp_path / "model.nnplay", "--row", row)
