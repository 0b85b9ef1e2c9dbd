"""Draw the pictures of the documentation into docs/pictures, with nnplay itself."""

from __future__ import annotations

import sys
from pathlib import Path

import nnplay as nn
from nnplay import plots

FOLDER = Path(__file__).with_name("pictures")


def main() -> None:
    """Train the networks that the pages talk about, and draw each; every file stays below 300 kB."""
    FOLDER.mkdir(exist_ok=True)
    spiral = nn.load("spiral", noise=0.1, samples=500, seed=0)
    layers = nn.Architecture.dense((16, 16, 16), "tanh")
    run = nn.train(spiral, layers, epochs=300, learning_rate=0.03, seed=0)
    plots.save(run.plot("boundary"), FOLDER / "spiral.png")
    iris = nn.train("iris", nn.Architecture.dense((8, 8), "tanh"), epochs=100, seed=0, optimizer="momentum")
    iris.plot().savefig(FOLDER / "iris.png", dpi=150, metadata={"Software": "nnplay"})
    race = nn.compare("circle", [(2,), (4,), (8,), (4, 4)], seeds=5, epochs=30, learning_rate=[0.01, 0.05])
    for kind, options in (("leaderboard", {}), ("curves", {}), ("heatmap", {"x": "learning_rate", "y": "hidden"})):
        race.plot(kind, **options).savefig(FOLDER / f"{kind}.png", dpi=150, metadata={"Software": "nnplay"})
    slow = nn.train("spiral", nn.Architecture.dense((8, 8), "tanh"), epochs=200, seed=1)
    futures = slow.fork(80, learning_rate=0.2).plot("futures")
    futures.savefig(FOLDER / "futures.png", dpi=150, metadata={"Software": "nnplay"})
    inside()
    for picture in sorted(FOLDER.iterdir()):
        sys.stdout.write(f"{picture.name}: {picture.stat().st_size / 1000:.0f} kB\n")


def inside() -> None:
    """Draw the views of docs/how-to/inside.md."""
    layers = nn.Architecture.dense((8, 8), "tanh")
    spiral = nn.train("spiral", layers, epochs=200, learning_rate=0.03, seed=1)
    iris = nn.train("iris", (8, 8), epochs=60, optimizer="momentum", seed=1)
    digits = nn.train("digits", (64, 32), epochs=15, optimizer="momentum")
    for name, figure in {
        "neurons": spiral.plot("neurons"),
        "landscape": spiral.plot("landscape", directions="path"),
        "surface": digits.plot("landscape", surface=True),
        "importance": iris.plot("importance"),
        "mistakes": digits.plot("mistakes"),
        "weights": iris.plot("weights"),
        "gradients": digits.plot("gradients"),
    }.items():
        dpi = 100 if name == "neurons" else 150  # a large picture
        figure.savefig(FOLDER / f"{name}.png", dpi=dpi, metadata={"Software": "nnplay"})


if __name__ == "__main__":
    main()
