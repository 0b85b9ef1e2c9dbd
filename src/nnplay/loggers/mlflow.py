"""MLflow: a run on a tracking server or in a local store. The only file that imports MLflow."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.loggers.run_logger import result_numbers, run_name, run_settings, snapshot_numbers
from nnplay.training.problem import Problem
from nnplay.training.result import TrainingResult
from nnplay.training.snapshot import Snapshot

FLUSH = 1.0  # seconds between two requests
MAX_METRICS = 1000  # in a request, which MLflow sets
MAX_VALUE = 6000  # characters of a parameter, which MLflow sets
STATUS = {"finished": "FINISHED", "stopped early": "FINISHED", "interrupted": "KILLED", "diverged": "FAILED"}


class MLflowLogger:
    """Logs a run to MLflow: its settings as parameters, its metrics by epoch, its network and model card as artifacts.

    Args:
        uri: the address of a tracking server, or of a store such as ``sqlite:///mlflow.db``; None is MLflow's own
            choice, which the environment variable MLFLOW_TRACKING_URI sets.
        experiment: the experiment, made if there is none of this name.

    Raises:
        NNPlayError: MLflow is not installed.
    """

    name = "MLflow"

    def __init__(self, uri: str | None = None, experiment: str = "nnplay") -> None:
        try:
            import mlflow
        except ImportError:
            raise NNPlayError("MLflow is not installed: pip install mlflow.") from None
        self.uri, self.experiment = uri, experiment
        self._entities, self._make_client = mlflow.entities, mlflow.MlflowClient
        self._client: Any = None
        self._id = ""
        self._waiting: list[Any] = []
        self._sent = 0.0

    def start(self, problem: Problem) -> None:
        """Make the run, and log its settings."""
        self._client = client = self._make_client(tracking_uri=self.uri)
        existing = client.get_experiment_by_name(self.experiment)
        experiment = client.create_experiment(self.experiment) if existing is None else existing.experiment_id
        self._id = client.create_run(experiment, run_name=run_name(problem)).info.run_id
        parameters = [
            self._entities.Param(name, (value if isinstance(value, str) else json.dumps(value))[:MAX_VALUE])
            for name, value in run_settings(problem).items()
        ]
        client.log_batch(self._id, params=parameters)
        self._waiting, self._sent = [], time.monotonic()

    def log(self, snapshot: Snapshot) -> None:
        """Log the numbers of an epoch, with those of the epochs before if it was less than a second ago."""
        self._add(snapshot_numbers(snapshot), snapshot.epoch)
        if time.monotonic() - self._sent >= FLUSH or len(self._waiting) >= MAX_METRICS:
            self._send()

    def finish(self, result: TrainingResult, files: Mapping[str, bytes]) -> None:
        """Log the numbers of the result and its files, and end the run."""
        self._add(result_numbers(result), result.epoch)
        self._send()
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                Path(folder, name).write_bytes(content)
                self._client.log_artifact(self._id, str(Path(folder, name)))
        self._end(STATUS.get(result.status, "FINISHED"), f"{result.status} {result.message}".strip())

    def fail(self, reason: str) -> None:
        """End the run as failed."""
        self._send()
        self._end("FAILED", reason)

    def _add(self, numbers: Mapping[str, float], epoch: int) -> None:
        now = int(time.time() * 1000)
        self._waiting += [self._entities.Metric(name, value, now, epoch) for name, value in numbers.items()]

    def _send(self) -> None:
        while self._waiting:
            self._client.log_batch(self._id, metrics=self._waiting[:MAX_METRICS])
            self._waiting = self._waiting[MAX_METRICS:]
        self._sent = time.monotonic()

    def _end(self, status: str, message: str) -> None:
        self._client.set_tag(self._id, "status", message[:MAX_VALUE])
        self._client.set_terminated(self._id, status)
