"""The picture of the terminal playground: `python docs/make_terminal_picture.py` plays, and photographs the screen.

It needs Chromium, as the tests of the notebook do.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from playwright.async_api import async_playwright

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.app import PlaygroundApp

HOME = Path(__file__).parent / "pictures" / "terminal.png"
SIZE = (120, 38)
FONT = "DejaVu Sans Mono"


async def screen() -> str:
    """The screen after 800 epochs on the spiral, as SVG."""
    net = nn.Architecture.dense((8, 8), "tanh")
    session = PlaygroundSession("spiral", net, nn.Recipe(epochs=800, optimizer="adam", learning_rate=0.01))
    app = PlaygroundApp(session)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space")
        while not session.finished:
            await pilot.pause(0.1)
        await pilot.pause(0.5)
        return app.export_screenshot(title="nnplay")


async def main() -> None:
    """Write the picture."""
    svg = re.sub(r"@font-face \{[^}]*\}", "", await screen()).replace("Fira Code", FONT)
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found is not None
    width, height = (round(float(part)) for part in found.groups())
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": width, "height": height})
        await page.set_content(f'<body style="margin:0;background:white">{svg}')
        await page.screenshot(path=HOME)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
