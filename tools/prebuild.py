"""Translate the engine's kernels and the catalog's into LLVM's intermediate code, so that a first start need not.

    python tools/prebuild.py FILE

writes an archive (see nnplay/engine/compiled/intermediate_code.py); the same source gives the same bytes. The number
type is float32, the usual one. What differs between processors of the family x86-64 is how long their vectors are: what
depends on it is in a folder of the archive for each length.
"""

import importlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

VECTOR_BYTES = 32, 64
DTYPE = "float32"
MODULES = (
    "forward_backward", "inference", "mailbox", "normalization", "dropout_skip", "regularization", "training_steps",
    "blocked_product",
)  # fmt: skip
DATE = (1980, 1, 1, 0, 0, 0)  # the first that the format has


def sources() -> Iterator[Any]:
    """Everything that is translated: all kernels of the engine, and those of the catalog."""
    from nnplay.catalog import activations, losses, optimizers, penalties
    from nnplay.engine.compiled.kernels import component_source
    from nnplay.engine.compiled.machine_code import PACKAGE, kernel_source

    for name in MODULES:
        module = importlib.import_module(f"{PACKAGE}.{name}")
        for function in vars(module).values():
            if hasattr(function, "signature") and function.__module__ == module.__name__:
                yield kernel_source(f"{name}.{function.__name__}", DTYPE)
    components = [(each, "activation") for each in activations.values()]
    components += [(each, "loss") for each in losses.values()]
    components += [(each, "joint_loss") for each in losses.values() if each.joint(each.output)]
    components += [(each, "optimizer") for each in optimizers.values() if not each.full_batch]
    components += [(each, "penalty") for each in penalties.values() if each.derivative_function is not None]
    yield from (component_source(entry, DTYPE, role) for entry, role in components)


def print_codes() -> None:
    """Print the version of the source and all intermediate code, for the vectors that the environment names."""
    from nnplay.engine.compiled.cache import source_version

    json.dump([source_version(), {source.name: source.translate() for source in sources()}], sys.stdout)


def main() -> None:
    """Translate for each length in a process of its own, as the engine reads its settings when it is imported."""
    if len(sys.argv) == 1:
        print_codes()
        return
    codes = {}
    for size in VECTOR_BYTES:
        settings = {"NNPLAY_VECTOR_BYTES": str(size), "NNPLAY_CACHE_DIR": os.devnull, "PYTHONHASHSEED": "0"}
        command = [sys.executable, __file__]
        ended = subprocess.run(command, stdout=subprocess.PIPE, env=os.environ | settings, check=True)
        version, codes[size] = json.loads(ended.stdout)
    with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_LZMA) as archive:
        archive.comment = version.encode()
        for name, code in codes[VECTOR_BYTES[0]].items():
            members = {f"{size}/{name}": each[name] for size, each in codes.items()}
            for member, text in ({name: code} if set(members.values()) == {code} else members).items():
                archive.writestr(zipfile.ZipInfo(member, DATE), text, zipfile.ZIP_LZMA)


if __name__ == "__main__":
    main()
