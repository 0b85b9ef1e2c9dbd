"""Running the command line in a process of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass

from nnplay.cli.progress import COMPILING


@dataclass
class Result:
    code: int
    out: str
    err: str

    def __post_init__(self):
        self.err = self.err.replace(COMPILING + "\n", "")  # only on a start that took long

    def error_line(self, code=2):
        """The single line on standard error of a usage error."""
        assert self.code == code, (self.code, self.err)
        assert self.out == ""
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        assert "This is a bug" not in self.err
        return self.err


def start(*arguments, **options):
    """Start the command line in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("NO_COLOR", "FORCE_COLOR", "NNPLAY"))}
    return subprocess.Popen(
        [sys.executable, "-m", "nnplay", *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment | options.pop("env", {}), **options,
    )  # fmt: skip


def apart(*arguments, stdin=b"", **options):
    """Run the command line in a process of its own, to the end."""
    process = start(*arguments, **options)
    out, err = process.communicate(stdin, timeout=120)
    return Result(process.returncode, out.decode(), err.decode())
