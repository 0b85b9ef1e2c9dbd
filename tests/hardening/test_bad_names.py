"""Impossible file names, and escape codes in names: refused or escaped, never sent to the terminal."""

import interfaces
import pytest

import nnplay as nn
from nnplay import plots
from nnplay.errors import MAX_LENGTH, DataWarning, NNPlayError, clean
from nnplay.training.recipe_file import read_recipe, write_recipe

pytestmark = pytest.mark.slow

IMPOSSIBLE = ("a\0b", "a" * 300, "../" * 3000 + "x", "\ud800" * 200, None, 3)
EVIL = "\x1b[2J\x1b]0;owned\x07\x9b5m\u202e"


@pytest.fixture(scope="module")
def run():
    return nn.train("xor", (2,), epochs=2, samples=20)


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    """A table with escape codes in its name, columns and classes, and a run on it."""
    import duckdb

    path = tmp_path_factory.mktemp("evil") / f"t{EVIL}.parquet"
    plain = path.with_name("plain.parquet")
    classes = f"""case when i % 2 = 0 then 'k{EVIL}' else 'm' end as "y{EVIL}" """
    duckdb.sql(f"""copy (select i as "a{EVIL}", i % 3 as "b{EVIL}", {classes} from range(40) t(i)) to '{plain}'""")
    plain.rename(path)
    made = nn.train(path, (3,), epochs=3)
    made.save(path.with_suffix(".nnplay"))
    return path, made


@pytest.mark.parametrize("name", IMPOSSIBLE, ids=lambda name: repr(name)[:8])
def test_an_impossible_file_name_is_refused_and_nothing_is_written(run, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    figure = run.plot()
    ways = {
        "train": lambda: nn.train(name if isinstance(name, str) else [name], (2,)),
        "predict": lambda: run.predict(name),
        "load_run": lambda: nn.load_run(name),
        "a recipe": lambda: read_recipe(name),
        "save": lambda: run.save(name),
        "write_recipe": lambda: write_recipe(name, run.architecture, run.recipe),
        "a figure": lambda: plots.save(figure, name),
        "export": lambda: run.export(name),
        "a sheet": lambda: run.explain([[0.1, 0.2]]).save(name),
    }
    if name is not None:
        ways["a store"] = lambda: nn.Store(name).find()
    if isinstance(name, str):
        train = ("train", "xor", "--no-store")
        ways |= {option: lambda o=option: interfaces.run_command(*train, o, name + ".png")
                 for option in ("--save", "--save-recipe", "--plot", "--recipe")}  # fmt: skip
        ways |= {command: lambda c=command: interfaces.run_command(c, name) for command in ("train", "show", "check")}
    for way, ask in ways.items():
        with pytest.raises(NNPlayError) as caught:
            ask()
        assert len(interfaces.check_message(caught.value)) < 1000, way
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["train", "TABLE", "--hidden", "3", "--epochs", "2", "--no-store"],
        ["data", "describe", "TABLE"],
        ["predict", "MODEL", "TABLE"],
        ["show", "MODEL"],
        ["doctor", "MODEL"],
        ["check", "MODEL"],
        ["look", "MODEL", "weights"],
        ["compare", "TABLE", "--hidden", "2", "--hidden", "3", "--epochs", "2"],
        ["runs", "list"],
    ],
    ids=lambda words: words[0],
)
def test_no_command_writes_an_escape_code(evil, words):
    path, _ = evil
    interfaces.run_command(
        *(str(path) if word == "TABLE" else path.with_suffix(".nnplay") if word == "MODEL" else word for word in words)
    )


def test_python_shows_no_escape_code(evil):
    path, run = evil
    for value in (
        run,
        run.dataset,
        run.explain(run.dataset),
        nn.diagnose(run),
        nn.load_run(path.with_suffix(".nnplay")),
    ):
        for text in (str(value), repr(value)):
            assert not interfaces.CONTROL_CODES.search(text)
    for ask in (
        lambda: run.predict([[1]]),
        lambda: run.predict({"a": 1}),
        lambda: nn.load(path, target="y"),
        lambda: nn.load(path, features=[f"a{EVIL}", f"y{EVIL}"]),
        lambda: nn.load(EVIL),
        lambda: nn.train(path, **{EVIL: 3}),
        lambda: nn.Architecture.dense((3,), EVIL),
    ):
        with pytest.raises(NNPlayError) as caught:
            ask()
        interfaces.check_message(caught.value)


def test_every_error_and_warning_is_one_line_of_bounded_length():
    for kind in (NNPlayError, nn.DataError, DataWarning):
        text = str(kind(f"two\nlines{EVIL}" + "x" * 10**6))
        assert len(text) <= MAX_LENGTH + 1
        assert text.startswith(r"two\nlines\x1b[2J")
        assert not interfaces.CONTROL_CODES.search(text)
    assert clean("größe · Σ") == "größe · Σ"
