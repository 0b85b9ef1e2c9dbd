"""Draw the pictures of the page in the browser into docs/pictures: one stands, one moves, one is of a lesson."""

from __future__ import annotations

import io
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).with_name("pictures")
SIZE = {"width": 1280, "height": 800}
SPIRAL = "?data=spiral&net=8:tanh;6:tanh&optimizer=adam&learning_rate=0.01&features=x1,x2,sin(x1),sin(x2)&noise=0.1"
LESSON = "?lesson=depth:3"
EPOCH = "Number(document.querySelector('.epoch-number').textContent.replaceAll(',', ''))"
DRAWN = "document.querySelector('.surface canvas')?.width > 0"
MOMENTS = (0, 2, 5, 9, 14, 20, 30, 45, 70, 110, 160)  # epochs
MOVING, QUALITY, LAST = (880, 550), 45, 1800  # size, quality, and milliseconds of the last picture


def main() -> None:
    """Train the spiral in a real browser, and look at it on the way."""
    command = [sys.executable, "-m", "nnplay", "web", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as play:
        address = re.findall(r"http://\S+", server.stdout.readline())[0]
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(address + SPIRAL)
        until(page, DRAWN)
        shots = [moment(page, epoch) for epoch in MOMENTS]
        lesson = led(browser.new_page(viewport=SIZE), address)
        browser.close()
        server.send_signal(signal.SIGINT)
    for name, shot in (("web", shots[-1]), ("lesson", lesson)):
        shot.quantize(256, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    first, *others = [shot.resize(MOVING, Image.Resampling.LANCZOS) for shot in shots]
    times = [260] * len(others) + [LAST]
    first.save(
        FOLDER / "web.webp", save_all=True, append_images=others, duration=times, loop=0, quality=QUALITY, method=6
    )
    for name in ("web.png", "web.webp", "lesson.png"):
        sys.stdout.write(f"{name}: {(FOLDER / name).stat().st_size / 1000:.0f} kB\n")


def moment(page: Page, epoch: int) -> Image.Image:
    """The page after that epoch."""
    while (now := page.evaluate(EPOCH)) < epoch:
        page.get_by_role("button", name="Train one epoch").click()
        until(page, f"{EPOCH} === {now + 1}")
    return looked_at(page)


def led(page: Page, address: str) -> Image.Image:
    """A step of a lesson that is done."""
    page.goto(address + LESSON)
    until(page, DRAWN)
    page.get_by_role("button", name="Add layer").click()
    for _ in range(2):
        page.get_by_role("button", name="Add neuron to layer 1").click()
    page.locator("#speed").select_option("null")
    page.get_by_role("button", name="Play").click()
    page.locator(".guide-verdict.solved").wait_for()
    page.get_by_role("button", name="Pause").click()
    return looked_at(page)


def until(page: Page, expression: str) -> None:
    """Wait until something is so on the page."""
    while not page.evaluate(expression):
        page.wait_for_timeout(20)


def looked_at(page: Page) -> Image.Image:
    """The page, with the mouse aside."""
    page.mouse.move(640, 780)
    page.wait_for_timeout(300)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


if __name__ == "__main__":
    main()
