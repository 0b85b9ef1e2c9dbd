"""The API reference: one page for each public name, from its signature and its docstring."""

from __future__ import annotations

import ast
import builtins
import dataclasses
import importlib
import inspect
import itertools
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nnplay as nn
from nnplay.runs.plots import PlotOptions
from nnplay.training.settings import BY_DATA

GROUPS = {
    "Train": ("train", "training", "train_many", "Recipe", "Snapshot", "TrainingSession"),
    "Data": ("load", "Dataset"),
    "Network": ("Architecture", "Layer", "Parameters"),
    "Use a network": ("Run", "load_run", "Model", "Explanation", "worksheet", "Worksheet", "live"),
    "Compare and search": (
        "compare", "Comparison", "cross_validate", "CrossValidation", "search", "SearchRun", "SearchResult", "Store",
    ),
    "Diagnose": ("diagnose", "Diagnosis", "learning_rates"),
    "scikit-learn": ("MLPClassifier", "MLPRegressor"),
    "Add components": (
        "activation", "loss", "optimizer", "schedule", "initializer", "penalty", "metric", "formula", "Formula",
    ),
    "Errors and warnings": (
        "NNPlayError", "DataError", "DivergenceError", "ModelFileError", "StoreError", "DataWarning",
        "DerivativeWarning", "DivergenceWarning", "LoggerWarning", "RestartWarning", "StoreWarning",
    ),
}  # fmt: skip
CONSTRUCTED = ("Architecture", "Parameters", "Recipe")  # besides the classes whose docstring has arguments
SECTION = re.compile(r"^(Args|Attributes|Returns|Yields|Raises):\n((?:(?: {4}.*)?\n)*)", re.MULTILINE)
ENTRY = re.compile(r"^ {4}(\*{0,2}[\w, *]+): (.*(?:\n {8,}.*)*)", re.MULTILINE)
EXAMPLE = re.compile(r"(?:^(?:>>>|\.\.\.).*\n(?:(?!>>>)\S.*\n|(?=>>>))*)+", re.MULTILINE)
REFERENCE = re.compile(r"(?<![`\w}])`([\w.]+)`(?!`)")


def write(folder: Path) -> str:
    """Write the pages of the names into the folder `api` and return the list that leads to them."""
    home = folder / "api"
    home.mkdir(exist_ok=True)
    listed = {name for names in GROUPS.values() for name in names}
    missing = set(nn.__all__) - listed - {"__version__"}
    if missing or listed - set(nn.__all__):
        raise SystemExit(f"GROUPS in {__file__} and nnplay.__all__ differ: {missing ^ (listed - set(nn.__all__))}")
    lines: list[str] = []
    for group, names in GROUPS.items():
        lines += [f"## {group}", "", "| name | what it is |", "|---|---|"]
        for name in names:
            (home / f"{name}.md").write_text(page(name), encoding="utf-8")
            summary = markdown(inspect.getdoc(public(name)).split("\n\n")[0].replace("\n", " "))
            lines.append(f"| [`nn.{name}`](api/{name}.md) | {summary} |")
        lines.append("")
    lines += ["`nn.__version__` is the version as a text.", ""]
    entries = "\n".join(f"api/{name}" for names in GROUPS.values() for name in names)
    return "\n".join(lines) + f"\n```{{toctree}}\n:hidden:\n\n{entries}\n```\n"


def public(name: str) -> Any:
    """What a public name stands for; a package that can be called stands for its function."""
    thing = getattr(nn, name)
    return vars(importlib.import_module(f"nnplay.{name}.stream"))[name] if inspect.ismodule(thing) else thing


def page(name: str) -> str:
    """The page of a public name."""
    thing = public(name)
    kind = "class" if inspect.isclass(thing) else "function"
    if kind == "class" and issubclass(thing, Exception):
        kind = "exception"
    head = f"# {name}\n\n```{{py:currentmodule}} nnplay\n```\n\n"
    made_by_others = kind == "class" and "Args:" not in (thing.__doc__ or "") and name not in CONSTRUCTED
    signature = "" if kind == "exception" or made_by_others else signature_of(thing, name)
    body = description(thing) + inherited_attributes(thing)
    if name == "Recipe":
        body += "\n\n" + settings()
    if name in ("train", "training", "diagnose", "live", "compare", "cross_validate", "learning_rates", "search"):
        body += "\n\nThe settings, with their types and defaults, are those of {py:obj}`~nnplay.Recipe`."
    text = f"{head}::::::{{py:{kind}}} {name}{signature}\n\n{body}\n::::::\n"
    if kind == "class":
        groups = {"Properties": [], "Methods": []}
        for member, value in members(thing):
            groups["Properties" if is_property(value) else "Methods"].append(member_text(name, member, value))
        for heading, entries in groups.items():
            if entries:
                text += f"\n## {heading}\n\n" + "\n".join(entries)
        if name.startswith("MLP"):
            text += "\nAnd what every estimator of scikit-learn has: `score`, `get_params`, `set_params`, …\n"
    if kind == "exception":
        bases = [
            base.__name__
            for base in thing.__mro__[1:-3]
            if base.__name__ in nn.__all__ or base.__module__ == "builtins"
        ]
        text += "\nIt is also: " + ", ".join(f"`{base}`" for base in bases) + ".\n"
    return text


