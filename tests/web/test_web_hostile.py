"""What an attacker writes is text wherever it is shown, and what found its way into the page is not run."""

import csv
import io
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.slow

STRIKE = "window.struck=1"
HOSTILE = (
    f"<img src=x onerror={STRIKE}>", f'"><script>{STRIKE}</script>', f"</script><script>{STRIKE}</script>",
    f"{{{{constructor.constructor('{STRIKE}')()}}}}", f"`;${{{STRIKE}}};'+{STRIKE}+'", f"<svg onload='{STRIKE}'>",
)  # fmt: skip
UNHURT = """() => window.struck === undefined && !document.querySelector(
  "[onerror], [onload], img[src='x'], svg[onload], iframe, object, embed, a[href^='javascript']") &&
  [...document.scripts].every((script) => script.src.startsWith(location.origin))"""
DROP = """
([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
}
"""
WORDS = ("lang", "hide", "x", "at", "loss", "optimizer")


def table():
    """Rows with such headers and labels."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([*HOSTILE[:3], "=cmd|' /C calc'!A0", "label " + HOSTILE[0]])
    for k in range(60):
        rows.writerow([k / 10, (7 * k) % 11, HOSTILE[3 + k % 3], k % 5, HOSTILE[k % 2]])
    return out.getvalue()


def test_what_is_opened_or_in_the_address_is_text_everywhere(visit, server):
    visited = visit(server)
    page = visited.open("?net=3:tanh")
    page.evaluate(DROP, ["<img src=x onerror=window.struck=1>.csv", table()])
    visited.wait("location.search.includes('csv')")
    page.get_by_role("button", name="Train one epoch").click()
    for drawer, tabs in (("Look inside", True), ("Take away", False), ("Learn", False)):
        page.get_by_role("button", name=drawer).first.click()
        for k in range(page.get_by_role("tab").count() if tabs else 0):
            page.get_by_role("tab").nth(k).click()
            page.wait_for_timeout(100)
            assert page.evaluate(UNHURT), (drawer, k)
        page.wait_for_timeout(300)
        assert page.evaluate(UNHURT), drawer
    for query in (f"?data={quote(HOSTILE[0])}.csv&target={quote(HOSTILE[1])}", f"?net={quote(HOSTILE[4])}&seed=1"):
        more = "".join(f"&{name}={quote(text)}" for name, text in zip(WORDS, HOSTILE, strict=True))
        visited.open(query + more)
        page.wait_for_timeout(1000)
        assert page.evaluate(UNHURT), query


def test_a_script_that_found_its_way_into_the_page_is_not_run(visit, server):
    visited = visit(server)
    page = visited.open()
    page.evaluate("""(strike) => {
      document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="${strike}"><p onclick="${strike}">`);
      const script = document.createElement("script");
      script.textContent = strike;
      document.body.append(script);
      const frame = document.createElement("iframe");
      frame.srcdoc = "<p>";
      document.querySelector("p[onclick]").click();
      new Image().src = "http://127.0.0.1:9/stolen";
    }""", STRIKE)  # fmt: skip
    page.wait_for_timeout(500)
    assert page.evaluate("window.struck") is None
    assert any("Content Security Policy" in message for message in visited.mistakes)
    visited.mistakes.clear()
    visited.strangers.clear()


def test_no_page_may_be_framed(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.set_content(f'<iframe src="http://127.0.0.1:{server.port}/"></iframe>')
    for _ in range(100):
        if page.frames[1].url not in ("", "about:blank"):
            break
        page.wait_for_timeout(100)
    assert page.frames[1].url.startswith("chrome-error:")
    context.close()


def test_a_class_link_opens_on_another_machine(visit, start_server):
    server = start_server("--host", "0.0.0.0")
    visited = visit(server)
    visited.page.goto(f"{visited.address}/?{server.address.partition('?')[2]}&data=xor")
    visited.wait("document.querySelector('.epoch-number')")
    assert "token" not in visited.page.url
    assert "data=xor" in visited.page.url
