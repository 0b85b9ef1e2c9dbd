"""The tables of the ziggurat with which NumPy draws normal numbers.

Marsaglia & Tsang 2000, "The ziggurat method for generating random variables": 256 layers of equal area under
e^(−x²/2), the lowest of which has the tail. The page draws the same numbers as NumPy with them.

NumPy's widths are rounded in the last bit, so they are read from NumPy itself: a generator is put into the state in
which its next number is 1 in a certain layer. Where a layer surely lies under the curve, and how high it is, only
decide between two numbers, for which the last bit does not matter; these are computed from their definition.
"""

from decimal import Decimal, localcontext

import numpy as np

LAYERS = 256
BITS = 52  # of the random number that is scaled to a layer's width
EDGE = Decimal("3.6541528853610087963519472518")  # where the tail begins
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645  # of PCG64: state ← state · multiplier + increment


def tables() -> dict[str, list[float]]:
    """Of each layer: its width over 2⁵², the number below which a point is surely inside, its height e^(−x²/2)."""
    with localcontext() as context:
        context.prec = 60
        scale = Decimal(2) ** BITS
        area = EDGE * _height(EDGE) + _tail(EDGE)
        x, above = EDGE, EDGE
        inside, heights = [Decimal(0)] * LAYERS, [Decimal(1)] * LAYERS
        inside[0], heights[-1] = x * _height(x) / area * scale, _height(x)
        for k in range(LAYERS - 2, 0, -1):
            x = (-2 * (area / above + heights[k + 1]).ln()).sqrt()
            inside[k + 1], heights[k] = x / above * scale, _height(x)
            above = x
    return {
        "edge": [float(EDGE)],
        "width": [_width(k) for k in range(LAYERS)],
        "inside": [int(each) for each in inside],
        "height": [float(each) for each in heights],
    }


def _height(x: Decimal) -> Decimal:
    return (-x * x / 2).exp()


def _tail(x: Decimal) -> Decimal:
    """The integral of e^(−t²/2) from x on: √(π/2) minus the series of the part below x."""
    term = total = x
    k = 0
    while term > Decimal("1e-50"):
        k += 1
        term = term * x * x / (2 * k + 1)
        total += term
    return (PI / 2).sqrt() - _height(x) * total


def _width(layer: int) -> float:
    """The normal number that NumPy makes of the random number 1 in a layer: the width of the layer over 2⁵²."""
    bits = (1 << 9) | layer  # the layer, the sign, and the number
    generator = np.random.PCG64(0)
    state = generator.state
    before = (bits - state["state"]["inc"]) * pow(MULTIPLIER, -1, 1 << 128) % (1 << 128)
    generator.state = state | {"state": state["state"] | {"state": before}, "has_uint32": 0}
    return float(np.random.Generator(generator).standard_normal())
