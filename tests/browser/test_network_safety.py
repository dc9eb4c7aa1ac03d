"""The network page in a real browser: hostile data is shown as text, the policy holds, frames stay shut."""

import pytest

from graph_kb.views import LinkItem, NodeItem, Subgraph, draw_network

pytestmark = pytest.mark.browser

REPORTED = {"source_id": "source:register", "as_of": "2024", "method": "reported"}
HOSTILE = (
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    'href="javascript:window.__pwned=1" onclick="window.__pwned=1"',
    "<svg onload=window.__pwned=1>'\"`",
    "line\u2028and\u2029paragraph \u202eright to left\u202c",
    "__proto__",
)


VERMILLION = (0xD5, 0x5E, 0x00)


def hostile_park(text):
    nodes = (
        NodeItem(text, ("Process", text), {"name": text, text: text, "note": text, **REPORTED, "source_id": text}),
        NodeItem("other", (text,), {"name": text, "as_of": text, "method": text}),
    )
    return Subgraph(nodes, (LinkItem(text, text, text, "other", {text: [text], "source_id": text}),))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_never_run(open_view, text):
    drawn = draw_network(
        hostile_park(text),
        title=text,
        question=text,
        cypher=text,
        notes=[text],
        sources={text: text},
        highlight=[text],
    )
    view = open_view(drawn)
    assert view.text("h1") == text
    view.page.mouse.move(*view.find_colour(*VERMILLION))
    view.page.locator(".vis-tooltip").wait_for(state="visible")
    view.page.locator("#drawing .vis-network").focus()
    view.page.keyboard.press("n")
    assert view.text("#panel h2") == text
    assert view.text("#panel .id") == text
    assert text in view.text("#panel .origin")
    view.page.locator(".walk button").first.click()
    assert view.text("#panel .kind") == text
    view.page.fill("#search", text[:12])
    view.page.click("#tables summary")
    assert text in view.page.locator("#nodes").text_content()
    assert view.page.evaluate("() => window.__pwned") is None
    assert view.page.locator("img, iframe, object, a[href]").count() == 0
    assert view.page.locator("script").count() == 5


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<img src=x onerror=window.__pwned=1>'",
        "document.body.setAttribute('onclick', 'window.__pwned=1')",
        "document.head.append(Object.assign(document.createElement('script'), { text: 'window.__pwned=1' }))",
        "document.body.append(Object.assign(document.createElement('a'), { href: 'javascript:__pwned=1' }))",
        "document.body.setAttribute('style', 'color: red')",
        "await fetch('https://example.org/')",
    ],
)
def test_the_policy_stops_what_would_slip_in(open_view, park_graph, attempt):
    view = open_view(draw_network(park_graph, title="Bark"))
    view.page.evaluate(f"async () => {{ try {{ {attempt}; }} catch {{ return; }} }}")
    view.page.evaluate("() => document.querySelector('body > a')?.click()")
    view.page.locator("h1").click()
    view.settle()
    assert view.page.evaluate("() => window.__pwned") is None
    assert view.page.evaluate("() => getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    assert view.complaints
    view.complaints.clear()


def test_nothing_found_says_what_to_try(open_view):
    view = open_view(draw_network(Subgraph((), ()), title="Paths", question="Who takes bark?"), wait=None)
    assert view.text("main h2") == "Nothing found"
    assert view.page.locator("main li").count() >= 3


def test_in_a_notebook_the_page_draws_inside_its_frame(open_file, park_graph, tmp_path, until):
    path = tmp_path / "cell.html"
    path.write_text(draw_network(park_graph, title="Bark")._repr_html_(), encoding="utf-8")
    view = open_file(path, wait=None)
    frame = view.page.frames[1]
    until(frame, "window.__drawn > 0")
    assert frame.text_content("#count") == "Showing 7 of 7 nodes, 6 of 6 links"
