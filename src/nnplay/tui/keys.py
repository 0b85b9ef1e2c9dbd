"""The keys of the playground, in the order of the help; the most used are in the line at the bottom."""

from __future__ import annotations

from textual.binding import Binding

Key = tuple[str, str, str, str, str]  # key, what is done, what it is called, how it is shown, what the help says
SHOWN = ("space", "full_stop", "r", "left_square_bracket", "k", "o", "a", "i", "s", "question_mark", "q")

GROUPS: dict[str, tuple[Key, ...]] = {
    "Train": (
        ("space", "play", "Play", "", "Train, or pause"),
        ("full_stop", "step", "Step", ".", "One epoch"),
        ("comma", "batch", "Batch", ",", "One step of the optimizer"),
        ("r", "reset", "Reset", "", "Begin again with the same weights"),
        ("n", "seed", "New seed", "", "Begin again with other weights"),
        ("left_square_bracket", "look(-1)", "Back", "[", "Back in time"),
        ("right_square_bracket", "look(1)", "Forth", "]", "Forth in time"),
    ),
    "Change": (
        ("plus", "layer(1)", "Add a layer", "+", "Add a layer"),
        ("minus", "layer(-1)", "Remove a layer", "-", "Remove the last layer"),
        ("w", "widen(1)", "A neuron more", "", "A neuron more in the last layer"),
        ("W", "widen(-1)", "A neuron fewer", "", "A neuron fewer in the last layer"),
        ("l", "layers", "Layers", "", "All that a layer has: normalisation, skip, …"),
        ("o", "open", "Open", "", "Open a table, choose columns, or go on with a saved run"),
    ),
    "Look": (
        ("a", "ask", "Ask", "", "Type values, see the answer"),
        ("i", "inspect", "Look", "", "A neuron or a weight: value, gradient, equation"),
        ("k", "keep", "Keep", "", "Keep this training beside the next"),
        ("m", "kept", "Compare", "", "What was kept: compare, bring back"),
        ("v", "view", "View", "", "In a small terminal: network, how good"),
        ("p", "picture", "Picture", "", "The surface as a picture, where the terminal can"),
    ),
    "Take away": (
        ("s", "save", "Save", "", "Save, export, draw"),
        ("c", "command", "Command", "", "Copy the command that does it again"),
        ("y", "python", "Python", "", "Copy the Python that does it again"),
    ),
    "Learn": (
        ("t", "tour", "Tour", "", "A tour of a minute"),
        ("x", "challenges", "Challenges", "", "Five challenges"),
        ("question_mark", "help", "Help", "?", "All keys"),
        ("escape", "leave_field", "Leave a field", "esc", "Leave a field or a card"),
        ("q", "leave", "Quit", "", "Leave"),
    ),
}


def bindings() -> list[Binding]:
    """All keys, as Textual takes them."""
    return [
        Binding(key, action, name, key_display=shown or None, show=key in SHOWN, tooltip=told)
        for group in GROUPS.values()
        for key, action, name, shown, told in group
    ]
