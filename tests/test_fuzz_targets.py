"""What is fuzzed answers to any bytes with a result or with an error of nnplay's; what once broke it is tried again."""

import pytest
from hypothesis import example, given, strategies as st
from seeds import write_seeds
from targets import TARGETS, harmless

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize("name", list(TARGETS))
def test_what_fuzzing_begins_with_is_answered(name, tmp_path):
    write_seeds(name, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        harmless(TARGETS[name])(path.read_bytes())


@pytest.mark.parametrize("name", ["recipe", "container", "address"])
def test_the_first_of_it_is_good(name, tmp_path):
    write_seeds(name, tmp_path)
    TARGETS[name]((tmp_path / "seed-0").read_bytes())


@pytest.mark.parametrize("name", list(TARGETS))
@given(data=st.binary(max_size=80))
@example(data=b"[penalties]\ns = [1]")
@example(data=b"\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19")
@example(data=b"\x08\x09\x0a\x0b\x00\x00\x09\x10\x0f\x17-\x12-\x17F*+")
@example(data=b"\x01\x02\x05\x00\x00\x00\x00\x00\x00\x00\x0a0")
@example(data=b"\x00?\xf9\x05\xdf!")
def test_any_bytes_are_answered(name, data):
    harmless(TARGETS[name])(data)
