"""Pictures of the page as files, in a real browser."""

import pytest
from browsers import CHROMIUM, chromium
from static_server import serve


@pytest.mark.slow
def test_figures_are_saved_as_svg_and_png(tmp_path):
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with serve() as address, chromium() as another:
        tab = another()
        tab.open(f"{address}/?data=xor&net=3:tanh")
        tab.wait("document.querySelector('.curve figcaption').textContent.includes('0.')")
        tab.press("Take away")
        for name in ("Network", "Output", "Learning curves"):
            for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
                with tab.page.expect_download() as download:
                    tab.page.get_by_role("button", name=f"Save {name} as {kind}").click()
                download.value.save_as(tmp_path / "figure")
                content = (tmp_path / "figure").read_bytes()
                assert content.startswith(start), (name, kind)
                assert len(content) > 2000, (name, kind)
        assert not tab.errors
