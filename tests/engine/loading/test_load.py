"""Loading into a real graph: repeatable, in any order, and never half."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from graph_kb.errors import StoreError
from graph_kb.store import content_hash, counts, data_version

from .conftest import rows


def test_loading_twice_changes_nothing(loading):
    first = loading.base.load(loading.streams(rows(300)))
    assert (first.rows_read, first.rows_rejected) == (301, 0)
    assert first.written.created == 1 + 97 + 300 + 300
    before = content_hash(loading.graph), data_version(loading.graph), counts(loading.graph)
    second = loading.base.load(loading.streams(rows(300)))
    assert (second.written.created, second.written.updated, second.written.unchanged) == (0, 0, first.written.created)
    assert (content_hash(loading.graph), data_version(loading.graph), counts(loading.graph)) == before


def test_the_order_of_rows_does_not_matter(loading):
    loading.base.load(loading.streams(rows(200)))
    expected = content_hash(loading.graph)
    for seed in range(3):
        loading.clear()
        shuffled = rows(200)
        random.Random(seed).shuffle(shuffled)
        loading.base.load(loading.streams(shuffled))
        assert content_hash(loading.graph) == expected


def test_a_changed_row_updates_its_record_alone(loading):
    loading.base.load(loading.streams(rows(50)))
    changed = [(site, stream, amount + (stream == "stream 7")) for site, stream, amount in rows(50)]
    done = loading.base.load(loading.streams(changed)).written
    assert (done.created, done.updated) == (0, 1)
    found = loading.graph.read("MATCH (o:Offer {id: 'offer:site-7/stream-7'}) RETURN o.amount AS amount").rows
    assert found == [{"amount": 8}]


def test_a_repetition_that_changes_nothing_leaves_the_record_of_the_load(loading):
    mapping = loading.streams(rows(50))
    loading.base.load(mapping)
    # As if it had run long ago: the times are kept to the second.
    ago = "MATCH (l:Load) WHERE l.source_name <> 'reference' SET l.started = '2020-01-01', l.finished = '2020-01-02'"
    loading.graph.run(ago)
    loading.base.load(mapping)
    text = "MATCH (l:Load {started: '2020-01-01'}) RETURN l.status AS status, l.created > 0 AS told, l.finished AS end"
    assert loading.graph.read(text).rows == [{"status": "done", "told": True, "end": "2020-01-02"}]


def test_a_dry_run_writes_nothing(loading):
    before = content_hash(loading.graph), data_version(loading.graph)
    done = loading.base.load(loading.streams(rows(50)), dry_run=True)
    assert done.written.created == 1 + 50 + 50 + 50
    assert (content_hash(loading.graph), data_version(loading.graph)) == before
    assert "Load" not in counts(loading.graph)


def test_rejected_rows_that_are_mended_and_fed_back_give_the_whole(loading):
    loading.base.load(loading.streams(rows(40)))
    whole = content_hash(loading.graph)
    loading.clear()
    bad = [(site, stream, "many" if amount in (3, 30) else amount) for site, stream, amount in rows(40)]
    mapping = loading.streams(bad)
    done = loading.base.load(mapping, rejects=mapping.parent / "rejects")
    assert done.rows_rejected == 2
    (file,) = done.reject_files
    text = file.read_text(encoding="utf-8")
    assert "'many' is no number" in text
    for amount in (3, 30):
        text = text.replace(f"stream {amount},many", f"stream {amount},{amount}")
    file.write_text(text, encoding="utf-8")
    assert loading.base.load(mapping, tables=[file]).rows_rejected == 0
    assert content_hash(loading.graph) == whole


def test_a_second_load_at_the_same_time_says_so(loading):
    mapping = loading.streams(rows(10))
    told = []

    def load_again(phase, done, total):
        if not told:
            told.append(phase)
            with pytest.raises(StoreError, match="another load is running"):
                loading.base.load(mapping)

    loading.base.load(mapping, progress=load_again)
    assert told


def test_memory_does_not_grow_with_the_file(loading):
    peaks = []
    for number in (45_000, 135_000):  # nine blocks and 27: other processes read some of both
        mapping = loading.streams(rows(number))
        tracemalloc.start()
        loading.base.load(mapping, dry_run=True)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0], peaks
