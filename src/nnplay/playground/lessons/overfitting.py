"""Lesson: learning by heart."""

from __future__ import annotations

from nnplay.playground.lessons.conditions import all_of, at_least, gap, hidden, losses, setting, trained
from nnplay.playground.lessons.lesson import Chosen, Deed, Lesson, Step
from nnplay.playground.session import PlaygroundSession

FEW = (
    "data=circle&net=16:tanh;16:tanh&noise=0.4&samples=100&test_fraction=0.7&optimizer=adam&learning_rate=0.01&tests=1"
)
NEAR = 1.02  # times the lowest loss


def went_back(session: PlaygroundSession) -> bool:
    """Whether an earlier epoch is looked at, about where the test loss was lowest."""
    tests = losses(session, "test")
    return session.back is not None and tests[session.back] <= NEAR * min(tests)


OVERFITTING = Lesson(
    "overfitting",
    {"en": "Learning by heart", "de": "Auswendig lernen"},
    {"en": "Why the rows that were kept aside judge, when to stop, and what helps.",
     "de": "Warum die zurückgelegten Zeilen urteilen, wann man aufhört, und was hilft."},
    20,
    ("set", "sets", "problem", "own", "batch_size", "noise", "regularization", "strength", "points",
     "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "30 noisy rows to learn from, 70 to be judged by, and a network with far more numbers than rows.",
             "de": "30 verrauschte Zeilen zum Lernen, 70 zum Urteilen, und ein Netz mit weit mehr Zahlen als Zeilen."},
            {"en": "Train until 95 % of the training rows are right, but at least 8 points fewer of the test rows.",
             "de": "Trainiere, bis 95 % der Trainingszeilen stimmen, aber mindestens 8 Punkte weniger bei den "
                   "Testzeilen."},
            Deed(all_of(at_least("train", "accuracy", 0.95), lambda session: gap(session) >= 0.08)),
            {"en": "It has learned its rows by heart, noise and all.",
             "de": "Es hat seine Zeilen auswendig gelernt, samt Rauschen."},
            FEW,
        ),
        Step(
            {"en": "The blue curve falls and falls. The orange one turned long ago.",
             "de": "Die blaue Kurve sinkt und sinkt. Die orange hat längst gewendet."},
            {"en": "Slide the bar below the curves back to where the test loss was lowest.",
             "de": "Schiebe den Balken unter den Kurven dorthin zurück, wo der Testverlust am tiefsten war."},
            Deed(went_back),
            {"en": "There it should have stopped. Look at the surface: it is smoother here.",
             "de": "Dort hätte es aufhören sollen. Sieh dir die Fläche an: hier ist sie glatter."},
        ),
        Step(
            {"en": "Slide back and forth between that epoch and the last one.",
             "de": "Schiebe zwischen dieser Epoche und der letzten hin und her."},
            {"en": "What did the network learn after that epoch?",
             "de": "Was hat das Netz nach dieser Epoche gelernt?"},
            Chosen(
                (
                    {"en": "The shape of the circle.", "de": "Die Form des Kreises."},
                    {"en": "Nothing.", "de": "Nichts."},
                    {"en": "The noise of its own rows, which other rows do not have.",
                     "de": "Das Rauschen seiner eigenen Zeilen, das andere Zeilen nicht haben."},
                ),
                2,
            ),
            {"en": "Yes. That is why no number of the training rows says how good a network is.",
             "de": "Ja. Darum sagt keine Zahl der Trainingszeilen, wie gut ein Netz ist."},
        ),
        Step(
            {"en": "Noise is different in every row, and the circle is the same: with more rows the circle wins.",
             "de": "Rauschen ist in jeder Zeile anders, und der Kreis ist derselbe: mit mehr Zeilen gewinnt der "
                   "Kreis."},
            {"en": "Slide “Points” to 800 or more, train 100 epochs, and have the two accuracies less than 8 points "
                   "apart.",
             "de": "Stelle „Punkte“ auf 800 oder mehr, trainiere 100 Epochen, und bringe die Genauigkeiten auf "
                   "weniger als 8 Punkte Abstand."},
            Deed(
                all_of(
                    setting("samples", lambda count: (count or 0) >= 800), trained(100), lambda session: gap(session) < 0.08
                )
            ),
            {"en": "The same network. More data is the best cure there is, if it can be had.",
             "de": "Dasselbe Netz. Mehr Daten sind das beste Mittel, wenn man sie haben kann."},
        ),
        Step(
            {"en": "The 100 rows again. A network with less room has to leave the noise out.",
             "de": "Wieder die 100 Zeilen. Ein Netz mit weniger Platz muss das Rauschen weglassen."},
            {"en": "Reach 85 % of the test rows with at most 8 hidden neurons.",
             "de": "Erreiche 85 % der Testzeilen mit höchstens 8 verborgenen Neuronen."},
            Deed(all_of(lambda session: 0 < sum(hidden(session)) <= 8, at_least("test", "accuracy", 0.85))),
            {"en": "The next lesson does the same without taking neurons away.",
             "de": "Die nächste Lektion erreicht dasselbe, ohne Neuronen wegzunehmen."},
            FEW,
        ),
    ),
)  # fmt: skip