def inherited_attributes(thing: Any) -> str:
    """The table of attributes that a class inherits, if its docstring has none of its own."""
    bases = thing.__mro__ if inspect.isclass(thing) and "Attributes:\n" not in (thing.__doc__ or "") else ()
    for base in bases:
        if base.__module__.startswith("nnplay."):
            for match in SECTION.finditer((inspect.getdoc(base) or "") + "\n"):
                if match[1] == "Attributes":
                    return "\n" + table("Attributes", match[2], base)
    return ""


def plot_options() -> str:
    """The options of `Run.plot`, with the kinds that take them, from the comments below each field."""
    lines = ["| option | type | what it does |", "|---|---|---|"]
    body = ast.parse(inspect.getsource(PlotOptions)).body[0].body
    for field, comment in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(comment, ast.Expr):
            words = " ".join(ast.literal_eval(comment.value).split()).replace("|", r"\|")
            lines.append(f"| `{ast.unparse(field.target)}` | {code(short(ast.unparse(field.annotation)))} | {words} |")
    return "\n".join(lines) + "\n"


def members(thing: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties of a class that nnplay defines, its own first, then those it inherits."""
    found: dict[str, Any] = {}
    for owner in thing.__mro__:
        if owner.__module__.startswith("nnplay."):
            for name, value in vars(owner).items():
                shown = not name.startswith("_") and name not in found and not name.startswith("model_")
                routing = name.startswith("set_") and name.endswith("_request")  # scikit-learn makes these
                method = callable(value) or isinstance(value, classmethod | staticmethod)
                if shown and not routing and (is_property(value) or method):
                    found[name] = value
                elif shown and callable(getattr(thing, name, None)) and hasattr(value, "fn"):
                    found[name] = value.fn  # a method that depends on a parameter, such as predict_proba on the loss
    yield from found.items()


def is_property(value: Any) -> bool:
    """Whether an attribute of a class is read like a value."""
    return isinstance(value, property) or type(value).__name__ == "cached_property"


def member_text(owner: str, name: str, value: Any) -> str:
    """The entry of a method or a property."""
    if is_property(value):
        function = value.fget if isinstance(value, property) else value.func
        result = short(inspect.signature(function).return_annotation)
        return f"::::{{py:property}} {owner}.{name}\n:type: {result}\n\n{description(function)}\n::::\n"
    kind = {classmethod: "classmethod", staticmethod: "staticmethod"}.get(type(value))
    function = value.__func__ if kind else value
    option = f":{kind}:\n" if kind else ""
    text = signature_of(function, name, bound=kind != "staticmethod")
    body = description(function) + ("\n" + plot_options() if (owner, name) == ("Run", "plot") else "")
    return f"::::{{py:method}} {owner}.{name}{text}\n{option}\n{body}\n::::\n"


def signature_of(thing: Any, name: str, *, bound: bool = False) -> str:
    """The signature with short types; that of a recipe is its table of settings."""
    if name == "Recipe":
        return "(**settings)"
    signature = inspect.signature(thing)
    parameters = list(signature.parameters.values())[1 if bound else 0 :]
    texts, starred = [], False
    for parameter in parameters:
        keyword = parameter.kind is parameter.KEYWORD_ONLY
        if keyword and not starred:
            texts.append("*")
        starred = starred or keyword or parameter.kind is parameter.VAR_POSITIONAL
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        text = star + parameter.name
        if parameter.annotation is not parameter.empty and not star:
            text += f": {short(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            text += f"{' = ' if ':' in text else '='}{default_of(parameter)}"
        texts.append(text)
        if parameter.kind is parameter.POSITIONAL_ONLY:
            texts.append("/")
    result = "" if inspect.isclass(thing) else short(signature.return_annotation)
    return f"({', '.join(texts)})" + (f" -> {result}" if result and result != "None" else "")


def default_of(parameter: inspect.Parameter) -> str:
    """The default of a parameter as one writes it; one without such a form, such as a function, is `...`."""
    if parameter.default is parameter.empty or parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
        return ""
    return "..." if "<" in repr(parameter.default) else repr(parameter.default)


def short(annotation: Any) -> str:
    """A type as one writes it: without modules, and NumPy's arrays as `ndarray`."""
    if annotation is inspect.Signature.empty:
        return ""
    if annotation is None or annotation is types.NoneType:
        return "None"
    if isinstance(annotation, str):
        text = annotation
    elif typing.get_origin(annotation) is typing.Annotated:
        return short(typing.get_args(annotation)[0])
    elif typing.get_origin(annotation) is typing.Literal:
        return " | ".join(map(repr, typing.get_args(annotation)))
    elif typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return " | ".join(short(each) for each in typing.get_args(annotation))
    elif isinstance(annotation, type) and not typing.get_args(annotation):
        text = annotation.__name__
    else:
        text = re.sub(r"ndarray\[tuple\[.*\]\]+", "ndarray", str(annotation))
    text = re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z_])", "", text)
    return text.strip("'\"").replace("Self", "Self").replace("NoneType", "None")


