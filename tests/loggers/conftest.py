"""Reading event files back without TensorBoard."""

import math
import struct

import pytest


def records(path):
    """The contents of the frames of an event file (TFRecord: length, its checksum, data, its checksum)."""
    content, place = path.read_bytes(), 0
    while place + 12 <= len(content):
        (length,) = struct.unpack_from("<Q", content, place)
        if place + 12 + length + 4 > len(content):
            return  # the last one is being written
        yield content[place + 12 : place + 12 + length]
        place += 12 + length + 4


@pytest.fixture
def read_events():
    """A function that reads a folder: the numbers by name and step, and the names of texts and histograms."""
    event_pb2 = pytest.importorskip("tensorboardX.proto.event_pb2")

    def read(folder):
        numbers, others = {}, {}
        for file in sorted(folder.rglob("events*")):
            for record in records(file):
                event = event_pb2.Event.FromString(record)
                for value in event.summary.value:
                    if value.HasField("simple_value"):
                        numbers[value.tag, event.step] = value.simple_value
                    else:
                        others[value.tag] = str(value)
        assert all(math.isfinite(value) for value in numbers.values())
        return numbers, others

    return read
