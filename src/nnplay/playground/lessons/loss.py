"""Lesson: what the loss measures."""

from __future__ import annotations

import math

from nnplay.playground.lessons import numbers
from nnplay.playground.lessons.conditions import all_of, losses, metric, trained
from nnplay.playground.lessons.lesson import Deed, Lesson, Step, Typed

LOSS = Lesson(
    "loss",
    {"en": "What the loss measures", "de": "Was der Verlust misst"},
    {"en": "One number that says how wrong a network is, for classes and for values.",
     "de": "Eine einzige Zahl sagt, wie falsch ein Netz liegt, bei Klassen und bei Werten."},
    15,
    ("data", "settings", "time", "points", "doctor", "compare", "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "The network answers with a probability. To the true class of row {row} it gives p = {p:.3f}. The "
                   "loss of a row is −ln p: nothing when the network is sure and right, much when it is sure and "
                   "wrong.",
             "de": "Das Netz antwortet mit einer Wahrscheinlichkeit. Der wahren Klasse der Zeile {row} gibt es p = "
                   "{p:.3f}. Der Verlust einer Zeile ist −ln p: nichts, wenn das Netz sicher ist und recht hat, "
                   "viel, wenn es sicher ist und sich irrt."},
            {"en": "What is the loss of that row?", "de": "Wie groß ist der Verlust dieser Zeile?"},
            Typed(lambda n: -math.log(n["p"])),
            {"en": "Yes. The loss above the curves is the mean over all training rows.",
             "de": "Ja. Der Verlust über den Kurven ist das Mittel über alle Trainingszeilen."},
            "data=gauss&net=0&scale=none&seed=9&learning_rate=0.003",
            numbers.likelihood,
        ),
        Step(
            {"en": "Training makes this number smaller. In an epoch every training row is looked at once.",
             "de": "Training macht diese Zahl kleiner. In einer Epoche kommt jede Trainingszeile einmal dran."},
            {"en": "Train one epoch after the other (the button with the bar, or the key .) until the training loss "
                   "is below half of what it was.",
             "de": "Trainiere eine Epoche nach der anderen (der Knopf mit dem Strich, oder die Taste .), bis der "
                   "Trainingsverlust unter der Hälfte dessen liegt, was er war."},
            Deed(all_of(trained(1), lambda session: metric("train", "loss")(session) < losses(session)[0] / 2)),
            {"en": "The curve below shows it: blue are the rows that it learns from, orange those that were kept "
                   "aside.",
             "de": "Die Kurve zeigt es: blau sind die Zeilen, aus denen es lernt, orange die, die zurückgelegt sind."},
        ),
        Step(
            {"en": "A network that knows nothing should say 50 % everywhere. Its loss is ln 2.",
             "de": "Ein Netz, das nichts weiß, sollte überall 50 % sagen. Sein Verlust ist ln 2."},
            {"en": "Make the network know nothing: click the output and set both weights and the bias to 0.",
             "de": "Mach, dass das Netz nichts weiß: klicke auf die Ausgabe und setze beide Gewichte und den Bias "
                   "auf 0."},
            Deed(lambda session: not session.parameters.theta.any()),
            {"en": "0.693. A loss above it is worse than tossing a coin: sure, and wrong.",
             "de": "0,693. Ein Verlust darüber ist schlechter als eine Münze zu werfen: sicher, und falsch."},
        ),
        Step(
            {"en": "When a value is asked for, the loss is the squared error (ŷ − y)². For row {row} the network "
                   "says ŷ = {y_hat:.3f}, and y = {y:.3f} would be right.",
             "de": "Wenn ein Wert gefragt ist, ist der Verlust der quadrierte Fehler (ŷ − y)². Für die Zeile {row} "
                   "sagt das Netz ŷ = {y_hat:.3f}, und y = {y:.3f} wäre richtig."},
            {"en": "What is the loss of that row?", "de": "Wie groß ist der Verlust dieser Zeile?"},
            Typed(lambda n: (n["y_hat"] - n["y"]) ** 2),
            {"en": "Yes. Twice the error costs four times as much, so one far outlier can rule the training.",
             "de": "Ja. Der doppelte Fehler kostet viermal so viel, darum kann ein ferner Ausreißer das Training "
                   "beherrschen."},
            "data=plane&net=0&scale=none&seed=1",
            numbers.residual,
        ),
        Step(
            {"en": "So there are losses that do not square: mae takes |ŷ − y|, huber something between. “Training” "
                   "below the network has all that suit.",
             "de": "Darum gibt es Verluste, die nicht quadrieren: mae nimmt |ŷ − y|, huber etwas dazwischen. "
                   "„Training“ unter dem Netz hat alle, die passen."},
            {"en": "Open “Training”, choose another loss than mse, and train ten epochs.",
             "de": "Öffne „Training“, wähle einen anderen Verlust als mse, und trainiere zehn Epochen."},
            Deed(all_of(lambda session: session.problem.architecture.loss not in (None, "mse"), trained(10))),
            {"en": "Losses of different names cannot be compared with each other. R² can.",
             "de": "Verluste mit verschiedenen Namen lassen sich nicht vergleichen. R² schon."},
        ),
    ),
)  # fmt: skip
