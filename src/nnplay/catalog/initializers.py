"""Weight initializers: W (n_in, n_out) before the first step. Biases start at 0."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog.intervals import FROM_0
from nnplay.catalog.registry import Component, Registry

Weights = NDArray[np.float64]
Fill = Callable[..., Weights]


@dataclass(eq=False, kw_only=True, repr=False)
class Initializer(Component):
    """A weight initializer: ``W = f(n_in, n_out, rng, *constants)`` of shape (n_in, n_out)."""


initializers: Registry[Initializer] = Registry("initializer")


def initializer(
    name: str, *, formula: str, source: str, aliases: tuple[str, ...] = (), limits: Mapping[str, str] | None = None
) -> Callable[[Fill], Initializer]:
    """Register the decorated function ``f(n_in, n_out, rng, *constants) → W`` as an initializer.

    >>> import nnplay as nn
    >>> @nn.initializer("narrow_demo", formula="N(0, 0.01²)", source="an example")
    ... def narrow_demo(n_in, n_out, rng):
    ...     return rng.normal(0, 0.01, (n_in, n_out))
    >>> nn.train("iris", (8,), epochs=5, initializer="narrow_demo").recipe.initializer
    'narrow_demo'
    """

    def register(function: Fill) -> Initializer:
        entry = Initializer(
            name=name, formula=formula, source=source, aliases=aliases, limits=limits or {}, function=function,
        )  # fmt: skip
        return initializers.add(entry)

    return register


Rng = np.random.Generator


@initializer("zeros", formula="W = 0", source="a counterexample: all neurons of a layer stay equal")
def zeros(n_in: int, n_out: int, rng: Rng) -> Weights:
    return np.zeros((n_in, n_out))


@initializer("uniform", formula="U(−limit, limit)", source="TensorFlow Playground: limit 0.5", limits={"limit": FROM_0})
def uniform(n_in: int, n_out: int, rng: Rng, limit: float = 0.5) -> Weights:
    return rng.uniform(-limit, limit, (n_in, n_out))


@initializer(
    "normal", formula="N(0, σ²)", source="Krizhevsky et al. 2012: σ = 0.01; Keras: σ = 0.05", limits={"sigma": FROM_0}
)
def normal(n_in: int, n_out: int, rng: Rng, sigma: float = 0.05) -> Weights:
    return rng.normal(0, sigma, (n_in, n_out))


GLOROT = "Glorot & Bengio 2010, AISTATS"


@initializer(
    "glorot_uniform", formula="U(±√(6/(n_in + n_out)))", source=GLOROT, aliases=("glorot", "xavier", "xavier_uniform")
)
def glorot_uniform(n_in: int, n_out: int, rng: Rng) -> Weights:
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


@initializer("glorot_normal", formula="N(0, 2/(n_in + n_out))", source=GLOROT, aliases=("xavier_normal",))
def glorot_normal(n_in: int, n_out: int, rng: Rng) -> Weights:
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))


HE = "He et al. 2015, arXiv:1502.01852"


@initializer("he_uniform", formula="U(±√(6/n_in))", source=HE, aliases=("he", "kaiming", "kaiming_uniform"))
def he_uniform(n_in: int, n_out: int, rng: Rng) -> Weights:
    limit = np.sqrt(6 / n_in)
    return rng.uniform(-limit, limit, (n_in, n_out))


@initializer("he_normal", formula="N(0, 2/n_in)", source=HE, aliases=("kaiming_normal",))
def he_normal(n_in: int, n_out: int, rng: Rng) -> Weights:
    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))


LECUN = "LeCun et al. 1998, Efficient BackProp"


@initializer("lecun_uniform", formula="U(±√(3/n_in))", source=LECUN, aliases=("lecun",))
def lecun_uniform(n_in: int, n_out: int, rng: Rng) -> Weights:
    limit = np.sqrt(3 / n_in)
    return rng.uniform(-limit, limit, (n_in, n_out))


@initializer("lecun_normal", formula="N(0, 1/n_in)", source=LECUN)
def lecun_normal(n_in: int, n_out: int, rng: Rng) -> Weights:
    return rng.normal(0, np.sqrt(1 / n_in), (n_in, n_out))


@initializer("orthogonal", formula="gain·Q of a random matrix = QR", source="Saxe et al. 2013, arXiv:1312.6120")
def orthogonal(n_in: int, n_out: int, rng: Rng, gain: float = 1.0) -> Weights:
    shape = (max(n_in, n_out), min(n_in, n_out))
    q, r = np.linalg.qr(rng.normal(size=shape))
    q *= np.sign(np.diag(r))  # otherwise the distribution is not uniform over orthogonal matrices
    return gain * (q if n_in >= n_out else q.T)
