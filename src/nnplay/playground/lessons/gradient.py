"""Lesson: which way is down."""

from __future__ import annotations

from nnplay.playground.lessons import numbers
from nnplay.playground.lessons.conditions import trained
from nnplay.playground.lessons.lesson import Chosen, Deed, Lesson, Step, Typed

GRADIENT = Lesson(
    "gradient",
    {"en": "Which way is down", "de": "Wo es bergab geht"},
    {"en": "The gradient by trying, by a formula, and the step that follows from it.",
     "de": "Der Gradient durch Ausprobieren, durch eine Formel, und der Schritt, der daraus folgt."},
    20,
    ("data", "settings", "time", "points", "doctor", "compare", "runs", "figures", "again", "columns", "results"),
    (
        Step(
            {"en": "The weight from x₁ is {w:.3f}, and the loss of the training rows is {here:.5f}. With a weight "
                   "that is {nudge} larger the loss would be {there:.5f}. (You can try it: click the output.)",
             "de": "Das Gewicht von x₁ ist {w:.3f}, und der Verlust der Trainingszeilen ist {here:.5f}. Mit einem um "
                   "{nudge} größeren Gewicht wäre er {there:.5f}. (Du kannst es versuchen: klicke auf die Ausgabe.)"},
            {"en": "By how much does the loss change for each unit of the weight? Difference of the losses, divided "
                   "by {nudge}.",
             "de": "Um wie viel ändert sich der Verlust je Einheit des Gewichts? Unterschied der Verluste, geteilt "
                   "durch {nudge}."},
            Typed(lambda n: (n["there"] - n["here"]) / n["nudge"]),
            {"en": "That is a slope, by trying. The exact one at this weight has a formula: it is the gradient.",
             "de": "Das ist eine Steigung, durch Ausprobieren. Die genaue bei diesem Gewicht hat eine Formel: sie "
                   "ist der Gradient."},
            "data=gauss&net=0&scale=none&batch_size=none&learning_rate=0.1&seed=9",
            numbers.slope,
        ),
        Step(
            {"en": "A slope says in which direction the loss rises.",
             "de": "Eine Steigung sagt, in welcher Richtung der Verlust wächst."},
            {"en": "The slope of some weight is −2. What should be done with that weight?",
             "de": "Die Steigung bei einem Gewicht ist −2. Was sollte man mit diesem Gewicht tun?"},
            Chosen(
                (
                    {"en": "Make it larger.", "de": "Es größer machen."},
                    {"en": "Make it smaller.", "de": "Es kleiner machen."},
                    {"en": "Set it to −2.", "de": "Es auf −2 setzen."},
                ),
                0,
            ),
            {"en": "Yes: against the slope. That is why the rule has a minus sign.",
             "de": "Ja: gegen die Steigung. Darum steht ein Minus in der Regel."},
        ),
        Step(
            {"en": "Gradient descent: w ← w − η · g. Now w = {w:.4f}, the gradient is g = {g:.4f}, and the learning "
                   "rate is η = {rate:g}.",
             "de": "Gradientenabstieg: w ← w − η · g. Jetzt ist w = {w:.4f}, der Gradient ist g = {g:.4f}, und die "
                   "Lernrate ist η = {rate:g}."},
            {"en": "What will the weight be after one step?", "de": "Wie groß ist das Gewicht nach einem Schritt?"},
            Typed(lambda n: n["w"] - n["rate"] * n["g"]),
            {"en": "Yes. All weights take their step at the same time, each with its own slope.",
             "de": "Ja. Alle Gewichte machen ihren Schritt zur gleichen Zeit, jedes mit seiner eigenen Steigung."},
            "data=gauss&net=0&scale=none&batch_size=none&learning_rate=0.1&seed=9",
            numbers.slope,
        ),
        Step(
            {"en": "Here a batch has all training rows, so an epoch is one step.",
             "de": "Hier hat ein Stapel alle Trainingszeilen, darum ist eine Epoche ein Schritt."},
            {"en": "Take that step (the key .) and look at the weight: click the output. Then take twenty.",
             "de": "Mach diesen Schritt (die Taste .) und sieh dir das Gewicht an: klicke auf die Ausgabe. Mach dann "
                   "zwanzig."},
            Deed(trained(20)),
            {"en": "The steps become smaller by themselves: near the bottom the slopes are small.",
             "de": "Die Schritte werden von selbst kleiner: nahe dem Boden sind die Steigungen klein."},
        ),
        Step(
            {"en": "How does a hidden neuron learn its slope? The error comes back through the weight, times the "
                   "slope of the bend: δ = δ_out · v · (1 − a²). For row {row}: δ_out = {delta:.3f}, v = {v:.3f}, a "
                   "= {a:.3f}.",
             "de": "Wie erfährt ein verborgenes Neuron seine Steigung? Der Fehler kommt durch das Gewicht zurück, "
                   "mal die Steigung des Knicks: δ = δ_aus · v · (1 − a²). Für die Zeile {row}: δ_aus = {delta:.3f}, "
                   "v = {v:.3f}, a = {a:.3f}."},
            {"en": "What is δ of the hidden neuron?", "de": "Wie groß ist δ des verborgenen Neurons?"},
            Typed(lambda n: n["delta"] * n["v"] * (1 - n["a"] ** 2)),
            {"en": "That is backpropagation, the whole of it. “Inside” below the network writes it out for every row.",
             "de": "Das ist Backpropagation, und zwar alles davon. „Innen“ unter dem Netz schreibt sie für jede "
                   "Zeile aus."},
            "data=gauss&net=1:tanh&scale=none&seed=2&learning_rate=0.1",
            numbers.backwards,
        ),
        Step(
            {"en": "Set the bias of the hidden neuron to 20 and train an epoch: nothing moves any more.",
             "de": "Setze den Bias des verborgenen Neurons auf 20 und trainiere eine Epoche: nichts bewegt sich mehr."},
            {"en": "Why does the neuron not learn?", "de": "Warum lernt das Neuron nicht?"},
            Chosen(
                (
                    {"en": "Its a is almost 1, so 1 − a² is almost 0, and so is its slope.",
                     "de": "Sein a ist fast 1, also ist 1 − a² fast 0, und seine Steigung auch."},
                    {"en": "Its loss is 0.", "de": "Sein Verlust ist 0."},
                    {"en": "The learning rate is too large.", "de": "Die Lernrate ist zu groß."},
                ),
                0,
            ),
            {"en": "It is saturated. The doctor finds such neurons; small first weights keep them away.",
             "de": "Es ist gesättigt. Der Doktor findet solche Neuronen; kleine erste Gewichte halten sie fern."},
        ),
    ),
)  # fmt: skip
