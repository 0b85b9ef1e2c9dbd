"""The words of the figures."""

from __future__ import annotations

ENGLISH = {
    "figures": "Figures",
    "figures_hint": "Pictures of this training for a handout or a paper, on white; their text stays text.",
    "figure_summary": "All at a glance",
    "figure_layout": "The network",
    "figure_curves": "The learning curves",
    "figure_boundary": "What the network answers",
    "figure_confusion": "The confusion of classes",
    "figure_predictions": "Predicted against actual",
}

GERMAN = {
    "figures": "Bilder",
    "figures_hint": "Bilder dieses Trainings für ein Arbeitsblatt oder einen Aufsatz, auf Weiß; ihr Text bleibt Text.",
    "figure_summary": "Alles auf einen Blick",
    "figure_layout": "Das Netz",
    "figure_curves": "Die Lernkurven",
    "figure_boundary": "Was das Netz antwortet",
    "figure_confusion": "Die Verwechslung der Klassen",
    "figure_predictions": "Vorhergesagt und wirklich",
}
