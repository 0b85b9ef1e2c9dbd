"""The runs of the store on the page: opened, and gone on with."""

import pytest
from web_pages import Served, Tab

import nnplay as nn
from nnplay.errors import NNPlayError
from nnplay.runs.store import Store
from nnplay.web.page.runs import listed, stored
from nnplay.web.settings import FIRST
from nnplay.web.visitor import Visitor


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A store with two runs: of a file, and of a set that comes with nnplay."""
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.sqlite"))
    path = tmp_path / "rows.csv"
    path.write_text("a,b,y\n" + "".join(f"{k},{k * k % 7},{k % 2}\n" for k in range(40)))
    with Store() as store:
        runs = [
            nn.train(data, (3,), epochs=4, seed=2, optimizer="momentum", store=store) for data in (str(path), "xor")
        ]
        ids = [entry.id for entry in store.find(descending=False)]
    return path, dict(zip(ids, runs, strict=True))


def test_a_stored_run_is_gone_on_with(kept):
    path, runs = kept
    visitor = Visitor(FIRST)
    for (id, run), data in zip(runs.items(), (str(path), "xor"), strict=True):
        visitor.open_run(stored(id))
        assert visitor.settings.recipe.data == data
        assert visitor.session.parameters.theta.tolist() == run.parameters.theta.tolist()
        assert visitor.session.epoch == 4
        visitor.step()
        on = nn.train(data, (3,), epochs=5, seed=2, optimizer="momentum")
        assert visitor.session.parameters.theta.tolist() == on.parameters.theta.tolist()
    path.write_text(path.read_text() + "1,2,0\n")
    with pytest.raises(NNPlayError, match="other rows than when this was started"):
        visitor.open_run(stored(next(iter(runs))))
    visitor.open_run(nn.train("iris", (2,), epochs=1))
    with pytest.raises(NNPlayError, match="does not record where its data came from"):
        visitor.open_run(nn.train({"a": [1, 2, 3, 4, 5], "y": [1, 2, 3, 4, 6]}, (2,), epochs=1))
    with pytest.raises(NNPlayError, match="at most 500 neurons"):
        visitor.open_run(nn.train("iris", (501,), epochs=1))
    assert visitor.settings.recipe.data == "iris"
    visitor.close()


def test_the_newest_runs_are_listed_and_a_store_that_fails_is_told(kept, tmp_path):
    _, runs = kept
    assert [one["id"] for one in listed()["runs"]] == [*runs][::-1]
    (tmp_path / "runs.sqlite").write_bytes(b"no store at all" * 100)
    assert listed()["runs"] == []
    assert "trouble" in listed()


@pytest.mark.slow
def test_a_run_is_opened_on_the_page(kept, browser):
    _, runs = kept
    there = Served()
    one = Tab(browser, there)
    one.page.get_by_role("tab", name="Runs").click()
    id, run = list(runs.items())[1]
    one.page.get_by_role("button", name=f"Open {id}").click()
    one.until("window.nnplayFeed.scene.title === 'xor' && window.nnplayFeed.frame.epoch === 4")
    assert one.frame["theta"] == run.parameters.theta.tolist()
    one.until("location.href.includes('data=xor')")
    assert one.troubles == []
    one.context.close()
    there.end()


@pytest.mark.slow
def test_the_store_is_for_who_sits_at_the_machine(kept, browser):
    there = Served("--host", "0.0.0.0")
    one = Tab(browser, there)
    one.page.get_by_role("tab", name="Compare").wait_for()
    assert one.page.get_by_role("tab", name="Runs").count() == 0
    one.context.close()
    there.end()
