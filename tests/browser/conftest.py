"""A real Chromium, cut off from every network, that reports all it was asked for and all it complained of."""

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph_kb.views import LinkItem, NodeItem, Subgraph

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DRAWN = "window.__drawn > 0"
PIXELS = """
  const canvas = document.querySelector("#drawing canvas");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const paint = copy.getContext("2d", { willReadFrequently: true });
  paint.drawImage(canvas, 0, 0);
  const { data } = paint.getImageData(0, 0, copy.width, copy.height);
"""


@dataclass
class OpenView:
    """A page in the browser, and what it asked for and complained of."""

    page: object
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def text(self, selector):
        return self.page.locator(selector).text_content()

    def ink(self):
        """Number of painted pixels of the drawing."""
        return self.page.evaluate(
            """() => {"""
            + PIXELS
            + """
              let painted = 0;
              for (let at = 3; at < data.length; at += 4) if (data[at]) painted += 1;
              return painted;
            }"""
        )

    def find_colour(self, red, green, blue):
        """Middle of the pixels of one colour, in the page, or None."""
        return self.page.evaluate(
            """([red, green, blue]) => {"""
            + PIXELS
            + """
              let [count, across, down] = [0, 0, 0];
              for (let at = 0; at < data.length; at += 4) {
                if (data[at] !== red || data[at + 1] !== green || data[at + 2] !== blue) continue;
                count += 1;
                across += (at / 4) % canvas.width;
                down += Math.floor(at / 4 / canvas.width);
              }
              const box = canvas.getBoundingClientRect();
              const ratio = canvas.width / box.width;
              return count ? [box.left + across / count / ratio, box.top + down / count / ratio] : null;
            }""",
            [red, green, blue],
        )

    def settle(self):
        """Wait until what was asked for is drawn."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def wait_until(frame, condition, patience_s=30):
    """Wait until an expression is true.

    The browser's own polling evaluates text inside the page, which the page's policy rightly forbids.
    """
    deadline = time.monotonic() + patience_s
    while not frame.evaluate(condition):
        assert time.monotonic() < deadline, f"never came true: {condition}"
        time.sleep(0.02)


@pytest.fixture
def until():
    """Wait until an expression is true in a page or frame."""
    return wait_until


def _lack(reason):
    """Skip where a browser is optional, fail where the tests are the judge."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _lack("playwright is not installed: pip install playwright")
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)
        if found is None:
            _lack("no Chromium found: apt-get install chromium, or playwright install chromium")
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium):
    """A page that may ask for some addresses; at the end, hold that no other was wanted and nothing was wrong."""
    views = []

    def open_(*allowed, width=1400, height=900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        view = OpenView(context.new_page())
        views.append(view)
        context.route(lambda url: not url.startswith(allowed), lambda route: route.abort())
        view.page.on("request", lambda request: request.url.startswith(allowed) or view.outside.append(request.url))
        view.page.on("console", lambda message: view.complaints.append(f"{message.type}: {message.text}"))
        view.page.on("pageerror", lambda error: view.complaints.append(str(error)))
        return view

    yield open_
    for view in views:
        view.page.context.close()
        assert view.outside == []
        assert view.complaints == []


@pytest.fixture
def open_file(watched):
    """Open a file without any network."""

    def open_(path, *, wait=DRAWN, **options):
        view = watched("file:", "data:", "blob:", offline=True, **options)
        view.page.goto(Path(path).as_uri())
        if wait:
            wait_until(view.page, wait)
        return view

    return open_


@pytest.fixture
def open_view(open_file, tmp_path):
    """Write a drawing and open it."""
    return lambda drawn, **options: open_file(drawn.write(tmp_path / "view.html"), **options)


REPORTED = {"source_id": "source:register", "as_of": "2024", "method": "reported"}


def node(id_, *labels, **properties):
    return NodeItem(id_, labels, {**REPORTED, "id": id_, **properties})


def link(type_, start, end, **properties):
    return LinkItem(f"{type_}|{start}|{end}", type_, start, end, {**REPORTED, **properties})


PARK = Subgraph(
    (
        node("facility:mill", "Facility", name="Saw mill Äyräpää", latitude=60.2, longitude=24.9),
        node("offer:bark", "Offer", name="Wet bark", amount=1200, unit="t", period="year", moisture=0.5),
        node("resource:bark", "Resource", "Material", name="Bark"),
        node("process:boiler", "Process", name="Bark boiler", status="running", activity_unit="t bark"),
        node("resource:steam", "Resource", "Energy", name="Steam"),
        node("need:steam", "Need", name="Steam for washing", amount=800, unit="MWh", period="year"),
        node("facility:laundry", "Facility", name="Laundry", latitude=60.4, longitude=25.6),
    ),
    (
        link("OFFERS", "facility:mill", "offer:bark"),
        link("OF", "offer:bark", "resource:bark"),
        link("INPUT_TO", "resource:bark", "process:boiler", role="main", amount=1, unit="t", method="estimated"),
        link("OUTPUTS", "process:boiler", "resource:steam", role="main", amount=2.5, unit="MWh"),
        link("SERVES", "resource:steam", "need:steam"),
        link("AT", "need:steam", "facility:laundry"),
    ),
)


@pytest.fixture
def park_graph():
    """A saw mill whose bark makes steam for a laundry; made up."""
    return PARK
