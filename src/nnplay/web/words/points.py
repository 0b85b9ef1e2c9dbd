"""The words of the points that are drawn by hand."""

from __future__ import annotations

ENGLISH = {
    "draw_points": "Draw points",
    "draw_what": "What to draw",
    "draw_value": "The value of a new point",
    "draw_told": "Click to add, drag to move, right-click to remove. With the keyboard: arrows, Enter and Delete.",
}

GERMAN = {
    "draw_points": "Punkte setzen",
    "draw_what": "Was gesetzt wird",
    "draw_value": "Der Wert eines neuen Punktes",
    "draw_told": "Klick setzt, Ziehen bewegt, Rechtsklick entfernt. Mit der Tastatur: Pfeile, Enter und Entf.",
}
