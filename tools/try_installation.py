"""Run every interface of an installed nnplay, in an environment that has nothing else.

    python tools/try_installation.py

Works from a folder of its own, so that the source beside it is not what is imported.
"""

import asyncio
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILES = (  # beside the Python source
    "py.typed", "engine/compiled/prebuilt.zip", "web/site/index.html", "web/site/page/main.js",
    "web/site/engine/engine.wasm", "web/site/engine/engine.json", "web/site/engine/sets/iris.json",
    "web/site/messages/en.json", "web/site/lessons/index.json", "data/files/penguins.csv", "notebook/live.js",
)  # fmt: skip


def command(*arguments: str) -> str:
    """What `nnplay ARGUMENTS` prints."""
    program = [sys.executable, "-m", "nnplay", *arguments]
    ended = subprocess.run(program, capture_output=True, encoding="utf-8", errors="replace", timeout=300)
    if ended.returncode:
        raise RuntimeError(f"nnplay {' '.join(arguments)} ended with {ended.returncode}: {ended.stderr}")
    return ended.stdout


def files() -> str:
    """The files that are no Python are installed."""
    import nnplay

    root = Path(nnplay.__file__).parent
    missing = [name for name in FILES if not (root / name).is_file()]
    assert not missing, missing
    return f"{len(FILES)} files in {root}"


def python() -> str:
    """Train, predict, plot, save, load; the stand-in for scikit-learn's."""
    import nnplay as nn

    run = nn.train("iris", (8, 8), epochs=100, seed=0)
    run.plot().savefig("iris.png")
    run.save("iris.nnplay", card=True)
    assert list(nn.load_run("iris.nnplay").predict([[5.1, 3.5, 1.4, 0.2]])) == ["setosa"]
    assert Path("iris.md").read_text("utf-8").startswith("---\n")
    model = nn.MLPClassifier((8,), solver="lbfgs", max_iter=200, random_state=0)
    score = model.fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]).score([[0.0], [3.0]], [0, 1])
    return f"{run!r}; score {score}"


def command_line() -> str:
    """The commands that need no more than the installation itself."""
    said = command("train", "iris", "--save", "cli.nnplay", "--quiet")
    assert "setosa" in command("predict", "cli.nnplay", "--row", "5.1,3.5,1.4,0.2")
    assert json.loads(command("show", "cli.nnplay", "--json"))["status"] == "finished"
    for words in (
        ("explain", "cli.nnplay", "--row", "5.1,3.5,1.4,0.2"), ("look", "cli.nnplay", "importance"),
        ("export", "cli.nnplay", "--to", "numpy"), ("doctor", "cli.nnplay"), ("catalog",), ("runs",),
        ("compare", "circle", "--hidden", "2", "--hidden", "4", "--epochs", "20", "--seeds", "3", "--quiet"),
    ):  # fmt: skip
        assert command(*words).strip(), words
    return said.strip()


def terminal() -> str:
    """The terminal playground, without a terminal: it trains, and quits."""
    from nnplay.playground.session import PlaygroundSession
    from nnplay.tui.app import PlaygroundApp

    async def play() -> int:
        app = PlaygroundApp(PlaygroundSession("spiral"))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("space")
            for _ in range(300):
                await pilot.pause(0.1)
                if app.session.snapshot.epoch > 3:
                    break
            return app.session.snapshot.epoch

    epoch = asyncio.run(play())
    assert epoch > 3
    return f"epoch {epoch}"


def browser() -> str:
    """The page from the server, and as a folder."""
    command("web", "--static", "site")
    assert (Path("site") / "index.html").is_file()
    program = [sys.executable, "-m", "nnplay", "web", "--port", "0", "--no-open"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            address, deadline = None, time.monotonic() + 60
            while address is None and time.monotonic() < deadline:
                address = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
            assert address, "the server does not say where it is"
            with urllib.request.urlopen(address[0], timeout=30) as answer:
                page = answer.read().decode("utf-8")
            assert "<title>" in page
        finally:
            server.terminate()
    return f"{len(page):,} characters from {address[0]}, {sum(1 for _ in Path('site').rglob('*'))} files in the folder"


def notebook() -> str:
    """The widget, or a sentence that says how to install it."""
    import nnplay as nn

    return missing("notebook", lambda: nn.live("iris", (4,), epochs=5)) or "the widget was made"


def what_is_optional() -> str:
    """Each extra that is missing is one sentence that names it."""
    import nnplay as nn

    run = nn.load_run("iris.nnplay")
    attempts: dict[str, Callable[[], Any]] = {
        "tensorboard": lambda: nn.train("iris", (4,), epochs=2, log="tensorboard:board"),
        "export": lambda: run.export("iris.onnx", "onnx"),
        "search": lambda: nn.search("iris", trials=2),
    }
    return "; ".join(filter(None, (missing(extra, attempt) for extra, attempt in attempts.items()))) or "all is there"


def missing(extra: str, attempt: Callable[[], Any]) -> str:
    """What an attempt says if the libraries of an extra are missing; "" if they are there.

    Raises:
        NNPlayError: it does not say how to install them.
    """
    import nnplay as nn

    try:
        attempt()
    except nn.NNPlayError as error:
        if f"nnplay[{extra}]" not in str(error):
            raise
        return str(error)
    return ""


def main() -> None:
    """Run all, and say what each did."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        os.environ |= {"NNPLAY_STORE": str(Path(folder, "runs.sqlite")), "NNPLAY_CACHE_DIR": str(Path(folder, "cache"))}
        version = importlib.metadata.version("nnplay")
        print(f"nnplay {version} on Python {sys.version.split()[0]}, {sys.platform}")
        for part in (files, python, command_line, terminal, browser, notebook, what_is_optional):
            start = time.perf_counter()
            print(f"{part.__name__:>17}: {part()} ({time.perf_counter() - start:.1f} s)", flush=True)
        os.chdir(Path(__file__).parent)


if __name__ == "__main__":
    main()
