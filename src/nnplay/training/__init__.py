"""Training: from data, architecture and recipe to a stream of snapshots, and the result.

`nn.training(data, …)` is the public function of the same name. Python binds a subpackage to its parent's attribute when
it is imported, so the package itself can be called and stands for that function.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnplay.training.loop import Snapshot


class _CallablePackage(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Generator[Snapshot, None, None]:
        from nnplay.training.stream import training

        return training(*args, **kwargs)

    @property
    def __signature__(self) -> Any:
        import inspect

        from nnplay.training.stream import training

        return inspect.signature(training)


sys.modules[__name__].__class__ = _CallablePackage
