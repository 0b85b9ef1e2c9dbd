"""Training: from data, architecture and recipe to a stream of snapshots, and the result.

`nn.training(data, …)` is the public function of the same name. Importing a subpackage binds it to an attribute of its
parent, which would hide the function, so this package is itself callable.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Generator
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnplay.training.snapshot import Snapshot


class _CallablePackage(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Generator[Snapshot, None, None]:
        from nnplay.training.stream import training

        return training(*args, **kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        from nnplay.training.stream import training

        return inspect.signature(training)


sys.modules[__name__].__class__ = _CallablePackage
