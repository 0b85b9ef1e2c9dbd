"""The keys of the playground, in the order of the help; the most important ones are in the footer."""

from textual.binding import Binding

Key = tuple[str, str, str, str, str]  # key, action, label, how the key is displayed, help text
FOOTER_KEYS = ("space", "full_stop", "r", "left_square_bracket", "o", "a", "i", "s", "question_mark", "q")

GROUPS: dict[str, tuple[Key, ...]] = {
    "Train": (
        ("space", "play", "Play", "", "Train or pause"),
        ("full_stop", "step", "Step", ".", "Train one epoch"),
        ("comma", "batch", "Batch", ",", "Take one optimizer step"),
        ("r", "reset", "Reset", "", "Reset to the same initial weights"),
        ("n", "seed", "New seed", "", "Reset with new weights"),
        ("left_square_bracket", "rewind(-1)", "Back", "[", "Back one snapshot"),
        ("right_square_bracket", "rewind(1)", "Forward", "]", "Forward one snapshot"),
    ),
    "Edit": (
        ("plus", "layer(1)", "Add layer", "+", "Add a hidden layer"),
        ("minus", "layer(-1)", "Remove layer", "-", "Remove the last hidden layer"),
        ("w", "widen(1)", "Add neuron", "", "Add a neuron to the last hidden layer"),
        ("W", "widen(-1)", "Remove neuron", "", "Remove a neuron from the last hidden layer"),
        ("l", "layers", "Layers", "", "Edit layers: normalization, skip connections, …"),
        ("o", "open", "Open", "", "Open a data file or a saved run, choose columns"),
    ),
    "Inspect": (
        ("a", "predict", "Predict", "", "Predict from values you type"),
        ("i", "inspect", "Inspect", "", "Inspect a neuron or a weight: value, gradient, equation"),
        ("k", "save_run", "Save run", "", "Save this run for comparison"),
        ("m", "compare", "Compare", "", "Compare and restore saved runs"),
        ("v", "view", "View", "", "Switch between network and results (small terminals)"),
        ("p", "image", "Image", "", "Show the predictions as an image (if supported)"),
    ),
    "Save": (
        ("s", "save", "Save", "", "Save or export to a file"),
        ("c", "command", "Command", "", "Copy the command that reproduces this run"),
        ("y", "python", "Python", "", "Copy the Python code that reproduces this run"),
    ),
    "Learn": (
        ("t", "tour", "Tour", "", "Take the one-minute tour"),
        ("x", "challenges", "Challenges", "", "Choose one of five challenges"),
        ("question_mark", "help", "Help", "?", "List all keys"),
        ("escape", "leave_field", "Leave field", "esc", "Leave a field or close a dialog"),
        ("q", "leave", "Quit", "", "Quit"),
    ),
}


def bindings() -> list[Binding]:
    """All keys as bindings of a Textual app."""
    return [
        Binding(key, action, label, key_display=display or None, show=key in FOOTER_KEYS, tooltip=help_text)
        for group in GROUPS.values()
        for key, action, label, display, help_text in group
    ]
