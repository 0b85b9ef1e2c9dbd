"""Links of the page: the settings of a page as the query of an address, and back.

`web/site/app/link.js` does the same in the page; tests compare the two.

    ?data=spiral&net=8:tanh;4:relu:dropout=0.2&learning_rate=0.1&seed=3
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

from nnplay.data import Dataset, builtin_names
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import PAIR_SETTINGS, Recipe, setting_names

Point: TypeAlias = tuple[float, float, int]

LIMITS = {"layers": 30, "neurons": 500, "samples": 5_000, "epochs": 100_000, "points": 2_000, "classes": 10,
          "formulas": 20}  # fmt: skip
NUMBERS = {"samples": 5_000, "epochs": 100_000, "seed": 2**53 - 1, "data_seed": 2**53 - 1}  # the largest of each
THEMES, LANGUAGES = ("system", "light", "dark", "contrast"), ("en", "de")
LISTS = ("features", "target", "exclude")
GUIDE = ("lesson", "challenge", "entry", "class", "embed", "token")  # not part of the settings
LAYER_DEFAULTS = {f.name: f.default for f in fields(Layer) if f.name != "width"} | {"activation": "tanh"}
NOT_IN_LINKS = ("test_data", "validation_data", "out_of_core")  # a link never names a file
LAYER_WORDS = ("dropout", "norm", "skip", "initializer")
DRAWN = "drawn"  # the data of a page with drawn points
LOW, HIGH, STEPS = -6.0, 6.0, 1023  # of the plane on which points are drawn
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MAX_LENGTH = 200_000  # letters of a query

RECIPE: Mapping[str, Any] = {
    "data": "circle", "features": ["x1", "x2"], "noise": 0, "samples": 400, "data_seed": 0, "test_fraction": 0.5,
    "batch_size": 10, "learning_rate": 0.03, "optimizer": "sgd", "epochs": 20_000,
}  # fmt: skip
TOYS = ("circle", "xor", "gauss", "spiral", "moons", "plane", "multi-gauss")
ONLY_OF_TOYS = ("features", "noise", "samples", "data_seed")  # other data have no such default
LAYERS: Sequence[Mapping[str, Any]] = ({"width": 4, "activation": "tanh"}, {"width": 2, "activation": "tanh"})
VIEW: Mapping[str, Any] = {
    "x": None, "y": None, "held": {}, "tests": False, "steps": False, "speed": 60, "theme": "system", "language": None,
    "hide": [],
}  # fmt: skip


@dataclass(frozen=True)
class PageSettings:
    """Everything that an address says of a page; what is left out has the page's defaults.

    Attributes:
        recipe: settings of the recipe, as JSON values.
        layers: settings of each hidden layer.
        output: output activation; None is inferred from the data.
        loss: the loss; None is inferred from the data.
        points: drawn points instead of `recipe["data"]`.
        formulas: typed formulas: name, text, constants, learned.
        view: how the page shows it.
        guide: the lesson, challenge, entry or class of the link.
    """

    recipe: Mapping[str, Any] = field(default_factory=lambda: dict(RECIPE))
    layers: Sequence[Mapping[str, Any]] = LAYERS
    output: str | None = None
    loss: str | None = None
    points: tuple[Point, ...] | None = None
    formulas: Sequence[Mapping[str, Any]] = ()
    view: Mapping[str, Any] = field(default_factory=lambda: dict(VIEW))
    guide: Mapping[str, str] = field(default_factory=dict)

    def problem(self) -> tuple[Any, Architecture, Recipe]:
        """The data, architecture and recipe to train with; its formulas are registered.

        Raises:
            NNPlayError: settings that do not fit.
        """
        from nnplay.catalog.formulas import Formula, register

        for each in self.formulas:
            register(Formula.of(each["text"], each["constants"], each["learned"]), each["name"])
        layers = tuple(Layer(**layer) for layer in self.layers)
        architecture = Architecture(layers, output=self.output, loss=self.loss)
        settings = dict(self.recipe)
        if self.points is None:
            recipe = Recipe(**settings)
            return recipe.data, architecture, recipe
        for name in ("data", "noise", "samples", "data_seed"):
            settings.pop(name, None)
        X = [[x, y] for x, y, _ in self.points]
        labels = [f"class {cls + 1:02d}" for *_, cls in self.points]
        data = Dataset.from_arrays(X, labels, task="classification", feature_names=["x1", "x2"], name=DRAWN)
        return data, architecture, Recipe(**settings)


class UnreadableError(NNPlayError):
    """A part of a link that cannot be read.

    Attributes:
        key: of the page's message for it.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def query_of(link: str) -> str:
    """The query of a link, with what is compressed in it spelled out.

    Args:
        link: a whole address, or what stands in it from the question mark on.

    Raises:
        NNPlayError: a link that is too long or incomplete.
    """
    link = link.strip()
    if len(link) > MAX_LENGTH:
        raise NNPlayError(f"The link is longer than {MAX_LENGTH:,} letters.")
    query = urlsplit(link).query if "://" in link else link.partition("?")[2] if "?" in link else link
    parts = query.partition("#")[0].split("&")
    packed = next((part for part in parts if part.startswith("z=")), None)
    if packed is None:
        return "&".join(parts)
    parts.remove(packed)
    try:
        letters = packed[2:].encode("ascii")
        inflate = zlib.decompressobj(-15)
        inner = inflate.decompress(base64.urlsafe_b64decode(letters + b"=" * (-len(letters) % 4)), MAX_LENGTH + 1)
        if len(inner) > MAX_LENGTH or not inflate.eof:
            raise ValueError
        return "&".join(filter(None, [inner.decode("utf-8"), *parts]))
    except (ValueError, binascii.Error, zlib.error):
        raise UnreadableError("link.short", "The link is incomplete; copy the whole link.") from None


