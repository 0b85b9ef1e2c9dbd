"""Weights & Biases: a run of a project, online or offline. The only file that imports wandb."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.loggers.run_logger import result_numbers, run_name, run_settings, snapshot_numbers
from nnplay.training.problem import Problem
from nnplay.training.result import TrainingResult
from nnplay.training.snapshot import Snapshot


class WandbLogger:
    """Logs a run to Weights & Biases: its settings, its metrics by epoch, its network as an artifact, its model card.

    Args:
        project: the project, made if there is none of this name.
        **options: more arguments of ``wandb.init``, such as ``mode="offline"``, ``entity``, ``tags`` or ``dir``.

    Raises:
        NNPlayError: wandb is not installed.
    """

    name = "Weights & Biases"

    def __init__(self, project: str = "nnplay", **options: Any) -> None:
        try:
            import wandb
        except ImportError:
            raise NNPlayError("Weights & Biases needs wandb: pip install wandb.") from None
        self.project, self.options = project, options
        self._library: Any = wandb
        self._run: Any = None

    def start(self, problem: Problem) -> None:
        """Begin the run."""
        options = {"name": run_name(problem), "reinit": "create_new"} | self.options
        self._run = self._library.init(project=self.project, config=run_settings(problem), **options)
        self._run.define_metric("*", step_metric="epoch")

    def log(self, snapshot: Snapshot) -> None:
        """Log the numbers of an epoch."""
        self._run.log({"epoch": snapshot.epoch} | snapshot_numbers(snapshot))

    def finish(self, result: TrainingResult, files: Mapping[str, bytes]) -> None:
        """Add the numbers of the result and its files, and end the run."""
        self._run.summary.update(result_numbers(result) | {"status": result.status, "message": result.message})
        network = self._library.Artifact(f"run-{self._run.id}-network", type="model")
        for name, content in files.items():
            if name.endswith(".md"):
                Path(self._run.dir, name).write_bytes(content)  # its files are uploaded at the end
            else:
                with network.new_file(name, mode="wb") as file:
                    file.write(content)
        self._run.log_artifact(network)
        self._end(0 if result.status in ("finished", "stopped early") else 1)

    def fail(self, reason: str) -> None:
        """End the run as failed."""
        self._run.summary.update({"status": "failed", "message": reason})
        self._end(1)

    def _end(self, exit_code: int) -> None:
        self._run.finish(exit_code=exit_code)
        self._run = None
