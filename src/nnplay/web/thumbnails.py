"""Thumbnails of the toys."""

from __future__ import annotations

from nnplay.data import load
from nnplay.plots import palette
from nnplay.plots.surface_colors import value_colours

POINTS, SIDE, RADIUS = 160, 48, 1.7


def thumbnail(name: str) -> str:
    """A toy's points without noise, as SVG."""
    data = load(name, samples=POINTS, seed=0, noise=0.0)
    across, up = (column.values for column in data.features[:2])
    truth = data.targets[0].values
    if data.task == "classification":
        place = {label: k for k, label in enumerate(data.classes)}
        colours = [palette.LIGHT.colour(place[label]) for label in truth.tolist()]
    else:
        shades = (value_colours(truth, (-abs(truth).max(), abs(truth).max())) * 255).round().astype(int).tolist()
        colours = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in shades]
    scale = (SIDE / 2 - 3) / max(abs(across).max(), abs(up).max())
    dots = "".join(
        f'<circle cx="{SIDE / 2 + x * scale:.1f}" cy="{SIDE / 2 - y * scale:.1f}" r="{RADIUS}" fill="{colour}"/>'
        for x, y, colour in zip(across.tolist(), up.tolist(), colours, strict=True)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{dots}</svg>'
