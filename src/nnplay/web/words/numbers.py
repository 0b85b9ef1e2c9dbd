"""The words of the tab with the tables."""

from __future__ import annotations

ENGLISH = {
    "numbers": "Numbers",
    "numbers_hint": "Every picture as a table; they are written anew whenever the training rests.",
    "as_csv": "Save as CSV",
    "as_table": "The tab Numbers has this picture as a table.",
    "by_epoch": "After each epoch",
    "by_place": "Answers over the plane",
    "weights": "Weights and biases",
}

GERMAN = {
    "numbers": "Zahlen",
    "numbers_hint": "Jedes Bild als Tabelle; sie werden neu geschrieben, sobald das Training ruht.",
    "as_csv": "Als CSV speichern",
    "as_table": "Unter Zahlen steht dieses Bild als Tabelle.",
    "by_epoch": "Nach jeder Epoche",
    "by_place": "Antworten über der Ebene",
    "weights": "Gewichte und Bias",
}
