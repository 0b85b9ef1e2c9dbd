"""The model card of a run: what it was trained on, how good it is, and where its limits are (Mitchell et al. 2019).

Markdown with a YAML header, as model hubs read it. Source: Mitchell et al. 2019, "Model cards for model reporting",
doi:10.1145/3287560.3287596.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnplay.errors import NNPlayError, clean
from nnplay.network.parameters import layout
from nnplay.runs import reproduce, run_file
from nnplay.utils import files
from nnplay.utils.text import plural
from nnplay.utils.versions import versions

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult

MAX_LISTED = 30  # columns, classes or notes that are listed
MAX_NAME = 80  # characters of a name
FEW_ROWS = 100  # of the evaluation split, below which a score is uncertain
RARE = 0.05  # share of the rows below which a class is called rare
GAP = 0.05  # difference of accuracy or R² between training and test rows that is mentioned
HEADER = "---\nlibrary_name: nnplay\n"


def card_path(path: str | os.PathLike[str], card: bool | str | os.PathLike[str]) -> Path | None:
    """Where the card of the model file `path` goes: beside it as .md if `card` is True, None if it is False.

    Raises:
        NNPlayError: the file exists and is not a model card, so that it might be somebody's notes.
    """
    if card is False:
        return None
    if card is not True:
        return files.check_path(card)
    beside = files.check_path(path).with_suffix(".md")
    if beside.exists() and not files.read_bytes(beside, 1 << 24).startswith(HEADER.encode()):
        raise NNPlayError(f"{str(beside)!r} exists and is not a model card: pass card='OTHER.md'.")
    return beside


def model_card(run: TrainingResult, file: str = "") -> str:
    """The card of a run as Markdown; `file` is the name of its model file."""
    facts = run.facts
    title = f"{clean(facts['name'], MAX_NAME)}: {run.architecture}"
    sections = [
        f"{_header(run)}\n# {_text(title)}",
        _summary(run),
        f"## Use\n\n```python\n{_usage(run, file)}\n```",
        f"## Data\n\n{_data(run)}",
        f"## Results\n\n{_results(run)}",
        f"## Limits\n\n{_bullets(limits(run))}",
        f"## Network\n\n{_network(run)}",
        f"## Training\n\n{_training(run)}",
    ]
    return "\n\n".join(sections) + "\n"


def write_card(run: TrainingResult, path: str | os.PathLike[str], model_file: str | os.PathLike[str] = "") -> None:
    """Write the model card of a run to a file.

    Raises:
        NNPlayError: a file that cannot be written, or must not be replaced.
    """
    files.write_atomic(path, model_card(run, Path(model_file).name).encode("utf-8"))


def result_files(run: TrainingResult) -> dict[str, bytes]:
    """The files of a result for a logger: its network, and its card, by name."""
    name = re.sub(r"[^\w-]", "_", clean(run.facts["name"], MAX_NAME), flags=re.ASCII) + ".nnplay"
    return {name: run_file.to_bytes(run), "README.md": model_card(run, name).encode("utf-8")}


def limits(run: TrainingResult) -> list[str]:
    """What a reader has to know before using this network: each a sentence that follows from the run."""
    facts, split = run.facts, run.eval_split
    rows = facts["parts"].get(split, 0)
    sentences = [_text(note) for note in run.notes]
    if split != "test":
        sentences.append("There is no test split: the scores are on the training rows, and say nothing about new ones.")
    elif rows < FEW_ROWS:
        sentences.append(f"The scores are on {plural(rows, 'test row')} only: on other rows they may differ by much.")
    score = "accuracy" if facts["task"] == "classification" else "r2"
    train, test = (run.metrics.get(name, {}).get(score, math.nan) for name in ("train", "test"))
    if train - test > GAP:
        sentences.append(f"It fits the training rows better than new ones: {score} {train:.4g} and {test:.4g} (test).")
    sentences += [
        f"The class {_text(label)} is rare, {plural(int(values['rows']), 'row')} of {rows:,}: its scores are uncertain."
        for label, values in list(run.per_class.items())[:MAX_LISTED]
        if rows and values["rows"] < RARE * rows
    ]
    if run.status in ("interrupted", "diverged"):
        sentences.append(f"Training was {run.status}; the network is that of epoch {run.epoch:,}.")
    sentences.append(
        "The rows were split at random unless the recipe says otherwise. The network was not tested on data from "
        "another time, place or source, and its probabilities are not calibrated."
        if facts["task"] == "classification"
        else "The rows were split at random unless the recipe says otherwise. The network was not tested on data from "
        "another time, place or source, nor outside the range of its training rows."
    )
    sentences.append("Who is represented in the data, and whether they agreed, nnplay does not know: add it here.")
    return sentences


def _header(run: TrainingResult) -> str:
    """The YAML header; each scalar is written as JSON, which is valid YAML whatever it contains."""
    facts, regression = run.facts, run.facts["task"] == "regression"
    kind = "tabular-regression" if regression else "tabular-classification"
    name, split = clean(facts["name"], MAX_NAME) or "data", run.eval_split
    metrics = {key: value for key, value in run.metrics[split].items() if math.isfinite(value)}
    lines = [
        f"pipeline_tag: {kind}",
        "tags:", *(f"- {tag}" for tag in ("nnplay", "neural-network", "tabular", kind)),
        "metrics:", *(f"- {_yaml(key)}" for key in metrics if key != "loss"),
        "model-index:",
        f"- name: {_yaml(f'{name}: {run.architecture}')}",
        "  results:",
        "  - task:",
        f"      type: {kind}",
        "    dataset:",
        f"      name: {_yaml(name)}",
        f"      type: {_yaml(re.sub(r'[^A-Za-z0-9._-]', '-', name))}",
        f"      split: {split}",
        "    metrics:",
    ]  # fmt: skip
    for key, value in metrics.items():
        lines += [f"    - type: {_yaml(key)}", f"      value: {value:.6g}"]
    return HEADER + "\n".join(lines) + "\n---\n"


def _summary(run: TrainingResult) -> str:
    facts = run.facts
    targets = _names(facts["targets"])
    what = f"one of {len(run.classes)} classes of {targets}" if run.classes else targets
    return (
        f"A neural network with {plural(run.parameters.count, 'parameter')} that predicts {what} from "
        f"{plural(len(facts['features']), 'column')}. It was built from scratch and trained with nnplay."
    )


def _usage(run: TrainingResult, file: str) -> str:
    lines = ["import nnplay as nn", "", f"run = nn.load_run({(clean(file, 200) or 'model.nnplay')!r})"]
    example = {name: None if value != value else value for name, value in run.facts.get("example", {}).items()}  # NaN
    if len(example) == len(run.model.encoding.columns):
        lines.append(f"run.predict({example!r})")
    else:
        lines.append("run.predict(rows)  # a DataFrame, a dict of columns, or a list of dicts")
    return _code_block(lines)


def _data(run: TrainingResult) -> str:
    facts = run.facts
    parts = ", ".join(f"{name} {count:,}" for name, count in facts["parts"].items())
    items = [
        f"**Name**: {_text(clean(facts['name'], MAX_NAME))}",
        f"**Rows**: {facts['rows']:,} ({parts})",
        f"**Features** ({len(facts['features'])}): {_names(facts['features'])}",
        f"**Target**: {_names(facts['targets'])}",
    ]
    if run.classes:
        items.append(f"**Classes** ({len(run.classes)}): {_names(run.classes)}")
    if facts.get("fingerprint"):
        items.append(f"**Fingerprint**: `{clean(facts['fingerprint'], MAX_NAME)}`")
    notes = [_text(clean(note, 300)) for note in facts.get("notes", ())[:MAX_LISTED]]
    return _bullets(items) + ("\n\nDecided while reading:\n\n" + _bullets(notes) if notes else "")


def _results(run: TrainingResult) -> str:
    columns = {f"{split} ({run.facts['parts'].get(split, 0):,} rows)": values for split, values in run.metrics.items()}
    for kind, values in run.baseline.items():
        columns[f"baseline: {'constant guess' if kind == 'constant' else f'{kind} model'} ({run.eval_split})"] = values
    names = list(dict.fromkeys(name for values in run.metrics.values() for name in values))
    rows = [[_text(name), *(_number(values.get(name)) for values in columns.values())] for name in names]
    table = _table(["metric", *columns], rows)
    per_class = [
        [_text(clean(label, MAX_NAME)), *(_number(values[key]) for key in ("precision", "recall", "f1", "rows"))]
        for label, values in list(run.per_class.items())[:MAX_LISTED]
    ]
    if not per_class:
        return table
    return f"{table}\n\n{_table([f'class ({run.eval_split})', 'precision', 'recall', 'F1', 'rows'], per_class)}"


def _network(run: TrainingResult) -> str:
    blocks = layout(run.architecture).blocks
    rows = []
    for depth, block in enumerate(blocks, start=1):
        layer = block.layer
        extras = [f"{layer.norm} normalization"] * bool(layer.norm) + [f"dropout {layer.dropout:g}"] * bool(
            layer.dropout
        )
        name = "output" if depth == len(blocks) else f"hidden {depth}"
        rows.append([name, f"{block.n_in} × {block.n_z}", f"`{layer.activation}`", ", ".join(extras) or "–"])
    table = _table(["layer", "W", "activation", "extras"], rows)
    return f"{table}\n\nLoss: `{run.architecture.loss}`. Parameters: {run.parameters.count:,}."


def _training(run: TrainingResult) -> str:
    seconds = (run.history.get("seconds") or [0.0])[-1]
    settings = [[f"`{name}`", f"`{_code(value)}`"] for name, value in run.recipe.summary().items()]
    text = f"{run.status.capitalize()} after epoch {run.epoch:,}, in {seconds:.3g} s. "
    text += f"This card was written with {', '.join(f'{name} {version}' for name, version in versions().items())}."
    past = [(segment.recipe, segment.until) for segment in run.past]
    code = reproduce.python(run.architecture, run.recipe, past).replace("nn.train(None, ", "nn.train(data, ")
    table = _table(["setting", "value"], settings)
    return f"{text}\n\n{table}\n\nThe same run again:\n\n```python\n{_code_block(code.splitlines())}\n```"


def _names(names: Sequence[Any]) -> str:
    more = f" and {len(names) - MAX_LISTED:,} more" if len(names) > MAX_LISTED else ""
    return ", ".join(_text(clean(name, MAX_NAME)) for name in names[:MAX_LISTED]) + more


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:" if len(head) > 2 else "---"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _number(value: Any) -> str:
    if not isinstance(value, int | float):
        return "–"
    is_whole = isinstance(value, int) or (value.is_integer() and abs(value) >= 10)
    return f"{value:,.0f}" if is_whole else f"{value:.4g}"


def _text(value: Any) -> str:
    """Text as Markdown that shows it as it is: no links, HTML, emphasis or cells of a table."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~&])", r"\\\1", clean(value))


def _code(value: Any) -> str:
    text = clean(json.dumps(value, ensure_ascii=False), 200)
    return text.replace("`", "'").replace("|", "\\|")


def _code_block(lines: Sequence[str]) -> str:
    """Lines of Python inside a fence, which none of them can close."""
    return "\n".join(clean(line).replace("```", "\\x60``") for line in lines)


def _yaml(value: str) -> str:
    return json.dumps(value)
