"""Whatever a visitor does, in whatever order: it is done or told in a sentence, and there is always a picture."""

import random
import warnings
from dataclasses import replace

import pytest

from nnplay.catalog import activations, losses, optimizers, schedules
from nnplay.data import builtin_names
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Layer
from nnplay.playground import point_editor
from nnplay.web.link import page_of, query
from nnplay.web.page import ask, columns, compare, inside, network, results, training
from nnplay.web.settings import FEATURES, FIRST, onto
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire

STRANGE = (0, 1, 2, 5, 0.1, 0.9, 1e-3, 1e30, -1, None, True, "", "x", float("nan"), float("inf"), 2**60)
KNOWN = {"optimizer": optimizers, "schedule": schedules, "loss": losses, "output": activations}


class Anybody:
    """A visitor who presses anything."""

    def __init__(self, seed):
        self.choose = random.Random(seed).choice
        self.visitor = Visitor(FIRST.replace(samples=60))
        self.wire = Wire(self.visitor, None)
        self.deeds = [name for name in dir(type(self)) if name.startswith("do_")]

    def anything(self, name):
        return self.choose([*STRANGE, *KNOWN.get(name, ())])

    def count(self, most):
        return self.choose(range(most))

    def do_setting(self):
        name = self.choose([*type(self.visitor.settings.recipe).model_fields, "loss", "output"])
        self.visitor.change(training.changed(self.visitor.settings, name, self.anything(name)))

    def do_network(self):
        layers = tuple(
            Layer(self.choose([1, 3, 8]), self.choose(list(activations)), dropout=self.choose([0.0, 0.3]),
                  norm=self.choose([None, None, "batch", "layer"]), skip=self.choose([False, False, True]))
            for _ in range(self.count(4))
        )  # fmt: skip
        self.visitor.change(self.visitor.settings.replace(architecture=replace(FIRST.architecture, layers=layers)))

    def do_data(self):
        self.visitor.change(onto(self.visitor.settings, self.choose(list(builtin_names()))))

    def do_feature(self):
        self.visitor.change(network.switched(self.visitor.settings, self.choose(FEATURES)))

    def do_role(self):
        there = [one["name"] for one in self.visitor.columns()]
        name, role = self.choose(there), self.choose(columns.ROLES)
        self.visitor.change(columns.recast(self.visitor.settings, there, self.visitor.session.dataset, name, role))

    def do_edit(self):
        place = self.choose([(self.count(4),), (self.count(4), self.count(4))])
        self.visitor.edit(self.count(4), place, self.choose([0.0, 1.0, -3.0, 1e30, float("nan")]))

    def do_axes(self):
        names = [column.name for column in self.visitor.whole(self.visitor.session.problem).features]
        self.visitor.change(self.visitor.settings.replace(x=self.choose([*names, "q"]), y=self.choose(names)))

    def do_draw(self):
        label = self.choose(["blue", "new", 1.5])
        change = self.choose([
            lambda data: point_editor.add_point(data, 1.0, -2.0, label),
            lambda data: point_editor.remove_point(data, self.count(60)),
            lambda data: point_editor.move_point(data, self.count(60), 0.5, self.choose([1.0, float("nan")])),
        ])  # fmt: skip
        self.visitor.draw(change)

    def do_look_into_a_tab(self):
        visitor, seen = self.visitor, self.visitor.view_state()
        neuron = f"{1 + self.count(3)}:{1 + self.count(4)}:{1 + self.count(4)}"
        self.choose([
            lambda: results.results(seen, self.choose([None, "train"]), self.choose([None, (0, 1), (9, 9)])),
            lambda: ask.beginning(seen, self.count(500)),
            lambda: inside.told(seen, self.count(500), neuron, whole=self.choose([True, False])),
            lambda: inside.certified(seen), lambda: compare.told(visitor), visitor.columns,
            lambda: (visitor.session.command(), visitor.session.python()),
        ])()  # fmt: skip

    def do_share(self):
        settings = self.visitor.settings
        assert page_of(query(settings)) == (settings, []) or settings.recipe.data == point_editor.FILE_NAME

    def do_train(self):
        self.visitor.step(batch=self.choose([True, False]))

    do_train_more = do_train

    def do_play(self):
        self.visitor.play()

    def do_reset(self):
        self.visitor.reset()

    def do_go_back(self):
        self.visitor.look(self.count(6))

    def do_go_on(self):
        self.visitor.fork()

    def do_keep(self):
        self.visitor.keep()

    def do_bring_back(self):
        self.visitor.bring_back(self.count(3))

    def do_drop(self):
        self.visitor.drop(0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_anything_in_any_order(seed):
    anybody, told = Anybody(seed), []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            for _ in range(60):
                try:
                    getattr(anybody, anybody.choose(anybody.deeds))()
                except NNPlayError as error:
                    told.append(str(error))
                anybody.visitor.focus = anybody.choose([None, (0, 0), (5, 5)])
                assert len(anybody.wire.frame()) > 1000
    finally:
        anybody.visitor.close()
    assert [sentence for sentence in told if not sentence.endswith((".", "?"))] == []
