"""The compiled graph is kept, found again, and never taken for that of another graph, day or state."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph_kb.errors import StoreError, UsageError
from graph_kb.store import Graph, data_version
from graph_kb.symbiosis import snapshot
from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.reading import read_tables
from graph_kb.symbiosis.shelf import ASIDE, CONTENTS
from graph_kb.symbiosis.snapshot import Snapshot, compiled

from .conftest import Write
from .equality import unequal
from .made import DAY, Records, made_records
from .records import tables_of


@pytest.fixture(autouse=True)
def filled(graph: Graph, write: Write) -> Records:
    records = made_records(3)
    write(records)
    return records


def add_offer(write: Write, name: str) -> None:
    records = Records()
    records.node("Offer", name)
    write(records)


def kept(home: Path) -> list[str]:
    return sorted(folder.name for folder in (home / "snapshots").iterdir() if folder.is_dir())


def test_it_is_made_once_and_found_afterwards(graph: Graph, filled: Records, tmp_path: Path) -> None:
    expected, names = compile_tables(tables_of(filled.nodes, filled.links, DAY))
    made = compiled(graph, tmp_path, DAY)
    found = compiled(graph, tmp_path, DAY)
    assert (made.was_found, found.was_found) == (False, True)
    assert made.seconds_read > 0
    assert made.seconds_compiled > 0
    assert found.seconds_read == found.seconds_compiled == 0
    assert made.data_version == found.data_version == data_version(graph)
    for one in (made, found):
        assert unequal(one.arrays, expected) == []
        assert one.names == names
    # The kernel wants arrays that can be written; what is written stays in memory.
    assert found.arrays.of_amount.mode == "c"


def test_another_state_or_day_is_another_one_and_two_are_kept(graph: Graph, write: Write, tmp_path: Path) -> None:
    first = compiled(graph, tmp_path, DAY)
    add_offer(write, "new")
    second = compiled(graph, tmp_path, DAY)
    assert not second.was_found
    assert second.data_version > first.data_version
    third = compiled(graph, tmp_path, "2027-01-01")
    assert not third.was_found
    assert kept(tmp_path) == sorted([second.folder.name, third.folder.name])
    assert compiled(graph, tmp_path, DAY).was_found


def test_a_graph_made_anew_with_the_same_version_is_another_one(graph: Graph, write: Write, tmp_path: Path) -> None:
    version = data_version(graph)
    compiled(graph, tmp_path, DAY)
    add_offer(write, "new")
    graph.run("MATCH (m:Meta) SET m.data_version = $version", {"version": version})
    assert not compiled(graph, tmp_path, DAY).was_found


def test_graphs_at_other_places_are_other_ones(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(graph, tmp_path, DAY)
    monkeypatch.setattr(Graph, "identity", "neo4j://elsewhere neo4j")
    assert not compiled(graph, tmp_path, DAY).was_found
    assert len(kept(tmp_path)) == 2


def flip(folder: Path) -> None:
    file = folder / "of_amount.npy"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def other_format(folder: Path) -> None:
    contents = json.loads((folder / CONTENTS).read_text())
    (folder / CONTENTS).write_text(json.dumps({**contents, "format": 0}))


@pytest.mark.parametrize(
    "damage",
    [
        flip,
        other_format,
        lambda folder: (folder / "st_res.npy").unlink(),
        lambda folder: (folder / "offers.json").write_text("[]"),
        lambda folder: (folder / CONTENTS).unlink(),
        lambda folder: (folder / CONTENTS).write_text("{"),
        lambda folder: (folder / CONTENTS).write_text("[]"),
    ],
)
def test_a_damaged_one_is_made_anew(graph: Graph, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    before = compiled(graph, tmp_path, DAY)
    arrays, names = compile_tables(read_tables(graph, DAY))
    damage(before.folder)
    again = compiled(graph, tmp_path, DAY)
    assert not again.was_found
    assert unequal(again.arrays, arrays) == []
    assert again.names == names
    assert compiled(graph, tmp_path, DAY).was_found


def test_several_at_once_make_it_once(graph: Graph, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found: list[Snapshot] = list(pool.map(lambda _: compiled(graph, tmp_path, DAY), range(4)))
    assert [one.was_found for one in found].count(False) == 1
    assert all(unequal(one.arrays, found[0].arrays) == [] for one in found)


def test_what_was_half_written_is_cleared_away(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "snapshots" / f"{ASIDE}1-x").mkdir(parents=True)
    made = compiled(graph, tmp_path, DAY)
    assert kept(tmp_path) == [made.folder.name]


def test_a_graph_that_keeps_changing_is_refused(
    graph: Graph, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = iter(range(9))

    def read_and_change(*arguments: object) -> object:
        add_offer(write, f"while-{next(count)}")
        return read_tables(graph, DAY)

    monkeypatch.setattr(snapshot, "read_tables", read_and_change)
    with pytest.raises(StoreError, match="changed while it was read"):
        compiled(graph, tmp_path, DAY)
    assert kept(tmp_path) == []


@pytest.mark.parametrize("day", ["", "2026", "../../x", "2026-02-30"])
def test_a_day_that_is_none_is_refused(graph: Graph, tmp_path: Path, day: str) -> None:
    with pytest.raises(UsageError):
        compiled(graph, tmp_path, day)


def test_a_folder_that_cannot_be_written_is_told(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("a file")
    with pytest.raises(StoreError, match="cannot be kept"):
        compiled(graph, tmp_path, DAY)
