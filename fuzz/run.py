"""Coverage-guided fuzzing: `pip install atheris`, then `python fuzz/run.py table --seconds 600`; without a name, all.

Inputs begin with those of `seeds`. One that breaks a target is kept as a file whose
name is printed; `python fuzz/run.py table --again FILE` tries it alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["nnplay"], enable_loader_override=False):
    from seeds import write_seeds
    from targets import TARGETS, harmless

SLOWEST = 20  # seconds that one input may take
MEMORY = 3000  # MB


def main() -> None:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("target", nargs="?", choices=TARGETS)
    asked.add_argument("--seconds", type=int, default=600)
    asked.add_argument("--again", type=Path)
    given = asked.parse_args()
    if given.target is None:
        for name in TARGETS:
            subprocess.run([sys.executable, __file__, name, "--seconds", str(given.seconds)], check=True)
    elif given.again is not None:
        TARGETS[given.target](given.again.read_bytes())
    else:
        fuzz(given.target, given.seconds)


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target for so long; the program ends with the first input that breaks it."""
    warnings.simplefilter("ignore")
    corpus = Path(tempfile.mkdtemp(prefix=f"nnplay-corpus-{name}-"))
    write_seeds(name, corpus)
    options = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}", "-max_len=4096"]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={name}-", *options], harmless(TARGETS[name]))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
