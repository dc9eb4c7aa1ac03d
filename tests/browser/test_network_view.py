"""The network page in a real browser: offline, quiet, readable by keyboard."""

import pytest

from graph_kb.views import LinkItem, NodeItem, Subgraph, draw_network

pytestmark = pytest.mark.browser

SOURCES = {"source:register": "Permit register, Regional authority"}
VERMILLION = (0xD5, 0x5E, 0x00)
BLUE = (0x00, 0x72, 0xB2)


@pytest.fixture
def park(open_view, park_graph):
    """The page of a small park."""
    return open_view(draw_network(park_graph, title="Bark", cypher="MATCH (n)\nRETURN n", sources=SOURCES))


def test_the_drawing_is_there_without_any_network(park):
    assert park.ink() > 2000
    assert park.find_colour(*VERMILLION)
    assert park.text("#count") == "Showing 7 of 7 nodes, 6 of 6 links"


def test_nothing_moves_after_the_first_drawing(park):
    picture = "() => document.querySelector('#drawing canvas').toDataURL()"
    before = park.page.evaluate(picture)
    park.page.wait_for_timeout(500)
    assert park.page.evaluate(picture) == before


def test_a_click_on_a_node_tells_all_about_it(park):
    park.page.mouse.click(*park.find_colour(*VERMILLION))
    assert park.text("#panel h2") == "Bark boiler"
    assert park.text("#panel .id") == "process:boiler"
    assert "Permit register, Regional authority" in park.text("#panel .origin")
    assert "2024" in park.text("#panel .origin")
    assert "What one unit of activity is activity_unit" in park.text("#panel")


def test_a_click_on_the_ground_clears(park):
    park.page.mouse.click(*park.find_colour(*VERMILLION))
    box = park.page.locator("#drawing").bounding_box()
    park.page.mouse.click(box["x"] + 8, box["y"] + 8)
    assert park.page.locator("#panel").is_hidden()


def test_hovering_shows_figure_date_and_source(park):
    x, y = park.find_colour(*VERMILLION)
    park.page.mouse.move(x, y)
    tip = park.page.locator(".vis-tooltip")
    tip.wait_for(state="visible")
    assert tip.inner_text().split("\n") == [
        "Bark boiler",
        "Process",
        "2024 · reported",
        "Source: Permit register, Regional authority",
    ]
    park.page.mouse.move(2, 2)
    tip.wait_for(state="hidden")


def test_properties_carry_unit_and_meaning(park):
    park.page.fill("#search", "wet bark")
    park.page.keyboard.press("Enter")
    panel = park.page.locator("#panel").inner_text()
    assert "1,200 t/year" in panel
    assert "Expected amount" in panel
    assert "0.5 kg/kg" in panel


def test_the_panel_walks_along_the_links(park):
    park.page.fill("#search", "bark boiler")
    park.page.keyboard.press("Enter")
    park.page.get_by_role("button", name="makes").click()
    assert park.text("#panel .kind") == "OUTPUTS"
    assert "2.5 MWh per t bark" in park.page.locator("#panel").inner_text()
    park.page.locator("#panel").get_by_role("button", name="Steam").click()
    assert park.text("#panel h2") == "Steam"


def test_the_legend_is_the_filter(park):
    before = park.ink()
    chip = park.page.locator(".chip", has_text="Process")
    chip.click()
    park.settle()
    assert chip.get_attribute("aria-pressed") == "false"
    assert park.text("#count") == "Showing 6 of 7 nodes, 4 of 6 links"
    assert park.find_colour(*VERMILLION) is None
    chip.click()
    park.settle()
    assert park.text("#count") == "Showing 7 of 7 nodes, 6 of 6 links"
    assert park.ink() == before


def test_choosing_a_hidden_node_or_show_all_brings_its_kind_back(park):
    chip = park.page.locator(".chip", has_text="Process")
    chip.click()
    park.page.fill("#search", "process:boiler")
    park.page.keyboard.press("Enter")
    assert chip.get_attribute("aria-pressed") == "true"
    chip.click()
    park.page.click("#fit")
    assert chip.get_attribute("aria-pressed") == "true"


def test_search_finds_names_and_ids_without_accents_and_escape_clears(park):
    park.page.keyboard.press("/")
    park.page.keyboard.type("ayrapaa")
    assert park.page.locator("#matches li").all_text_contents() == ["Saw mill Äyräpää Facility"]
    park.page.keyboard.press("ArrowDown")
    park.page.keyboard.press("Enter")
    assert park.text("#panel h2") == "Saw mill Äyräpää"
    park.page.keyboard.press("Escape")
    assert park.page.locator("#panel").is_hidden()
    assert park.page.input_value("#search") == ""
    park.page.fill("#search", "zebra")
    assert park.text("#matches") == "Nothing fits"


def test_everything_can_be_reached_with_the_keyboard(park):
    reached = set()
    for _ in range(40):
        park.page.keyboard.press("Tab")
        reached.add(park.page.evaluate("() => document.activeElement.id || document.activeElement.className"))
    assert {
        "search",
        "as-layout",
        "as-map",
        "fit",
        "export",
        "vis-network",
        "chip",
        "cypher",
        "copy",
    } <= reached


