"""A teacher sees who is at which step; nobody else does, and nothing is stored."""

import json
import time

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from nnplay.web.classroom import (
    MAX_CLASSES,
    MAX_PUPILS,
    Class,
    ClassError,
    Classroom,
    clean,
    listing,
    position,
    take_seat,
)

AT = {"lesson": "rate", "title": "The learning rate", "step": 2, "steps": 5, "done": [0]}


def test_a_class_has_a_limit_of_pupils_and_gives_seats_back():
    room = Class("key")
    seat, ada = take_seat(room, {"join": "X", "name": " Ada\x1b[2J  Lovelace "})
    assert ada.name == "Ada [2J Lovelace"
    assert take_seat(room, {"name": "Ada [2J Lovelace"})[1].name == "Ada [2J Lovelace 2"
    assert take_seat(room, {"name": "Eve", "seat": seat}) == (seat, ada)
    for k in range(MAX_PUPILS - 2):
        take_seat(room, {"name": f"pupil {k}"})[1].last_message_at = time.monotonic()
    ada.last_message_at = time.monotonic()
    for pupil in room.pupils.values():
        pupil.last_message_at = time.monotonic()
    with pytest.raises(ClassError, match="full"):
        take_seat(room, {"name": "Eve"})
    ada.last_message_at -= 10_000
    assert take_seat(room, {"name": "Eve"})[1].name == "Eve"
    assert listing(room)[0]["name"] == "Ada [2J Lovelace 2"


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", None, 3, ["a"]])
def test_a_name_must_print(name):
    with pytest.raises(ClassError, match="Choose a name"):
        take_seat(Class("key"), {"name": name})


def test_where_a_pupil_is_must_be_plain():
    assert position({**AT, "title": "a\nb" + "x" * 500})["title"].startswith("a b")
    for wrong in (None, {}, {**AT, "step": 6}, {**AT, "steps": 10**9}, {**AT, "done": ["a"]}, {**AT, "done": [99]},
                  {**AT, "done": [0] * 100}, {**AT, "lesson": 3}):  # fmt: skip
        with pytest.raises(ClassError):
            position(wrong)
    assert clean("a" * 99, 30) == "a" * 30


def test_there_are_only_so_many_classes_and_old_ones_end():
    classroom = Classroom()
    codes = {classroom.start()[0] for _ in range(MAX_CLASSES)}
    assert len(codes) == MAX_CLASSES
    with pytest.raises(ClassError, match="Too many"):
        classroom.start()
    classroom.classes[codes.pop()].alone -= 1e6
    classroom.start()


class Talk:
    """A page that speaks of a class."""

    def __init__(self, port, **first):
        self.socket = connect(f"ws://127.0.0.1:{port}/class", origin=f"http://127.0.0.1:{port}", legacy=True)
        self.send(**first)

    def send(self, **message):
        self.socket.send(json.dumps(message))

    def receive(self):
        return json.loads(self.socket.recv(timeout=20))

    def until(self, wanted):
        """Wait for a list of pupils of which that is so."""
        for _ in range(40):
            pupils = self.receive()["pupils"]
            if wanted(pupils):
                return pupils
        raise AssertionError(pupils)


@pytest.fixture
def port(server):
    return server.port


@pytest.mark.slow
def test_a_teacher_sees_who_is_where(port):
    teacher = Talk(port, start=True)
    begun = teacher.receive()
    ada = Talk(port, join=begun["code"].lower(), name="Ada")
    seat = ada.receive()["seat"]
    ada.send(at=AT)
    [seen] = teacher.until(lambda pupils: pupils and pupils[0].get("step") == 2)
    assert seen == {"name": "Ada", "away": False, **AT}
    ada.socket.close()
    teacher.until(lambda pupils: pupils[0]["away"])
    again = Talk(port, join=begun["code"], name="Ada", seat=seat)
    assert again.receive()["joined"] == "Ada"
    teacher.until(lambda pupils: len(pupils) == 1 and not pupils[0]["away"] and pupils[0]["step"] == 2)
    second = Talk(port, watch=begun["code"], key=begun["key"])
    assert second.receive()["code"] == begun["code"]
    assert second.receive()["pupils"][0]["name"] == "Ada"
    again.send(leave=True)
    teacher.until(lambda pupils: pupils == [])
    teacher.send(end=True)
    late = Talk(port, join=begun["code"], name="Eve")
    assert "has ended" in late.receive()["error"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "first", [{"join": "AAAAAA", "name": "Eve"}, {"watch": "AAAAAA", "key": "x"}, {"watch": None}, {}, {"join": ["a"]}]
)
def test_a_class_that_there_is_not(port, first):
    assert "no class" in Talk(port, **first).receive()["error"]


@pytest.mark.slow
def test_a_wrong_key_and_wrong_messages(port):
    code = Talk(port, start=True).receive()["code"]
    assert "no class" in Talk(port, watch=code, key="guess").receive()["error"]
    for message in ("no json", "[1]", "[" * 3000, json.dumps({"at": {"step": "x"}}), "x" * 5000):
        pupil = Talk(port, join=code, name="Eve")
        pupil.receive()
        pupil.socket.send(message)
        assert "error" in pupil.receive()
        with pytest.raises(ConnectionClosed):
            pupil.receive()


def test_another_page_may_not_speak_of_a_class(port):
    with pytest.raises(Exception, match=r"403|closed|reject|1008"):
        connect(f"ws://127.0.0.1:{port}/class", origin="http://evil.example", legacy=True).recv(timeout=5)
