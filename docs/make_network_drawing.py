"""Draw the network of docs/tutorials/how-it-learns.md with its weights into docs/pictures/two-two-one.svg."""

from __future__ import annotations

from pathlib import Path

from nnplay.plots import palette

PICTURE = Path(__file__).parent / "pictures" / "two-two-one.svg"
W = ([[0.5, -0.5], [1.0, 0.5]], [[1.0], [-1.0]])  # those of the page
B = ([0.0, 0.5], [0.5])
NAMES = (("x₁", "x₂"), ("a₁", "a₂"), ("ŷ",))
LAYERS = ("X, inputs", "layer 0, hidden", "layer 1, output")
COLUMNS, WIDTH, HEIGHT, RADIUS = (90, 340, 590), 680, 320, 30
POSITIVE, NEGATIVE, INK, MUTED = palette.POSITIVE, palette.NEGATIVE, "#1f2933", "#66717d"


def number(value: float) -> str:
    """A number with a true minus."""
    return f"{value:g}".replace("-", "−")


def row(count: int, index: int) -> float:
    """How far down a neuron of its layer is."""
    return HEIGHT / 2 + (index - (count - 1) / 2) * 130 + 12


def draw() -> str:
    """The drawing: a line for each weight, a circle for each neuron."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'text-anchor="middle"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    ]
    for layer, weights in enumerate(W):
        for i, outgoing in enumerate(weights):
            for j, weight in enumerate(outgoing):
                x0, y0 = COLUMNS[layer], row(len(weights), i)
                x1, y1 = COLUMNS[layer + 1], row(len(outgoing), j)
                colour, share = (POSITIVE if weight > 0 else NEGATIVE), 0.3 if len(outgoing) > 1 else 0.45
                x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
                parts.append(
                    f'<path d="M{x0} {y0}L{x1} {y1}" stroke="{colour}" stroke-width="{1 + 3 * abs(weight):g}"/>'
                    f'<rect x="{x - 21:g}" y="{y - 11:g}" width="42" height="20" rx="5" fill="#fff"/>'
                    f'<text x="{x:g}" y="{y + 4:g}" font-size="15" fill="{colour}">{number(weight)}</text>'
                )
    for column, names in enumerate(NAMES):
        parts.append(f'<text x="{COLUMNS[column]}" y="24" font-size="14" fill="{MUTED}">{LAYERS[column]}</text>')
        for index, name in enumerate(names):
            x, y = COLUMNS[column], row(len(names), index)
            parts.append(
                f'<circle cx="{x}" cy="{y}" r="{RADIUS}" fill="#f4f7fa" stroke="{INK}" stroke-width="1.5"/>'
                f'<text x="{x}" y="{y + 6}" font-size="18" fill="{INK}">{name}</text>'
            )
            if column:
                text = f"σ, b = {number(B[column - 1][index])}"
                parts.append(f'<text x="{x}" y="{y + 50}" font-size="13" fill="{MUTED}">{text}</text>')
    return "".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    PICTURE.write_text(draw(), "utf-8")
