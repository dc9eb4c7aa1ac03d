"""Chain cards in a real browser: offline, quiet, in three languages, on a phone and on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_kb.views.cards import Card

pytestmark = pytest.mark.browser

PLANT = "Vantaa waste-to-energy plant"
HOSTILE = (
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    "<svg onload=window.__pwned=1>'\"`",
    "line\u2028and\u2029paragraph \u202eright to left\u202c",
)


@pytest.fixture(scope="module")
def certificates(base):
    return base.chains(PLANT).certificates


@pytest.fixture
def open_card(open_file, tmp_path):
    return lambda card, **options: open_file(card.write(tmp_path / "card.html"), wait=None, **options)


@pytest.mark.parametrize(("language", "status"), [("en", "Certified"), ("fi", "Varmennettu"), ("sv", "Certifierad")])
def test_a_card_opens_offline_with_landmarks_and_headings(base, certificates, open_card, language, status):
    view = open_card(base.card(certificates[0], language))
    page = view.page
    assert status in view.text(".mark")
    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("main").get_by_role("article").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("img").first.get_attribute("aria-label").count("40") >= 1
    assert page.locator("thead th[scope=col]").count() == page.locator("table.steps thead th").count()
    assert page.locator("script").count() == 0
    assert page.evaluate("() => getComputedStyle(document.querySelector('.mark')).fontWeight") == "700"


def test_boxes_of_what_to_find_out_are_ticked_without_scripts(base, certificates, open_card):
    view = open_card(base.card(certificates[-1]))
    box = view.page.get_by_role("checkbox").first
    box.check()
    assert box.is_checked()
    assert view.page.get_by_role("checkbox").count() == len(certificates[-1]["unknowns"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_told_from_its_ground_in_both_schemes(base, certificates, open_card, scheme):
    view = open_card(base.card(certificates[1]))
    view.page.emulate_media(color_scheme=scheme)
    for chosen in ("h1", ".mark", ".faint", "figcaption", "thead th"):
        assert contrast(view.page, chosen) >= 4.5, chosen


def test_a_phone_shows_it_without_scrolling_sideways(base, certificates, open_card):
    view = open_card(base.card(list(certificates), "fi"), width=360, height=740)
    assert view.page.evaluate("() => document.documentElement.scrollWidth") == 360


def test_each_card_takes_one_page_of_paper(base, certificates, open_card):
    for language in ("en", "fi", "sv"):
        view = open_card(base.card(list(certificates), language))
        view.page.emulate_media(media="print")
        pdf = view.page.pdf(prefer_css_page_size=True)
        assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == len(certificates)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_shown_and_never_run(base, certificates, open_card, text):
    ((subject, check),) = base.card(certificates[0]).chains
    nodes = {key: {**said, "name": text} for key, said in subject.facts.nodes.items()}
    hostile = replace(subject, facts=replace(subject.facts, nodes=nodes))
    view = open_card(Card([(hostile, replace(check, status="broken", reason=text))]))
    assert text in view.page.locator("h1").text_content()
    assert view.text(".reason") == text
    assert view.page.evaluate("() => window.__pwned") is None
    assert view.page.locator("img, iframe, object, a, script").count() == 0


def contrast(page, chosen):
    """Contrast of a text to the paper of the card, as WCAG counts it."""
    return page.evaluate(
        """(chosen) => {
          const light = (text) => {
            const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((part) => {
              const share = part / 255;
              return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ink = light(getComputedStyle(document.querySelector(chosen)).color);
          const ground = light(getComputedStyle(document.querySelector(".card")).backgroundColor);
          return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
        }""",
        chosen,
    )
