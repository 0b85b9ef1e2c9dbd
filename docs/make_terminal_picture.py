"""The pictures of the terminal playground: `python docs/make_terminal_picture.py` plays, and photographs the screen.

It needs Chromium, as the tests of the notebook do.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import async_playwright

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.app import PlaygroundApp

HOME = Path(__file__).parent / "pictures"
FONT = "DejaVu Sans Mono"


@dataclass(frozen=True)
class Picture:
    """A picture of the playground after training.

    Attributes:
        columns, rows: the size of the terminal.
        keys: pressed after training.
        colored: False is NO_COLOR.
    """

    columns: int
    rows: int
    keys: tuple[str, ...] = ()
    colored: bool = True

    async def screen(self) -> str:
        """The screen after 800 epochs on the spiral, as SVG."""
        os.environ.pop("NO_COLOR", None)
        if not self.colored:
            os.environ["NO_COLOR"] = "1"
        net = nn.Architecture.dense((8, 8), "tanh")
        session = PlaygroundSession("spiral", net, nn.Recipe(epochs=800, optimizer="adam", learning_rate=0.01))
        app = PlaygroundApp(session)
        app.pace = None
        async with app.run_test(size=(self.columns, self.rows)) as pilot:
            await pilot.press("space")
            while not session.finished:
                await pilot.pause(0.1)
            await pilot.press(*self.keys)
            await pilot.pause(1)
            return app.export_screenshot(title="nnplay")


PICTURES = {
    "terminal": Picture(120, 38),
    "terminal-small": Picture(80, 24, ("3",)),
    "terminal-plain": Picture(80, 24, colored=False),
}


async def main() -> None:
    """Write the pictures."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, picture in PICTURES.items():
            svg = re.sub(r"@font-face \{[^}]*\}", "", await picture.screen()).replace("Fira Code", FONT)
            found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
            assert found is not None
            width, height = (round(float(part)) for part in found.groups())
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.set_content(f'<body style="margin:0;background:white">{svg}')
            await page.screenshot(path=HOME / f"{name}.png")
            await page.close()
        await browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NNPLAY_STORE"] = str(Path(folder) / "runs.sqlite")  # with the usual theme
        asyncio.run(main())
