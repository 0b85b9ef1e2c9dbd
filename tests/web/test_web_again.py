"""The tab with the command and the Python that do it again."""

import pytest

import nnplay as nn

pytestmark = pytest.mark.slow


def test_the_lines_lead_to_the_numbers_on_the_page(tab):
    one = tab("?data=spiral&net=4:tanh&seed=3")
    one.train(3)
    one.page.get_by_role("tab", name="Code").click()
    one.page.locator("#python").filter(has_text="nn.train").wait_for()
    assert one.said("shell").startswith("nnplay train spiral --hidden 4 --activation tanh")
    assert "--epochs 3" in one.said("shell")
    made = {"nn": nn}
    exec(one.said("python"), made)
    assert made["run"].parameters.theta.tolist() == one.frame["theta"]
    source = one.page.locator("#pytorch").inner_text()
    compile(source, "network", "exec")
    assert "import torch" in source
    assert "spiral" in source
    with one.page.expect_download() as saved:
        one.page.get_by_role("button", name="Weights: network.safetensors").click()
    from safetensors.numpy import load

    weights = load(saved.value.path().read_bytes())
    assert sorted(float(w) for array in weights.values() for w in array.ravel()) == sorted(one.frame["theta"])
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.page.get_by_role("button", name="Copy", exact=True).first.click()
    one.page.get_by_role("button", name="Copied.").wait_for()
    assert one.page.evaluate("navigator.clipboard.readText()") == one.said("shell")


def test_the_tab_is_written_anew_each_time_and_the_keys_reach_it(tab):
    one = tab("?lang=de")
    one.train(1)
    first = one.page.get_by_role("tab", name="Code")
    first.focus()
    one.page.keyboard.press("Enter")
    one.page.locator("#shell").filter(has_text="--epochs 1").wait_for()
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 1280
