"""The explorer in a real browser: from a name to a card in few clicks, by mouse or keyboard, asking nobody outside."""

import re

import pytest

from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app
from graph_kb.views.explorer import LANGUAGES, Found, Texts, answer_page, found_page, start_page

pytestmark = pytest.mark.browser

PLANT = "facility:vantaa-waste-to-energy-plant"
HOSTILE = ("</script><script>window.__pwned=1</script>", "<img src=x onerror=window.__pwned=1>", "{{7*7}}", "\"'><b>")


@pytest.fixture(scope="module")
def address(base, served_at):
    with served_at(create_app(base.settings, Service(rate=NO_RATE))) as found:
        yield found


@pytest.fixture
def explore(watched, address):
    """Open an address of the service."""

    def open_(path="/explore", **options):
        page = watched(address, "data:", "blob:", **options).page
        page.goto(f"{address}{path}")
        return page

    return open_


def test_from_a_name_to_a_card_in_three_clicks(explore, until):
    page = explore("/")
    assert page.url.endswith("/explore")
    page.locator("#text").focus()
    page.keyboard.type("vantaa waste-to-energy pl")
    page.click("#suggestions li:has-text('Vantaa waste-to-energy plant')")
    page.locator("section.certified tbody tr").first.wait_for()
    page.click("section.certified tbody th a")
    until(page, "window.__drawn > 0")
    page.click("text=Card to print")
    page.locator("h1").wait_for()
    assert "/views/card/" in page.url
    assert "Viikinmäki" in page.locator("h1").text_content()


def test_certified_conditional_and_paths_are_told_apart(explore, base):
    page = explore(f"/explore/of?id={PLANT}&max_total_km=30")
    found = base.chains(PLANT, max_total_km=30.0, max_processes=3)
    for kind, listed in (("certified", found.certified), ("conditional", found.conditional)):
        rows = page.locator(f"section.{kind} tbody tr")
        assert rows.count() == len(listed.certificates)
        hashes = [one.get_attribute("data-collect") for one in rows.locator("[data-collect]").all()]
        assert hashes == [one["hash"] for one in listed.certificates]
    page.click("section.paths a")
    counted = base.paths_and_chains(PLANT, max_total_km=30.0, max_processes=3)
    cells = [cell.text_content().replace(",", "") for cell in page.locator("td.number").all()]
    assert sum(map(int, cells)) == counted.total


@pytest.mark.parametrize("path", [f"/views/around?id={PLANT}", f"/explore/of?id={PLANT}"])
def test_a_page_is_the_same_when_it_is_opened_again(explore, path):
    page = explore(path)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto(page.url)
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before
    assert page.evaluate("[...document.querySelectorAll('style')].every((one) => one.sheet)")


def test_the_keyboard_is_enough(explore):
    page = explore()
    page.keyboard.press("/")
    page.keyboard.type("viikinm")
    page.locator("#suggestions li").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#suggestions [aria-selected='true']")
    assert page.get_attribute("#text", "aria-activedescendant") == chosen.get_attribute("id")
    name = chosen.locator("span").text_content()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/explore/of"))
    assert page.locator("h1").text_content().strip() == name
    page.keyboard.press("/")
    page.keyboard.type("vant")
    page.locator("#suggestions li").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#suggestions").is_hidden()


def test_a_search_without_a_script_lists_what_fits(explore):
    page = explore(java_script_enabled=False)
    page.fill("#text", "viikinmaki")
    page.click("header button")
    assert page.locator(".choices li").count() > 1
    page.click(".choices a >> nth=0")
    assert "/explore/of?id=" in page.url
    page.goto(page.url.split("/explore")[0] + "/explore?text=vantaa+waste-to-enrgy+plnt")
    assert "Vantaa waste-to-energy plant" in page.locator(".choices >> nth=0").text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_stays_from_page_to_page(explore, language):
    page = explore(f"/explore?language={language}")
    page.click("#text")
    page.keyboard.type("vantaa waste")
    page.click("#suggestions li:has-text('Vantaa waste-to-energy plant')")
    page.locator("section.certified").wait_for()
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("section.certified h2").text_content().startswith(Texts(language)("certified_chains"))
    page.click("section.conditional .acts a >> nth=0")
    assert page.locator("html").get_attribute("lang") == language


def test_cards_are_collected_and_printed_together(explore):
    page = explore(f"/explore/of?id={PLANT}")
    names = [one.get_attribute("data-name") for one in page.locator("[data-collect]").all()[:2]]
    for place in (0, 1):
        page.click(f"[data-collect] >> nth={place}")
    assert page.locator("#collected-count").text_content() == "2"
    page.click("text=My meeting")
    assert [one.text_content() for one in page.locator("#collected a").all()] == names
    page.click("#print-all")
    assert page.locator("article, .card").count() >= 2
    page.go_back()
    page.click("#collected button >> nth=0")
    assert page.locator("#collected a").count() == 1


def test_the_address_holds_the_state(explore):
    page = explore(f"/explore/of?id={PLANT}")
    page.fill("[name=max_total_km]", "10")
    page.select_option("[name=max_processes]", "1")
    page.click(".limits button")
    page.wait_for_url(re.compile("max_total_km=10"))
    seen = page.locator("main").inner_text()
    again = explore(page.url[page.url.index("/explore") :])
    assert again.locator("main").inner_text() == seen
    assert again.input_value("[name=max_total_km]") == "10.0"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/explore/of?id=facility:nowhere", "facility:nowhere"),
        ("/explore/of?id=x&max_processes=9", "max_processes"),
        ("/explore/chain/0123456789", "0123456789"),
        ("/views/card/0123456789", "0123456789"),
    ],
)
def test_what_went_wrong_is_told_as_a_page(chromium, address, path, said):
    context = chromium.new_context()
    page = context.new_page()
    answer = page.goto(f"{address}{path}&language=fi" if "?" in path else f"{address}{path}?language=fi")
    assert answer.status in (404, 422)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert said in page.locator(".lead").text_content()
    assert page.locator("#text").is_visible()
    context.close()


def test_it_fits_a_phone(explore):
    page = explore(f"/explore/of?id={PLANT}", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_texts(open_file, tmp_path, text):
    found = [Found(text, text, text, text)]
    row = {
        "source": text, "steps": [text], "need": text, "feeders": [text], "hash": text, "amount": 1.0, "unit": text,
        "at_most": True, "km": 1.0, "legs_from_centres": 1, "legs_of_unknown_length": 1, "to_find_out": 1,
    }  # fmt: skip
    listed = {"chains": [row], "proved": True, "in_time": True}
    kinds = {"certified": listed, "conditional": listed, "command": text, "data_version": text, "day": text}
    asked = {"max_total_km": None, "max_processes": 3}
    pages = (
        start_page(Texts("en"), [(text, text)]),
        found_page(Texts("en"), text, found, found, more=True),
        answer_page(Texts("en"), found[0], kinds, asked, found),
    )
    for page in pages:
        file = tmp_path / "page.html"
        file.write_text(page.html(), encoding="utf-8")
        view = open_file(file, wait=None)
        assert text in view.page.locator("main").text_content()
        assert view.page.evaluate("() => window.__pwned") is None
        assert view.page.locator("img, b:not(h2 b, #collected-count)").count() == 0
        assert all(one.get_attribute("href").startswith("/") for one in view.page.locator("a").all())
