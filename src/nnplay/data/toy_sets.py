"""The toy sets of TensorFlow Playground: two features in about [-6, 6], generated from a seed.

Source: tensorflow/playground, src/dataset.ts (Smilkov and Carter, 2016), rewritten with NumPy. Each function
takes the number of points, the noise in [0, 1] and a generator, and returns X of shape (n, 2) and y of shape (n,).
For classification y is True where the point is blue (+1), False where it is orange (-1).
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from nnplay.data.columns import Floats, Values

Toy: TypeAlias = Callable[[int, float, np.random.Generator], tuple[Floats, Values]]

RADIUS = 5.0


def _halves(samples: int) -> Values:
    """Which points are blue: the first half, rounded up."""
    return np.arange(samples) < (samples + 1) // 2


def circle(samples: int, noise: float, random: np.random.Generator) -> tuple[Floats, Values]:
    """Blue in a disc, orange in a ring around it; noise moves points across the border."""
    blue = _halves(samples)
    radius = np.where(blue, random.uniform(0, 0.5, samples), random.uniform(0.7, 1, samples)) * RADIUS
    angle = random.uniform(0, 2 * np.pi, samples)
    X = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    moved = X + random.uniform(-RADIUS, RADIUS, (samples, 2)) * noise
    return X, np.hypot(moved[:, 0], moved[:, 1]) < RADIUS / 2


def xor(samples: int, noise: float, random: np.random.Generator) -> tuple[Floats, Values]:
    """Blue where x1 and x2 have the same sign, with a gap along the axes."""
    X = random.uniform(-RADIUS, RADIUS, (samples, 2))
    X = X + np.where(X > 0, 0.3, -0.3)
    moved = X + random.uniform(-RADIUS, RADIUS, (samples, 2)) * noise
    return X, moved[:, 0] * moved[:, 1] >= 0


def gauss(samples: int, noise: float, random: np.random.Generator) -> tuple[Floats, Values]:
    """Two Gaussian clusters around (2, 2) and (-2, -2); noise raises their variance from 0.5 to 4.5."""
    blue = _halves(samples)
    centre = np.where(blue, 2.0, -2.0)[:, None]
    return centre + np.sqrt(0.5 + 4 * noise) * random.standard_normal((samples, 2)), blue


def spiral(samples: int, noise: float, random: np.random.Generator) -> tuple[Floats, Values]:
    """Two interleaved spirals of 1.75 turns."""
    blue = _halves(samples)
    n_blue = int(blue.sum())
    along = np.concatenate([np.arange(n_blue) / max(n_blue, 1), np.arange(samples - n_blue) / max(n_blue, 1)])
    angle = 1.75 * 2 * np.pi * along + np.where(blue, 0.0, np.pi)
    X = RADIUS * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return X + random.uniform(-1, 1, (samples, 2)) * noise, blue


def moons(samples: int, noise: float, random: np.random.Generator) -> tuple[Floats, Values]:
    """Two interleaved half circles."""
    blue = _halves(samples)
    angle = random.uniform(0, np.pi, samples)
    side = np.where(blue, 1.0, -1.0)
    X = 3.2 * np.column_stack([side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25)])
    return X + random.standard_normal((samples, 2)) * noise, blue


def plane(samples: int, noise: float, random: np.random.Generator) -> tuple[Floats, Values]:
    """A tilted plane, y = (x1 + x2) / 10, over the square; noise moves the point at which y is evaluated."""
    X = random.uniform(-6, 6, (samples, 2))
    moved = X + random.uniform(-6, 6, (samples, 2)) * noise
    return X, moved.sum(axis=1) / 10


def multi_gauss(samples: int, noise: float, random: np.random.Generator) -> tuple[Floats, Values]:
    """Six cones of radius 2, three up and three down; y is the height of the tallest cone at a point."""
    centres = np.array([[-4, 2.5], [0, 2.5], [4, 2.5], [-4, -2.5], [0, -2.5], [4, -2.5]])
    signs = np.array([1.0, -1, 1, -1, 1, -1])
    X = random.uniform(-6, 6, (samples, 2))
    moved = X + random.uniform(-6, 6, (samples, 2)) * noise
    distance = np.linalg.norm(moved[:, None, :] - centres, axis=2)
    heights = signs * np.clip(1 - distance / 2, 0, 1)
    tallest = np.abs(heights).argmax(axis=1)
    return X, heights[np.arange(samples), tallest]


TOYS: dict[str, Toy] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
    "moons": moons,
    "plane": plane,
    "multi-gauss": multi_gauss,
}
