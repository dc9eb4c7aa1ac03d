"""The page: well-formed, locked, self-contained, and deaf to anything in the data."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.errors import UsageError
from graph_kb.views import LinkItem, NodeItem, Subgraph, draw_network
from graph_kb.views.page import embedded_json, policy

HOSTILE = (
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    '" onclick="window.__pwned=1" href="javascript:window.__pwned=1',
    "' style='position:fixed'",
    "</style></title></textarea><!--",
    "{{ 7*7 }}{% raw %}",
    "line\u2028and\u2029paragraph \u202eright to left\u202c \x00",
    "\ud800 lone surrogate",
)
VOID = {"meta", "link", "input"}
REPORTED = {"source_id": "source:register", "as_of": "2024", "method": "reported"}


def sample(text="Saw mill"):
    nodes = (
        NodeItem("facility:mill", ("Facility",), {**REPORTED, "name": text, "latitude": 60.2, "longitude": 24.9}),
        NodeItem(f"offer:{text}", ("Offer", text), {"name": text, text: text, "source_id": text, "as_of": text}),
        NodeItem("resource:bark", ("Resource", "Material"), {**REPORTED, "name": "Bark"}),
        NodeItem("strange", (text,), {"name": text}),
    )
    links = (
        LinkItem("1", "OFFERS", "facility:mill", f"offer:{text}", REPORTED),
        LinkItem(text, text, f"offer:{text}", "resource:bark", {"method": text}),
    )
    return Subgraph(nodes, links)


def page(text="Saw mill"):
    drawn = draw_network(
        sample(text), title=text, question=text, cypher=text, notes=[text], sources={"source:register": text}
    )
    return drawn.html()


class Reader(HTMLParser):
    """Reads a page, and holds that every element is closed in order."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.scripts, self.texts = [], [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        (self.scripts if self.open[-1:] == ["script"] else self.texts).append(data)


def data_of(html):
    return json.loads(next(text for text in Reader(html).scripts if text.startswith("{")))


@pytest.mark.parametrize("text", ["Saw mill", *HOSTILE])
def test_pages_are_well_formed_whatever_the_text(text):
    reader = Reader(page(text))
    assert reader.open == []
    assert reader.tags == Reader(page()).tags


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text):
    reader = Reader(page(text))
    written = text.replace("\x00", "\ufffd")
    assert any(written in part or text in part for part in reader.texts)
    assert data_of(page(text))["nodeFacts"][0]["name"] == text
    assert not [name for _, name, _ in reader.attributes if name.startswith("on") or name == "style"]


def test_no_attribute_asks_for_anything_outside():
    asking = [(tag, name, value) for tag, name, value in Reader(page()).attributes if name in ("src", "href", "srcset")]
    assert asking == [("link", "href", "data:,")]
    assert not re.search(r"@import|url\(", "".join(Reader(page()).texts))
    assert not [tag for tag in Reader(page()).tags if tag in ("img", "iframe", "object", "embed", "base", "form")]


def test_no_attribute_holds_a_web_address():
    values = [str(value) for _, _, value in Reader(page()).attributes]
    assert not [value for value in values if re.search(r"https?:", value)]


def test_the_policy_names_each_script_and_style_and_nothing_else():
    reader = Reader(page())
    content = next(value for tag, name, value in reader.attributes if tag == "meta" and "default-src" in str(value))
    directives = dict(part.split(" ", 1) for part in content.split("; "))
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in reader.scripts
        if not text.startswith("{") and text.strip()
    ]
    assert directives["script-src"].split() == hashes
    assert len(hashes) == 4
    assert directives["default-src"] == directives["connect-src"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in content


def test_a_policy_without_scripts_lets_none_in():
    assert "script-src 'none'" in policy([], [])


@pytest.mark.parametrize("name", ["vis-data.min.js", "vis-network.min.js", "network.js", "page.js", "network.css"])
def test_static_files_cannot_end_their_element(name):
    text = resources.files("graph_kb.views").joinpath("static", name).read_bytes()
    assert not re.search(rb"</(script|style)|<script|<!--|\r|\x00", text, re.IGNORECASE)


@pytest.mark.parametrize(
    "word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage"]
)
def test_our_scripts_make_no_markup_of_text_and_keep_nothing(word):
    for name in ("network.js", "page.js"):
        assert word not in resources.files("graph_kb.views").joinpath("static", name).read_text(encoding="utf-8")


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
@settings(max_examples=200)
def test_embedded_json_is_the_same_data_without_markup(data):
    text = str(embedded_json(data))
    assert json.loads(text) == data
    assert text.isascii()
    assert not set("<>&") & set(text)


def test_tables_hold_every_node_and_link():
    html = page()
    assert html.count("data-node=") == 4
    assert len(re.findall(r"<tr>", html)) == 4 + 2 + 2
    assert "The same data as tables: 4 nodes, 2 links" in html


