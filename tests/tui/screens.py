"""The screens as text: `python tests/tui/screens.py --refresh` writes them anew, to be looked at before a commit."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from playing import in_session, opened, played, settled, text_of, until

from nnplay.tui import screens as cards

HOME = Path(__file__).with_name("snapshots")
CARDS = {
    "help": ("question_mark", cards.HelpCard), "predict": ("a", cards.PredictCard), "inspect": ("i", cards.InspectCard),
    "layer": ("l", cards.LayerCard), "open": ("o", cards.OpenCard), "save": ("s", cards.SaveCard),
    "code": ("c", cards.CodeCard), "compare": ("m", cards.CompareCard), "challenges": ("x", cards.ChallengesCard),
}  # fmt: skip
SIZES = {"60x20": (60, 20), "80x24": (80, 24), "120x40": (120, 40), "200x60": (200, 60)}


@contextlib.contextmanager
def without_colors():
    """NO_COLOR, for the plots that are drawn in the meantime."""
    os.environ["NO_COLOR"] = "1"
    yield
    del os.environ["NO_COLOR"]


def screens(size):
    """The text of the screen at this size after each action, by name, in an empty working directory."""
    found = {}

    async def script(app, pilot):
        async def take(name):
            await settled(app, pilot)
            await pilot.pause(0.05)
            found[name] = text_of(app)

        await take("start")
        await pilot.press("t")
        await until(pilot, lambda: "Welcome" in text_of(app))
        await take("tour")
        await pilot.press("escape")
        for epoch in range(1, 6):
            await pilot.press("full_stop")
            await until(pilot, lambda e=epoch: app.session.epoch == e)
        await take("trained")
        await pilot.press("left")
        await until(pilot, lambda: app.session.past_epoch == 4)
        await take("past")
        await pilot.press("end")
        await until(pilot, lambda: app.session.past_epoch is None)
        if size in ("60x20", "80x24"):
            await pilot.press("v")
            await take("results")
            await pilot.press("v")
            await pilot.press("3")
            await until(pilot, lambda: app.focused is not None)
            await take("settings")
            await pilot.press("escape")
            with without_colors():
                await take("plain")
        if size == "120x40":
            for name, (key, card) in CARDS.items():
                await opened(app, pilot, key, card)
                await pilot.pause(0.2)
                await take(name)
                await pilot.press("escape")
            for data in ("iris", "diabetes", "linnerud", "digits"):
                await in_session(app, app.session.use_data, data)
                await in_session(app, app.session.step)
                app.apply(lambda: None)
                await until(pilot, lambda e=data: app.session.epoch == 1 and e in text_of(app).splitlines()[0])
                await pilot.pause(0.2)
                await take(data)

    played(script, SIZES[size], epochs=5, learning_rate=0.1)
    return found


def main():
    """Write them, or show them."""
    with tempfile.TemporaryDirectory() as empty, contextlib.chdir(empty):
        for size in SIZES:
            for name, text in screens(size).items():
                if "--refresh" in sys.argv:
                    (HOME / f"{name}-{size}.txt").write_text(text + "\n", encoding="utf-8")
                else:
                    sys.stdout.write(f"{name} {size}\n{text}\n")


if __name__ == "__main__":
    main()
