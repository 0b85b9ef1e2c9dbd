"""Colours of a surface over two features, as arrays; shared by figures, notebooks and the browser."""

from typing import Any

import numpy as np

from nnplay.network.parameters import Array
from nnplay.plots import palette

Span = tuple[float, float]
VEIL = 0.75  # how strongly a predicted value is coloured


def span_of(values: Array) -> Span:
    """The range of the finite values with a margin."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return low - margin, high + margin


def mesh(across: Span, up: Span, size: tuple[int, int]) -> Array:
    """The points (columns·rows, 2) of a grid, row by row from the lowest."""
    xs, ys = np.linspace(*across, size[0]), np.linspace(*up, size[1])
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def scores_of(predicted: Array, order: list[Any]) -> tuple[Array, Array]:
    """A score (m, k) for each class, from probabilities (m, k) or (m, 1) or labels (m,); and which points are known."""
    k = max(len(order), 1)
    if predicted.ndim == 2:
        scores = predicted.astype(float)
        if scores.shape[1] == 1 and k == 2:
            scores = np.hstack([1 - scores, scores])
    else:
        place = {str(label): j for j, label in enumerate(order)}
        chosen = np.array([place.get(str(label), -1) for label in predicted.tolist()])
        scores = np.where(chosen[:, None] < 0, np.nan, np.eye(k)[chosen])
    known = np.isfinite(scores).all(axis=1)
    return np.where(known[:, None], scores, 0.0), known


def region_colours(predicted: Array, order: list[Any], on: palette.Palette = palette.LIGHT) -> Array:
    """The colour (m, 3) of each point, 0 … 1: that of its class, the stronger the surer the network is."""
    scores, known = scores_of(predicted, order)
    k = scores.shape[1]
    best = scores.argmax(axis=1)
    probable = predicted.ndim == 2 and scores.min() >= 0 and scores.max() <= 1 + 1e-6
    sure = np.clip((scores.max(axis=1) - 1 / k) / (1 - 1 / k), 0, 1) if probable and k > 1 else np.full(len(best), 0.6)
    colours = np.array([rgb(on.colour(j)) for j in range(k)])[best]
    least, most = on.veil
    strength = np.where(known, least + (most - least) * sure, 0.0)[:, None]
    image: Array = (1 - strength) * np.array(rgb(on.paper)) + strength * colours
    return image


def value_range(*values: Array) -> Span:
    """The ends of a scale whose middle is 0, or the middle of the values where these are all on one side."""
    everything = np.concatenate([np.asarray(v, dtype=float).ravel() for v in values])
    everything = everything[np.isfinite(everything)]
    low, high = (float(everything.min()), float(everything.max())) if len(everything) else (0.0, 1.0)
    middle = 0.0 if low < 0 < high else (low + high) / 2
    reach = max(high - middle, middle - low) or 1.0
    return middle - reach, middle + reach


def value_colours(values: Array, span: Span, on: palette.Palette = palette.LIGHT) -> Array:
    """The colour (m, 3) of each value, 0 … 1; the paper's where it is not finite."""
    share = np.clip((np.asarray(values, dtype=float).ravel() - span[0]) / (span[1] - span[0]), 0, 1)
    stops, paper = np.array([rgb(colour) for colour in on.diverging]), np.array(rgb(on.paper))
    places = np.linspace(0, 1, len(stops))
    known = np.isfinite(share)
    colours = np.stack([np.interp(np.where(known, share, 0.5), places, stop) for stop in stops.T], axis=1)
    image: Array = np.where(known[:, None], (1 - VEIL) * paper + VEIL * colours, paper)
    return image


def pixels(colours: Array, size: tuple[int, int]) -> bytes:
    """Colours (columns·rows, 3) of a mesh as bytes R, G, B, row by row from the top."""
    return bytes(np.rint(colours.reshape(size[1], size[0], 3)[::-1] * 255).astype(np.uint8).tobytes())


def rgb(colour: str) -> tuple[float, float, float]:
    """The parts, 0 … 1, of a colour such as #0072b2."""
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return red, green, blue
