"""The site has everything that it promises: each public name, command, option, component and picture."""

from __future__ import annotations

import doctest
import inspect
import re
from typing import get_args

import api
import commands
import components
import gallery
import offline
import pages
import pytest
from typer.main import get_command

import nnplay as nn
from nnplay.catalog import families
from nnplay.cli import app
from nnplay.runs.plots import Kind

NAMES = sorted(set(nn.__all__) - {"__version__"})


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_a_page_with_an_example(name):
    assert [group for group, names in api.GROUPS.items() if name in names], f"{name} is missing in docs/site/api.py"
    text = api.page(name)
    assert text.startswith(f"# {name}\n")
    assert "```pycon\n>>> import nnplay as nn\n" in text.replace(">>> import math\n", "").replace(
        ">>> import warnings\n", ""
    )
    assert "@@" not in text


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_every_public_name_runs(name, tmp_path, monkeypatch, clean):
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(inspect.getdoc(api.public(name)), {}, name, None, None)
    assert example.examples
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("name", ["Run", "Dataset", "Architecture", "Recipe", "MLPClassifier", "MLPRegressor"])
def test_the_page_of_a_class_has_all_of_its_methods(name):
    text = api.page(name)
    public = {member for member, _ in api.members(getattr(nn, name))}
    assert {"Run": "predict", "Dataset": "from_arrays", "Architecture": "dense", "Recipe": "replace"}.get(
        name, "fit"
    ) in public
    assert [member for member in public if f" {name}.{member}" not in text] == []


def test_every_setting_has_its_type_and_default():
    rows = [line for line in api.settings().splitlines() if line.startswith("| `")]
    assert [re.match(r"\| `(\w+)`", row)[1] for row in rows] == list(nn.Recipe.model_fields)
    assert all(cell.strip() for row in rows for cell in re.split(r"(?<!\\)\|", row)[1:5])


def test_every_command_and_option_is_listed():
    program = get_command(app.build("all"))
    for name, command in program.commands.items():
        text = "\n".join(commands.page(name, command))
        for each in (command, *getattr(command, "commands", {}).values()):
            shown = {option for parameter in each.params if not getattr(parameter, "hidden", False)
                     for option in parameter.opts if option.startswith("--")}  # fmt: skip
            assert [option for option in shown if f"`{option}`" not in text] == [], name


@pytest.mark.parametrize("family", families)
def test_every_component_has_a_picture(family):
    for entry in families[family].values():
        lines, options = components.PICTURES[family](entry)
        picture = components.chart(lines, **options)
        assert picture.count('class="line line-0"') >= 2 - (not lines[0].name), entry.name
        assert "nan" not in picture, entry.name


def test_every_kind_of_plot_is_in_the_gallery():
    assert set(gallery.KINDS) == set(get_args(Kind))


def test_what_is_loaded_from_elsewhere_and_dead_links_are_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<link href="https://fonts.example/x.css"><a href="b.html#here">b</a><a href="b.html#there">b</a>'
        '<a href="c.html">c</a><a href="https://example.org">e</a>'
    )
    (tmp_path / "b.html").write_text('<h1 id="here">b</h1>')
    (tmp_path / "x.css").write_text("@font-face { src: url(//fonts.example/x.woff) }")
    assert offline.elsewhere(tmp_path) == [
        "a.html loads https://fonts.example/x.css", "x.css loads //fonts.example/x.woff",
    ]  # fmt: skip
    assert [each.split(" links to ")[1] for each in offline.dead_links(tmp_path)] == [
        "b.html#there, but there is no such place", "c.html, which does not exist",
    ]  # fmt: skip


def test_links_out_of_the_documentation_become_pages_of_the_site(tmp_path):
    docs, source = tmp_path / "docs", tmp_path / "copy"
    (source / "how-to").mkdir(parents=True)
    (docs / "how-to").mkdir(parents=True)
    (tmp_path / "code.py").write_text("print(1)\n")
    (tmp_path / "NOTES.md").write_text("# Notes\n[there](docs/how-to/a.md) [code](code.py)\n")
    for folder in (docs, source):
        (folder / "index.md").write_text("# Index\n[how](how-to/a.md) [notes](../NOTES.md)\n")
        (folder / "how-to" / "a.md").write_text("[code](../../code.py)\n\n```text\n[as it is](../../code.py)\n```\n")
    pages.link(source, docs)
    assert (source / "how-to" / "a.md").read_text().startswith("[code](../files/code.py.md)")
    assert "[as it is](../../code.py)" in (source / "how-to" / "a.md").read_text()
    assert "```python\nprint(1)\n```" in (source / "files" / "code.py.md").read_text()
    assert "[there](../how-to/a.md) code" in (source / "files" / "NOTES.md.md").read_text()
    assert "(files/NOTES.md.md)" in (source / "index.md").read_text()