def test_question_query_notes_and_sources_are_shown():
    drawn = draw_network(
        sample(),
        title="Bark",
        question="Where does bark go?",
        cypher="MATCH (n)\nRETURN n",
        notes=["Cut off at 4 rows."],
        sources={"source:register": "Permit register"},
    )
    texts = "".join(Reader(drawn.html()).texts)
    for wanted in ("Where does bark go?", "MATCH (n)\nRETURN n", "Cut off at 4 rows.", "Permit register"):
        assert wanted in texts
    assert "Permit register (source:register, 3 statements)" in texts


def test_legend_counts_each_kind():
    chips = re.findall(r'data-kind="\d+">.*?</svg>(.*?) <b>(\d+)</b>', page())
    assert chips == [("Facility", "1"), ("Resource: Material", "1"), ("Offer", "1"), ("Saw mill", "1")]


def test_the_key_tells_of_arrows_and_of_places_only_where_they_occur():
    plain, rough = "line without an arrow", "place not known exactly"
    assert plain in page()
    assert rough not in page()
    spots = {"facility:a": {"latitude": 60.2, "longitude": 24.9}, "facility:b": {}}
    spots["facility:c"] = {"latitude": 60.4, "longitude": 25.1, "location_precision": "municipality"}
    nodes = tuple(NodeItem(id_, ("Facility",), spot) for id_, spot in spots.items())
    flows = (LinkItem("1", "SENDS", "facility:a", "facility:b", {}),)
    html = draw_network(Subgraph(nodes, flows), title="Sites").html()
    assert plain not in html
    assert "dotted arrow" not in html
    assert rough in html
    data = data_of(html)
    assert data["rough"] == [False, True, True]
    assert [place is None for place in data["places"]] == [False, True, False]
    kind = LinkItem("2", "KIND_OF", "facility:b", "facility:c", {})
    path = LinkItem("3", "AT", "facility:a", "facility:b", {})
    html = draw_network(Subgraph(nodes, (path, kind)), title="Sites").html()
    assert "dotted arrow: is a kind of" in html
    assert plain not in html


def test_the_same_subgraph_gives_the_same_page():
    assert page() == page()


def test_nothing_found_is_a_friendly_page_without_scripts():
    html = draw_network(Subgraph((), ()), title="Paths", question="Who takes bark?", cypher="MATCH (n) RETURN n").html()
    assert "Nothing found" in html
    assert "What to try" in html
    assert "<script" not in html
    assert Reader(html).open == []


def test_what_is_added_to_the_pyvis_network_is_drawn_and_told():
    drawn = draw_network(sample(), title="Bark")
    drawn.network.add_node(7, label="By hand")
    drawn.network.add_edge("facility:mill", 7)
    data = data_of(drawn.html())
    assert data["nodeFacts"][-1]["name"] == "By hand"
    assert (data["links"][-1]["from"], data["links"][-1]["to"]) == (0, 4)
    assert len(data["links"]) == len(data["linkFacts"]) == 3


def test_ids_of_the_data_are_no_keys_of_the_drawing():
    graph = Subgraph((NodeItem("__proto__", ("Facility",), {}), NodeItem("constructor", ("Facility",), {})), ())
    assert [item["id"] for item in data_of(draw_network(graph, title="x").html())["nodes"]] == [0, 1]


def test_a_page_is_written_whole_as_utf8(tmp_path):
    drawn = draw_network(sample("Ämmässuo \ud800"), title="Ämmässuo")
    path = drawn.write(tmp_path / "view.html")
    assert "Ämmässuo" in path.read_text(encoding="utf-8")
    assert path.read_bytes().startswith(b'<!doctype html>\n<html lang="en">')
    assert [entry.name for entry in tmp_path.iterdir()] == ["view.html"]


def test_a_page_is_replaced_in_one_step(tmp_path):
    path = tmp_path / "view.html"
    path.write_text("old", encoding="utf-8")
    draw_network(sample(), title="New").write(str(path))
    assert "<title>New</title>" in path.read_text(encoding="utf-8")


def test_a_folder_that_does_not_exist_is_refused_with_a_hint(tmp_path):
    with pytest.raises(UsageError, match="cannot be written") as caught:
        draw_network(sample(), title="x").write(tmp_path / "nowhere" / "view.html")
    assert "folder that exists" in caught.value.hint
    with pytest.raises(UsageError):
        draw_network(sample(), title="x").write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_in_a_notebook_the_page_stays_in_its_frame():
    html = draw_network(sample(HOSTILE[0]), title=HOSTILE[2])._repr_html_()
    reader = Reader(html)
    assert reader.tags == ["iframe"]
    inside = dict((name, value) for _, name, value in reader.attributes)
    assert inside["srcdoc"].startswith("<!doctype html>")
    assert inside["sandbox"] == "allow-scripts allow-downloads"
