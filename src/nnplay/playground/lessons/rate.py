"""Lesson: the learning rate."""

from __future__ import annotations

from nnplay.playground.lessons.conditions import all_of, at_least, losses, setting, trained
from nnplay.playground.lessons.lesson import Chosen, Deed, Lesson, Step

RATE = Lesson(
    "rate",
    {"en": "How large a step", "de": "Wie groß ein Schritt"},
    {"en": "A learning rate that is too small, one that is too large, and what lies between.",
     "de": "Eine Lernrate, die zu klein ist, eine, die zu groß ist, und was dazwischen liegt."},
    15,
    ("data", "activation", "regularization", "strength", "points", "runs", "figures", "again", "columns"),
    (
        Step(
            {"en": "The learning rate η says how far a step goes. Here it is 0.00001.",
             "de": "Die Lernrate η sagt, wie weit ein Schritt geht. Hier ist sie 0,00001."},
            {"en": "Train 30 epochs, and watch the loss.", "de": "Trainiere 30 Epochen, und sieh auf den Verlust."},
            Deed(all_of(trained(30), setting("learning_rate", lambda rate: rate <= 1e-4))),
            {"en": "It does fall, but who has so much time?", "de": "Er sinkt ja, aber wer hat so viel Zeit?"},
            "data=circle&net=4:tanh&learning_rate=0.00001&noise=0.0",
        ),
        Step(
            {"en": "From now on each try begins again: the first button of the page takes the same first weights.",
             "de": "Von nun an beginnt jeder Versuch von vorn: der erste Knopf der Seite nimmt dieselben ersten "
                   "Gewichte."},
            {"en": "Begin again, and find a learning rate with which 95 % of the test rows are right within 60 "
                   "epochs.",
             "de": "Fang von vorn an, und finde eine Lernrate, mit der nach höchstens 60 Epochen 95 % der Testzeilen "
                   "stimmen."},
            Deed(all_of(trained(1, 60), at_least("test", "accuracy", 0.95))),
            {"en": "Steps that are ten times as long arrive ten times as early, as long as they follow the slope.",
             "de": "Zehnmal so lange Schritte kommen zehnmal so früh an, solange sie der Steigung folgen."},
            "data=circle&net=4:tanh&learning_rate=0.001&noise=0.0",
        ),
        Step(
            {"en": "A slope is only true nearby. Whoever leaps far lands where it was never measured.",
             "de": "Eine Steigung stimmt nur in der Nähe. Wer weit springt, landet, wo sie nie gemessen wurde."},
            {"en": "Begin again with a rate of 10, and train until the training loss is above the one it began with.",
             "de": "Fang von vorn an mit einer Rate von 10, und trainiere, bis der Trainingsverlust über dem ersten "
                   "liegt."},
            Deed(all_of(trained(1), lambda session: losses(session)[-1] > losses(session)[0])),
            {"en": "It leaps across the valley, from one slope to the other, and each time higher.",
             "de": "Es springt über das Tal, von einem Hang zum andern, und jedes Mal höher."},
            "data=circle&net=4:tanh&learning_rate=0.03&noise=0.0",
        ),
        Step(
            {"en": "Look at the curve of that training.", "de": "Sieh dir die Kurve dieses Trainings an."},
            {"en": "Your training loss jumps up and down. What do you try first?",
             "de": "Dein Trainingsverlust springt auf und ab. Was versuchst du zuerst?"},
            Chosen(
                (
                    {"en": "More epochs.", "de": "Mehr Epochen."},
                    {"en": "More neurons.", "de": "Mehr Neuronen."},
                    {"en": "A smaller learning rate.", "de": "Eine kleinere Lernrate."},
                ),
                2,
            ),
            {"en": "Yes. A schedule does it on the way: large steps first, small ones at the end. “Training” has "
                   "eight.",
             "de": "Ja. Ein Plan tut es unterwegs: erst große Schritte, am Ende kleine. „Training“ hat acht."},
        ),
        Step(
            {"en": "Some optimizers choose the length of the step for each weight by themselves, from the slopes "
                   "they have seen.",
             "de": "Manche Optimierer wählen die Länge des Schritts für jedes Gewicht selbst, aus den Steigungen, "
                   "die sie gesehen haben."},
            {"en": "Choose adam, and reach 95 % of the test rows within 30 epochs.",
             "de": "Wähle adam, und erreiche 95 % der Testzeilen nach höchstens 30 Epochen."},
            Deed(
                all_of(
                    setting("optimizer", lambda name: name == "adam"), trained(1, 30),
                    at_least("test", "accuracy", 0.95),
                )
            ),
            {"en": "With adam, a rate between 0.001 and 0.03 suits most networks.",
             "de": "Bei adam passt für die meisten Netze eine Rate zwischen 0,001 und 0,03."},
            "data=circle&net=4:tanh&learning_rate=0.03&noise=0.0",
        ),
    ),
)  # fmt: skip
