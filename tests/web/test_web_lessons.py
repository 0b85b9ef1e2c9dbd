"""Lessons, challenges and a class on the server's engine, in a browser."""

import json

import pytest
from browsers import FIREFOX, chromium_tabs, firefox

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
    page.get_by_text("The step before was done for you").first.wait_for()  # the ten epochs that it trained
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


@pytest.mark.skipif(FIREFOX is None, reason="there is no Firefox")
def test_the_link_that_a_teacher_copies_is_all_that_pupils_need(browser, start_server):
    """A server for others: its pages need a secret, which is in the links that they copy."""
    server, person = start_server("--host", "0.0.0.0"), chromium_tabs(browser)
    with firefox() as other_person:
        teacher, ada, eve = person(), person(), other_person()
        teacher.open(server.address)
        teacher.press("Take away")
        teacher.wait("document.querySelector('.share-more')")
        assert "other pages may not frame this server" in teacher.text(".take")
        assert "Embed" not in teacher.text(".share-more")
        teacher.press("What pupils see …")
        teacher.wait("document.querySelector('dialog .qr path')")
        for_pupils = teacher.text("dialog pre")
        teacher.open(f"{server.address}&teacher=1")
        teacher.fill("#class-lesson", "rate")
        teacher.wait("document.querySelector('.qr path') && document.querySelector('pre').textContent.includes('rate')")
        link = teacher.text("pre")
        for pupil, name in ((ada, "Ada"), (eve, "Eve")):
            pupil.open(link)
            pupil.fill("#class-name", name)
            pupil.press("Take part")
            pupil.wait(f"document.querySelector('.class-bar').textContent.includes({json.dumps(name)})")
            assert "token" not in pupil.evaluate("location.href")
        eve.fill("#speed", "null")
        eve.press("Play")
        eve.wait("document.querySelector('.guide-verdict')?.textContent.includes('too slowly')")
        eve.press("Next")
        steps = "[...document.querySelectorAll('tbody tr')].map((row) => row.querySelectorAll('.done').length)"
        teacher.wait(f"JSON.stringify({steps}) === '[0,1]'")
        late = other_person()
        late.open(for_pupils)
        late.wait("document.querySelector('.right canvas.surface-points[width]')")
        for tab in (teacher, ada, eve, late):
            assert [each for each in tab.errors if "Opener-Policy" not in each] == []  # for http: it means nothing
            assert tab.evaluate("violations") == []
            tab.close()