def test_n_and_p_go_through_the_nodes_and_tell_of_them(park):
    park.page.locator("#drawing .vis-network").focus()
    park.page.keyboard.press("n")
    park.page.keyboard.press("n")
    assert park.text("#panel h2") == "Wet bark"
    assert park.text("#told") == "Selected Offer: Wet bark"
    park.page.keyboard.press("p")
    park.page.keyboard.press("p")
    assert park.text("#panel h2") == "Laundry"


def test_the_table_holds_all_nodes_and_selects_them(park, park_graph):
    park.page.click("#tables summary")
    rows = park.page.locator("#nodes tbody tr")
    assert rows.count() == len(park_graph.nodes)
    assert park.page.locator("#links tbody tr").count() == len(park_graph.links)
    park.page.locator("#nodes button", has_text="Laundry").click()
    assert park.text("#panel h2") == "Laundry"
    assert park.page.evaluate("() => document.activeElement.id") == "panel"


def test_map_and_layout_are_two_pictures_and_the_way_back_is_the_same(park):
    layout = park.find_colour(*VERMILLION)
    park.page.click("#as-map")
    park.settle()
    assert park.find_colour(*VERMILLION) != layout
    assert park.page.get_attribute("#as-map", "aria-pressed") == "true"
    park.page.click("#as-layout")
    park.settle()
    assert park.find_colour(*VERMILLION) == pytest.approx(layout, abs=2)


def test_the_picture_is_saved_as_png(park, tmp_path):
    with park.page.expect_download() as download:
        park.page.click("#export")
    download.value.save_as(tmp_path / "picture.png")
    assert download.value.suggested_filename == "bark.png"
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG\r\n")


def picture_size(view, path):
    with view.page.expect_download() as download:
        view.page.click("#export")
    download.value.save_as(path)
    head = path.read_bytes()[16:24]
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")


def test_the_saved_picture_stands_alone(open_view, park_graph, tmp_path):
    """Each line of question, notes and sources makes the picture one line longer; the page shows the same legend."""
    bare = open_view(draw_network(park_graph, title="Bark"))
    width, height = picture_size(bare, tmp_path / "bare.png")
    assert height >= bare.page.locator("#drawing").bounding_box()["height"] + 48 + 4 * 22
    other = NodeItem("facility:other", ("Facility",), {"name": "Other", "source_id": "source:other"})
    more = Subgraph((*park_graph.nodes, other), park_graph.links)
    told = open_view(draw_network(more, title="Bark", notes=["One", "Two"]))
    stage = [view.page.locator("#drawing canvas").bounding_box()["height"] for view in (bare, told)]
    found = picture_size(told, tmp_path / "told.png")
    # How wide the words of the legend are, and so whether it takes one line or two, is a matter of the fonts.
    assert (found[0], found[1] - (height + stage[1] - stage[0] + 3 * 22)) in ((width, 0), (width, 24))


def test_a_site_whose_place_is_not_known_exactly_is_hollow_on_the_map(open_view, park_graph):
    rough = [
        NodeItem(one.id, one.labels, {**one.properties, "location_precision": "municipality"})
        for one in park_graph.nodes
    ]
    view = open_view(draw_network(Subgraph(tuple(rough), park_graph.links), title="Bark"))
    assert view.find_colour(*BLUE)
    view.page.click("#as-map")
    view.settle()
    assert view.find_colour(*BLUE) is None
    assert "place not known exactly" in view.text(".key")
    view.page.click("#as-layout")
    view.settle()
    assert view.find_colour(*BLUE)


def test_the_query_can_be_copied_or_is_selected(park, until):
    park.page.click("#copy")
    until(park.page, "document.getElementById('copy').textContent !== 'Copy'")
    if park.text("#copy").startswith("Selected"):
        assert park.page.evaluate("() => String(getSelection())") == "MATCH (n)\nRETURN n"


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (900, 700), (420, 800)])
def test_no_part_of_the_page_covers_another(open_view, park_graph, width, height):
    view = open_view(draw_network(park_graph, title="Bark", question="Where does bark go?"), width=width, height=height)
    view.page.fill("#search", "boiler")
    view.page.keyboard.press("Enter")
    view.settle()
    parts = ("header", ".toolbar", "#drawing", "#panel", ".legend", ".below")
    boxes = [view.page.locator(part).bounding_box() for part in parts]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
            down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
            assert min(across, down) < 1.5
    assert view.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_two_thousand_nodes_are_drawn(open_view):
    offers = [NodeItem(f"offer:{n}", ("Offer",), {"name": f"Offer {n}", "amount": n, "unit": "t"}) for n in range(1990)]
    resources = [NodeItem(f"resource:{n}", ("Resource", "Material"), {"name": f"R {n}"}) for n in range(10)]
    links = [LinkItem(str(n), "OF", f"offer:{n % 1990}", f"resource:{n % 7}", {}) for n in range(3000)]
    view = open_view(draw_network(Subgraph((*offers, *resources), tuple(links)), title="Many"))
    assert view.text("#count") == "Showing 2,000 of 2,000 nodes, 3,000 of 3,000 links"
    assert view.ink() > 20_000
