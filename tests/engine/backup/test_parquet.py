"""The folder of Parquet files: the same graph again, and refused when anything about it is not as it was written."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph_kb.errors import DataError, SchemaError, UsageError
from graph_kb.store import content_hash, counts, data_version
from graph_kb.workbench.parquet import digest, signature, write_parquet
from graph_kb.workbench.restoring import restore

from .hostile import write_hostile


@pytest.fixture(scope="module")
def written(graph, tmp_path_factory):
    """An export of the park."""
    path = tmp_path_factory.mktemp("parquet") / "park.parquet"
    write_parquet(graph, path)
    return path


@pytest.fixture
def export(written, tmp_path):
    """A copy to damage."""
    return shutil.copytree(written, tmp_path / "park.parquet")


def sign(folder, **parts):
    """Make the manifest fit what is there, as somebody would forge it."""
    manifest = json.loads((folder / "manifest.json").read_text()) | parts
    for name, said in manifest["files"].items():
        if (folder / name).exists():
            said["sha256"] = digest(folder / name)
    text = json.dumps(manifest | {"sha256": signature(manifest)})
    (folder / "manifest.json").write_text(text)


def change(folder, name, **values):
    """Other values in the first row of a file, signed."""
    table = pq.read_table(folder / name)
    rows = table.to_pylist()
    rows[0] |= values
    pq.write_table(pa.Table.from_pylist(rows, table.schema), folder / name)
    sign(folder)


def test_what_comes_back_is_the_same_graph(graph, written, other, home):
    records = sum(json.loads((written / "manifest.json").read_text())["counts"].values())
    assert restore(other, written, home).written.created == records
    assert content_hash(other) == content_hash(graph)
    before = data_version(other)
    assert restore(other, written, home, merge=True).written.unchanged == records
    assert data_version(other) == before


def test_hostile_texts_and_loads_come_back(other, home, tmp_path):
    write_hostile(other)
    noted = {"id": "load:l@1", "source_name": "l", "content": "1", "status": "running", "started": "2024-01-01"}
    other.run("CREATE (l:Load) SET l = $noted", {"noted": noted})
    before = content_hash(other)
    write_parquet(other, tmp_path / "all")
    other.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    restore(other, tmp_path / "all", home)
    assert content_hash(other) == before
    assert other.read("MATCH (l:Load) RETURN l.status AS status").rows == [{"status": "interrupted"}]


def test_columns_have_types_units_and_meanings(written):
    schema = pq.read_schema(written / "nodes" / "Offer.parquet")
    assert (schema.field("amount").type, schema.field("months").type) == (pa.float64(), pa.list_(pa.int64()))
    assert schema.field("temperature_c").metadata[b"unit"] == b"degC"
    assert schema.field("amount").metadata[b"meaning"]
    labels = pq.read_table(written / "nodes" / "Resource.parquet").column("more_labels").to_pylist()
    assert {tuple(more) for more in labels} == {("Material",), ("Energy",)}


DAMAGES = {
    "a file is missing": (lambda folder: (folder / "nodes" / "Offer.parquet").unlink(), "missing or other"),
    "a file was cut": (
        lambda folder: (folder / "nodes" / "Offer.parquet").write_bytes(
            (folder / "nodes" / "Offer.parquet").read_bytes()[:-20]
        ),
        "missing or other",
    ),
    "two files were swapped": (
        lambda folder: shutil.copy(folder / "nodes" / "Need.parquet", folder / "nodes" / "Offer.parquet"),
        "missing or other",
    ),
    "a file was added": (
        lambda folder: shutil.copy(folder / "nodes" / "Offer.parquet", folder / "nodes" / "Spy.parquet"),
        "'nodes/Spy.parquet' is no part",
    ),
    "the manifest was edited": (
        lambda folder: (folder / "manifest.json").write_text(
            (folder / "manifest.json").read_text().replace('"data_version": ', '"data_version": 1')
        ),
        "check sum does not agree",
    ),
    "the counts are forged": (lambda folder: sign(folder, counts={"nodes": 1, "relationships": 1}), "counts do not"),
    "a file is not Parquet": (
        lambda folder: ((folder / "nodes" / "Offer.parquet").write_text("spy"), sign(folder)),
        "no Parquet",
    ),
    "a name leads elsewhere": (
        lambda folder: sign(folder, files={"../../secret.parquet": {"rows": 1, "sha256": ""}}),
        "is no part of this export",
    ),
    "an unknown kind": (lambda folder: change(folder, "nodes/Resource.parquet", more_labels=["Spy"]), "row 1: labels"),
    "no provenance": (lambda folder: change(folder, "nodes/Offer.parquet", source_id=None), "row 1: source_id"),
    "infinity": (lambda folder: change(folder, "nodes/Offer.parquet", amount=float("inf")), "row 1: amount"),
    "another id": (lambda folder: change(folder, "relationships/OFFERS.parquet", id="x"), "row 1: the id 'x'"),
    "an end that is nowhere": (
        lambda folder: change(
            folder,
            "relationships/CITES.parquet",
            end="source:x",
            id="CITES|claim:bark_a|source:x",
            start="claim:bark_a",
        ),
        "is neither in the source nor in the graph",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_is_refused_and_nothing_is_written(export, other, home, damage):
    act, why = DAMAGES[damage]
    act(export)
    before = counts(other)
    with pytest.raises(DataError) as refused:
        restore(other, export, home)
    assert why in refused.value.message
    assert refused.value.hint
    assert counts(other) == before


@pytest.mark.parametrize(
    "text", [None, "", "{}", "[]", '{"format": "graph-kb/2"}', "\x00", '{"format": "graph-kb/parquet-1"}']
)
def test_a_foreign_folder_is_no_backup(other, home, tmp_path, text):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(DataError, match="no backup of a graph"):
        restore(other, tmp_path, home)


def test_another_schema_version_is_refused(export, other, home):
    sign(export, schema_version=0)
    with pytest.raises(SchemaError, match="schema version 0, this release needs 1"):
        restore(other, export, home)


def test_only_an_earlier_export_is_replaced(graph, export, tmp_path):
    (export / "nodes" / "Offer.parquet").write_text("old")
    write_parquet(graph, export)
    assert pq.read_table(export / "nodes" / "Offer.parquet").num_rows > 0
    (tmp_path / "mine").mkdir()
    for taken in (tmp_path / "mine", export / "manifest.json"):
        with pytest.raises(UsageError, match="is there already and is no export"):
            write_parquet(graph, taken)
    with pytest.raises(UsageError, match="cannot be written"):
        write_parquet(graph, tmp_path / "no" / "folder")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine", "park.parquet"]


def test_an_earlier_export_that_holds_something_else_is_left_alone(graph, export):
    (export / "nodes" / "notes.txt").write_text("my notes")
    with pytest.raises(UsageError, match=r"no export.*notes\.txt"):
        write_parquet(graph, export)
    assert (export / "nodes" / "notes.txt").read_text() == "my notes"


@pytest.mark.parametrize("said", ["amount: '12', unit: 't'", "months: ['1']"])
def test_a_value_of_another_type_stops_the_export_with_a_way_out(other, tmp_path, keep_network, said):
    """The model takes some values of other types; a column of a file does not."""
    provenance = "source_id: 'source:s', as_of: '2024', method: 'reported', confidentiality: 'public'"
    other.run(f"CREATE (:Offer {{id: 'offer:o', name: 'O', {provenance}, {said}}})")
    with pytest.raises(DataError) as caught:
        write_parquet(other, tmp_path / "never")
    assert "export GraphML" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_an_export_behind_a_link_is_replaced_and_the_link_stays(graph, export, tmp_path, monkeypatch):
    link = tmp_path / "latest.parquet"
    link.symlink_to(export)
    before = (export / "manifest.json").read_text()
    write_parquet(graph, link)
    assert link.is_symlink()
    assert (export / "manifest.json").read_text() != before
    monkeypatch.chdir(export)
    write_parquet(graph, Path())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["latest.parquet", "park.parquet"]


def test_what_could_not_come_back_is_not_exported(other, tmp_path, keep_network):
    other.run("MATCH (n:Source) SET n.pagerank = 0.5")
    with pytest.raises(DataError, match="pagerank"):
        write_parquet(other, tmp_path / "never")
    assert list(tmp_path.iterdir()) == []
