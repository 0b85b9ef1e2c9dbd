"""Every public function with values of a wrong type or size: it works, or raises an NNPlayError with one message."""

import warnings

import interfaces
import pytest

import nnplay as nn
from nnplay.errors import NNPlayWarning

STRANGE = (
    None, True, -1, 0, 1.5, 1e300, float("nan"), float("inf"), 2**70, "x", "", "\x1b[31m" * 200, b"x", [], ["a"],
    (1, 2), {}, {"a": 1}, object(),
)  # fmt: skip
ROW, NETS = [[5.1, 3.5, 1.4, 0.2]], [(2,), (3,)]
CALLS = {
    "train": (lambda _, **k: nn.train("iris", (2,), **{"epochs": 2} | k),
              "recipe store target features task missing sheet header noise samples test_fraction class_weight "
              "batch_size optimizer schedule schedule_epochs penalties patience initializer dtype shuffle seed clip "
              "input_limit max_restarts restarts"),
    "architecture": (lambda _, **k: nn.train("iris", epochs=2, **k), "architecture"),
    "data": (lambda _, **k: nn.train(epochs=2, **k), "data"),
    "training": (lambda _, **k: list(nn.training("iris", (2,), epochs=2, **k)),
                 "every keep_parameters recipe"),
    "train_many": (lambda _, **k: list(nn.train_many(
        "iris", **{"configurations": [((2,), nn.Recipe(epochs=1))]} | k)), "workers every configurations"),
    "load": (lambda _, **k: nn.load(**{"source": "iris"} | k),
             "source target features task noise samples seed missing sheet header"),
    "load_run": (lambda _, **k: nn.load_run(**k), "path"),
    "layer": (lambda _, **k: nn.Layer(**{"width": 3} | k),
              "width activation dropout norm skip initializer"),
    "network": (lambda _, **k: nn.Architecture(**k), "layers output loss inputs outputs"),
    "formula": (lambda _, **k: nn.formula("x*sigmoid(b*x)", **k),
                "learned initializer constants b"),
    "text": (lambda _, text: nn.formula(text), "text"),
    "store": (lambda _, path: nn.Store(path).find(), "path"),
    "check_gradients": (lambda runs, **k: runs["iris"].check_gradients(**k), "rows checked data"),
    "explain": (lambda runs, **k: runs["iris"].explain(ROW, **k),
                "target digits neuron full learning_rate optimizer"),
    "row": (lambda runs, **k: runs["iris"].explain(**k), "row"),
    "worksheet": (lambda _, **k: nn.worksheet(**k), "seed architecture inputs outputs rows recipe digits"),
    "fork": (lambda runs, **k: runs["iris"].fork(**{"epoch": 1} | k), "epoch learning_rate"),
    "at": (lambda runs, **k: runs["iris"].at(**k), "epoch"),
    "gradients": (lambda runs, **k: runs["iris"].gradients(**k), "array bins"),
    "weights": (lambda runs, **k: runs["iris"].weights(**k), "array bins"),
    "importance": (lambda runs, **k: runs["iris"].importance(**{"repeats": 2} | k), "part seed repeats"),
    "landscape": (lambda runs, **k: runs["toy"].landscape(**{"points": 3} | k),
                  "directions points span parts seed"),
    "mistakes": (lambda runs, **k: runs["iris"].mistakes(**k), "part most"),
    "neurons": (lambda runs, **k: runs["iris"].neurons(**k), "x y side"),
    "plot": (lambda runs, **k: runs["iris"].plot(**k), "kind nonsense"),
    "curves": (lambda runs, **k: runs["iris"].plot("curves", **k), "nonsense"),
    "predict": (lambda runs, **k: runs["iris"].predict(**k), "rows"),
    "probabilities": (lambda runs, **k: runs["iris"].probabilities(**k), "rows"),
    "with_data": (lambda runs, **k: runs["iris"].with_data(**k), "data"),
    "save": (lambda runs, **k: runs["iris"].save(**k), "path"),
    "export": (lambda runs, **k: runs["iris"].export(**{"path": "net.json", "to": "json"} | k),
               "path to"),
    "rates": (lambda _, **k: nn.learning_rates("iris", (3,), **{"steps": 20} | k),
              "lowest highest steps recipe"),
    "diagnose": (lambda _, **k: nn.diagnose("iris", (2,), **{"epochs": 2} | k), "recipe"),
    "compare": (lambda _, **k: nn.compare(
        "iris", **{"architectures": NETS, "seeds": 2, "epochs": 1} | k),
        "architectures recipes seeds at metric store workers learning_rate"),
    "live": (lambda _, **k: nn.live("iris", (3,), **{"playing": False} | k), "recipe x y pace"),
    "search": (lambda _, **k: nn.search("iris", **{"trials": 1, "epochs": 1} | k),
               "timeout space metric prune seed store recipe workers"),
}  # fmt: skip


@pytest.fixture(scope="module")
def runs():
    return {"iris": nn.train("iris", (4, 3), epochs=3), "toy": nn.train("spiral", (4,), epochs=3, samples=50)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "argument"), [(name, argument) for name, (_, arguments) in CALLS.items() for argument in arguments.split()]
)
def test_a_strange_value_works_or_is_refused(name, argument, runs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for value in STRANGE:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NNPlayWarning)
            try:
                CALLS[name][0](runs, **{argument: value})
            except nn.NNPlayError as error:
                interfaces.check_message(error)