def short_query(query: str) -> str:
    """The query compressed, as z=…, if that is shorter."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    letters = base64.urlsafe_b64encode(deflate.compress(query.encode()) + deflate.flush()).decode().rstrip("=")
    return f"z={letters}" if len(letters) + 2 < len(query) else query


def read_link(link: str) -> tuple[PageSettings, list[UnreadableError]]:
    """The settings that a link asks for, and what of it cannot be read.

    Args:
        link: a whole address, or what stands in it from the question mark on.
    """
    try:
        query = query_of(link)
    except UnreadableError as error:
        return PageSettings(layers=LAYERS[:1]), [error]
    pairs = parse_qsl(query, keep_blank_values=True)
    guide = {name: text for name, text in pairs if name in GUIDE}
    own = any(name not in (*GUIDE, "lang", "theme", "hide") for name, _ in pairs)
    data = dict(pairs).get("data", "circle")
    recipe = default_recipe(data if data in builtin_names() else "circle")
    page = PageSettings(recipe, layers=LAYERS if own else LAYERS[:1], guide=guide)
    troubles: list[UnreadableError] = []
    for name, text in pairs:
        if name in GUIDE:
            continue
        try:
            page = _read(page, name, text)
        except UnreadableError as error:
            troubles.append(error)
    return page, troubles


def to_query(page: PageSettings) -> str:
    """The query of these settings, without the question mark: whatever differs from the defaults."""
    pairs = [("data", page.recipe["data"])] if page.points is None else [("points", encode_points(page.points))]
    usual = default_recipe(page.recipe["data"])
    for name in ordered_settings():
        if name == "data" or name not in page.recipe or _json(page.recipe[name]) == _json(usual.get(name, ...)):
            continue
        value = page.recipe[name]
        if name == "features" and value is None and page.recipe["data"] not in TOYS:
            continue  # all columns
        pairs.append((name, _listed(value) if name in LISTS and value is not None else _text(value)))
    net = ";".join(map(_layer_text, page.layers))
    if net != ";".join(map(_layer_text, LAYERS)):
        pairs.append(("net", net or "0"))
    pairs += [(name, value) for name, value in (("output", page.output), ("loss", page.loss)) if value]
    if page.formulas:
        pairs.append(("formulas", _json([_short_formula(each) for each in page.formulas])))
    view = page.view
    pairs += [(name, "1") for name in ("tests", "steps") if view[name]]
    pairs += [(name, view[name]) for name in ("x", "y") if view[name]]
    if view["speed"] != VIEW["speed"]:
        pairs.append(("speed", "full" if view["speed"] is None else _number(view["speed"])))
    if view["held"]:
        pairs.append(("at", _json(view["held"])))
    if view["hide"]:
        pairs.append(("hide", ",".join(view["hide"])))
    if view["theme"] != VIEW["theme"]:
        pairs.append(("theme", view["theme"]))
    if view["language"]:
        pairs.append(("lang", view["language"]))
    pairs += list(page.guide.items())
    return "&".join(f"{name}={quote(value, safe=SAFE)}" for name, value in pairs)


def default_recipe(data: str) -> dict[str, Any]:
    """What a link to these data leaves out."""
    if data in (*TOYS, DRAWN):
        return dict(RECIPE)
    return {name: value for name, value in RECIPE.items() if name not in ONLY_OF_TOYS} | {"data": data}


SAFE = "!'()*~:,;=^"  # letters that the page leaves as they are


def ordered_settings() -> tuple[str, ...]:
    """The settings of a recipe, those of the page first."""
    return (*RECIPE, *(name for name in setting_names() if name not in RECIPE))


def _read(page: PageSettings, name: str, text: str) -> PageSettings:
    """The settings with one part of a link."""
    match name:
        case "net":
            return replace(page, layers=_layers(text))
        case "output":
            return replace(page, output=text)
        case "loss":
            return replace(page, loss=text)
        case "tests" | "steps":
            return _with_view(page, name, text == "1")
        case "x" | "y":
            return _with_view(page, name, text)
        case "speed":
            return _with_view(page, name, _speed(text))
        case "at":
            return _with_view(page, "held", _held(text))
        case "hide":
            return _with_view(page, name, [part.strip() for part in text.split(",") if part.strip()])
        case "theme":
            return _with_view(page, name, _one_of(THEMES, name, text))
        case "lang":
            return _with_view(page, "language", _one_of(LANGUAGES, name, text))
        case "formulas":
            return replace(page, formulas=_formulas(text))
        case "points":
            points = decode_points(text)
            if points is None or len(points) < 2:
                raise UnreadableError("link.points", "The drawn points in the link are incomplete; they were left out.")
            return replace(page, points=points, recipe={**page.recipe, "data": DRAWN})
    if name == "data" and text not in builtin_names():
        choices = ", ".join(builtin_names())
        raise UnreadableError("link.data", f"There is no dataset “{text[:60]}” for links; choose from {choices}.")
    if name not in setting_names() or name in NOT_IN_LINKS:
        raise UnreadableError("link.unknown", f"The link has an unknown setting, {name[:60]}; it was left out.")
    return replace(page, recipe={**page.recipe, name: _setting(name, text)})


def _with_view(page: PageSettings, name: str, value: Any) -> PageSettings:
    return replace(page, view={**page.view, name: value})


def _one_of(choices: Sequence[str], name: str, text: str) -> str:
    if text not in choices:
        message = f"{name} cannot be “{text[:60]}”; choose {', '.join(choices)}."
        raise UnreadableError("link.choice", message)
    return text


def _setting(name: str, text: str) -> Any:
    """A setting of the recipe, as it is written."""
    if name in LISTS:
        return None if text == "none" else _names(text)
    if name == "scale" or not text:
        return text
    if text == "none":
        return None
    try:
        value = _parsed(text)
    except ValueError:
        value = text
    most = NUMBERS.get(name)
    if most is not None and not (_is_whole(value) and 0 <= value <= most):
        message = f"{name} must be a whole number up to {most:,}, not “{text[:60]}”."
        raise UnreadableError("link.number", message)
    if name in PAIR_SETTINGS and not (isinstance(value, list) and all(_is_pair(each) for each in value)):
        return text
    return value


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _is_whole(value: Any) -> bool:
    """Whether this is a whole number, as the page sees it: 3.0 is 3."""
    return isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()


def _names(text: str) -> list[str]:
    if text.startswith("["):
        try:
            names = _parsed(text)
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                return names
        except ValueError:
            pass  # a name that begins like that
    return [part.strip() for part in text.split(",") if part.strip()]


def _speed(text: str) -> float | None:
    if text == "full":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 < speed < math.inf:
        raise UnreadableError("link.speed", f"Write the speed as speed=20 or speed=full, not “{text[:60]}”.")
    return int(speed) if speed.is_integer() else speed


def _held(text: str) -> dict[str, float]:
    try:
        held = _parsed(text)
    except ValueError:
        held = None
    if not isinstance(held, dict) or not all(_is_number(value) for value in held.values()):
        message = f"Write held values as names and numbers in JSON, not “{text[:60]}”."
        raise UnreadableError("link.at", message)
    return held


def _formulas(text: str) -> tuple[dict[str, Any], ...]:
    try:
        formulas = _parsed(text)
    except ValueError:
        formulas = None
    if not isinstance(formulas, list) or len(formulas) > LIMITS["formulas"] or not all(map(_is_formula, formulas)):
        message = f'Write formulas as [["name","x*tanh(x)"]], not “{text[:60]}”.'
        raise UnreadableError("link.formulas", message)
    empty: tuple[Any, ...] = ({}, [])
    return tuple(dict(zip(FORMULA_PARTS, (*each, *empty[len(each) - 2 :]), strict=True)) for each in formulas)


FORMULA_PARTS = ("name", "text", "constants", "learned")


def _is_formula(value: Any) -> bool:
    if not isinstance(value, list) or not 2 <= len(value) <= 4:
        return False
    name, text, constants, learned = [*value, {}, []] if len(value) == 2 else [*value, []][:4]
    return (
        _is_word(name) and _is_word(text, 1000)
        and isinstance(constants, dict) and all(map(_is_number, constants.values()))
        and isinstance(learned, list) and all(map(_is_word, learned))
    )  # fmt: skip


def _is_word(value: Any, max_length: int = 64) -> bool:
    return isinstance(value, str) and 0 < len(value) <= max_length


def _short_formula(formula: Mapping[str, Any]) -> list[Any]:
    """A formula in a list, without what is empty at its end."""
    parts = [formula[name] for name in FORMULA_PARTS]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return parts


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _layers(text: str) -> tuple[dict[str, Any], ...]:
    if text == "0":
        return ()
    layers = tuple(_layer(part) for part in text.split(";"))
    if len(layers) > LIMITS["layers"]:
        message = f"This page takes at most {LIMITS['layers']} layers, not {len(layers)}."
        raise UnreadableError("link.layers", message)
    return layers


def _layer(text: str) -> dict[str, Any]:
    unreadable = UnreadableError("link.layer", f"Write a layer as 8:tanh or 8:relu:dropout=0.2, not “{text[:60]}”.")
    width, *words = text.split(":")
    options = [word.split("=", 1) for word in words if "=" in word.partition("(")[0]]
    names = [word for word in words if "=" not in word.partition("(")[0]]
    if not (width.isascii() and width.isdecimal() and len(width) <= 9) or len(names) > 1:
        raise unreadable
    if not 1 <= int(width) <= LIMITS["neurons"]:
        message = f"A layer has 1 to {LIMITS['neurons']} neurons, not {int(width):,}."
        raise UnreadableError("link.width", message)
    layer: dict[str, Any] = {"width": int(width), "activation": names[0] if names else "relu"}
    for name, value in options:
        if name not in LAYER_WORDS:
            raise unreadable
        layer[name] = value in ("1", "true") if name == "skip" else _setting(name, value)
    return layer


def _layer_text(layer: Mapping[str, Any]) -> str:
    """A layer in few letters: 8:tanh, 8:relu:dropout=0.2:skip=true."""
    words = [str(layer["width"]), layer["activation"].replace(" ", "")]
    words += [f"{name}={_text(layer[name])}" for name in LAYER_WORDS
              if name in layer and layer[name] != LAYER_DEFAULTS[name]]  # fmt: skip
    return ":".join(words)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "none" if value is None else _json(value)


def _listed(names: Sequence[str]) -> str:
    """Names with commas between them, as JSON where a name has one itself."""
    plain = all(name == name.strip() and "," not in name and not name.startswith("[") for name in names)
    return ",".join(names) if plain else _json(list(names))


def _parsed(text: str) -> Any:
    """JSON as the page reads it.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_float)
    except RecursionError:
        raise ValueError(text) from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _float(text: str) -> float:
    """A number with a point or exponent; a whole one as an integer, since the page knows no difference."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _json(value: Any) -> str:
    """JSON as the page writes it."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_json(name)}:{_json(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, float):
        return _number(value)
    return "" if value is ... else json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """A number as JavaScript writes it: 0.000001 and 1e-7, 1e+21."""
    if float(value).is_integer() and abs(value) < 1e21:
        return str(int(value))
    mantissa, _, exponent = repr(float(value)).partition("e")
    if not exponent:
        return mantissa
    if int(exponent) >= -6 and int(exponent) < 0:
        return f"{value:.{len(mantissa.replace('.', '').lstrip('-')) - 1 - int(exponent)}f}"
    return f"{mantissa}e{int(exponent):+d}"


def encode_points(points: Sequence[Point]) -> str:
    """Drawn points in four letters each: the place on a grid and the class."""
    letters = []
    for x, y, cls in points:
        bits = _step(x) << 14 | _step(y) << 4 | cls
        letters += [LETTERS[bits >> shift & 63] for shift in (18, 12, 6, 0)]
    return "".join(letters)


def decode_points(text: str) -> tuple[Point, ...] | None:
    """The points of a text; None if it has none."""
    if len(text) % 4 or len(text) // 4 > LIMITS["points"] or set(text) - set(LETTERS):
        return None
    points = []
    for at in range(0, len(text), 4):
        bits = 0
        for letter in text[at : at + 4]:
            bits = bits << 6 | LETTERS.index(letter)
        if bits & 15 >= LIMITS["classes"]:
            return None
        points.append((_value(bits >> 14), _value(bits >> 4 & 1023), bits & 15))
    return tuple(points)


def _step(value: float) -> int:
    return math.floor(min(max((value - LOW) / (HIGH - LOW), 0.0), 1.0) * STEPS + 0.5)


def _value(step: int) -> float:
    return round(LOW + (HIGH - LOW) * step / STEPS, 4)
