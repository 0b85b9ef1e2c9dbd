"""Lesson: the learning rate."""

from __future__ import annotations

from nnplay.playground.lessons.conditions import all_of, at_least, losses, setting, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step

RATE = Lesson(
    "rate",
    {"en": "The learning rate", "de": "Die Lernrate"},
    {"en": "A learning rate that is too small, one that is too large, and everything in between.",
     "de": "Eine zu kleine Lernrate, eine zu große und alles dazwischen."},
    15,
    ("data", "activation", "regularization", "strength", "points", "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "The learning rate η sets the size of each step. Here it is 0.00001.",
             "de": "Die Lernrate η bestimmt die Größe jedes Schritts. Hier ist sie 0,00001."},
            {"en": "Train for 30 epochs and watch the loss.", "de": "Trainiere 30 Epochen und beobachte den Verlust."},
            ActionTask(all_of(trained(30), setting("learning_rate", lambda rate: rate <= 1e-4))),
            {"en": "The loss does fall, but far too slowly.", "de": "Der Verlust sinkt, aber viel zu langsam."},
            "data=circle&net=4:tanh&learning_rate=0.00001&noise=0.0",
        ),
        Step(
            {"en": "From now on, start every attempt over: the reset button returns to the same initial weights.",
             "de": "Beginne von jetzt an jeden Versuch von vorn: Der Knopf zum Zurücksetzen stellt dieselben "
                   "Anfangsgewichte wieder her."},
            {"en": "Reset, and find a learning rate that reaches 95% test accuracy within 60 epochs.",
             "de": "Setze zurück und finde eine Lernrate, mit der die Testgenauigkeit in höchstens 60 Epochen 95 % "
                   "erreicht."},
            ActionTask(all_of(trained(1, 60), at_least("test", "accuracy", 0.95))),
            {"en": "Steps ten times as large get there ten times as fast, as long as they still follow the slope.",
             "de": "Zehnmal so große Schritte kommen zehnmal so schnell ans Ziel, solange sie der Steigung noch "
                   "folgen."},
            "data=circle&net=4:tanh&learning_rate=0.001&noise=0.0",
        ),
        Step(
            {"en": "A slope is only valid nearby. A step that is too large overshoots.",
             "de": "Eine Steigung gilt nur in der näheren Umgebung. Ein zu großer Schritt schießt über das Ziel "
                   "hinaus."},
            {"en": "Reset, set the learning rate to 10, and train until the training loss is higher than at the start.",
             "de": "Setze zurück, stelle die Lernrate auf 10 und trainiere, bis der Trainingsverlust höher ist als "
                   "am Anfang."},
            ActionTask(all_of(trained(1), lambda session: losses(session)[-1] > losses(session)[0])),
            {"en": "Each step jumps across the valley to the opposite slope, and lands higher than before.",
             "de": "Jeder Schritt springt über das Tal auf den gegenüberliegenden Hang und landet dort höher als "
                   "zuvor."},
            "data=circle&net=4:tanh&learning_rate=0.03&noise=0.0",
        ),
        Step(
            {"en": "Look at the loss curve of this run.", "de": "Sieh dir die Verlustkurve dieses Laufs an."},
            {"en": "Your training loss jumps up and down. What do you try first?",
             "de": "Dein Trainingsverlust springt auf und ab. Was versuchst du zuerst?"},
            ChoiceTask(
                (
                    {"en": "More epochs.", "de": "Mehr Epochen."},
                    {"en": "More neurons.", "de": "Mehr Neuronen."},
                    {"en": "A smaller learning rate.", "de": "Eine kleinere Lernrate."},
                ),
                2,
            ),
            {"en": "Correct. A learning rate schedule automates this: large steps first, small steps at the end. "
                   "“Training” offers eight schedules.",
             "de": "Richtig. Ein Lernratenplan automatisiert das: erst große Schritte, am Ende kleine. „Training“ "
                   "bietet acht solche Pläne."},
        ),
        Step(
            {"en": "Some optimizers adapt the step size of each weight by themselves, based on past gradients.",
             "de": "Manche Optimierer passen die Schrittgröße für jedes Gewicht selbst an, anhand der bisherigen "
                   "Gradienten."},
            {"en": "Choose adam and reach 95% test accuracy within 30 epochs.",
             "de": "Wähle adam und erreiche in höchstens 30 Epochen 95 % Testgenauigkeit."},
            ActionTask(
                all_of(
                    setting("optimizer", lambda name: name == "adam"), trained(1, 30),
                    at_least("test", "accuracy", 0.95),
                )
            ),
            {"en": "With adam, a learning rate between 0.001 and 0.03 suits most networks.",
             "de": "Mit adam passt für die meisten Netze eine Lernrate zwischen 0,001 und 0,03."},
            "data=circle&net=4:tanh&learning_rate=0.03&noise=0.0",
        ),
    ),
)  # fmt: skip
