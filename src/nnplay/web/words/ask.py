"""The words of the questions to the network."""

from __future__ import annotations

ENGLISH = {
    "ask": "Ask",
    "ask_hint": "Set the inputs, and see what the network that is shown answers, and how it gets there.",
    "row_number": "Number of the row",
    "row_before": "The row before",
    "row_after": "The row after",
    "of_rows": "of",
    "answer": "What the network answers",
    "on_the_way": "On the way",
    "too_many_fields": "inputs are too many to be typed: leave some out, or use `nnplay predict`.",
    "sketch": "Draw here. With the keyboard: arrows move the pen, with Shift they draw, Delete wipes.",
    "sketch_told": "Draw one yourself.",
    "as_seen": "as the network sees it",
    "wipe": "Wipe",
}

GERMAN = {
    "ask": "Fragen",
    "ask_hint": "Die Eingaben setzen und sehen, was das gezeigte Netz antwortet, und wie es darauf kommt.",
    "row_number": "Nummer der Zeile",
    "row_before": "Die Zeile davor",
    "row_after": "Die Zeile danach",
    "of_rows": "von",
    "answer": "Was das Netz antwortet",
    "on_the_way": "Auf dem Weg",
    "too_many_fields": "Eingaben sind zu viele zum Tippen: einige weglassen, oder `nnplay predict` nehmen.",
    "sketch": "Hier zeichnen. Mit der Tastatur: Pfeile bewegen den Stift, mit Umschalt zeichnen sie, Entf wischt.",
    "sketch_told": "Selbst eine zeichnen.",
    "as_seen": "wie das Netz es sieht",
    "wipe": "Wischen",
}
