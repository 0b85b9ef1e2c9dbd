"""The model card: what it says is what the run says, and no name of the data can break it."""

import re

import numpy as np
import pytest
import yaml

import nnplay as nn
from nnplay.runs.model_card import limits, model_card


def parts(card):
    """The YAML header, and the Markdown after it."""
    _, header, text = card.split("---\n", 2)
    return yaml.safe_load(header), text


@pytest.fixture(scope="module")
def iris():
    return nn.train("iris", (8,), epochs=20, learning_rate=0.05, seed=1)


def test_the_header_is_the_one_of_model_hubs(iris):
    header, _ = parts(iris.model_card())
    assert (header["library_name"], header["pipeline_tag"]) == ("nnplay", "tabular-classification")
    (result,) = header["model-index"][0]["results"]
    assert result["dataset"] == {"name": "iris", "type": "iris", "split": "test"}
    values = {metric["type"]: metric["value"] for metric in result["metrics"]}
    assert values == pytest.approx(iris.metrics["test"], rel=1e-5)
    assert header["metrics"] == [name for name in iris.metrics["test"] if name != "loss"]


def test_the_card_says_what_the_run_says(iris):
    _, text = parts(iris.model_card("iris.nnplay"))
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Use", "Data", "Results", "Limits", "Network", "Training",
    ]  # fmt: skip
    assert "nn.load_run('iris.nnplay')" in text
    assert iris.facts["fingerprint"] in text
    assert f"{iris.baseline['linear']['accuracy']:.4g}" in text
    assert "30 test rows only" in text
    assert "| hidden 1 | 4 × 8 | `relu` | – |" in text


def test_its_python_reproduces_the_run(iris):
    _, text = parts(iris.model_card())
    code = text.split("The same run again:")[1].split("```python\n")[1].split("```")[0]
    names = {}
    exec(code, names)
    assert np.array_equal(names["run"].parameters.theta, iris.parameters.theta)


def test_its_example_predicts(iris, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    iris.save("iris.nnplay", card=True)
    code = (tmp_path / "iris.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    exec(code.replace("run.predict", "answer = run.predict"), names := {})
    assert list(names["answer"]) == ["setosa"]


def test_limits_follow_from_the_run():
    regression = nn.train("scores", (4,), epochs=5, test_fraction=0)
    assert any("no test split" in each for each in limits(regression))
    assert parts(regression.model_card())[0]["pipeline_tag"] == "tabular-regression"
    rng = np.random.default_rng(0)
    noise = nn.Dataset.from_arrays(rng.normal(size=(300, 20)), rng.choice(["a", "a", "c"], 300))
    overfit = nn.train(noise, (64,), epochs=200, optimizer="adam", learning_rate=0.02, batch_size=32)
    assert overfit.metrics["train"]["accuracy"] > overfit.metrics["test"]["accuracy"] + 0.05
    assert any("fits the training rows better" in each for each in limits(overfit))
    rare = nn.Dataset.from_arrays(rng.normal(size=(300, 2)), np.where(np.arange(300) % 30 == 0, "b", "a"))
    assert any("The class b is rare, 2 rows of 60" in each for each in limits(nn.train(rare, (2,), epochs=2)))


HOSTILE = "x`|<img src=x onerror=alert(1)>[a](javascript:b)\n---\nlicense: evil\n```\n# Title {%}"


def test_hostile_names_stay_text():
    rng = np.random.default_rng(0)
    data = nn.load({HOSTILE: rng.normal(size=60), f"y{HOSTILE}": [HOSTILE, "b"] * 30}, target=f"y{HOSTILE}")
    run = nn.train(data, (2,), epochs=2)
    header, text = parts(run.model_card(f"{HOSTILE}.nnplay"))
    assert set(header) == {"library_name", "pipeline_tag", "tags", "metrics", "model-index"}
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert len(re.findall(r"^```", text, re.MULTILINE)) == 4
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"(?<!\\)<img", prose)
    assert not re.search(r"(?<!\\)\[a", prose)
    compile(text.split("```python\n")[1].split("```")[0], "card", "exec")


def test_a_card_replaces_a_card_and_nothing_else(iris, tmp_path):
    iris.save(tmp_path / "a.nnplay", card=True)
    iris.save(tmp_path / "a.nnplay", card=True)
    (tmp_path / "b.md").write_text("# My notes\n")
    with pytest.raises(nn.NNPlayError, match="exists and is not a model card: pass card="):
        iris.save(tmp_path / "b.nnplay", card=True)
    assert (tmp_path / "b.md").read_text() == "# My notes\n"
    assert not (tmp_path / "b.nnplay").exists()
    iris.save(tmp_path / "b.nnplay", card=tmp_path / "c.md")
    assert "nn.load_run('b.nnplay')" in (tmp_path / "c.md").read_text("utf-8")
    iris.save(tmp_path / "d.nnplay")
    assert not (tmp_path / "d.md").exists()


def test_a_loaded_run_has_the_same_card(iris, tmp_path):
    iris.save(tmp_path / "iris.nnplay")
    assert nn.load_run(tmp_path / "iris.nnplay").model_card() == iris.model_card()


def test_numbers_that_are_not_finite_are_left_out_of_the_header(iris):
    broken = nn.Run(**{**vars(iris), "metrics": {"test": iris.metrics["test"] | {"loss": float("nan")}}})
    header, _ = parts(model_card(broken))
    types = [metric["type"] for metric in header["model-index"][0]["results"][0]["metrics"]]
    assert "accuracy" in types
    assert "loss" not in types
