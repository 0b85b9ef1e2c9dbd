"""Lesson: what the loss measures."""

from __future__ import annotations

import math

from nnplay.playground.lessons import step_values
from nnplay.playground.lessons.conditions import all_of, losses, metric, trained
from nnplay.playground.lessons.lesson import ActionTask, Lesson, NumberTask, Step

LOSS = Lesson(
    "loss",
    {"en": "What the loss measures", "de": "Was der Verlust misst"},
    {"en": "One number that says how wrong a network is, for classification and for regression.",
     "de": "Eine einzige Zahl, die angibt, wie falsch ein Netz liegt, bei Klassifikation und bei Regression."},
    15,
    ("data", "settings", "time", "points", "doctor", "compare", "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "A classifier predicts probabilities. For the true class of row {row}, this network predicts p = "
                   "{p:.3f}. The loss of a row is −ln p: close to 0 when the network is confident and right, large "
                   "when it is confident and wrong.",
             "de": "Ein Klassifikator gibt Wahrscheinlichkeiten aus. Für die wahre Klasse von Zeile {row} sagt "
                   "dieses Netz p = {p:.3f} voraus. Der Verlust einer Zeile ist −ln p: nahe 0, wenn sich das Netz "
                   "sicher ist und recht hat, groß, wenn es sich sicher ist und sich irrt."},
            {"en": "What is the loss of that row?", "de": "Wie groß ist der Verlust dieser Zeile?"},
            NumberTask(lambda n: -math.log(n["p"])),
            {"en": "Correct. The training loss shown above the curves is the mean over all training rows.",
             "de": "Richtig. Der Trainingsverlust über den Kurven ist der Mittelwert über alle Trainingszeilen."},
            "data=gauss&net=0&scale=none&seed=9&learning_rate=0.003",
            step_values.likelihood,
        ),
        Step(
            {"en": "Training reduces this number. One epoch is one pass over all training rows.",
             "de": "Das Training verringert diese Zahl. Eine Epoche ist ein Durchgang durch alle Trainingszeilen."},
            {"en": "Train one epoch at a time (the step button or the . key) until the training loss is less than "
                   "half of its first value.",
             "de": "Trainiere jeweils eine Epoche (mit dem Schritt-Knopf oder der Taste .), bis der Trainingsverlust "
                   "unter die Hälfte seines Anfangswerts gesunken ist."},
            ActionTask(all_of(trained(1), lambda session: metric("train", "loss")(session) < losses(session)[0] / 2)),
            {"en": "The plot shows it: blue is the loss on the training rows, orange the loss on the held-out test "
                   "rows.",
             "de": "Das Diagramm zeigt es: Blau ist der Verlust auf den Trainingszeilen, Orange der Verlust auf den "
                   "zurückgehaltenen Testzeilen."},
        ),
        Step(
            {"en": "A network that knows nothing should predict 50% everywhere. Its loss is then ln 2.",
             "de": "Ein Netz, das nichts weiß, sollte überall 50 % vorhersagen. Sein Verlust ist dann ln 2."},
            {"en": "Turn this network into one that knows nothing: click the output and set both weights and the bias "
                   "to 0.",
             "de": "Mach aus diesem Netz eines, das nichts weiß: Klicke auf die Ausgabe und setze beide Gewichte und "
                   "den Bias auf 0."},
            ActionTask(lambda session: not session.parameters.theta.any()),
            {"en": "0.693. A network with a higher loss than this does worse than a coin toss: it is confident and "
                   "wrong.",
             "de": "0,693. Ein Netz mit höherem Verlust ist schlechter als ein Münzwurf: Es ist sich sicher und irrt "
                   "sich."},
        ),
        Step(
            {"en": "In regression, the usual loss is the squared error (ŷ − y)². For row {row} the network predicts ŷ "
                   "= {y_hat:.3f}; the true value is y = {y:.3f}.",
             "de": "Bei Regression ist der übliche Verlust der quadrierte Fehler (ŷ − y)². Für Zeile {row} sagt das "
                   "Netz ŷ = {y_hat:.3f} voraus; der wahre Wert ist y = {y:.3f}."},
            {"en": "What is the loss of that row?", "de": "Wie groß ist der Verlust dieser Zeile?"},
            NumberTask(lambda n: (n["y_hat"] - n["y"]) ** 2),
            {"en": "Correct. Doubling the error quadruples the loss, so a single outlier can dominate training.",
             "de": "Richtig. Ein doppelt so großer Fehler vervierfacht den Verlust. Deshalb kann ein einzelner "
                   "Ausreißer das Training dominieren."},
            "data=plane&net=0&scale=none&seed=1",
            step_values.residual,
        ),
        Step(
            {"en": "Other losses do not square the error: mae uses |ŷ − y|, and huber is a compromise between the "
                   "two. “Training” below the network lists every loss that fits these data.",
             "de": "Andere Verluste quadrieren den Fehler nicht: mae verwendet |ŷ − y|, huber ist ein Kompromiss "
                   "zwischen beiden. „Training“ unter dem Netz listet alle Verluste auf, die zu diesen Daten passen."},
            {"en": "Open “Training”, choose a loss other than mse, and train for ten epochs.",
             "de": "Öffne „Training“, wähle einen anderen Verlust als mse und trainiere zehn Epochen."},
            ActionTask(all_of(lambda session: session.problem.architecture.loss not in (None, "mse"), trained(10))),
            {"en": "You cannot compare values of different losses with each other. R² works for all of them.",
             "de": "Die Werte verschiedener Verlustfunktionen lassen sich nicht miteinander vergleichen. R² dagegen "
                   "eignet sich für alle."},
        ),
    ),
)  # fmt: skip
