"""Lesson: what hidden layers are for."""

from __future__ import annotations

from nnplay.playground.lessons.conditions import all_of, at_least, hidden_widths, trained
from nnplay.playground.lessons.lesson import ActionTask, ChoiceTask, Lesson, Step


def train_with(activation: str) -> ActionTask:
    """Train for at least 50 epochs with this activation in every hidden layer."""
    return ActionTask(
        all_of(
            trained(50),
            lambda session: {layer.activation for layer in session.problem.architecture.layers} == {activation},
        )
    )


DEPTH = Lesson(
    "depth",
    {"en": "What hidden layers are for", "de": "Wozu verborgene Schichten da sind"},
    {"en": "One line, many lines, and the shapes they form.",
     "de": "Eine Linie, viele Linien und die Formen, die sie bilden."},
    20,
    ("data", "regularization", "strength", "points", "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "The xor data: blue where x₁ and x₂ have the same sign. This network has no hidden layer.",
             "de": "Die Daten xor: blau, wo x₁ und x₂ dasselbe Vorzeichen haben. Dieses Netz hat keine verborgene "
                   "Schicht."},
            {"en": "Train for at least 50 epochs.", "de": "Trainiere mindestens 50 Epochen."},
            ActionTask(all_of(trained(50), lambda session: not hidden_widths(session))),
            {"en": "Barely better than tossing a coin.", "de": "Kaum besser als ein Münzwurf."},
            "data=xor&net=0",
        ),
        Step(
            {"en": "Look at the decision boundary, where blue meets orange.",
             "de": "Sieh dir die Entscheidungsgrenze an, wo Blau und Orange aufeinandertreffen."},
            {"en": "Why can this network not solve the problem, however long it trains?",
             "de": "Warum kann dieses Netz das Problem nicht lösen, egal wie lange es trainiert?"},
            ChoiceTask(
                (
                    {"en": "There are too few training rows.", "de": "Es gibt zu wenige Trainingszeilen."},
                    {"en": "Its decision boundary is a straight line, and no straight line separates the classes.",
                     "de": "Seine Entscheidungsgrenze ist eine Gerade, und keine Gerade trennt die Klassen."},
                    {"en": "The learning rate is too small.", "de": "Die Lernrate ist zu klein."},
                ),
                1,
            ),
            {"en": "Correct. Minsky and Papert wrote a book about this in 1969.",
             "de": "Richtig. Minsky und Papert haben 1969 ein Buch darüber geschrieben."},
        ),
        Step(
            {"en": "Each hidden neuron draws its own line; the output combines them with its weights.",
             "de": "Jedes verborgene Neuron zieht eine eigene Linie; die Ausgabe kombiniert sie mit ihren Gewichten."},
            {"en": "Add a hidden layer (+ above the network), give it a few neurons, and reach 90% test accuracy.",
             "de": "Füge eine verborgene Schicht hinzu (+ über dem Netz), gib ihr einige Neuronen und erreiche 90 % "
                   "Testgenauigkeit."},
            ActionTask(all_of(lambda session: len(hidden_widths(session)) > 0, at_least("test", "accuracy", 0.9))),
            {"en": "Point at the neurons: each has learned a line, and together the lines form corners.",
             "de": "Zeige auf die Neuronen: Jedes hat eine Linie gelernt, und zusammen bilden die Linien Ecken."},
        ),
        Step(
            {"en": "This network has three hidden layers, but their activation is identity: there is no nonlinearity.",
             "de": "Dieses Netz hat drei verborgene Schichten, aber ihre Aktivierung ist identity: Es gibt keine "
                   "Nichtlinearität."},
            {"en": "Train for at least 50 epochs, and look at the neurons of the last layer.",
             "de": "Trainiere mindestens 50 Epochen und sieh dir die Neuronen der letzten Schicht an."},
            train_with("identity"),
            {"en": "All of them are still linear, because (x W₁) W₂ = x (W₁ W₂): two layers act as one matrix.",
             "de": "Alle sind weiterhin linear, denn (x W₁) W₂ = x (W₁ W₂): Zwei Schichten wirken wie eine einzige "
                   "Matrix."},
            "data=xor&net=4:identity;4:identity;4:identity",
        ),
        Step(
            {"en": "Depth only helps with nonlinear activations.",
             "de": "Tiefe hilft nur mit nichtlinearen Aktivierungen."},
            {"en": "Choose relu as the activation, and train for at least 50 epochs.",
             "de": "Wähle relu als Aktivierung und trainiere mindestens 50 Epochen."},
            train_with("relu"),
            {"en": "With relu, each of the three layers can fold the plane once more.",
             "de": "Mit relu kann jede der drei Schichten die Ebene noch einmal falten."},
        ),
        Step(
            {"en": "The spiral is harder. The first layer draws lines, the second combines them into shapes.",
             "de": "Die Spirale ist schwieriger. Die erste Schicht zieht Linien, die zweite setzt sie zu Formen "
                   "zusammen."},
            {"en": "Reach 90% test accuracy. Try more neurons, another layer, more epochs, or new initial weights "
                   "(the dice).",
             "de": "Erreiche 90 % Testgenauigkeit. Versuche mehr Neuronen, eine weitere Schicht, mehr Epochen oder "
                   "neue Anfangsgewichte (der Würfel)."},
            ActionTask(at_least("test", "accuracy", 0.9)),
            {"en": "Was it depth or luck? “Compare” trains several networks with several seeds each.",
             "de": "War es die Tiefe oder Glück? „Vergleichen“ trainiert mehrere Netze mit jeweils mehreren Seeds."},
            "data=spiral&net=4:tanh&optimizer=adam&learning_rate=0.01",
        ),
    ),
)  # fmt: skip
