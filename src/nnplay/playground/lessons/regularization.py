"""Lesson: regularization."""

from __future__ import annotations

import numpy as np

from nnplay.playground.lessons.conditions import all_of, at_least, below, setting, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step
from nnplay.playground.lessons.overfitting import OVERFITTING_PAGE
from nnplay.playground.session import PlaygroundSession

ZERO = 0.01  # a smaller |weight| counts as zero
ALL_FEATURES = "x1,x2,x1^2,x2^2,x1*x2,sin(x1),sin(x2)"


def half_of_weights_zero(session: PlaygroundSession) -> bool:
    """Whether at least half of the weights are close to zero."""
    return float(np.mean(np.abs(np.concatenate([W.ravel() for W in session.parameters.W])) < ZERO)) >= 0.5


def has_dropout(session: PlaygroundSession) -> bool:
    """Whether any layer has dropout."""
    return any(layer.dropout for layer in session.problem.architecture.layers)


REGULARIZATION = Lesson(
    "regularization",
    {"en": "Regularization", "de": "Regularisierung"},
    {"en": "Weight penalties, dropout and early stopping.",
     "de": "Strafterme für Gewichte, Dropout und Early Stopping."},
    20,
    ("set", "sets", "problem", "own", "batch_size", "noise", "samples", "share", "regenerate", "points",
     "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "This is the network that overfitted. Sharp boundaries need large weights, so penalize large "
                   "weights: L2 adds (λ/2) · Σw² to the loss.",
             "de": "Das ist das überangepasste Netz. Scharfe Grenzen brauchen große Gewichte, also bestrafen wir "
                   "große Gewichte: L2 addiert (λ/2) · Σw² zum Verlust."},
            {"en": "Choose L2 regularization, find a good rate, and get a test loss below 0.4 after at least 300 "
                   "epochs.",
             "de": "Wähle L2-Regularisierung, finde eine gute Stärke und bringe den Testverlust nach mindestens 300 "
                   "Epochen unter 0,4."},
            ActionTask(all_of(setting("l2", lambda strength: strength > 0), trained(300), below("test", 0.4))),
            {"en": "Without L2, the test loss would be about 0.5 by now, and rising.",
             "de": "Ohne L2 läge der Testverlust jetzt bei etwa 0,5 und würde weiter steigen."},
            OVERFITTING_PAGE,
        ),
        Step(
            {"en": "L1 adds λ · Σ|w|. It shrinks small weights as strongly as large ones, until they reach 0. All "
                   "seven inputs are on here.",
             "de": "L1 addiert λ · Σ|w|. Es verkleinert kleine Gewichte genauso stark wie große, bis sie 0 sind. "
                   "Hier sind alle sieben Eingaben eingeschaltet."},
            {"en": "Choose L1, and train until half of the weights are 0 and the test accuracy is at least 95%.",
             "de": "Wähle L1 und trainiere, bis die Hälfte der Gewichte 0 ist und die Testgenauigkeit mindestens 95 "
                   "% beträgt."},
            ActionTask(
                all_of(
                    setting("l1", lambda strength: strength > 0), half_of_weights_zero,
                    at_least("test", "accuracy", 0.95),
                )
            ),
            {"en": "Half of the connections have become thin: the network does not need them.",
             "de": "Die Hälfte der Verbindungen ist dünn geworden: Das Netz braucht sie nicht."},
            f"data=circle&net=6:tanh&features={ALL_FEATURES}&noise=0.1&learning_rate=0.1",
        ),
        Step(
            {"en": "Look at the connections that leave the inputs.",
             "de": "Sieh dir die Verbindungen an, die von den Eingaben ausgehen."},
            {"en": "Which inputs does the network still use?", "de": "Welche Eingaben verwendet das Netz noch?"},
            ChoiceTask(
                (
                    {"en": "x₁ and x₂", "de": "x₁ und x₂"},
                    {"en": "x₁² and x₂²", "de": "x₁² und x₂²"},
                    {"en": "sin x₁ and sin x₂", "de": "sin x₁ und sin x₂"},
                ),
                1,
            ),
            {"en": "Correct: a circle is x₁² + x₂² = r². L1 has found the formula.",
             "de": "Richtig: Ein Kreis ist x₁² + x₂² = r². L1 hat die Formel gefunden."},
        ),
        Step(
            {"en": "Dropout turns off randomly chosen neurons in each step, so that no neuron can rely on another. "
                   "Click the label above a layer to set its dropout.",
             "de": "Dropout schaltet in jedem Schritt zufällig ausgewählte Neuronen ab, damit sich kein Neuron auf "
                   "ein anderes verlassen kann. Klicke auf die Beschriftung über einer Schicht, um ihr Dropout "
                   "einzustellen."},
            {"en": "Use dropout, and get a test loss below 0.4 after at least 300 epochs.",
             "de": "Verwende Dropout und bringe den Testverlust nach mindestens 300 Epochen unter 0,4."},
            ActionTask(all_of(has_dropout, trained(300), below("test", 0.4))),
            {"en": "Predictions always use all neurons. That is why the predictions look smooth although the training "
                   "loss is noisy.",
             "de": "Für Vorhersagen werden immer alle Neuronen verwendet. Darum wirken die Vorhersagen glatt, obwohl "
                   "der Trainingsverlust schwankt."},
            OVERFITTING_PAGE,
        ),
        Step(
            {"en": "Early stopping: more rows are held out for validation. If their loss has not improved for as many "
                   "epochs as “Early stopping patience” says, training stops and keeps the best weights.",
             "de": "Early Stopping: Weitere Zeilen werden zur Validierung zurückgehalten. Wenn sich ihr Verlust so "
                   "viele Epochen lang nicht verbessert hat, wie „Geduld (Early Stopping)“ angibt, endet das "
                   "Training und behält die besten Gewichte."},
            {"en": "Open “Training”, set the patience to 30, and train until it stops by itself.",
             "de": "Öffne „Training“, setze die Geduld auf 30 und trainiere, bis es von selbst endet."},
            ActionTask(lambda session: session.finished and session.training_session.status == "stopped early"),
            {"en": "Nobody had to watch it. And the test rows still give an honest result, because they played no "
                   "part in the decision.",
             "de": "Niemand musste zusehen. Und die Testzeilen liefern weiterhin ein ehrliches Ergebnis, weil sie "
                   "bei der Entscheidung keine Rolle spielten."},
            "data=circle&net=16:tanh;16:tanh&noise=0.4&samples=300&test_fraction=0.4&optimizer=adam&learning_rate=0.03&tests=1",
        ),
    ),
)  # fmt: skip
