"""Data of one's own on a server: opened by the command, dropped on the page, of any format that nnplay reads."""

import pytest
from web_server import EPOCH, Page

pytestmark = pytest.mark.slow

ROWS = "size,rooms,city,price\n" + "".join(
    f"{40 + 3 * k % 90},{1 + k % 5},{('Bonn', 'Köln', 'Aachen')[k % 3]},{100 + 7 * k % 260}\n" for k in range(60)
)
DROP = """
async ([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}
"""


@pytest.fixture
def houses(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text(ROWS)
    return path


def test_a_file_is_opened_by_the_command(visit, houses, start_server):
    server = start_server(str(houses), "--target", "city")
    visited = visit(server)
    page = visited.open()
    page.get_by_role("button", name="Train one epoch").click()
    visited.wait(f"{EPOCH} === 1")
    assert "houses" in page.locator("body").inner_text()
    with Page(server.port) as other:
        network = other.call("network")["result"]
        assert (network["target"], network["task"]) == ("city", "classification")
        again = {"recipe": {"target": ["price"], "header": True}, "table": other.connected["configuration"]["table"]}
        assert other.call("configure", configuration=again)["result"]["task"] == "regression"


def test_a_file_is_dropped_on_the_page(visit, server):
    visited = visit(server)
    page = visited.open()
    page.evaluate(DROP, ["houses.csv", ROWS])
    visited.wait("location.search.includes('houses') && document.querySelectorAll('.column').length === 4")
    page.get_by_role("button", name="Train one epoch").click()
    visited.wait(f"{EPOCH} === 1")
    page.reload()
    visited.wait(f"{EPOCH} === 1 && document.body.innerText.includes('houses')")


def test_settings_that_only_python_has(server):
    with Page(server.port) as page:
        recipe = {"data": "iris", "epochs": 5, "optimizer": "lbfgs", "dtype": "float64"}
        configuration = {"recipe": recipe, "architecture": {"layers": [{"width": 4, "activation": "tanh"}]}}
        assert page.call("configure", configuration=configuration)["result"]["recipe"]["dtype"] == "float64"
        page.call("play")
        while page.call("network")["result"]["playing"]:
            pass
        header, arrays = page.frame(weights=True)
        assert header["status"] == "finished"
        assert arrays["theta"].dtype == "float64"
        for changes in ({"class_weight": "balanced"}, {"split": "group:species"}, {"split": "random"}):
            recipe = {"data": "penguins", "epochs": 2} | changes
            reply = page.call("configure", configuration=configuration | {"recipe": recipe})
            assert ("result" in reply) == (changes != {"split": "group:species"}), reply
