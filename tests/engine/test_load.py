"""Loading into a real graph: repeatable, interruptible, in any order, and never half.

These tests load into folders of their own; the content hash of an uninterrupted load is the measure.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc

import pytest
from openpyxl import load_workbook

from graph_kb.errors import StoreError
from graph_kb.intake.template import is_template, write_template
from graph_kb.store import content_hash, counts, data_version, load_settings
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

MAPPING = """
name: {name}
provenance: {{source_id: {{value: "source:{name}"}}, as_of: {{value: "2024"}}, method: {{value: reported}}}}
tables:
  - file: sources.csv
    nodes: [{{label: Source, properties: [id, title]}}]
  - file: streams.csv
    nodes:
      - {{label: Facility, properties: {{id: &site {{id: facility, columns: [site]}}, name: site}}}}
      - label: Offer
        properties:
          id: &offer {{id: offer, columns: [site, stream]}}
          name: stream
          amounts: {{amount: t, unit: {{value: t/a}}}}
    relationships:
      - {{type: OFFERS, start: {{label: Facility, id: *site}}, end: {{label: Offer, id: *offer}}}}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    home = tmp_path_factory.mktemp("load")
    settings = load_settings({"GRAPH_KB_HOME": str(home)}, home)
    with KnowledgeBase.open(settings) as opened:
        yield opened
    stop_server(settings)


@pytest.fixture
def empty(base):
    """The graph without anything but its state."""
    base.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    return base


@pytest.fixture
def source(tmp_path):
    """Write a source and give its mapping file."""

    def write(rows, name="park"):
        (tmp_path / "m.yaml").write_text(MAPPING.format(name=name), encoding="utf-8")
        (tmp_path / "sources.csv").write_text(f"id,title\nsource:{name},A list\n", encoding="utf-8")
        lines = [",".join(map(str, row)) for row in rows]
        (tmp_path / "streams.csv").write_text("\n".join(["site,stream,t", *lines]) + "\n", encoding="utf-8")
        return tmp_path / "m.yaml"

    return write


def rows(number: int) -> list[tuple[str, str, int]]:
    return [(f"site {index % 97}", f"stream {index}", index) for index in range(number)]


def test_loading_twice_changes_nothing(empty, source):
    first = empty.load(source(rows(300)))
    assert (first.rows_read, first.rows_rejected) == (301, 0)
    assert first.written.created == 1 + 97 + 300 + 300
    before = content_hash(empty.graph), data_version(empty.graph), counts(empty.graph)
    second = empty.load(source(rows(300)))
    assert (second.written.created, second.written.updated, second.written.unchanged) == (0, 0, first.written.created)
    assert (content_hash(empty.graph), data_version(empty.graph), counts(empty.graph)) == before


def test_the_order_of_rows_does_not_matter(empty, source):
    empty.load(source(rows(200)))
    expected = content_hash(empty.graph)
    for seed in range(3):
        empty.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        shuffled = rows(200)
        random.Random(seed).shuffle(shuffled)
        empty.load(source(shuffled))
        assert content_hash(empty.graph) == expected


def test_a_changed_row_updates_its_record_alone(empty, source):
    empty.load(source(rows(50)))
    changed = [(site, stream, amount + (stream == "stream 7")) for site, stream, amount in rows(50)]
    done = empty.load(source(changed)).written
    assert (done.created, done.updated) == (0, 1)
    found = empty.graph.read("MATCH (o:Offer {id: 'offer:site-7/stream-7'}) RETURN o.amount AS amount").rows
    assert found == [{"amount": 8}]


def test_a_dry_run_writes_nothing(empty, source):
    before = content_hash(empty.graph), data_version(empty.graph)
    done = empty.load(source(rows(50)), dry_run=True)
    assert done.written.created == 1 + 50 + 50 + 50
    assert (content_hash(empty.graph), data_version(empty.graph)) == before
    assert "Load" not in counts(empty.graph)


def test_rejected_rows_that_are_mended_and_fed_back_give_the_whole(empty, source):
    empty.load(source(rows(40)))
    whole = content_hash(empty.graph)
    empty.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    bad = [(site, stream, "many" if amount in (3, 30) else amount) for site, stream, amount in rows(40)]
    mapping = source(bad)
    done = empty.load(mapping, rejects=mapping.parent / "rejects")
    assert done.rows_rejected == 2
    (file,) = done.reject_files
    text = file.read_text(encoding="utf-8")
    assert "'many' is no number" in text
    for amount in (3, 30):
        text = text.replace(f"stream {amount},many", f"stream {amount},{amount}")
    file.write_text(text, encoding="utf-8")
    assert empty.load(mapping, tables=[file]).rows_rejected == 0
    assert content_hash(empty.graph) == whole


