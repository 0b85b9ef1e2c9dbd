"""What only Python can do, as commands of the protocol."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from nnplay.web.engine import saved_state
from nnplay.web.engine.host import EngineHost
from nnplay.web.features.job import Job

Command = Callable[[EngineHost, dict[str, Any]], dict[str, Any]]
MakeJob = Callable[[EngineHost, dict[str, Any]], Job]
JOBS = ("doctor", "tryFix", "compare", "search", "export")
STATE_COMMANDS: Mapping[Any, Command] = {
    "save": lambda host, message: saved_state.save(host),
    "restore": lambda host, message: saved_state.restore(host, message.get("state")),
}
STORE_COMMANDS = ("runs", "openRun", "storeRun")


@dataclass(frozen=True)
class Features:
    """What a server can do besides the engine in the page.

    Attributes:
        local: whether only its own machine can reach it; then it has the run store.
    """

    local: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What a page is told that there is."""
        search = ("search",) if find_spec("optuna") else ()
        return ("doctor", "compare", *search, "export", *(("runs",) if self.local else ()))

    def command(self, name: Any) -> Command | None:
        """The command of that name; None if it is none of these."""
        if name in STATE_COMMANDS:
            return STATE_COMMANDS[name]
        if name not in STORE_COMMANDS or not self.local:
            return None
        from nnplay.web.features import saved_runs

        commands: Mapping[str, Command] = {
            "runs": lambda host, message: saved_runs.list_runs(), "openRun": saved_runs.open_stored,
            "storeRun": lambda host, message: saved_runs.store_run(host),
        }  # fmt: skip
        return commands[name]

    def make_job(self, host: EngineHost, message: dict[str, Any]) -> Job:
        """The long work that a command asks for; what does it is loaded when it is first asked for.

        Raises:
            NNPlayError: it cannot be done.
        """
        command = message["command"]
        if command in ("doctor", "tryFix"):
            from nnplay.web.features.doctor import DiagnosisJob, FixJob

            return (DiagnosisJob if command == "doctor" else FixJob)(host, message)
        if command == "compare":
            from nnplay.web.features.comparison import ComparisonJob

            return ComparisonJob(host, message)
        if command == "search":
            from nnplay.web.features.recipe_search import SearchJob

            return SearchJob(host, message)
        from nnplay.web.features.exports import ExportJob, export_targets

        return ExportJob(host, message, export_targets(local=self.local))
