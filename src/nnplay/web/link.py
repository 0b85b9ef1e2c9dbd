"""The way between the settings of a page and the query of its address, so that a link shows the same page."""

import json
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl, quote

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import PAIR_SETTINGS, setting_names
from nnplay.web.settings import FIRST, Settings, first

FLAGS = ("tests", "steps")
AXES = ("x", "y")
LISTS = ("features", "target")
OTHERS = ("lang", "hide", "token", "lesson", "challenge", "entry")  # of the page, not of the training
KEPT = {f.name: f.default for f in fields(Layer) if f.name not in ("width", "activation")}


def query(page: Settings) -> str:
    """What stands behind the question mark: whatever differs from the page one begins with."""
    pairs: dict[str, str] = {}
    usual = first(page.recipe.data)
    for name in setting_names():
        value = getattr(page.recipe, name)
        if value != getattr(FIRST.recipe if name == "data" else usual, name):
            pairs[name] = _names(value) if name in LISTS and value is not None else _told(value)
    net = page.architecture
    if net.layers != FIRST.architecture.layers:
        pairs["net"] = ";".join(map(_layer, net.layers)) or "0"
    pairs |= {name: value for name in ("output", "loss") if (value := getattr(net, name)) is not None}
    pairs |= {name: "1" for name in FLAGS if getattr(page, name)}
    pairs |= {name: value for name in AXES if (value := getattr(page, name)) is not None}
    if page.speed != FIRST.speed:
        pairs["speed"] = "full" if page.speed is None else f"{page.speed:.15g}"
    if page.held:
        pairs["at"] = json.dumps(dict(page.held))
    return "&".join(f"{name}={quote(value, safe='():,;*^.=')}" for name, value in pairs.items())


def _told(value: Any) -> str:
    return value if isinstance(value, str) else "none" if value is None else json.dumps(value)


def _names(names: tuple[str, ...]) -> str:
    """Names with commas between them, as JSON where a name has one itself."""
    plain = all(name == name.strip() and "," not in name and not name.startswith("[") for name in names)
    return ",".join(names) if plain else json.dumps(names)


def _layer(layer: Layer) -> str:
    """A layer in few letters: 8:tanh, 8:relu:dropout=0.2:skip=1."""
    words = [str(layer.width), layer.activation.replace(" ", "")]
    words += [f"{name}={_told(getattr(layer, name))}" for name, value in KEPT.items() if getattr(layer, name) != value]
    return ":".join(words)


def page_of(text: str) -> tuple[Settings, list[str]]:
    """The settings that a query asks for, and a sentence for each that could not be had.

    Args:
        text: what stands behind the question mark.
    """
    page, troubles = FIRST, []
    asked = dict(parse_qsl(text, keep_blank_values=True))
    wanted = {name: value for name, value in asked.items() if name not in OTHERS}
    try:
        return _read(wanted), []
    except NNPlayError:
        pass  # one by one then, to keep what is good
    for name, value in sorted(wanted.items(), key=lambda pair: pair[0] != "data"):
        try:
            page = _read({name: value}, page)
        except NNPlayError as error:
            troubles.append(str(error))
    return page, troubles


def _read(wanted: dict[str, str], page: Settings = FIRST) -> Settings:
    """A page with these settings."""
    changes: dict[str, Any] = dict(first(wanted["data"])) if "data" in wanted and page is FIRST else {}
    net: dict[str, Any] = {"layers": page.architecture.layers, "output": page.architecture.output,
                           "loss": page.architecture.loss}  # fmt: skip
    for name, text in wanted.items():
        if name == "net":
            net["layers"] = () if text == "0" else tuple(_layer_of(part) for part in text.split(";"))
        elif name in ("output", "loss"):
            net[name] = text
        elif name in FLAGS:
            changes[name] = text == "1"
        elif name in AXES:
            changes[name] = text
        elif name == "speed":
            changes[name] = _speed(text)
        elif name == "at":
            changes["held"] = _held(text)
        else:
            changes[name] = _value(name, text)
    return page.replace(architecture=Architecture(**net), **changes)


def _held(text: str) -> tuple[tuple[str, Any], ...]:
    """Where features are held, as the address has it."""
    try:
        return tuple(json.loads(text).items())
    except (ValueError, AttributeError, RecursionError):
        raise NNPlayError(f'Values are held in an address as in at={{"x1": 0.5}}, not {text[:60]!r}.') from None


def _speed(text: str) -> float | None:
    """How many epochs a second, as the address has it."""
    try:
        return None if text == "full" else float(text)
    except ValueError:
        raise NNPlayError(f"Write the speed as speed=20 or speed=full, not {text[:60]!r}.") from None


def _value(name: str, text: str) -> Any:
    """A setting of the recipe, as it is written."""
    if name in LISTS:
        return None if text == "none" else _listed(text)
    if name == "scale" or not text:
        return text
    if text == "none":
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return text
    except RecursionError:
        raise NNPlayError(f"The value of {name} in the address is too long.") from None
    return tuple((label, part) for label, part in value) if name in PAIR_SETTINGS and isinstance(value, list) else value


def _listed(text: str) -> tuple[str, ...]:
    """Names with commas between them, or as JSON."""
    if text.startswith("["):
        try:
            return tuple(str(name) for name in json.loads(text))
        except (ValueError, TypeError, RecursionError):
            pass  # a name that begins like that
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _layer_of(text: str) -> Layer:
    width, *words = text.split(":")
    more = dict(word.split("=", 1) for word in words if "=" in word.partition("(")[0])
    activation = [word for word in words if "=" not in word.partition("(")[0]]
    unknown = [*(name for name in more if name not in KEPT), *activation[1:]]
    if not width.isdecimal() or len(width) > 9 or unknown:
        raise NNPlayError(f"Write a layer as 8:tanh or 8:relu:dropout=0.2, not {text!r}.")
    chosen = {name: _value(name, value) for name, value in more.items()}
    if activation:
        chosen["activation"] = activation[0]
    return Layer(int(width), **chosen)
