"""MLflow in its local stores: run with `uv pip install --group loggers` or the like."""

import pytest

import nnplay as nn

pytest.importorskip("mlflow")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # MLflow's own warnings

SETTINGS = {"epochs": 6, "learning_rate": 0.05, "seed": 3}


@pytest.fixture(params=["file", "sqlite"])
def uri(request, tmp_path, monkeypatch):
    if request.param == "sqlite":
        pytest.importorskip("sqlalchemy")
        monkeypatch.chdir(tmp_path)  # its artifacts go to ./mlruns
        return f"sqlite:///{tmp_path / 'mlflow.db'}"
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    return (tmp_path / "mlruns").as_uri()


def test_a_run_can_be_read_back(uri):
    from mlflow import MlflowClient

    run = nn.train("iris", (8,), log=f"mlflow:{uri}", **SETTINGS)
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name("nnplay")
    (logged,) = client.search_runs([experiment.experiment_id])
    assert (logged.info.status, logged.info.run_name) == ("FINISHED", "iris")
    assert logged.data.params["epochs"] == "6"
    assert "8 relu" in logged.data.params["architecture"]
    assert logged.data.metrics["result/test/accuracy"] == run.metrics["test"]["accuracy"]
    history = client.get_metric_history(logged.info.run_id, "train/loss")
    assert [(each.step, each.value) for each in history] == list(
        zip(run.history["epoch"], run.history["train_loss"], strict=True)
    )
    assert {file.path for file in client.list_artifacts(logged.info.run_id)} == {"README.md", "iris.nnplay"}


def test_a_failed_run_is_failed(uri):
    from mlflow import MlflowClient

    def stop(snapshot):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        nn.train("iris", (8,), log=f"mlflow:{uri}", on_epoch=stop, **SETTINGS)
    client = MlflowClient(tracking_uri=uri)
    (logged,) = client.search_runs([client.get_experiment_by_name("nnplay").experiment_id])
    assert (logged.info.status, logged.data.tags["status"]) == ("FAILED", "RuntimeError: no")


def test_a_place_that_mlflow_refuses_is_one_sentence():
    with pytest.raises(nn.NNPlayError, match="MLflow could not start: "):
        nn.train("iris", (8,), log="mlflow:nosuchscheme://x", **SETTINGS)
