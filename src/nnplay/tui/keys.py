"""The keys of the playground, in the order of the help."""

from textual.binding import Binding

Key = tuple[str, str, str, str, str]  # key, action, label, how the key is displayed, help text

GROUPS: dict[str, tuple[Key, ...]] = {
    "Train": (
        ("space", "play", "Train", "", "Train or pause"),
        ("full_stop", "step", "One epoch", ".", "Train one epoch"),
        ("comma", "batch", "One step", ",", "Take one optimizer step"),
        ("greater_than_sign", "pace(1)", "Faster", ">", "Train faster, up to full speed"),
        ("less_than_sign", "pace(-1)", "Slower", "<", "Train slower"),
        ("r", "reset", "Reset", "", "Reset to the same initial weights"),
        ("n", "seed", "New weights", "", "Reset with new weights"),
    ),
    "Time": (
        ("left", "travel(-1)", "Back", "←", "Back one snapshot"),
        ("right", "travel(1)", "Forward", "→", "Forward one snapshot"),
        ("left_square_bracket", "rewind(-1)", "Far back", "[", "Back a twentieth of the run"),
        ("right_square_bracket", "rewind(1)", "Far forward", "]", "Forward a twentieth of the run"),
        ("home", "go_to(0)", "Start", "", "Go to the untrained network"),
        ("end", "go_to(1)", "Newest", "", "Go to the newest epoch"),
    ),
    "Panes": (
        ("1", "section('data')", "Data", "", "Open or close the data settings"),
        ("2", "section('layers')", "Layers", "", "Open or close the layers"),
        ("3", "section('training')", "Training", "", "Open or close the training settings"),
        ("4", "section('display')", "Display", "", "Open or close the display settings"),
        ("0", "section('more')", "More", "", "Open or close the other settings"),
        ("5", "zoom('network')", "Network", "", "Enlarge the network"),
        ("6", "zoom('surface')", "Predictions", "", "Enlarge the predictions"),
        ("7", "zoom('curves')", "Loss", "", "Enlarge the loss"),
        ("8", "zoom('score')", "Score", "", "Enlarge the score"),
        ("9", "zoom('results')", "Results", "", "Enlarge the results"),
        ("v", "view", "View", "", "Switch network and results (small screens)"),
        ("h", "settings", "Settings", "", "Hide or show the settings"),
    ),
    "Edit": (
        ("plus", "layer(1)", "Add layer", "+", "Add a hidden layer"),
        ("minus", "layer(-1)", "Remove layer", "-", "Remove the last hidden layer"),
        ("w", "widen(1)", "Add neuron", "", "Add a neuron to the last hidden layer"),
        ("W", "widen(-1)", "Remove neuron", "", "Remove a neuron from the last hidden layer"),
        ("l", "layers", "Layers", "", "Edit a layer: normalization, skip, …"),
        ("o", "open", "Open", "", "Open a data file or a saved run"),
    ),
    "Inspect": (
        ("a", "predict", "Predict", "", "Predict from values you type"),
        ("i", "inspect", "Inspect", "", "Inspect a neuron and its weights"),
        ("k", "save_run", "Keep run", "", "Keep this run for comparison"),
        ("m", "compare", "Compare", "", "Compare and restore kept runs"),
        ("p", "image", "Image", "", "Show the predictions as an image"),
    ),
    "Save": (
        ("s", "save", "Save", "", "Save or export to a file"),
        ("c", "command", "Command", "", "Copy the command of this run"),
        ("y", "python", "Python", "", "Copy the Python code of this run"),
    ),
    "Learn": (
        ("t", "tour", "Tour", "", "Take the tour, or skip a step of it"),
        ("x", "challenges", "Challenges", "", "Choose a challenge"),
        ("T", "change_theme", "Theme", "", "Choose a color theme"),
        ("question_mark", "help", "Help", "?", "List all keys"),
        ("escape", "leave_field", "Back", "esc", "Leave a field, a pane or a dialog"),
        ("q", "leave", "Quit", "", "Quit"),
    ),
}


def bindings() -> list[Binding]:
    """All keys as bindings of a Textual app."""
    return [
        Binding(key, action, label, key_display=display or None, show=False, tooltip=help_text)
        for group in GROUPS.values()
        for key, action, label, display, help_text in group
    ]
