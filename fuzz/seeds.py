"""What the fuzzing of each target begins with: good inputs, so that the bad ones are close to them."""

from __future__ import annotations

import base64
import dataclasses
import subprocess
import sys
import tempfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import tomli_w

import nnplay as nn
from nnplay.playground.lessons.library import folder as lesson_folder
from nnplay.training.recipe_file import write_recipe
from nnplay.web.engine.frames import encode_frame
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.saved_state import pack

TABLES = (
    "x,y,label\n1,2,a\n3,4.5,b\n-1e3,NaN,a\n",
    "x;y;label\n1,5;2;ja\n3,25;?;nein\n",
    '"a ""quoted"" head",b\r\n"line\nbreak",1\r\n,2\r\n',
    "\ufeffa\tb\tc\n1\t2\t3\n",
    "date,flag,big\n2024-01-01,true,9007199254740993\n2024-02-30,false,1e999\n",
)
FORMULAS = (
    "x*sigmoid(b*x)", "max(0, x)", "(y - y_hat)^2", "log(1+exp(x))", "where(x > 0, x, a*(exp(x)-1))", "-x**2/3", "|x|",
)  # fmt: skip
ADDRESSES = (
    "data=spiral&net=8:tanh;4:relu,dropout=0.2&learning_rate=0.1&seed=3&lang=de",
    "data=plane&features=x1,x2,sin(x1)&noise=0.1&samples=200&optimizer=adam&l1=0.01&net=",
)
DEFAULTS = {
    "all": {"seed": 3, "json": True}, "train": {"hidden": [5, 3], "l2": 0.1, "batch-size": 4, "activation": ["tanh"]},
    "runs": {"list": {"limit": 3}},
}  # fmt: skip
LESSON = """title: Rates
summary: A step that is too long.
minutes: 3

## First
name: first
start: ?data=xor&net=2:tanh
let: low = min(train loss)

Watch the loss of {low:2}.

task: Train.
done: epoch >= 3 and train loss < 1
hint: Press play.
solution: set learning_rate=0.1
solution: train 3
solution: weight(1, 2, 1) = 0.5

## Second
answer: 2 + 3 * 4
"""


def write_seeds(name: str, folder: Path) -> None:
    """Write the first inputs of a target into a folder."""
    for k, content in enumerate(_made(name)):
        (folder / f"seed-{k}").write_bytes(content)


def _made(name: str) -> list[bytes]:
    if name == "table":
        texts = [text.encode() for text in TABLES] + [TABLES[0].encode("utf-16"), "ä,ö\n1,2\n".encode("latin-1")]
        return [bytes([k]) + text for k, text in enumerate(texts)]
    if name == "recipe":
        return recipes()
    if name == "container":
        return models()
    if name in ("settings", "model", "changed_defaults", "state", "checkpoint"):
        return [bytes(range(k, k + 40)) for k in range(8)]
    if name == "defaults":
        return [tomli_w.dumps(DEFAULTS).encode()]
    if name == "lesson":
        return [LESSON.encode(), *(path.read_bytes() for path in sorted(lesson_folder().glob("[cf]*.md"))[:3])]
    if name == "message":
        return [base64.b64encode(zlib.compress(one)) for one in states()]
    if name == "frame":
        arrays = {"theta": np.ones(3, np.float32), "grid": np.ones((2, 2)), "classes": np.ones(1, np.int32)}
        return [encode_frame({"epoch": 1, "loss": None}, arrays)]
    return [text.encode() for text in (FORMULAS if name == "expression" else ADDRESSES)]


def recipes() -> list[bytes]:
    """Recipe files."""
    path = Path(tempfile.mkdtemp()) / "recipe.toml"
    architecture = nn.Architecture([nn.Layer(4, "prelu", norm="batch"), nn.Layer(3, dropout=0.1, skip=True)])
    given = nn.Recipe(
        data="iris", features=("petal_length",), optimizer="adam", schedule="cosine", epochs=3, penalties=(("l2", 0.1),)
    )
    write_recipe(path, architecture, given)
    whole = path.read_bytes()
    every = "\n".join(f"{name} = 1" for name, _ in given).encode()
    layers = "\n".join(f"{field.name} = 1" for field in dataclasses.fields(nn.Layer)).encode()
    return [whole, every, b"[architecture]\n[[architecture.layers]]\n" + layers]


def models() -> list[bytes]:
    """Model files."""
    return _trained()[:2]


def states() -> list[bytes]:
    """Saved runs of visitors."""
    return _trained()[2:]


@cache
def _trained() -> list[bytes]:
    """Files of runs; a program of its own trains them, since what is watched by the fuzzer cannot be compiled."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run([sys.executable, __file__, str(folder)], check=True)
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def _train(folder: Path) -> None:
    small = nn.train("xor", nn.Architecture.dense((2,)), samples=20, epochs=2)
    rich = nn.train(
        "iris", nn.Architecture([nn.Layer(2, "prelu", norm="batch", skip=True)]), epochs=2, optimizer="adam"
    )
    for k, run in enumerate((small, rich)):
        (folder / str(k)).write_bytes(run.to_bytes())
    for k, (optimizer, width) in enumerate((("sgd", 2), ("adam", 3)), 2):
        host = EngineHost()
        layers = [{"width": width, "activation": "tanh"}]
        settings = {"data": "xor", "samples": 20, "optimizer": optimizer, "epochs": 50}
        host.configure({"recipe": settings, "architecture": {"layers": layers}})
        for _ in range(3):
            host.answer({"command": "step"})
        host.answer({"command": "edit", "layer": 0, "index": [0], "value": 0.5})
        (folder / str(k)).write_bytes(pack(host))
        host.close()


if __name__ == "__main__":
    _train(Path(sys.argv[1]))
