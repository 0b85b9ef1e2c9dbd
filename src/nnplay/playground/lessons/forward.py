"""Lesson: what a neuron computes."""

from __future__ import annotations

import math

from nnplay.playground.lessons import step_values
from nnplay.playground.lessons.conditions import all_of, at_least, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, NumberTask, Step

FORWARD = Lesson(
    "forward",
    {"en": "What a neuron computes", "de": "Was ein Neuron berechnet"},
    {"en": "A weighted sum, an activation function and a line across the plane: the forward pass of the smallest "
           "network.",
     "de": "Eine gewichtete Summe, eine Aktivierungsfunktion und eine Linie durch die Ebene: der Vorwärtsdurchlauf "
           "des kleinsten Netzes."},
    15,
    ("data", "settings", "tabs", "time", "points"),
    (
        Step(
            {"en": "A neuron multiplies each input by a weight, sums the products and adds a bias: z = w₁·x₁ + w₂·x₂ "
                   "+ b. Click the neuron in layer 1 to see its numbers: w₁ = {w1:.3f}, w₂ = {w2:.3f}, b = {b:.3f}.",
             "de": "Ein Neuron multipliziert jede Eingabe mit einem Gewicht, summiert die Produkte und addiert einen "
                   "Bias: z = w₁·x₁ + w₂·x₂ + b. Klicke auf das Neuron in Schicht 1, um seine Zahlen zu sehen: w₁ = "
                   "{w1:.3f}, w₂ = {w2:.3f}, b = {b:.3f}."},
            {"en": "What is z at the point x₁ = 1, x₂ = 2?", "de": "Wie groß ist z am Punkt x₁ = 1, x₂ = 2?"},
            NumberTask(lambda n: n["w1"] + 2 * n["w2"] + n["b"]),
            {"en": "Correct. A layer does exactly this for all of its neurons at once: z = a W + b.",
             "de": "Richtig. Eine Schicht berechnet genau das für alle ihre Neuronen auf einmal: z = a W + b."},
            "data=gauss&net=1:tanh&scale=none&seed=2",
            step_values.neuron,
        ),
        Step(
            {"en": "The neuron then applies its activation function: a = tanh(z), a value between −1 and 1. Its "
                   "thumbnail shows a over the whole plane, blue where it is high and orange where it is low. At the "
                   "point (1, 2), z = {z:.3f}.",
             "de": "Danach wendet das Neuron seine Aktivierungsfunktion an: a = tanh(z), ein Wert zwischen −1 und 1. "
                   "Sein Vorschaubild zeigt a über der ganzen Ebene, blau für hohe und orange für niedrige Werte. Am "
                   "Punkt (1, 2) ist z = {z:.3f}."},
            {"en": "What is a = tanh(z) there?", "de": "Wie groß ist dort a = tanh(z)?"},
            NumberTask(lambda n: math.tanh(n["z"])),
            {"en": "Correct. Without this nonlinearity, any number of layers would still be one linear function.",
             "de": "Richtig. Ohne diese Nichtlinearität wären auch viele Schichten zusammen nur eine lineare "
                   "Funktion."},
            values=step_values.neuron,
        ),
        Step(
            {"en": "The white line in the thumbnail is where z = 0. The weights set its direction: the larger the "
                   "weight of an input, the more strongly the neuron responds to that input.",
             "de": "Die weiße Linie im Vorschaubild zeigt, wo z = 0 ist. Die Gewichte bestimmen ihre Richtung: Je "
                   "größer das Gewicht einer Eingabe, desto stärker reagiert das Neuron auf diese Eingabe."},
            {"en": "Click the neuron and set its weight from x₁ to 0. The line becomes horizontal.",
             "de": "Klicke auf das Neuron und setze sein Gewicht von x₁ auf 0. Die Linie wird waagerecht."},
            ActionTask(lambda session: abs(float(session.parameters.W[0][0, 0])) < 1e-6),
            {"en": "The neuron now ignores x₁: moving a point left or right changes nothing.",
             "de": "Das Neuron ignoriert x₁ jetzt: Einen Punkt nach links oder rechts zu verschieben, ändert nichts."},
        ),
        Step(
            {"en": "Training will find good weights by itself. But you can also do its job: every weight and every "
                   "bias can be edited, including those of the output.",
             "de": "Das Training findet gute Gewichte von selbst. Du kannst diese Aufgabe aber auch selbst "
                   "übernehmen: Jedes Gewicht und jeder Bias lässt sich ändern, auch die der Ausgabe."},
            {"en": "Set the weights by hand, without training, until the training accuracy reaches 95%.",
             "de": "Stelle die Gewichte von Hand ein, ohne zu trainieren, bis die Trainingsgenauigkeit 95 % erreicht."},
            ActionTask(
                all_of(trained(0, 0), lambda session: not session.snapshot.batches, at_least("train", "accuracy", 0.95))
            ),
            {"en": "You have trained a network by hand. Backpropagation does the same with gradients.",
             "de": "Du hast ein Netz von Hand trainiert. Backpropagation macht dasselbe mithilfe von Gradienten."},
            "data=gauss&net=1:tanh&scale=none",
        ),
        Step(
            {"en": "Set the bias of the neuron to 3, then to −3, and watch its thumbnail.",
             "de": "Setze den Bias des Neurons auf 3, dann auf −3, und beobachte sein Vorschaubild."},
            {"en": "What does the bias do to the line?", "de": "Wie wirkt sich der Bias auf die Linie aus?"},
            ChoiceTask(
                (
                    {"en": "It rotates the line.", "de": "Er dreht die Linie."},
                    {"en": "It shifts the line without rotating it.",
                     "de": "Er verschiebt die Linie, ohne sie zu drehen."},
                    {"en": "It bends the line.", "de": "Er krümmt die Linie."},
                ),
                1,
            ),
            {"en": "Correct. The weights rotate the line and make the transition sharper; the bias shifts it. Without "
                   "a bias the line would always pass through (0, 0).",
             "de": "Richtig. Die Gewichte drehen die Linie und machen den Übergang schärfer, der Bias verschiebt "
                   "sie. Ohne Bias ginge die Linie immer durch (0, 0)."},
        ),
    ),
)  # fmt: skip
