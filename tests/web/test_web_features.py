"""What only Python can do, over the protocol: the doctor, comparison, search, exports, and the run store."""

import base64
import os
import subprocess
import sys

import pytest
from web_server import Page, Server

import nnplay as nn

pytestmark = pytest.mark.slow

CONFIGURATION = {
    "architecture": {"layers": [{"width": 6, "activation": "tanh"}]},
    "recipe": {"data": "moons", "samples": 200, "epochs": 60, "learning_rate": 0.1},
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A server with a run store of its own, and a run in it."""
    path = tmp_path_factory.mktemp("store") / "runs.sqlite"
    before = os.environ.get("NNPLAY_STORE")
    os.environ["NNPLAY_STORE"] = str(path)
    command = [sys.executable, "-m", "nnplay", "train", "iris", "--hidden", "5", "--epochs", "12", "--quiet"]
    subprocess.run(command, check=True, capture_output=True)
    with Server() as running:
        if before is None:
            del os.environ["NNPLAY_STORE"]
        else:
            os.environ["NNPLAY_STORE"] = before
        yield running


@pytest.fixture
def page(stored):
    with Page(stored.port) as connected:
        connected.call("configure", configuration=CONFIGURATION)
        yield connected


def test_the_features_are_said(page):
    assert {"doctor", "compare", "export", "runs"} <= set(page.connected["features"])


def test_the_doctor_finds_tries_and_cures(page):
    sick = {**CONFIGURATION, "recipe": CONFIGURATION["recipe"] | {"learning_rate": 60.0, "optimizer": "sgd"}}
    page.call("configure", configuration=sick)
    result = page.call("doctor")["result"]
    assert result["findings"]
    place = next(k for k, each in enumerate(result["findings"]) if each["fix"] and each["fix"]["triable"])
    trial = page.call("tryFix", finding=place)["result"]
    assert len(trial["runs"]) == 2
    assert trial["verdict"]
    assert "no such finding" in page.call("tryFix", finding=99)["error"]


def test_networks_are_compared_with_progress_and_cancelled(page):
    fields = {"networks": "2; 8; 4,4", "seeds": 2, "epochs": 40, "fair": "epochs"}
    result = page.call("compare", **fields)["result"]
    assert (result["done"], result["total"]) == (6, 6)
    assert len(result["standings"]) == 3
    id = page.send("compare", **fields | {"epochs": 2000, "seeds": 10})
    page.call("cancel")
    assert page.receive(id)["error"] == "Cancelled."
    for wrong in ({"networks": "2"}, {"networks": "2; x"}, {"seeds": 0}, {"epochs": 10**6}, {"fair": "luck"}):
        assert "error" in page.call("compare", **fields | wrong)


def test_a_search_finds_a_recipe_that_the_page_takes(page):
    if "search" not in page.connected["features"]:
        pytest.skip("Optuna is not installed")
    best = page.call("search", trials=3, epochs=20)["result"]["best"]
    changed = {"architecture": best["architecture"], "recipe": CONFIGURATION["recipe"] | best["settings"]}
    assert "result" in page.call("configure", configuration=changed)


def test_a_network_is_exported_as_it_is_in_view(page, tmp_path):
    for _ in range(3):
        page.call("step")
    page.call("travel", epoch=1)
    theta = page.frame(weights=True)[1]["theta"]
    file = page.call("export", to="run")["result"]
    path = tmp_path / file["name"]
    path.write_bytes(base64.b64decode(file["content"]))
    assert (nn.load_run(path).parameters.theta == theta).all()
    code = page.call("export", to="numpy")["result"]
    assert "import numpy" in base64.b64decode(code["content"]).decode()
    assert "no format" in page.call("export", to="pickle")["error"]


def test_runs_of_the_store_are_listed_opened_and_saved(page):
    runs = page.call("runs")["result"]["runs"]
    assert (runs[0]["data"], runs[0]["epochs"], runs[0]["hasModel"]) == ("iris", 12, True)
    opened = page.call("openRun", run=runs[0]["id"])["result"]
    assert (opened["epoch"], opened["configuration"]["recipe"]["data"]) == (12, "iris")
    assert page.frame(history=0)[1]["history"].shape[0] == 13
    saved = page.call("storeRun")["result"]["id"]
    assert page.call("runs")["result"]["runs"][0]["id"] == saved
    assert "error" in page.call("openRun", run="../x")


def test_a_run_is_opened_by_its_command(start_server, tmp_path):
    nn.train("moons", (4,), epochs=5, seed=3).save(tmp_path / "moons.nnplay")
    server = start_server(str(tmp_path / "moons.nnplay"))
    with Page(server.port) as page:
        assert page.connected["resumed"]
        assert page.connected["epoch"] == 5
        assert page.call("network")["result"]["recipe"]["seed"] == 3


def test_the_page_has_them_behind_a_door(visit, stored):
    visited = visit(stored)
    page = visited.open("?data=moons&net=3:tanh&learning_rate=3&epochs=40")
    page.get_by_role("button", name="Look inside").click()
    page.get_by_role("tab", name="Doctor and more").click()
    page.get_by_role("button", name="Examine").click()
    page.locator(".python-view section p b").first.wait_for()
    page.locator("#compare-networks").fill("2; 4")
    page.locator("#compare-epochs").fill("20")
    page.get_by_role("button", name="Start").first.click()
    page.get_by_role("cell", name="20", exact=True).first.wait_for()
    page.get_by_role("button", name="Save this run").click()
    page.get_by_role("rowheader", name="moons").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="NumPy").click()
    assert download.value.suggested_filename == "moons.py"
    page.get_by_role("rowheader", name="iris").first.locator("..").get_by_role("button").click()
    visited.wait("location.search.includes('data=iris')")
    page.get_by_role("combobox", name="Language").select_option("de")
    page.get_by_role("button", name="Untersuchen").wait_for()
