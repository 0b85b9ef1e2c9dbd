"""How many small faults in the source the tests notice: `make mutation`.

    python tools/mutate.py ROOM [--sample 100] [--seed 0] [--again]
    python tools/mutate.py --report

A mutant is the source with one change: a comparison, an operator, a number or a truth value, a condition, a returned
value, or a statement left out. From all mutants of a room (files of the source that belong together) a random sample is
drawn, and the room's tests run on each, in a copy of the source, until one fails. Each answer is a line in
build/mutation/ROOM.jsonl, so a run that was stopped goes on where it was. Texts, annotations and decorators are not
changed, and neither are the compiled kernels, each of which would be compiled anew.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "mutation"
SECONDS = 120  # more than the unchanged tests of a room need; a mutant that takes longer hangs, which is noticed too

ROOMS: dict[str, tuple[list[str], list[str]]] = {  # files below src/nnplay, and tests, the fastest first
    "guard": (["web/guard.py"], ["tests/web/test_guard.py"]),
    "files": (
        ["utils/files.py", "utils/container.py", "runs/run_file.py"],
        ["tests/utils/test_files.py", "tests/runs/test_inconsistent_files.py", "tests/runs/test_runs.py",
         "tests/hardening/test_saving.py", "tests/hardening/test_bad_names.py", "tests/hardening/test_no_end.py"],
    ),
    "catalog": (["catalog"], ["tests/catalog", "tests/engine/test_gradients.py", "tests/engine/test_stability.py"]),
    "engine": (
        ["engine/reference.py", "engine/batched.py", "engine/batches.py", "engine/elementwise.py",
         "engine/gradient_check.py", "engine/lbfgs.py"],
        ["tests/engine/test_gradients.py", "tests/engine/test_gradient_check.py", "tests/engine/test_engines_agree.py",
         "tests/training/test_lbfgs_stops.py"],
    ),
}  # fmt: skip

COMPARISONS: dict[type, list[type]] = {
    ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.LtE], ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
}  # fmt: skip
OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
UNCHANGED = {"annotation", "returns", "decorator_list", "type_params"}


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The mutants of one node, without its children."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                new = copy.deepcopy(node)
                new.ops[place] = other()
                yield new
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        new = copy.deepcopy(node)
        new.op = OPERATORS[type(node.op)]()
        yield new
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        new = copy.deepcopy(node)
        new.test = ast.UnaryOp(ast.Not(), node.test)
        yield new
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield ast.Return(ast.Constant(None))
    if isinstance(node, ast.AugAssign | ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield ast.Pass()


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Every mutant of a file: the line, what was changed into what, and the whole text."""
    tree = ast.parse(source)

    def visit(node: ast.AST) -> Iterator[tuple[int, str, str]]:
        for name, value in ast.iter_fields(node):
            if name in UNCHANGED:
                continue
            children = value if isinstance(value, list) else [value]
            for place, child in enumerate(children):
                if not isinstance(child, ast.AST):
                    continue
                for new in changed(child):
                    replace(node, name, place, value, new)
                    yield (
                        getattr(child, "lineno", 0),
                        f"{first_line(child)} → {first_line(new)}",
                        ast.unparse(ast.fix_missing_locations(tree)),
                    )
                    replace(node, name, place, value, child)
                yield from visit(child)

    yield from visit(tree)


def replace(node: ast.AST, name: str, place: int, value: object, new: ast.AST) -> None:
    """Put another node at a place of a field."""
    if isinstance(value, list):
        value[place] = new
    else:
        setattr(node, name, new)


def first_line(node: ast.AST) -> str:
    """The first line of a node's source."""
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0]


def sample(room: str, size: int, seed: int) -> list[tuple[str, int, str, str]]:
    """A random sample of a room's mutants, the same for the same seed; a larger one begins with the smaller one."""
    base, found = ROOT / "src" / "nnplay", []
    for name in ROOMS[room][0]:
        for path in sorted((base / name).rglob("*.py")) if (base / name).is_dir() else [base / name]:
            found += [(str(path.relative_to(base)), *mutant) for mutant in mutants(path.read_text("utf-8"))]
    random.Random(seed).shuffle(found)
    print(f"{room}: {len(found)} mutants, of which {min(size, len(found))} are tried", flush=True)
    return found[:size]


def passes(source: Path, room: str) -> bool:
    """Whether the room's tests pass with this copy of the source."""
    environment = os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *ROOMS[room][1]]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            return process.wait(SECONDS) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            return False


def run(room: str, size: int, seed: int, again: bool) -> None:
    """Try a sample, but for the mutants that were tried before; `again` tries those that survived."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    record = RESULTS / f"{room}.jsonl"
    lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()] if record.exists() else []
    if again:
        lines = [line for line in lines if not line["survived"]]
        record.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    known = {(line["file"], line["line"], line["change"], line["source"]) for line in lines}
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "src"
        shutil.copytree(ROOT / "src", copied, ignore=shutil.ignore_patterns("__pycache__"))
        if not passes(copied, room):
            sys.exit(f"The tests of {room} fail, or take more than {SECONDS} s, without any change.")
        for name, line, change, text in sample(room, size, seed):
            path = copied / "nnplay" / name
            original = path.read_text("utf-8")
            version = hash_of(original)
            if (name, line, change, version) in known:
                continue
            path.write_text(text, "utf-8")
            survived = passes(copied, room)
            path.write_text(original, "utf-8")
            entry = {"file": name, "line": line, "change": change, "source": version, "survived": survived}
            with record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            if survived:
                print(f"survived: {name}:{line}: {change}", flush=True)


def hash_of(text: str) -> str:
    """A short name for the version of a file."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.96, killed / tried
    middle, width = (
        share + z * z / (2 * tried),
        z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried)),
    )
    return (middle - width) / (1 + z * z / tried), (middle + width) / (1 + z * z / tried)


def report() -> None:
    """Scores and survivors, as Markdown."""
    print("| room | tried | noticed | score | 95 % interval |\n|---|---|---|---|---|")
    survivors = []
    for record in sorted(RESULTS.glob("*.jsonl")):
        lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
        left = [line for line in lines if line["survived"]]
        low, high = interval(len(lines) - len(left), len(lines))
        noticed = len(lines) - len(left)
        print(f"| {record.stem} | {len(lines)} | {noticed} | {noticed / len(lines):.1%} | {low:.1%} – {high:.1%} |")
        survivors += [f"| `{line['file']}:{line['line']}` | `{line['change'].replace('|', '¦')}` |" for line in left]
    print("\n| place | change that no test noticed |\n|---|---|", *survivors, sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room", nargs="?", choices=ROOMS)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--again", action="store_true", help="try the survivors again, after new tests")
    parser.add_argument("--report", action="store_true")
    words = parser.parse_args()
    if words.room:
        run(words.room, words.sample, words.seed, words.again)
    if words.report or not words.room:
        report()
