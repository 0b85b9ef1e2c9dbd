"""A Parquet file with timestamps that a browser brings to the page."""

import re

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("public_table", ["orders"], indirect=True)
def test_a_parquet_file_is_chosen_and_trained(tab, public_table):
    one = tab("?net=3:tanh&seed=4&epochs=50")
    one.page.locator("#own-data").focus()
    one.page.keyboard.press("Enter")
    with one.page.expect_file_chooser() as chosen:
        one.page.get_by_role("button", name=re.compile("Choose a file")).click()
    chosen.value.set_files(public_table.path)
    one.until('window.nnplayFeed.scene.title === "orders"')
    one.page.locator(".datatable table").wait_for()
    headline = one.page.locator(".datatable .headline").inner_text()
    assert headline == "orders · 160 rows · regression: amount"
    told = one.page.locator(".datatable").inner_text()
    assert "order_id (row numbers)" in told
    assert "country (the same value in every row)" in told
    assert "missing values imputed: discount (9)" in told
    one.train(2)
    assert one.frame["metrics"]["test"]["loss"] > 0