@pytest.mark.parametrize("calls", [3, 4, 5, 6])
def test_an_interrupted_load_is_run_again(empty, source, calls):
    mapping = source(rows(6000))
    empty.load(mapping)
    whole = content_hash(empty.graph)
    empty.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    seen = itertools.count()

    def interrupt(phase, done, total):
        if phase == "write" and next(seen) == calls - 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty.load(mapping, progress=interrupt)
    assert content_hash(empty.graph) != whole
    assert empty.load(mapping).rows_rejected == 0
    assert content_hash(empty.graph) == whole


def test_a_load_that_is_killed_is_run_again(empty, source):
    mapping = source(rows(6000))
    empty.load(mapping)
    whole = content_hash(empty.graph)
    for delay in (1.0, 1.6, 2.2):
        empty.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        environment = {**os.environ, "GRAPH_KB_HOME": str(empty.settings.home)}
        command = [sys.executable, "-m", "graph_kb.cli.main", "load", "--mapping", str(mapping)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert empty.load(mapping).rows_rejected == 0
        assert content_hash(empty.graph) == whole


def test_a_second_load_at_the_same_time_says_so(empty, source):
    mapping = source(rows(10))
    told = []

    def load_again(phase, done, total):
        if not told:
            told.append(phase)
            with pytest.raises(StoreError, match="another load is running"):
                empty.load(mapping)

    empty.load(mapping, progress=load_again)
    assert told


def test_another_source_fills_in_and_does_not_overwrite(empty, source):
    empty.load(source([("mill", "bark", 10)]))
    done = empty.load(source([("mill", "bark", 99)], name="other")).written
    assert done.kept == 1
    found = empty.graph.read("MATCH (o:Offer) RETURN o.amount AS amount, o.source_id AS source").rows
    assert found == [{"amount": 10, "source": "source:park"}]
    version = data_version(empty.graph)
    assert empty.load(source([("mill", "bark", 99)], name="other")).written.kept == 1
    assert data_version(empty.graph) == version


def test_memory_does_not_grow_with_the_file(empty, source):
    peaks = []
    for number in (5_000, 20_000):
        mapping = source(rows(number))
        tracemalloc.start()
        empty.load(mapping, dry_run=True)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.6 * peaks[0], peaks


def test_a_filled_template_loads_without_a_mapping(empty, tmp_path):
    empty.load_reference()
    path = write_template(tmp_path / "offers.xlsx")
    assert is_template(path)
    book = load_workbook(path)
    sheet = book["Streams"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    filled = {
        "direction": "offer",
        "organisation": "Mill company",
        "facility": "Mill",
        "municipality": "Espoo",
        "stream": "Wet bark",
        "resource": "Bark",
        "resource_kind": "Material",
        "waste_code": "03 01 01",
        "amount": 12.5,
        "unit": "t/a",
        "source": "Phone call",
        "date": "2024",
        "method": "estimated",
    }
    assert filled.keys() <= columns.keys()
    for row, changes in ((2, {}), (3, {"direction": "need", "stream": "Dry bark"}), (4, {"unit": "parsec"})):
        for name, value in {**filled, **changes}.items():
            sheet.cell(row=row, column=columns[name], value=value)
    book.save(path)
    from graph_kb.loaders.tabular import load

    done = load(empty, [path])
    assert (done.rows_read, done.rows_rejected) == (3, 1)
    assert done.issues[0].code == "unit"
    offers = empty.graph.read(
        "MATCH (:Organisation)-[:OPERATES]->(:Facility)-[:OFFERS]->(o:Offer)-[:OF]->(r:Resource) "
        "MATCH (o)-[:CODED]->(c:WasteCode) "
        "RETURN o.name AS offer, o.amount AS amount, r.name AS resource, c.code AS code"
    ).rows
    assert offers == [{"offer": "Wet bark", "amount": 12.5, "resource": "Bark", "code": "030101"}]
    needs = empty.graph.read("MATCH (r:Resource)-[:SERVES]->(n:Need)-[:AT]->(f:Facility) RETURN n.name AS need").rows
    assert needs == [{"need": "Dry bark"}]
