"""Lessons, challenges and a class on the server's engine, in a browser."""

import pytest
from web_server import Server

pytestmark = pytest.mark.slow


def join(visited, link, name):
    """Open a teacher's link, and take part."""
    page = visited.open(link)
    page.get_by_label("Name for the teacher").fill(name)
    page.get_by_role("button", name="Take part").click()
    page.get_by_text(f"as “{name}”").wait_for()
    return page


def test_a_teacher_sees_the_steps_of_those_who_take_part(visit, server):
    teacher = visit(server)
    teacher.page.goto(f"{teacher.address}/?teacher=1")
    teacher.page.locator("#class-lesson").select_option("rate")
    teacher.page.locator(".qr path").wait_for()
    link = teacher.page.locator("pre").inner_text()
    assert "lesson=rate" in link
    query = f"?{link.partition('?')[2]}"
    ada, eve = visit(server), visit(server)
    page = join(ada, query, "Ada <b>")
    page.locator("#speed").select_option("null")
    page.get_by_role("button", name="Play").click()
    page.locator(".guide-verdict", has_text="too slowly").wait_for()
    page.get_by_role("button", name="Next", exact=True).click()
    row = teacher.page.get_by_role("row", name="Ada <b>")
    row.get_by_text("2 of 5").wait_for()
    assert row.locator(".teacher-steps .done").count() == 1
    eve.open(query).get_by_role("button", name="No, thanks").click()
    assert teacher.page.get_by_text("1 pupil").is_visible()
    page.reload()
    row.get_by_text("away").wait_for(state="hidden")
    page.get_by_text("as “Ada <b>”").wait_for()
    assert "class=" in page.url
    teacher.page.reload()
    teacher.page.get_by_role("row", name="Ada <b>").wait_for()
    page.get_by_role("button", name="Stop").click()
    teacher.page.get_by_text("Nobody has joined yet").wait_for()
    teacher.page.get_by_role("link", name="End the class").click()
    late = visit(server)
    late.open(query).get_by_label("Name for the teacher").fill("Late")
    late.page.get_by_role("button", name="Take part").click()
    late.page.get_by_text("There is no class with this code").wait_for()


def test_lessons_are_solved_on_the_servers_engine(visit, server):
    visited = visit(server)
    page = visited.open("?lesson=gradient:4")
    page.get_by_label("Your answer").fill("0.11")
    page.get_by_role("button", name="Check").click()
    page.locator(".guide-verdict", has_text="Correct").wait_for()
    page.get_by_role("button", name="Next", exact=True).click()
    for _ in range(20):
        page.get_by_role("button", name="Train one epoch").click()
    page.locator(".guide-verdict", has_text="smaller by themselves").wait_for()
    page = visited.open("?lesson=confusion:2")
    for _ in range(10):
        page.get_by_role("button", name="Train one epoch").click()
    page.get_by_label("Your answer").fill("6")
    page.get_by_role("button", name="Check").click()
    page.locator(".guide-verdict", has_text="Correct").wait_for()


def test_an_entry_is_verified_by_the_servers_engine(visit, server, static_entry):
    visited = visit(server)
    visited.open(static_entry)
    visited.page.locator(".guide-verdict", has_text="Verified").wait_for()


@pytest.fixture(scope="module")
def static_entry():
    """The link of an entry that the engine of the page made."""
    import subprocess
    from pathlib import Path

    from node_suites import node

    script = Path(__file__).parents[1] / "page" / "make_entry.mjs"
    link = subprocess.run([node(), str(script)], capture_output=True, text=True, check=True).stdout
    return f"?{link.partition('?')[2]}"


def test_a_class_link_of_a_server_for_others_has_what_it_needs(visit):
    server = Server("--host", "127.0.0.2")
    try:
        visited = visit(server)
        visited.loses = True  # it is ended while the page is open
        visited.address = server.address.partition("/?")[0].rstrip("/")
        visited.page.goto(server.address)
        visited.page.get_by_role("button", name="Take away").click()
        visited.page.get_by_role("button", name="What pupils see").click()
        link = visited.page.get_by_role("dialog").locator("pre").inner_text()
        assert "token=" in link or server.address.partition("?")[2] == ""
    finally:
        server.end()
