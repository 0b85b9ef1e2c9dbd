"""The layout of a network figure, in inches, computed before anything is drawn."""

import math
from dataclasses import dataclass

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Block, layout as places
from nnplay.plots import palette
from nnplay.plots.labels import inches, loss_name, short
from nnplay.utils.text import plural

FULL = 16  # a layer up to this width shows every neuron
ENDS = 5  # a wider one shows so many at either end
MAX_COLUMNS = 40


@dataclass(frozen=True)
class LayerColumn:
    """One layer as it is drawn: the neurons that are shown, their heights, and the lines of its label.

    `number` counts from 0, the inputs. A column that stands for layers left out shows no neurons; `hidden` counts them.
    """

    number: int
    x: float
    count: int
    neurons: tuple[int, ...]
    heights: tuple[float, ...]
    lines: tuple[str, ...]
    layer: Layer | None = None
    hidden: int = 0

    @property
    def abbreviated(self) -> bool:
        """Whether some of its neurons are not drawn."""
        return len(self.neurons) < self.count

    @property
    def top(self) -> float:
        """The height of the highest neuron; the lowest is at minus that."""
        return max(self.heights, default=0.0)


@dataclass(frozen=True)
class Plan:
    """The whole picture: its columns, the size of a neuron, and the edges of the page around the middle axis y = 0."""

    columns: tuple[LayerColumn, ...]
    blocks: tuple[Block, ...]
    radius: float
    upright: bool
    left: float
    right: float
    top: float
    bottom: float
    labels: float
    rules: float
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def width(self) -> float:
        """Inches."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Inches."""
        return self.top - self.bottom

    @property
    def footer(self) -> float:
        """The height of the line that sums up."""
        return self.bottom + 0.2


def line_height() -> float:
    """Inches from one line of a label to the next."""
    return 0.0206 * palette.SMALL


def trained(block: Block) -> int:
    """How many numbers of a layer are trained."""
    return sum(math.prod(shape) for name, (_, shape) in block.arrays.items() if name not in ("mean", "variance"))


def drawn_neurons(count: int) -> tuple[int, ...]:
    """The neurons of a layer that are drawn: all, or the first and the last."""
    return tuple(range(count)) if count <= FULL else (*range(ENDS), *range(count - ENDS, count))


def slots(count: int) -> int:
    """How many places for neurons a column takes; the ellipsis takes two."""
    return count if count <= FULL else 2 * ENDS + 2


def label(layer: Layer | None, count: int) -> tuple[str, ...]:
    """The lines under a column."""
    if layer is None:
        return (f"{count:,}", "input" if count == 1 else "inputs")
    lines = [f"{count:,}", short(layer.activation, 24)]
    lines += [f"{layer.norm} norm"] if layer.norm else []
    lines += [f"dropout {layer.dropout:g}"] if layer.dropout else []
    return tuple(lines)


def weight_lines(block: Block) -> tuple[str, str]:
    """The two lines under the edges between two columns: the shape of W, and what the layer learns."""
    return f"W {block.n_in:,} × {block.n_z:,}", plural(trained(block), "parameter")


def skip_text(block: Block) -> str:
    """What stands on the arc of a skip connection."""
    return f"skip, P {block.n_in:,} × {block.n_out:,}" if "P" in block.arrays else "skip"


