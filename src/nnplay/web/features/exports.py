"""Exports: the network of a page as a file for nnplay or another library."""

import base64
import tempfile
from pathlib import Path
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.export.export import SUFFIXES, TARGETS
from nnplay.runs.run import Run
from nnplay.web.engine.host import EngineHost
from nnplay.web.features.job import Job

RUN = "run"
WITHOUT_CODE = (RUN, "json", "onnx")  # formats whose file is not run to check it


class ExportJob(Job):
    """Write the network of the epoch in view.

    Args:
        host: whose network.
        message: `to` names the format.
        targets: the formats of this server.
    """

    def __init__(self, host: EngineHost, message: dict[str, Any], targets: tuple[str, ...]) -> None:
        super().__init__()
        self.target = message.get("to")
        if self.target not in targets:
            raise NNPlayError(f"There is no format '{str(self.target)[:40]}' here; choose one of {', '.join(targets)}.")
        session = host.current
        run = session.run
        self.run_: Run = run if session.past_epoch is None else run.at(session.past_epoch)

    def work(self) -> dict[str, Any]:
        """The name and the content of the file."""
        stem = "".join(letter if letter.isalnum() else "_" for letter in str(self.run_.facts["name"]))[:40] or "network"
        if self.target == RUN:
            return _file(f"{stem}.nnplay", self.run_.to_bytes())
        with tempfile.TemporaryDirectory(prefix="nnplay-") as folder:
            path = Path(folder) / (stem + SUFFIXES.get(str(self.target), ".py"))
            result = self.run_.export(path, str(self.target))
            files = [_file(file.name, file.read_bytes()) for file in result.files]
        return files[0] | {"others": files[1:], "note": "" if result.agrees else result.why_not}


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def export_targets(*, local: bool) -> tuple[str, ...]:
    """The formats that a server writes; a server for others runs no code that is made from what they typed."""
    return (RUN, *TARGETS) if local else WITHOUT_CODE