def description(thing: Any) -> str:
    """A docstring as Markdown: its text, its tables of arguments and attributes, its examples as code."""
    text = (inspect.getdoc(thing) or "") + "\n"
    tables: list[str] = []

    def section(match: re.Match[str]) -> str:
        tables.append(table(match[1], match[2], thing))
        return f"\n@@{len(tables) - 1}@@\n\n"

    def example(match: re.Match[str]) -> str:
        tables.append(f"```pycon\n{match[0].rstrip()}\n```\n")
        return f"\n@@{len(tables) - 1}@@\n\n"

    text = SECTION.sub(section, text)
    text = EXAMPLE.sub(example, text)
    text = markdown(text)
    return re.sub(r"@@(\d+)@@", lambda match: tables[int(match[1])], text).strip() + "\n"


def table(kind: str, body: str, thing: Any) -> str:
    """The table of a section; a section of one sentence is a paragraph."""
    entries = [(name, " ".join(text.split())) for name, text in ENTRY.findall(body)]
    if not entries or kind in ("Returns", "Yields"):
        return f"**{kind}** {markdown(' '.join(body.split()))}\n"
    if kind == "Raises":
        sentences = (f"- {markdown(f'`{name}`')}: {markdown(text)}" for name, text in entries)
        return "**Raises**\n\n" + "\n".join(sentences) + "\n"
    facts = dict(fields(thing)) if kind == "Attributes" else dict(arguments(thing))
    heading = "argument" if kind == "Args" else "attribute"
    known = any(facts.get(part.strip(), ("", ""))[0] for name, _ in entries for part in name.split(","))
    lines = [
        f"| {heading} |" + (" type | default |" if known else "") + " |",
        "|---|" + ("---|---|" if known else "") + "---|",
    ]
    for name, text in entries:
        kinds = [facts.get(part.strip(" *"), ("", "")) for part in name.split(",")]
        cells = (
            [code(kinds[0][0]), ", ".join(dict.fromkeys(code(value) for _, value in kinds if value))] if known else []
        )
        lines.append("| " + " | ".join([f"`{name}`", *cells, markdown(text).replace("|", r"\|")]) + " |")
    return "\n".join(lines) + "\n"


def code(text: str) -> str:
    """Text as code in a cell of a table."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def arguments(thing: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """The type and the default of each argument."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return
    for name, parameter in signature.parameters.items():
        variadic = parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        yield name, ("" if variadic else short(parameter.annotation), default_of(parameter))


def fields(thing: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """The type and the default of each field of a data class, also for those of the classes it inherits from."""
    if dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            default = "" if field.default is dataclasses.MISSING else repr(field.default)
            yield field.name, (short(field.type), default)


def settings() -> str:
    """The settings of a recipe, with their types, limits and defaults."""
    lines = ["| setting | type | default | what it does |", "|---|---|---|---|"]
    for name, field in nn.Recipe.model_fields.items():
        limits = [f"{symbol} {getattr(item, key)}" for item in field.metadata
                  for key, symbol in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
                  if getattr(item, key, None) is not None and abs(getattr(item, key)) < 1e9]  # fmt: skip
        kind = code(short(field.annotation)) + (f" {', '.join(limits)}" if limits else "")
        default = f"`{field.default!r}`" + (" (auto)" if name in BY_DATA else "")
        lines.append(f"| `{name}` | {kind} | {default} | {(field.description or '').replace('|', chr(92) + '|')} |")
    return (
        "\n".join(lines) + "\n\n(auto): without it, `nn.train` chooses from the data: "
        "see [the default recipe](../../explanation/defaults.md).\n"
    )


def markdown(text: str) -> str:
    """A docstring's text as Markdown: ``code`` and references to public names."""

    def refer(match: re.Match[str]) -> str:
        known = match[1].split(".")[0] in nn.__all__ and not hasattr(builtins, match[1])
        return f"{{py:obj}}`~nnplay.{match[1]}`" if known else match[0]

    return re.sub(r"``(.+?)``", r"`\1`", REFERENCE.sub(refer, text))
