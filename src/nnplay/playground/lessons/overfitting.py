"""Lesson: overfitting."""

from __future__ import annotations

from nnplay.playground.lessons.conditions import accuracy_gap, all_of, at_least, hidden_widths, losses, setting, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step
from nnplay.playground.session import PlaygroundSession

OVERFITTING_PAGE = (
    "data=circle&net=16:tanh;16:tanh&noise=0.4&samples=100&test_fraction=0.7&optimizer=adam&learning_rate=0.01&tests=1"
)
LOSS_TOLERANCE = 1.02  # times the lowest test loss


def at_lowest_test_loss(session: PlaygroundSession) -> bool:
    """Whether the session shows a past epoch whose test loss is close to the lowest."""
    test_losses = losses(session, "test")
    return session.past_epoch is not None and test_losses[session.past_epoch] <= LOSS_TOLERANCE * min(test_losses)


OVERFITTING = Lesson(
    "overfitting",
    {"en": "Overfitting", "de": "Überanpassung"},
    {"en": "Why held-out rows measure how good a network is, when to stop training, and what helps.",
     "de": "Warum zurückgehaltene Zeilen messen, wie gut ein Netz ist, wann man das Training beendet und was hilft."},
    20,
    ("set", "sets", "problem", "own", "batch_size", "noise", "regularization", "strength", "points",
     "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "30 noisy rows for training, 70 for testing, and a network with far more parameters than rows.",
             "de": "30 verrauschte Zeilen zum Trainieren, 70 zum Testen und ein Netz mit weit mehr Parametern als "
                   "Zeilen."},
            {"en": "Train until the training accuracy is at least 95%, and at least 8 percentage points above the "
                   "test accuracy.",
             "de": "Trainiere, bis die Trainingsgenauigkeit mindestens 95 % beträgt und mindestens 8 Prozentpunkte "
                   "über der Testgenauigkeit liegt."},
            ActionTask(all_of(at_least("train", "accuracy", 0.95), lambda session: accuracy_gap(session) >= 0.08)),
            {"en": "The network has memorized its training rows, including the noise. This is overfitting.",
             "de": "Das Netz hat seine Trainingszeilen auswendig gelernt, samt Rauschen. Das nennt man Überanpassung "
                   "(Overfitting)."},
            OVERFITTING_PAGE,
        ),
        Step(
            {"en": "The blue training loss keeps falling. The orange test loss started to rise long ago.",
             "de": "Der blaue Trainingsverlust sinkt immer weiter. Der orange Testverlust steigt schon lange wieder."},
            {"en": "Drag the slider below the curves back to where the test loss was lowest.",
             "de": "Ziehe den Regler unter den Kurven dorthin zurück, wo der Testverlust am niedrigsten war."},
            ActionTask(at_lowest_test_loss),
            {"en": "Training should have stopped here. Look at the predictions: the decision boundary is smoother.",
             "de": "Hier hätte das Training enden sollen. Sieh dir die Vorhersagen an: Die Entscheidungsgrenze ist "
                   "glatter."},
        ),
        Step(
            {"en": "Drag the slider back and forth between that epoch and the last one.",
             "de": "Ziehe den Regler zwischen dieser Epoche und der letzten hin und her."},
            {"en": "What did the network learn after that epoch?",
             "de": "Was hat das Netz nach dieser Epoche noch gelernt?"},
            ChoiceTask(
                (
                    {"en": "The shape of the circle.", "de": "Die Form des Kreises."},
                    {"en": "Nothing.", "de": "Nichts."},
                    {"en": "The noise in its training rows, which other rows do not share.",
                     "de": "Das Rauschen in seinen Trainingszeilen, das in anderen Zeilen nicht vorkommt."},
                ),
                2,
            ),
            {"en": "Correct. That is why metrics on the training rows cannot tell you how good a network is.",
             "de": "Richtig. Darum sagen Metriken auf den Trainingszeilen nicht, wie gut ein Netz ist."},
        ),
        Step(
            {"en": "The noise is different in every row; the circle is the same in all of them. With more rows, the "
                   "circle wins.",
             "de": "Das Rauschen ist in jeder Zeile anders, der Kreis ist in allen derselbe. Mit mehr Zeilen setzt "
                   "sich der Kreis durch."},
            {"en": "Set “Points” to 800 or more, train for 100 epochs, and bring the two accuracies within 8 "
                   "percentage points.",
             "de": "Stelle „Punkte“ auf mindestens 800, trainiere 100 Epochen und bringe die beiden Genauigkeiten "
                   "auf weniger als 8 Prozentpunkte Abstand."},
            ActionTask(
                all_of(
                    setting("samples", lambda count: (count or 0) >= 800), trained(100),
                    lambda session: accuracy_gap(session) < 0.08,
                )
            ),
            {"en": "The network is the same. More data are the best remedy, if you can get them.",
             "de": "Das Netz ist dasselbe. Mehr Daten sind das beste Mittel, wenn man sie bekommen kann."},
        ),
        Step(
            {"en": "Back to 100 rows. A smaller network has no capacity to memorize the noise.",
             "de": "Zurück zu 100 Zeilen. Ein kleineres Netz hat nicht die Kapazität, das Rauschen auswendig zu "
                   "lernen."},
            {"en": "Reach 85% test accuracy with at most 8 hidden neurons.",
             "de": "Erreiche 85 % Testgenauigkeit mit höchstens 8 verborgenen Neuronen."},
            ActionTask(
                all_of(lambda session: 0 < sum(hidden_widths(session)) <= 8, at_least("test", "accuracy", 0.85))
            ),
            {"en": "The next lesson achieves the same without removing neurons.",
             "de": "Die nächste Lektion erreicht dasselbe, ohne Neuronen zu entfernen."},
            OVERFITTING_PAGE,
        ),
    ),
)  # fmt: skip
