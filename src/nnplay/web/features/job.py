"""Long work beside a run, of which a few are done at once, whoever they are for."""

import asyncio
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer
from typing import Any, ClassVar

from nnplay.errors import NNPlayError
from nnplay.utils.json import json_safe
from nnplay.web.complaints import complain

WORKERS = 2
_executor = ThreadPoolExecutor(WORKERS, "nnplay-job")


class Job(ABC):
    """One of them. `work` is called in another thread, and ends soon after `stop` is set.

    Attributes:
        stop: set when it is to end.
        seconds: that it may take.
    """

    LOOK_SECONDS: ClassVar[float] = 0.25  # between two looks at its progress
    seconds: float = 300.0

    def __init__(self) -> None:
        self.stop, self.cancelled, self._last = Event(), False, ""

    @abstractmethod
    def work(self) -> dict[str, Any]:
        """Its result, of JSON values."""

    def status(self) -> dict[str, Any] | None:
        """How far it is; None if nobody can say."""
        return None

    def progress(self) -> dict[str, Any] | None:
        """How far it is, if that is not what it was when this was last asked."""
        status: dict[str, Any] | None = json_safe(self.status())
        if status is None or repr(status) == self._last:
            return None
        self._last = repr(status)
        return status

    def cancel(self) -> None:
        """End it; nobody wants its result any more."""
        self.cancelled = True
        self.stop.set()

    async def run(self) -> dict[str, Any]:
        """Its result, or a sentence that says why there is none."""
        return await asyncio.get_running_loop().run_in_executor(_executor, self._attempt)

    def _attempt(self) -> dict[str, Any]:
        if self.cancelled:
            return {"error": "Cancelled."}
        timer = Timer(self.seconds, self.stop.set)
        timer.daemon = True
        timer.start()
        try:
            result = json_safe(self.work())
            return {"error": "Cancelled."} if self.cancelled else {"result": result}
        except NNPlayError as error:
            return {"error": "Cancelled." if self.cancelled else str(error)}
        except Exception as error:
            complain(error)
            return {"error": "The server made a mistake; there is no result."}
        finally:
            timer.cancel()
