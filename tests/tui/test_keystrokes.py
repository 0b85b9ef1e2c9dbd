"""Twenty tasks, each done with the keys that docs/how-to/terminal.md says, and with as many.

`python tests/tui/test_keystrokes.py` prints the table for that page.
"""

import sys
from pathlib import Path

import pytest
from playing import in_session, played, settled, text_of, until

from nnplay.tui.pace import DEFAULT_PACE

pytestmark = pytest.mark.slow

SIZE = (120, 40)
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "terminal.md"


def rate(app):
    return app.session.recipe.learning_rate


def widths(app):
    return [layer.width for layer in app.session.problem.architecture.layers]


def kept(app):
    return len(app.session.saved_runs)


def fork_beside_old(app):
    return rate(app) == 0.1 and kept(app) == 1 and app.session.finished and "run 1" in text_of(app)


def chart_alone(app):
    return [view.id for view in app.visible_views()] == ["curves"]


def unfinished(app):
    return app.session.epoch > 0 and not app.session.finished


def training(app):
    return app.session.playing and unfinished(app)


TRAINED, KEPT = ("Space", "trained"), ("Space", "trained", "k", "kept")

# What the table calls it; what comes before; the keys, text to type in quotation marks; and what has happened then.
TASKS = {
    "Train, and watch it for about five seconds": (("paced",), "Space", training),
    "Pause": (("paced", "Space", "training"), "Space", lambda app: not app.session.playing and unfinished(app)),
    "Train at full speed": (("paced",), "> > Space", lambda app: app.pace is None and app.session.epoch),
    "Set the learning rate to 0.1": ((), "3 “0.1” Enter", lambda app: rate(app) == 0.1),
    "Set the batch size to 16": ((), "3 Tab×3 “16” Enter", lambda app: app.session.recipe.batch_size == 16),
    "Make the first layer 6 neurons wide": ((), "2 “6” Enter", lambda app: widths(app) == [6, 8]),
    "Make the test split 0.3 of the rows": (
        (), "1 Tab×3 “0.3” Enter", lambda app: app.session.recipe.test_fraction == 0.3
    ),
    "Add a layer": ((), "+", lambda app: widths(app) == [8, 8, 8]),
    "Open iris": ((), "o “iris” Enter", lambda app: app.session.dataset.name == "iris"),
    "Go back one epoch": (TRAINED, "←", lambda app: app.session.past_epoch == 199),
    "Go back to the middle of the run": (TRAINED, "[×10", lambda app: app.session.past_epoch == 100),
    "Look at the untrained network": (TRAINED, "Home", lambda app: app.session.past_epoch == 0),
    "Return to the newest epoch": ((*TRAINED, "Home", "past"), "End", lambda app: app.session.past_epoch is None),
    "Fork in the middle at the rate 0.1, the old run beside it": (
        TRAINED, "[×10 3 “0.1” Enter Space", fork_beside_old
    ),
    "Keep a run and compare it": (TRAINED, "k m", lambda app: "run 1" in text_of(app) and kept(app) == 1),
    "Restore a kept run": (
        (*KEPT, "n", "reset"), "m ↓ Enter", lambda app: app.session.epoch == 200 and app.session.is_saved
    ),
    "See the loss as large as the screen": (TRAINED, "7", chart_alone),
    "Give the plots the whole screen": ((), "h", lambda app: "Learning rate" not in text_of(app)),
    "Choose the light theme, for good": ((), "T “textual-l” Enter", lambda app: app.theme == "textual-light"),
    "Save the run to a file": (TRAINED, "s Enter", lambda _: Path("spiral.nnplay").exists()),
}  # fmt: skip
# How many keys the tasks took before the parts had numbers and the epochs their own keys; None: it was not possible.
KEYS_BEFORE = {
    "Train, and watch it for about five seconds": None, "Pause": 1, "Train at full speed": 1,
    "Set the learning rate to 0.1": 18, "Set the batch size to 16": 14, "Make the first layer 6 neurons wide": 7,
    "Make the test split 0.3 of the rows": 8, "Add a layer": 1, "Open iris": 6, "Go back one epoch": None,
    "Go back to the middle of the run": 10, "Look at the untrained network": 20, "Return to the newest epoch": 20,
    "Fork in the middle at the rate 0.1, the old run beside it": 30, "Keep a run and compare it": 2,
    "Restore a kept run": 3, "See the loss as large as the screen": None, "Give the plots the whole screen": None,
    "Choose the light theme, for good": None, "Save the run to a file": 2,
}  # fmt: skip
STATES = {
    "trained": lambda app: app.session.finished,
    "training": training,
    "kept": lambda app: kept(app) == 1,
    "past": lambda app: app.session.past_epoch == 0,
    "reset": lambda app: app.session.recipe.seed == 1,
}
NAMES = {">": "greater_than_sign", "+": "plus", "[": "left_square_bracket", "←": "left", "↓": "down"}
OPENING = "123osmT"  # keys that open something, which then takes the next keys


def words(keys):
    """Each key or typed text, and how often it comes."""
    for word in keys.split():
        key, _, count = word.partition("×")
        yield key, int(count or 1)


def count(keys):
    """The number of keys that are pressed."""
    return sum(len(word.strip("“”")) if word[0] == "“" else times for word, times in words(keys))


async def do(app, pilot, keys):
    """Press keys as a person does: the next one when the last one has had its effect."""
    for word, times in words(keys):
        presses = word[1:-1] if word[0] == "“" else [word] * times
        for key in presses:
            name = NAMES.get(key, key if len(key) == 1 else key.lower())
            await pilot.press("full_stop" if name == "." else name)
            await until(pilot, lambda: not app.busy)
        if word in OPENING:
            await pilot.pause(0.1)


@pytest.mark.parametrize("task", TASKS)
def test_a_task_takes_as_many_keys_as_the_table_says(task, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.db"))
    before, keys, is_done = TASKS[task]

    async def script(app, pilot):
        for step in before:
            if step == "paced":
                app.pace = DEFAULT_PACE
            elif step in STATES:
                await until(pilot, lambda s=step: STATES[s](app))
                if not app.session.playing:
                    await settled(app, pilot)
            else:
                await do(app, pilot, step)
        await do(app, pilot, keys)
        await until(pilot, lambda: is_done(app))
        await in_session(app, app.session.pause)

    played(script, SIZE, "spiral", (8, 8), epochs=200, optimizer="adam", learning_rate=0.01)


def table():
    """A row for each task: what to do, the keys, and how many they are."""
    rows = []
    for task, (_, keys, _) in TASKS.items():
        written = " ".join(
            word if word[0] == "“" else f"`{word}`" + (f"×{times}" if times > 1 else "") for word, times in words(keys)
        )
        rows.append(f"| {task} | {written} | {count(keys)} | {KEYS_BEFORE[task] or '–'} |")
    return rows


def test_the_table_of_the_page_has_every_task_with_its_number_of_keys():
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    start = lines.index(table()[0])
    assert lines[start : start + len(TASKS) + 1] == [*table(), ""], "python tests/tui/test_keystrokes.py"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
