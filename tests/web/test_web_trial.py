"""A fix of the doctor that is tried before it is taken."""

import asyncio
import threading
import time

import pytest
from test_web_build_access import narrow, serious

import nnplay as nn
from nnplay.web.link import page_of
from nnplay.web.page.doctor import VERDICTS, compared, diagnosed, tried
from nnplay.web.visitor import Visitor

SLOW = "data=circle&learning_rate=0.000001&epochs=60"


def shell(query):
    """What the doctor of Python finds, and what its first fix brings."""
    page, _ = page_of(query)
    found = nn.diagnose(page.recipe.data, page.architecture, recipe=page.recipe)
    return found.try_fixes(found.findings[0])[0]


@pytest.fixture
def visitor():
    made = Visitor(page_of(SLOW)[0])
    yield made
    made.close()


def test_a_trial_is_that_of_the_doctor(visitor):
    found = diagnosed(visitor, visitor.send())
    told, trial = tried(found, found.findings[0], visitor.send()), shell(SLOW)
    assert told == compared(trial)
    assert told["verdict"] == VERDICTS[trial.verdict] == "better"
    before, after = told["runs"]
    assert (before["numbers"], after["numbers"]) == (trial.numbers(trial.before), trial.numbers(trial.after))
    assert after["losses"]["train"] == trial.after.history["train_loss"]


def test_a_trial_ends_when_the_visitor_leaves_or_sends_another(visitor):
    found, errand = diagnosed(visitor, visitor.send()), visitor.send()
    threading.Timer(0.2, visitor.close).start()

    async def waited():
        return await errand.done(lambda: found.try_fixes(epochs=1_000_000, stop=errand.stop, threads=1))

    begun = time.monotonic()
    assert asyncio.run(waited()) is None
    assert time.monotonic() - begun < 30
    assert errand.cancelled
    later = visitor.send()
    assert not later.cancelled
    visitor.send()
    assert later.stop.is_set()


@pytest.mark.slow
def test_a_fix_is_tried_seen_and_taken_with_the_keyboard(tab):
    one = tab(
        f"?{SLOW}&validation_fraction=0.2&lang=de", viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    page, keys = one.page, one.page.keyboard
    page.get_by_role("tab", name="Doktor").click()
    page.locator("#diagnose").focus()
    keys.press("Enter")
    finding = page.get_by_role("listitem", name="learning rate too low")
    finding.get_by_role("button", name="Ausprobieren").focus()
    keys.press("Enter")
    finding.get_by_text("Es hilft.").wait_for()
    assert page.evaluate("document.activeElement.innerText") == "Ausprobieren"
    trial = shell(f"{SLOW}&validation_fraction=0.2")
    for name, run in (("vorher", trial.before), ("nachher", trial.after)):
        cells = finding.get_by_role("row", name=name).locator("td").all_inner_texts()
        loss, accuracy = trial.numbers(run).values()
        assert cells == [f"{loss:.3f}", f"{100 * accuracy:.1f} %", "60"]
    assert finding.get_by_role("img").count() == 2
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, k) => k % 4 === 3 && v > 40)"
    assert all(canvas.evaluate(drawn) for canvas in finding.locator("canvas").all())
    for theme in ("light", "dark", "contrast"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert serious(page) == [], theme
    assert narrow(page)
    assert one.feed("feed.scene.rate") == 1e-6  # nothing is taken yet
    finding.get_by_role("button", name="Anwenden").click()
    one.until("window.nnplayFeed.scene.rate > 0.000001")


@pytest.mark.slow
def test_a_trial_is_stopped_on_the_page(tab):
    one = tab(f"?{SLOW}&samples=3000&batch_size=5")
    page = one.page
    page.get_by_role("tab", name="Doctor").click()
    one.press("diagnose")
    attempt = page.get_by_role("button", name="Try it").first
    attempt.wait_for()
    shown = page.evaluate("""() => {
      const [attempt, stop] = document.querySelectorAll('.fix-buttons button');
      attempt.click();
      const during = [attempt.hidden, stop.hidden, document.querySelector('.fix-buttons progress').hidden];
      stop.click();
      return during;
    }""")
    assert shown == [True, False, False]
    attempt.wait_for()
    one.press("diagnose")  # when it is told, the one before would have been
    one.until("document.getElementById('diagnose').disabled")
    attempt.wait_for()
    assert page.locator(".verdict").count() == 0
