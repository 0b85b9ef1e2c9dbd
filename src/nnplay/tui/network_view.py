"""The network diagram."""

from rich.text import Text
from textual.events import Click
from textual.message import Message

from nnplay.playground.view_state import ViewState
from nnplay.plots.terminal import network_diagram
from nnplay.tui.plot_view import ColorMode, PlotView


class NetworkView(PlotView):
    """The network with its weights as colored lines; a click on a neuron inspects it."""

    heading = "Network"

    class NeuronClicked(Message):
        """A neuron was clicked.

        Attributes:
            layer, neuron: counted from 1.
        """

        def __init__(self, layer: int, neuron: int) -> None:
            super().__init__()
            self.layer, self.neuron = layer, neuron

    def __init__(self, id: str, key: str = "") -> None:
        super().__init__(id, key)
        self._diagram: network_diagram.Diagram | None = None

    def draw(self, view_state: ViewState, mode: ColorMode, width: int, height: int) -> Text:
        """The layers from left to right."""
        self.subtitle = f"{view_state.parameters.count:,} parameters"
        names, outputs = view_state.problem.encoding.names, output_names(view_state)
        self._diagram = network_diagram.Diagram(view_state.parameters, width, height, names, outputs, mode.palette)
        return self._diagram.text()

    def on_click(self, event: Click) -> None:
        """Report the neuron that was clicked."""
        place = event.get_content_offset(self)
        neuron = self._diagram.neuron_at(place.x, place.y) if place is not None and self._diagram else None
        if neuron is not None:
            self.post_message(self.NeuronClicked(neuron[0] + 1, neuron[1] + 1))


def output_names(view_state: ViewState) -> tuple[str, ...]:
    """The name of each output neuron."""
    coding = view_state.problem.coding
    if coding.form == "one_hot":
        return tuple(map(str, coding.classes))
    if coding.form == "column":
        return (str(coding.classes[-1]),)
    return view_state.dataset.target_names
