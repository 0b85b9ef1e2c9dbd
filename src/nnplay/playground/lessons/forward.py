"""Lesson: what a neuron computes."""

from __future__ import annotations

import math

from nnplay.playground.lessons import numbers
from nnplay.playground.lessons.conditions import all_of, at_least, trained
from nnplay.playground.lessons.lesson import Chosen, Deed, Lesson, Step, Typed

FORWARD = Lesson(
    "forward",
    {"en": "What a neuron computes", "de": "Was ein Neuron rechnet"},
    {"en": "A weighted sum, a bend, and a line across the plane: the forward pass of the smallest network there is.",
     "de": "Eine gewichtete Summe, ein Knick und eine Linie durch die Ebene: der Weg vorwärts durch das kleinste "
           "Netz."},
    15,
    ("data", "settings", "tabs", "time", "points"),
    (
        Step(
            {"en": "A neuron multiplies each input by a weight, adds them up and adds a bias: z = w₁·x₁ + w₂·x₂ + b. "
                   "Click the neuron of layer 1: there are its numbers. w₁ = {w1:.3f}, w₂ = {w2:.3f}, b = {b:.3f}.",
             "de": "Ein Neuron nimmt jede Eingabe mal ein Gewicht, zählt alles zusammen und gibt einen Bias dazu: z "
                   "= w₁·x₁ + w₂·x₂ + b. Klicke auf das Neuron der Schicht 1: dort stehen seine Zahlen. w₁ = "
                   "{w1:.3f}, w₂ = {w2:.3f}, b = {b:.3f}."},
            {"en": "What is z at the point x₁ = 1, x₂ = 2?", "de": "Wie groß ist z am Punkt x₁ = 1, x₂ = 2?"},
            Typed(lambda n: n["w1"] + 2 * n["w2"] + n["b"]),
            {"en": "Yes. All that a layer does is this, for all of its neurons at once: z = a W + b.",
             "de": "Ja. Eine Schicht macht genau das, für alle ihre Neuronen auf einmal: z = a W + b."},
            "data=gauss&net=1:tanh&scale=none&seed=2",
            numbers.neuron,
        ),
        Step(
            {"en": "Then the neuron bends what it has: a = tanh(z), between −1 and 1. Its small picture shows a over "
                   "the whole plane, blue where it is high, orange where it is low. At the point (1, 2), z = {z:.3f}.",
             "de": "Dann biegt das Neuron, was es hat: a = tanh(z), zwischen −1 und 1. Sein kleines Bild zeigt a "
                   "über der ganzen Ebene, blau, wo es hoch ist, orange, wo es tief ist. Am Punkt (1, 2) ist z = "
                   "{z:.3f}."},
            {"en": "What is a = tanh(z) there?", "de": "Wie groß ist a = tanh(z) dort?"},
            Typed(lambda n: math.tanh(n["z"])),
            {"en": "Yes. Without the bend, layers upon layers would still be one straight line.",
             "de": "Ja. Ohne den Knick wären Schichten über Schichten immer noch eine gerade Linie."},
            numbers=numbers.neuron,
        ),
        Step(
            {"en": "The white line in the picture is where z = 0. The weights say how it runs: the neuron looks the "
                   "more along an input, the larger the weight of that input is.",
             "de": "Die weiße Linie im Bild ist, wo z = 0 ist. Die Gewichte sagen, wie sie läuft: das Neuron achtet "
                   "umso mehr auf eine Eingabe, je größer deren Gewicht ist."},
            {"en": "Click the neuron and set its weight from x₁ to 0. The line lies flat then.",
             "de": "Klicke auf das Neuron und setze sein Gewicht von x₁ auf 0. Die Linie liegt dann flach."},
            Deed(lambda session: abs(float(session.parameters.W[0][0, 0])) < 1e-6),
            {"en": "It no longer cares where a point is from left to right.",
             "de": "Ihm ist nun gleich, wo ein Punkt zwischen links und rechts liegt."},
        ),
        Step(
            {"en": "Training will find such numbers by itself. But you can be the training: every weight and every "
                   "bias can be set, those of the output too.",
             "de": "Das Training findet solche Zahlen von selbst. Aber das Training kannst auch du sein: jedes "
                   "Gewicht und jeder Bias lässt sich setzen, auch die der Ausgabe."},
            {"en": "Set the weights by hand, without training, until 95 % of the training rows are right.",
             "de": "Setze die Gewichte von Hand, ohne Training, bis 95 % der Trainingszeilen stimmen."},
            Deed(all_of(trained(0, 0), lambda session: not session.snapshot.batches, at_least("train", "accuracy", 0.95))),
            {"en": "You have trained a network. Backpropagation does it with slopes instead of eyes.",
             "de": "Du hast ein Netz trainiert. Backpropagation tut es mit Steigungen statt mit Augen."},
            "data=gauss&net=1:tanh&scale=none",
        ),
        Step(
            {"en": "Set the bias of the neuron to 3, then to −3, and look at its picture.",
             "de": "Setze den Bias des Neurons auf 3, dann auf −3, und sieh dir sein Bild an."},
            {"en": "What does the bias do to the line?", "de": "Was macht der Bias mit der Linie?"},
            Chosen(
                (
                    {"en": "It turns it.", "de": "Er dreht sie."},
                    {"en": "It shifts it, without turning it.", "de": "Er verschiebt sie, ohne sie zu drehen."},
                    {"en": "It bends it.", "de": "Er biegt sie."},
                ),
                1,
            ),
            {"en": "Yes. Weights turn the line and make it sharp, the bias shifts it: without one it would always "
                   "run through (0, 0).",
             "de": "Ja. Gewichte drehen die Linie und machen sie scharf, der Bias verschiebt sie: ohne ihn liefe sie "
                   "immer durch (0, 0)."},
        ),
    ),
)  # fmt: skip
