"""Lesson: keeping a network simple."""

from __future__ import annotations

import numpy as np

from nnplay.playground.lessons.conditions import all_of, at_least, below, setting, trained
from nnplay.playground.lessons.lesson import Chosen, Deed, Lesson, Step
from nnplay.playground.lessons.overfitting import FEW
from nnplay.playground.session import PlaygroundSession

GONE = 0.01  # a weight below it counts as none
EVERY = "x1,x2,x1^2,x2^2,x1*x2,sin(x1),sin(x2)"


def emptied(session: PlaygroundSession) -> bool:
    """Whether half of the weights are gone."""
    return float(np.mean(np.abs(np.concatenate([W.ravel() for W in session.parameters.W])) < GONE)) >= 0.5


def dropped(session: PlaygroundSession) -> bool:
    """Whether a layer has dropout."""
    return any(layer.dropout for layer in session.problem.architecture.layers)


REGULARIZATION = Lesson(
    "regularization",
    {"en": "Keeping a network simple", "de": "Ein Netz einfach halten"},
    {"en": "Penalties on weights, neurons that are left out, and an early end.",
     "de": "Strafen auf Gewichte, Neuronen, die ausgelassen werden, und ein frühes Ende."},
    20,
    ("set", "sets", "problem", "own", "batch_size", "noise", "samples", "share", "regenerate", "points",
     "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "The network that learned by heart. Sharp shapes need large weights, so let weights cost "
                   "something: L2 adds (λ/2) · Σw² to what is made small.",
             "de": "Das Netz, das auswendig gelernt hat. Scharfe Formen brauchen große Gewichte, also sollen "
                   "Gewichte etwas kosten: L2 fügt (λ/2) · Σw² zu dem hinzu, was klein werden soll."},
            {"en": "Choose L2 for Regularization, find a rate, and have a test loss below 0.4 after 300 epochs or "
                   "more.",
             "de": "Wähle L2 als Regularisierung, finde eine Stärke, und habe nach 300 Epochen oder mehr einen "
                   "Testverlust unter 0,4."},
            Deed(all_of(setting("l2", lambda strength: strength > 0), trained(300), below("test", 0.4))),
            {"en": "Without it, the test loss would be about 0.5 by then, and rising.",
             "de": "Ohne sie läge der Testverlust jetzt bei 0,5 und stiege."},
            FEW,
        ),
        Step(
            {"en": "L1 costs λ · Σ|w|: it pulls small weights as hard as large ones, until they are 0. Here all "
                   "seven inputs are on.",
             "de": "L1 kostet λ · Σ|w|: es zieht an kleinen Gewichten so stark wie an großen, bis sie 0 sind. Hier "
                   "sind alle sieben Eingaben an."},
            {"en": "Choose L1, and train until half of the weights are gone and still 95 % of the test rows are "
                   "right.",
             "de": "Wähle L1, und trainiere, bis die Hälfte der Gewichte weg ist und trotzdem 95 % der Testzeilen "
                   "stimmen."},
            Deed(all_of(setting("l1", lambda strength: strength > 0), emptied, at_least("test", "accuracy", 0.95))),
            {"en": "Half of the lines are thin: the network would not miss them.",
             "de": "Die Hälfte der Linien ist dünn: das Netz würde sie nicht vermissen."},
            f"data=circle&net=6:tanh&features={EVERY}&noise=0.1&learning_rate=0.1",
        ),
        Step(
            {"en": "Look at the lines that leave the inputs.",
             "de": "Sieh dir die Linien an, die von den Eingaben ausgehen."},
            {"en": "Which inputs did it keep?", "de": "Welche Eingaben hat es behalten?"},
            Chosen(
                (
                    {"en": "x₁ and x₂", "de": "x₁ und x₂"},
                    {"en": "x₁² and x₂²", "de": "x₁² und x₂²"},
                    {"en": "sin x₁ and sin x₂", "de": "sin x₁ und sin x₂"},
                ),
                1,
            ),
            {"en": "Of course: a circle is x₁² + x₂² = r². L1 has found the formula.",
             "de": "Natürlich: ein Kreis ist x₁² + x₂² = r². L1 hat die Formel gefunden."},
        ),
        Step(
            {"en": "Dropout leaves some neurons out of each step, others each time, so that none may rely on "
                   "another. Click the words above a layer to set it.",
             "de": "Dropout lässt bei jedem Schritt einige Neuronen aus, jedes Mal andere, damit sich keines auf ein "
                   "anderes verlässt. Klicke auf die Worte über einer Schicht, um es zu setzen."},
            {"en": "Set a dropout, and have a test loss below 0.4 after 300 epochs or more.",
             "de": "Setze ein Dropout, und habe nach 300 Epochen oder mehr einen Testverlust unter 0,4."},
            Deed(all_of(dropped, trained(300), below("test", 0.4))),
            {"en": "When it predicts, all neurons are there. That is why the surface is calm and the training loss "
                   "is not.",
             "de": "Wenn es vorhersagt, sind alle Neuronen da. Darum ist die Fläche ruhig und der Trainingsverlust "
                   "nicht."},
            FEW,
        ),
        Step(
            {"en": "Or stop in time. Some rows are kept aside a second time, for validation, and when their loss has "
                   "not fallen for as many epochs as “Patience” says, the training ends with the best weights.",
             "de": "Oder rechtzeitig aufhören. Einige Zeilen werden noch einmal zurückgelegt, zur Validierung, und "
                   "wenn ihr Verlust so viele Epochen nicht gesunken ist, wie „Geduld“ sagt, endet das Training mit "
                   "den besten Gewichten."},
            {"en": "Open “Training”, set a patience of 30, and train until it ends by itself.",
             "de": "Öffne „Training“, setze eine Geduld von 30, und trainiere, bis es von selbst endet."},
            Deed(lambda session: session.ended and session.training_session.status == "stopped early"),
            {"en": "Nobody had to watch it. The test rows judge it all the same: they saw nothing of this.",
             "de": "Niemand musste zusehen. Die Testzeilen urteilen wie immer: sie haben davon nichts gesehen."},
            "data=circle&net=16:tanh;16:tanh&noise=0.4&samples=300&test_fraction=0.4&optimizer=adam&learning_rate=0.03&tests=1",
        ),
    ),
)  # fmt: skip