def plan(architecture: Architecture, input_names: tuple[str, ...], output_names: tuple[str, ...]) -> Plan:
    """Place the columns so that no label meets another.

    Raises:
        NNPlayError: when the architecture is not resolved.
    """
    if architecture.inputs is None:
        raise NNPlayError("The number of inputs follows from the data: train the architecture first, or resolve it.")
    blocks = places(architecture).blocks
    layers: list[Layer | None] = [None, *architecture.all_layers]
    numbers: list[int] = list(range(len(layers)))
    half = (MAX_COLUMNS - 2) // 2
    cut = len(numbers) > MAX_COLUMNS
    columns_drawn = [*numbers[:half], -1, *numbers[-half:]] if cut else numbers

    need = max(
        max(max(inches(line, palette.SMALL) for line in weight_lines(block)) for block in blocks) + 0.25,
        max(_label_width(label(layers[n], architecture.widths[n])) for n in numbers) + 0.2,
        max((inches(skip_text(b), palette.TINY) for b in blocks if b.layer.skip), default=0.0) + 0.25,
    )
    style = palette.current()
    upright = need * (len(columns_drawn) - 1) <= max(style.full, 9.0) - 1.5  # labels stand upright where they fit
    pitch = max(need, min(2.5, (style.single - 0.9) / (len(columns_drawn) - 1))) if upright else 0.46

    most = max(slots(architecture.widths[n]) for n in numbers)
    step = min(0.62, max(0.22 if style.single < 5 else 0.27, 0.52 * style.single / most))
    radius = min(0.17, 0.36 * step, 0.25 * pitch)
    columns = []
    for place, n in enumerate(columns_drawn):
        if n < 0:
            left_out = len(numbers) - len(columns_drawn) + 1
            columns.append(LayerColumn(-1, place * pitch, 0, (), (), (f"{left_out} more layers",), hidden=left_out))
            continue
        width = architecture.widths[n]
        neurons, total = drawn_neurons(width), slots(width)
        rows = neurons if len(neurons) == width else (*range(ENDS), *range(total - ENDS, total))
        heights = tuple(((total - 1) / 2 - row) * step for row in rows)
        columns.append(LayerColumn(n, place * pitch, width, neurons, heights, label(layers[n], width), layers[n]))
    words = (summed_up(architecture), "positive weight", "negative weight")
    foot = sum(inches(text, palette.SMALL) for text in words) + 1.6
    return _frame(tuple(columns), blocks, radius, upright, input_names, output_names, foot)


def _label_width(lines: tuple[str, ...]) -> float:
    return max(inches(lines[0], palette.TEXT, "bold"), *(inches(line, palette.SMALL) for line in lines))


def _frame(
    columns: tuple[LayerColumn, ...],
    blocks: tuple[Block, ...],
    radius: float,
    upright: bool,
    input_names: tuple[str, ...],
    output_names: tuple[str, ...],
    foot: float,
) -> Plan:
    """The page around the columns."""
    first, last = columns[0], columns[-1]
    inputs = tuple(short(input_names[k]) if k < len(input_names) else "" for k in first.neurons)
    outputs = tuple(short(output_names[k]) if k < len(output_names) else "" for k in last.neurons)
    beside = [
        max((inches(name, palette.SMALL) for name in names), default=0.0) + radius + 0.15 for names in (inputs, outputs)
    ]
    under = [_label_width(column.lines) / 2 if upright else 0.1 for column in (first, last)]
    left, right = (max(a, b) + 0.2 for a, b in zip(beside, under, strict=True))
    span = left + last.x + right
    spare = max(0.0, palette.current().single - span, foot - span) / 2

    tall = max(column.top for column in columns) + radius
    arcs = 0.55 if any(column.layer is not None and column.layer.skip for column in columns) else 0.0
    labels = -tall - 0.2
    if upright:
        rules = labels - line_height() * max(len(column.lines) for column in columns) - 0.1
        bottom = rules - 2 * line_height() - 0.62
    else:
        texts = [one_line(column, blocks) for column in columns] + [", ".join(weight_lines(block)) for block in blocks]
        rules = labels - max(inches(text, palette.SMALL) for text in texts)
        bottom = rules - 0.55
    return Plan(
        columns, blocks, radius, upright, -left - spare, last.x + right + spare, tall + arcs + 0.2, bottom,
        labels, rules, inputs, outputs,
    )  # fmt: skip


def one_line(column: LayerColumn, blocks: tuple[Block, ...]) -> str:
    """The label of a column where it has to stand on its side."""
    if column.number < 0:
        return column.lines[0]
    head = f"{column.lines[0]} {column.lines[1]}"
    extras = list(column.lines[2:])
    if column.layer is not None and column.layer.skip:
        extras.append(skip_text(blocks[column.number - 1]))
    return ", ".join([head, *extras])


def summed_up(architecture: Architecture) -> str:
    """The line at the foot: all parameters, and the loss."""
    count = places(architecture).trained
    text = f"{count:,} parameter" + ("" if count == 1 else "s")
    return text + (f", loss: {loss_name(architecture.loss)}" if architecture.loss else "")
