"""Draw the packages of the source into docs/pictures/house.svg, from the layers in pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "house.svg"
TEXTS = {
    "cli": "command line",
    "tui": "terminal playground",
    "web": "browser playground",
    "notebook": "live widget",
    "playground": "session, lessons, challenges",
    "experiments": "compare, search",
    "doctor": "diagnose a run",
    "estimators": "scikit-learn interface",
    "runs": "Run, store, time travel",
    "analysis": "look inside, explain",
    "export": "PyTorch, Keras, ONNX, …",
    "training": "recipe, loop, snapshots",
    "engine": "forward, backward, step",
    "plots": "figures, characters",
    "network": "architecture, parameters θ",
    "catalog": "every component, one entry each",
    "data": "read, type, encode, split",
    "utils": "files, validation, cache",
    "errors": "one sentence each",
}
FLOOR, WIDTH, GAP = 0.72, 12.0, 0.12  # inches


def layers() -> list[list[str]]:
    """The layers of the import contract, from the top; the packages of one layer do not import each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    found = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [layer.split(" | ") for layer in found if layer != "__main__"]


def draw() -> Figure:
    """One floor for each layer, one room for each package."""
    floors = layers()
    figure = Figure(figsize=(WIDTH, FLOOR * len(floors)))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, FLOOR * len(floors)))
    axes.axis("off")
    for floor, packages in enumerate(reversed(floors)):
        width = WIDTH / len(packages)
        shade = "#eef2f7" if floor % 2 else "#e2e9f2"
        for place, package in enumerate(packages):
            x, y = place * width + GAP / 2, floor * FLOOR + GAP / 2
            axes.add_patch(
                FancyBboxPatch(
                    (x, y),
                    width - GAP,
                    FLOOR - GAP,
                    boxstyle="round,pad=0,rounding_size=0.06",
                    facecolor=shade,
                    edgecolor="#8aa0bb",
                )
            )
            middle = x + (width - GAP) / 2
            axes.text(middle, y + 0.37, package, ha="center", va="center", fontsize=12, weight="bold", color="#1f2d3d")
            axes.text(middle, y + 0.15, TEXTS[package], ha="center", va="center", fontsize=9, color="#44546a")
    return figure


if __name__ == "__main__":
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "nnplay", "font.family": "sans-serif"}):
        draw().savefig(PICTURE, metadata={"Date": None, "Creator": "nnplay"})
