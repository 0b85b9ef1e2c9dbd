"""Twenty tasks, each done with the keys that docs/terminal.md says, and with as many."""

import asyncio
import re
from pathlib import Path

import pytest
from playing import played, settled, text_of, until

pytestmark = pytest.mark.slow

SIZE = (120, 40)
GUIDES = Path(__file__).parents[2] / "docs"


def rate(app):
    return app.session.recipe.learning_rate


def widths(app):
    return [layer.width for layer in app.session.problem.architecture.layers]


def kept(app):
    return len(app.session.saved_runs)


def fork_beside_old(app):
    return rate(app) == 0.1 and kept(app) == 1 and app.session.finished and "run 1" in text_of(app)


def chart_alone(app):
    return [view.id for view in app.renderer.visible_views()] == ["curves"]


HALF_BACK = ["left_square_bracket"] * 10
TRAINED, KEPT = ("space", "trained"), ("space", "trained", "k", "kept")

# What the table calls it; what comes before; the keys; and what has happened then.
TASKS = {
    "Train, and watch it for about five seconds": ((), ["space"], lambda app: app.session.playing),
    "Pause": (("space", "started"), ["space"], lambda app: not app.session.playing and app.session.epoch),
    "Train at full speed": (("paced",), [">", ">", "space"], lambda app: app.pace is None and app.session.epoch),
    "Set the learning rate to 0.1": ((), ["3", *"0.1", "enter"], lambda app: rate(app) == 0.1),
    "Set the batch size to 16": (
        (), ["3", "tab", "tab", "tab", *"16", "enter"], lambda app: app.session.recipe.batch_size == 16
    ),
    "Make the first layer 6 neurons wide": ((), ["2", "6", "enter"], lambda app: widths(app) == [6, 8]),
    "Make the test split 0.3 of the rows": (
        (), ["1", "tab", "tab", "tab", *"0.3", "enter"], lambda app: app.session.recipe.test_fraction == 0.3
    ),
    "Add a layer": ((), ["+"], lambda app: widths(app) == [8, 8, 8]),
    "Open iris": ((), ["o", *"iris", "enter"], lambda app: app.session.dataset.name == "iris"),
    "Go back one epoch": (TRAINED, ["left"], lambda app: app.session.past_epoch == 199),
    "Go back to the middle of the run": (TRAINED, HALF_BACK, lambda app: app.session.past_epoch == 100),
    "Look at the untrained network": (TRAINED, ["home"], lambda app: app.session.past_epoch == 0),
    "Return to the newest epoch": ((*TRAINED, "home", "past"), ["end"], lambda app: app.session.past_epoch is None),
    "Fork in the middle at the rate 0.1, the old run beside it": (
        TRAINED, [*HALF_BACK, "3", *"0.1", "enter", "space"], fork_beside_old
    ),
    "Keep a run and compare it": (TRAINED, ["k", "m"], lambda app: "run 1" in text_of(app) and kept(app) == 1),
    "Restore a kept run": (
        (*KEPT, "n", "reset"), ["m", "down", "enter"], lambda app: app.session.epoch == 200 and app.session.is_saved
    ),
    "See the loss as large as the screen": (TRAINED, ["7"], chart_alone),
    "Give the plots the whole screen": ((), ["h"], lambda app: "Learning rate" not in text_of(app)),
    "Choose the light theme, for good": ((), ["T", *"textual-l", "enter"], lambda app: app.theme == "textual-light"),
    "Save the run to a file": (TRAINED, ["s", "enter"], lambda _: Path("spiral.nnplay").exists()),
}  # fmt: skip
STATES = {
    "trained": lambda app: app.session.finished,
    "started": lambda app: app.session.epoch > 0,
    "kept": lambda app: kept(app) == 1,
    "past": lambda app: app.session.past_epoch == 0,
    "reset": lambda app: app.session.recipe.seed == 1,
}
NAMES = {".": "full_stop", ">": "greater_than_sign", "+": "plus", "-": "minus"}


async def do(app, pilot, keys):
    """Press keys as a person does: the next one when the last one has had its effect."""
    for key in keys:
        await pilot.press(NAMES.get(key, key))
        await pilot.pause(0.02)
        await until(pilot, lambda: not app.busy)
        if len(key) > 1 or key in "123osmkT":
            await pilot.pause(0.1)


@pytest.mark.parametrize("task", TASKS)
def test_a_task_takes_as_many_keys_as_the_table_says(task, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.db"))
    before, keys, is_done = TASKS[task]

    async def script(app, pilot):
        for step in before:
            if step == "paced":
                app.pace = 5.0
            elif step in STATES:
                await until(pilot, lambda s=step: STATES[s](app))
                await settled(app, pilot)
            else:
                await do(app, pilot, [step])
        await do(app, pilot, keys)
        await until(pilot, lambda: is_done(app))
        await asyncio.to_thread(app.session.pause)

    epochs = 10**6 if task == "Pause" else 200
    played(script, SIZE, "spiral", (8, 8), epochs=epochs, optimizer="adam", learning_rate=0.01)


def test_the_table_has_every_task_with_its_number_of_keys():
    text = next(GUIDES.rglob("terminal.md")).read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| [^|]+ \| [^|]*?(\d+) \|$", text, re.MULTILINE)
    assert {name: int(count) for name, count in rows} == {name: len(keys) for name, (_, keys, _) in TASKS.items()}
