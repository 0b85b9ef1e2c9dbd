import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as arrays_of

from nnplay.web.frames import pack, unpack

ARRAYS = st.dictionaries(
    st.sampled_from(["theta", "rows", "surface"]),
    arrays_of.arrays(st.sampled_from(["u1", "<f4", "<f8"]), arrays_of.array_shapes(min_dims=1, max_dims=3, min_side=0)),
)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text() | st.booleans() | st.none()), ARRAYS)
def test_a_frame_comes_apart_as_it_was_put_together(header, arrays):
    header.pop("arrays", None)
    frame = pack(header, arrays)
    got, parts = unpack(frame)
    assert got == header
    assert list(parts) == list(arrays)
    for name, array in arrays.items():
        assert parts[name].dtype == array.dtype
        assert parts[name].tobytes() == array.tobytes()
        assert parts[name].shape == array.shape


def test_every_array_can_be_viewed_in_place():
    frame = pack({"é": 1}, {"a": np.zeros(3, "u1"), "b": np.arange(2.0), "c": np.ones(1, "f4")})
    assert len(frame) % 8 == 0
    begin = 4 + int.from_bytes(frame[:4], "little")
    assert begin % 8 == 0
    assert np.frombuffer(frame, "<f8", 2, begin + 8).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("wild", [float("nan"), float("inf")])
def test_what_is_no_number_is_null(wild):
    assert unpack(pack({"loss": [wild, {"x": wild}]}, {}))[0] == {"loss": [None, {"x": None}]}
