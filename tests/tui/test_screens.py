"""The screens, letter by letter and colour by colour."""

import pytest
from playing import played, settled, text_of, trained
from screens import HOME, SIZES, screens

from nnplay.plots.palette import DARK, LIGHT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", SIZES)
def test_the_screens_are_as_they_were(size, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    snapshots = {path.stem.removesuffix(f"-{size}"): path for path in HOME.glob(f"*-{size}.txt")}
    texts = screens(size)
    assert set(texts) == set(snapshots), "python tests/tui/screens.py --refresh"
    for name, text in texts.items():
        assert text + "\n" == snapshots[name].read_text(encoding="utf-8"), (
            f"{name}: python tests/tui/screens.py --refresh"
        )


def colours(app):
    """Every colour on the screen."""
    texts = set()
    for line in app.screen._compositor.render_strips():
        for segment in line:
            if segment.style is not None:
                texts |= {color.name for color in (segment.style.color, segment.style.bgcolor) if color is not None}
    return texts


@pytest.mark.slow
def test_dark_light_and_no_colour_at_all(monkeypatch):
    async def script(app, pilot):
        await trained(app, pilot)
        assert DARK.accent in colours(app)
        app.theme = "textual-light"
        await settled(app, pilot)
        assert LIGHT.accent in colours(app)
        assert DARK.accent not in colours(app)

    played(script, epochs=2)
    monkeypatch.setenv("NO_COLOR", "1")

    async def plain(app, pilot):
        await trained(app, pilot)
        assert {name for name in colours(app) if len({name[1:3], name[3:5], name[5:7]}) > 1} == set()
        shown = text_of(app)
        assert "░" in shown
        assert "▲" in shown

    played(plain, epochs=60, learning_rate=0.1)
