"""Lesson: the gradient and gradient descent."""

from __future__ import annotations

from nnplay.playground.lessons import step_values
from nnplay.playground.lessons.conditions import trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, NumberTask, Step

GRADIENT = Lesson(
    "gradient",
    {"en": "Gradient descent", "de": "Gradientenabstieg"},
    {"en": "The gradient, first estimated and then exact, and the update step that follows from it.",
     "de": "Der Gradient, erst geschätzt, dann exakt, und der Schritt, der daraus folgt."},
    20,
    ("data", "settings", "time", "points", "doctor", "compare", "runs", "figures", "again", "columns", "results"),
    (
        Step(
            {"en": "The weight from x₁ is {w:.3f}, and the training loss is {before:.5f}. If the weight were {step} "
                   "larger, the loss would be {after:.5f}. (Try it: click the output.)",
             "de": "Das Gewicht von x₁ ist {w:.3f}, der Trainingsverlust {before:.5f}. Wäre das Gewicht um {step} "
                   "größer, wäre der Verlust {after:.5f}. (Probiere es aus: Klicke auf die Ausgabe.)"},
            {"en": "How much does the loss change per unit of the weight? Divide the difference of the losses by "
                   "{step}.",
             "de": "Wie stark ändert sich der Verlust pro Einheit des Gewichts? Teile die Differenz der Verluste "
                   "durch {step}."},
            NumberTask(lambda n: (n["after"] - n["before"]) / n["step"]),
            {"en": "That is an estimate of the slope. The exact slope at this weight is given by a formula: the "
                   "gradient.",
             "de": "Das ist eine Schätzung der Steigung. Die exakte Steigung an dieser Stelle liefert eine Formel: "
                   "der Gradient."},
            "data=gauss&net=0&scale=none&batch_size=none&learning_rate=0.1&seed=9",
            step_values.slope,
        ),
        Step(
            {"en": "The sign of the slope says in which direction the loss increases.",
             "de": "Das Vorzeichen der Steigung sagt, in welche Richtung der Verlust zunimmt."},
            {"en": "The slope with respect to a weight is −2. How should that weight change to reduce the loss?",
             "de": "Die Steigung bezüglich eines Gewichts ist −2. Wie sollte sich das Gewicht ändern, damit der "
                   "Verlust sinkt?"},
            ChoiceTask(
                (
                    {"en": "Increase it.", "de": "Es sollte größer werden."},
                    {"en": "Decrease it.", "de": "Es sollte kleiner werden."},
                    {"en": "Set it to −2.", "de": "Es sollte −2 werden."},
                ),
                0,
            ),
            {"en": "Correct: move against the slope. That is why the update rule has a minus sign.",
             "de": "Richtig: entgegen der Steigung. Deshalb steht in der Regel ein Minuszeichen."},
        ),
        Step(
            {"en": "Gradient descent: w ← w − η · g. Now w = {w:.4f}, the gradient is g = {g:.4f}, and the learning "
                   "rate is η = {rate:g}.",
             "de": "Gradientenabstieg: w ← w − η · g. Jetzt ist w = {w:.4f}, der Gradient g = {g:.4f} und die "
                   "Lernrate η = {rate:g}."},
            {"en": "What will the weight be after one step?", "de": "Wie groß ist das Gewicht nach einem Schritt?"},
            NumberTask(lambda n: n["w"] - n["rate"] * n["g"]),
            {"en": "Correct. All weights are updated at the same time, each with its own gradient.",
             "de": "Richtig. Alle Gewichte werden gleichzeitig aktualisiert, jedes mit seinem eigenen Gradienten."},
            "data=gauss&net=0&scale=none&batch_size=none&learning_rate=0.1&seed=9",
            step_values.slope,
        ),
        Step(
            {"en": "Here a batch contains all training rows, so one epoch is one step.",
             "de": "Hier enthält ein Batch alle Trainingszeilen, also ist eine Epoche ein Schritt."},
            {"en": "Take that step (the . key) and click the output to see the new weight. Then take twenty steps in "
                   "total.",
             "de": "Mach diesen Schritt (Taste .) und klicke auf die Ausgabe, um das neue Gewicht zu sehen. Mach "
                   "dann insgesamt zwanzig Schritte."},
            ActionTask(trained(20)),
            {"en": "The steps get smaller by themselves, because the slope flattens near the minimum.",
             "de": "Die Schritte werden von selbst kleiner, weil die Steigung in der Nähe des Minimums abnimmt."},
        ),
        Step(
            {"en": "How does a hidden neuron get its gradient? The error is passed back through the weight and "
                   "multiplied by the derivative of tanh: δ = δ_out · v · (1 − a²). For row {row}: δ_out = "
                   "{delta:.3f}, v = {v:.3f}, a = {a:.3f}.",
             "de": "Wie kommt ein verborgenes Neuron zu seinem Gradienten? Der Fehler wird über das Gewicht "
                   "zurückgegeben und mit der Ableitung von tanh multipliziert: δ = δ_aus · v · (1 − a²). Für Zeile "
                   "{row}: δ_aus = {delta:.3f}, v = {v:.3f}, a = {a:.3f}."},
            {"en": "What is δ of the hidden neuron?", "de": "Wie groß ist δ des verborgenen Neurons?"},
            NumberTask(lambda n: n["delta"] * n["v"] * (1 - n["a"] ** 2)),
            {"en": "That is all there is to backpropagation. “Inside” below the network shows it in full for every "
                   "row.",
             "de": "Mehr ist Backpropagation nicht. „Innen“ unter dem Netz zeigt die vollständige Rechnung für jede "
                   "Zeile."},
            "data=gauss&net=1:tanh&scale=none&seed=2&learning_rate=0.1",
            step_values.backpropagation,
        ),
        Step(
            {"en": "Set the bias of the hidden neuron to 20 and train for one epoch: its weights no longer change.",
             "de": "Setze den Bias des verborgenen Neurons auf 20 und trainiere eine Epoche: Seine Gewichte ändern "
                   "sich nicht mehr."},
            {"en": "Why does the neuron not learn?", "de": "Warum lernt das Neuron nicht?"},
            ChoiceTask(
                (
                    {"en": "Its a is almost 1, so 1 − a² is almost 0, and so is its gradient.",
                     "de": "Sein a ist fast 1, also ist 1 − a² fast 0 und damit auch sein Gradient."},
                    {"en": "Its loss is 0.", "de": "Sein Verlust ist 0."},
                    {"en": "The learning rate is too large.", "de": "Die Lernrate ist zu groß."},
                ),
                0,
            ),
            {"en": "The neuron is saturated. The doctor detects such neurons; small initial weights prevent them.",
             "de": "Das Neuron ist gesättigt. Der Doktor erkennt solche Neuronen; kleine Anfangsgewichte beugen vor."},
        ),
    ),
)  # fmt: skip
