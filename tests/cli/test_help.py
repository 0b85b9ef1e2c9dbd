"""The help: every command has examples that work, and no option is cut."""

import re
import shlex

import pytest
from typer.main import get_command

from nnplay.cli.app import COMMANDS, build
from nnplay.cli.help_screen import HelpCommand, HelpGroup
from nnplay.cli.help_topics import COMMAND_GROUPS, COMMON_OPTIONS, EXAMPLES

NOT_RUN = {"nnplay", "nnplay web", "nnplay play", "nnplay replay"}  # they serve, or need files


def commands(program=None, path="nnplay"):
    """All commands with their paths."""
    program = program or get_command(build("all"))
    yield path, program
    for name, command in getattr(program, "commands", {}).items():
        yield from commands(command, f"{path} {name}")


ALL = dict(commands())


def test_every_command_has_this_help_and_examples():
    assert all(isinstance(command, HelpCommand | HelpGroup) for command in ALL.values())
    assert set(EXAMPLES) == set(ALL)
    assert sorted(name for names in COMMAND_GROUPS.values() for name in names) == sorted(COMMANDS)


def test_every_option_with_a_value_says_which():
    for path, command in ALL.items():
        for option in command.params:
            if option.param_type_name == "option" and not option.is_flag:
                assert option.metavar, f"{path} {option.opts}"
            if option.param_type_name == "argument":
                assert option.metavar, f"{path} {option.name}"


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_nothing_is_cut(nnplay, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    for path, command in ALL.items():
        text = nnplay(*path.split()[1:], "--help-all").out
        words = set(re.findall(r"--[a-z0-9-]*[a-z0-9]", text))
        missing = {name for option in command.params for name in option.opts if name.startswith("--")} - words
        assert not missing, (path, missing)
        assert "…" not in re.sub(r"[A-Z]…|0…1|, …\)", "", text), path
        if columns == 80:
            long = [line for line in text.splitlines() if len(line) > 80 and "nnplay " not in line]
            assert not long, (path, long)


def test_the_first_screen_has_the_common_options(nnplay, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for path, names in COMMON_OPTIONS.items():
        assert set(names) <= {name for option in ALL[path].params for name in option.opts}, path
        text = nnplay(*path.split()[1:], "--help").out
        shown = text[text.index("Common options") :]
        assert not [name for name in names if not re.search(rf"{name}[ ,\n]", shown)]
        assert f"{path} --help-all" in shown
        assert len(text.splitlines()) < 50


def test_no_colours_in_a_pipe_and_some_on_a_terminal(nnplay, monkeypatch):
    assert "\x1b" not in nnplay("--help").out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "'rate'" in nnplay("rate", "iris").error_line()


HOUSES = "rooms,area,price\n" + "\n".join(f"{r},{a},{20 * r + 3 * a}" for r in range(1, 6) for a in range(30, 150, 15))


@pytest.mark.slow
def test_the_examples_work(nnplay, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.sqlite"))
    (tmp_path / "houses.csv").write_text(HOUSES)
    (tmp_path / "new.csv").write_text("rooms,area\n2,70\n3,90\n")
    for words in ("iris --save iris.nnplay", "houses.csv --save houses.nnplay"):
        assert nnplay("train", *words.split(), "--epochs", "30", "--quiet").code == 0
    for path, examples in EXAMPLES.items():
        if path in NOT_RUN:
            continue
        for line in examples:
            assert nnplay("train", "iris", "--epochs", "30", "--quiet").code == 0  # the newest run
            words = shlex.split(line.partition("  # ")[0])[1:]
            if words[:2] in (["lesson", "check"], ["runs", "resume"]):
                continue
            if words[:2] == ["runs", "compare"]:
                words.append("last")
            result = nnplay(*words)
            assert result.code == 0, (line, result.err)
