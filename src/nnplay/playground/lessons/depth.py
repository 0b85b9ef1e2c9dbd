"""Lesson: what hidden layers are for."""

from __future__ import annotations

from nnplay.playground.lessons.conditions import all_of, at_least, hidden, trained
from nnplay.playground.lessons.lesson import Chosen, Deed, Lesson, Step


def straight(*bends: str) -> Deed:
    """Trained for a while, with these activations only."""
    return Deed(
        all_of(
            trained(50), lambda session: {layer.activation for layer in session.problem.architecture.layers} == {*bends}
        )
    )


DEPTH = Lesson(
    "depth",
    {"en": "What hidden layers are for", "de": "Wozu verborgene Schichten da sind"},
    {"en": "One line, many lines, and shapes made of them.", "de": "Eine Linie, viele Linien, und Formen daraus."},
    20,
    ("data", "regularization", "strength", "points", "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "The corners of xor: blue where x₁ and x₂ have the same sign. This network has no hidden layer.",
             "de": "Die Ecken von xor: blau, wo x₁ und x₂ dasselbe Vorzeichen haben. Dieses Netz hat keine "
                   "verborgene Schicht."},
            {"en": "Train 50 epochs or more.", "de": "Trainiere 50 Epochen oder mehr."},
            Deed(all_of(trained(50), lambda session: not hidden(session))),
            {"en": "Hardly better than tossing a coin.", "de": "Kaum besser als eine Münze."},
            "data=xor&net=0",
        ),
        Step(
            {"en": "Look at the border between blue and orange on the surface.",
             "de": "Sieh dir die Grenze zwischen Blau und Orange auf der Fläche an."},
            {"en": "Why can this network not do it, however long it trains?",
             "de": "Warum kann dieses Netz es nicht, so lange es auch trainiert?"},
            Chosen(
                (
                    {"en": "It has too few rows to learn from.", "de": "Es hat zu wenige Zeilen zum Lernen."},
                    {"en": "Its border is a straight line, and no straight line parts them.",
                     "de": "Seine Grenze ist eine gerade Linie, und keine gerade Linie trennt sie."},
                    {"en": "The learning rate is too small.", "de": "Die Lernrate ist zu klein."},
                ),
                1,
            ),
            {"en": "Yes. Minsky and Papert wrote a book about it in 1969.",
             "de": "Ja. Minsky und Papert haben 1969 ein Buch darüber geschrieben."},
        ),
        Step(
            {"en": "Each hidden neuron is a line of its own; the output weighs their answers against each other.",
             "de": "Jedes verborgene Neuron ist eine eigene Linie; die Ausgabe wägt ihre Antworten gegeneinander ab."},
            {"en": "Add a hidden layer (+ above the network), give it some neurons, and reach 90 % of the test rows.",
             "de": "Füge eine verborgene Schicht hinzu (+ über dem Netz), gib ihr ein paar Neuronen, und erreiche 90 "
                   "% der Testzeilen."},
            Deed(all_of(lambda session: len(hidden(session)) > 0, at_least("test", "accuracy", 0.9))),
            {"en": "Point at the neurons: each has found a line, and together they make corners.",
             "de": "Zeige auf die Neuronen: jedes hat eine Linie gefunden, und zusammen machen sie Ecken."},
        ),
        Step(
            {"en": "Here are three hidden layers, but their activation is identity: nothing is bent.",
             "de": "Hier sind drei verborgene Schichten, aber ihre Aktivierung ist identity: nichts wird gebogen."},
            {"en": "Train 50 epochs or more, and look at the neurons of the last layer.",
             "de": "Trainiere 50 Epochen oder mehr, und sieh dir die Neuronen der letzten Schicht an."},
            straight("identity"),
            {"en": "All of them are straight. A sum of sums is a sum: (x W₁) W₂ is x times one matrix.",
             "de": "Alle sind gerade. Eine Summe von Summen ist eine Summe: (x W₁) W₂ ist x mal eine einzige Matrix."},
            "data=xor&net=4:identity;4:identity;4:identity",
        ),
        Step(
            {"en": "It is the bend that makes depth worth something.",
             "de": "Erst der Knick macht Tiefe wertvoll."},
            {"en": "Choose relu for Activation, and train 50 epochs or more.",
             "de": "Wähle relu als Aktivierung, und trainiere 50 Epochen oder mehr."},
            straight("relu"),
            {"en": "With kinks in it, three layers fold the plane three times.",
             "de": "Mit Knicken darin falten drei Schichten die Ebene dreimal."},
        ),
        Step(
            {"en": "The spiral wants more. The first layer draws lines, the second makes shapes of them.",
             "de": "Die Spirale will mehr. Die erste Schicht zieht Linien, die zweite macht Formen daraus."},
            {"en": "Reach 90 % of the test rows: more neurons, another layer, patience, other weights (the dice).",
             "de": "Erreiche 90 % der Testzeilen: mehr Neuronen, noch eine Schicht, Geduld, andere Gewichte (der "
                   "Würfel)."},
            Deed(at_least("test", "accuracy", 0.9)),
            {"en": "“Compare” lets several networks race, with several seeds: which was it, the depth or luck?",
             "de": "„Vergleichen“ lässt mehrere Netze um die Wette laufen, mit mehreren Startwerten: war es die "
                   "Tiefe oder Glück?"},
            "data=spiral&net=4:tanh&optimizer=adam&learning_rate=0.01",
        ),
    ),
)  # fmt: skip
