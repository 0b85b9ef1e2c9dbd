"""The words of what does a training again."""

from __future__ import annotations

ENGLISH = {
    "again": "Do it again",
    "in_shell": "In a shell",
    "in_python": "In Python",
    "in_pytorch": "The network as it is, in PyTorch",
    "its_weights": "Its weights",
    "copy": "Copy",
    "copied_text": "Copied.",
    "again_hint": "These lines lead to the numbers on the page, to the last bit, forks and all.",
}

GERMAN = {
    "again": "Noch einmal",
    "in_shell": "In der Shell",
    "in_python": "In Python",
    "in_pytorch": "Das Netz, wie es ist, in PyTorch",
    "its_weights": "Seine Gewichte",
    "copy": "Kopieren",
    "copied_text": "Kopiert.",
    "again_hint": "Diese Zeilen führen bis aufs letzte Bit zu den Zahlen der Seite, mit allen Verzweigungen.",
}
