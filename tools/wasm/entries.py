"""The functions of the module that the page calls: kernels of the engine, with the names of their arguments."""

import inspect
from typing import Any

from nnplay.engine.compiled.inference import evaluate
from nnplay.engine.compiled.regularization import penalties_alone
from nnplay.engine.compiled.training_steps import one_gradient, run_steps

ENTRIES: dict[str, Any] = {each.__name__: each for each in (run_steps, evaluate, one_gradient, penalties_alone)}


def arguments(function: Any) -> list[tuple[str, str]]:
    """The name of each argument of a kernel, and its code: n, d, or the address of numbers (i*, d*, T*)."""
    return list(zip(inspect.signature(function).parameters, function.signature, strict=True))
