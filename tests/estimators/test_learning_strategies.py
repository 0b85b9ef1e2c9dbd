"""scikit-learn's example "Compare stochastic learning strategies for MLPClassifier": its 28 final losses are ours."""

import warnings

import pytest
from sklearn import datasets, neural_network as theirs
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import MinMaxScaler

import nnplay as nn

STRATEGIES = {
    "constant learning-rate": {"solver": "sgd", "learning_rate": "constant", "momentum": 0},
    "constant with momentum": {"solver": "sgd", "learning_rate": "constant", "momentum": 0.9,
                               "nesterovs_momentum": False},
    "constant with Nesterov's momentum": {"solver": "sgd", "learning_rate": "constant", "momentum": 0.9,
                                          "nesterovs_momentum": True},
    "inv-scaling learning-rate": {"solver": "sgd", "learning_rate": "invscaling", "momentum": 0},
    "inv-scaling with momentum": {"solver": "sgd", "learning_rate": "invscaling", "momentum": 0.9,
                                  "nesterovs_momentum": False},
    "inv-scaling with Nesterov's momentum": {"solver": "sgd", "learning_rate": "invscaling", "momentum": 0.9,
                                             "nesterovs_momentum": True},
    "adam": {"solver": "adam"},
}  # fmt: skip
DATA = {
    "iris": lambda: datasets.load_iris(return_X_y=True),
    "digits": lambda: datasets.load_digits(return_X_y=True),
    "circles": lambda: datasets.make_circles(noise=0.2, factor=0.5, random_state=1),
    "moons": lambda: datasets.make_moons(noise=0.3, random_state=0),
}


@pytest.mark.parametrize("name", ["iris", *(pytest.param(name, marks=pytest.mark.slow) for name in list(DATA)[1:])])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_final_loss_is_theirs_to_six_decimals(name, strategy):
    X, y = DATA[name]()
    X = MinMaxScaler().fit_transform(X)
    rate = 0.01 if strategy == "adam" else 0.2
    found = []
    for module in (nn, theirs):
        model = module.MLPClassifier(
            verbose=0, random_state=0, max_iter=15 if name == "digits" else 400, learning_rate_init=rate,
            **STRATEGIES[strategy],
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(X, y)
        found.append((f"{model.loss_:.6f}", model.n_iter_, model.score(X, y)))
    assert found[0] == found[1]
