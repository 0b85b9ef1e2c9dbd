"""The tab with what became of the rows."""

import numpy as np
import pytest

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.web.link import page_of
from nnplay.web.page.results import MOST, results


def trained(query, epochs):
    page, _ = page_of(query)
    return nn.train(page.recipe.data, page.architecture, recipe=page.recipe.replace(epochs=epochs))


@pytest.fixture
def iris():
    session = PlaygroundSession(
        "iris", nn.Architecture.dense((4,)), nn.Recipe(epochs=20, test_fraction=0.4, validation_fraction=0.1)
    )
    for _ in range(3):
        session.step()
    yield session
    session.close()


def test_the_confusion_counts_the_rows_and_a_cell_has_them(iris):
    seen = iris.view_state()
    told = results(seen)
    counts = np.array(told["counts"])
    assert (told["kind"], told["part"], told["parts"]) == ("classes", "test", ["train", "validation", "test"])
    assert counts.sum() == told["of"] == 60
    assert told["scores"][0][1] == pytest.approx(np.trace(counts) / 60)
    wrong = [row[1] != row[2] for row in told["rows"]]
    assert wrong == sorted(wrong, reverse=True)
    assert sum(wrong) == 60 - np.trace(counts)
    sure = [max(row[3:6]) for row, off in zip(told["rows"], wrong, strict=True) if off]
    assert sure == sorted(sure, reverse=True)
    model = seen.problem.model(seen.parameters)
    for (a, b), count in np.ndenumerate(counts):
        cell = results(seen, cell=(a, b))
        assert cell["listed"] == len(cell["rows"]) == count
        for number, truth, said, _, _, _, *inputs in cell["rows"]:
            row = {c.name: c.values[number - 1] for c in seen.dataset.features}
            assert (list(row.values()), truth) == (inputs, seen.dataset.targets[0].values[number - 1])
            assert (told["classes"][a], told["classes"][b]) == (truth, said)
            assert model.predict([row])[0] == said


def test_every_part_has_results_and_an_unknown_one_is_the_judged(iris):
    seen = iris.view_state()
    assert [results(seen, part)["of"] for part in ("train", "validation", "nonsense")] == [75, 15, 60]


def test_values_have_points_and_the_largest_residuals_first():
    session = PlaygroundSession("plane", nn.Architecture(()), nn.Recipe(samples=4000, noise=0.2, test_fraction=0.5))
    told = results(session.view_state())
    assert (told["kind"], told["of"], len(told["rows"])) == ("values", 2000, MOST["rows"])
    assert 0.5 * MOST["points"] < len(told["points"]) <= MOST["points"]
    residuals = [abs(row[3]) for row in told["rows"]]
    assert residuals == sorted(residuals, reverse=True)
    truth, said = (np.array(told["points"])[:, k] for k in (1, 2))
    assert np.abs(said - truth).max() == residuals[0]
    session.close()


@pytest.mark.slow
def test_a_cell_of_the_confusion_opens_its_rows_and_follows_the_training(tab):
    query = "data=moons&net=4:tanh&noise=0.3"
    one = tab(f"?{query}")
    one.train(2)
    one.page.get_by_role("tab", name="Results").click()
    run = trained(query, 2)
    rows = one.page.locator(".results-rows tbody tr")
    rows.first.wait_for()
    accuracy = run.metrics["test"]["accuracy"]
    assert one.page.locator(".headline").inner_text() == (
        f"200 rows · accuracy {100 * accuracy:.1f} % · {round(200 * (1 - accuracy))} wrong"
    )
    one.page.get_by_role("button", name="true blue, predicted orange").click()
    title = one.page.locator("#rows-title").filter(has_text="blue → orange")
    title.wait_for()
    wrong = int(one.page.locator("[data-cell='0,1']").inner_text())
    assert wrong == ((run.truth == "blue") & (run.prediction == "orange")).sum() == rows.count()
    number = int(rows.first.locator("th").inner_text())
    data = nn.load("moons", noise=0.3, samples=400, seed=0)
    assert rows.first.locator("td").nth(4).inner_text() == f"{data.features[0].values[number - 1]:.4g}"
    one.page.get_by_label("Which rows?").select_option("train")
    one.page.locator(".headline").filter(has_text=f"{100 * run.metrics['train']['accuracy']:.1f} %").wait_for()
    one.page.get_by_role("button", name="All rows").click()
    one.page.get_by_text("Misclassified rows first").wait_for()
    one.train(1)
    one.page.locator(".headline").filter(
        has_text=f"{100 * trained(query, 3).metrics['train']['accuracy']:.1f} %"
    ).wait_for()


@pytest.mark.slow
def test_predicted_against_actual_in_german(tab):
    one = tab("?data=multi-gauss&lang=de", viewport={"width": 390, "height": 844}, color_scheme="dark")
    one.train(1)
    one.page.get_by_role("tab", name="Ergebnisse").click()
    cloud = one.page.get_by_role("img", name="Vorhergesagte gegen wahre Werte")
    cloud.wait_for()
    r2 = trained("data=multi-gauss", 1).metrics["test"]["r2"]
    one.page.locator(".headline").filter(has_text=f"R² {r2:.3f}").wait_for()
    assert one.page.locator(".results-rows tbody tr").count() == MOST["rows"]
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
