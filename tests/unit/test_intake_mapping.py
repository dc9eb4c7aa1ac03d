"""The mapping file: what is wrong in it is told with its place; conditions and required columns decide what is made."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

import graph_kb.reference
from graph_kb.errors import MappingError
from graph_kb.intake.mapping import Mapping, read_mapping
from graph_kb.intake.rows import RowReader

GOOD = {
    "name": "park",
    "provenance": {"source_id": "source", "as_of": "date", "method": {"value": "reported"}},
    "tables": [
        {
            "file": "a.csv",
            "nodes": [
                {"label": "Facility", "properties": ["id", "name"]},
                {
                    "label": "Offer",
                    "properties": {"id": "offer", "name": "name", "amounts": {"amount": "t", "unit": "u"}},
                },
            ],
            "relationships": [
                {
                    "type": "OFFERS",
                    "start": {"label": "Facility", "id": "id"},
                    "end": {"label": "Offer", "id": "offer"},
                }
            ],
        }
    ],
}


def changed(*path, to):
    """The good mapping with one thing changed."""
    made = copy.deepcopy(GOOD)
    part = made
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return made


@pytest.fixture
def refusal(tmp_path):
    def refused(given):
        path = tmp_path / "m.yaml"
        path.write_text(given if isinstance(given, str) else yaml.safe_dump(given), encoding="utf-8")
        with pytest.raises(MappingError) as caught:
            read_mapping(path)
        assert str(path) in caught.value.message
        return f"{caught.value.message}\n{caught.value.hint}"

    return refused


def reader(rule, **more):
    given = {"source_id": {"value": "source:a"}, "as_of": {"value": "2024"}, "method": {"value": "reported"}}
    mapping = Mapping.model_validate({"name": "m", "provenance": given, "tables": [{"file": "a.csv", **rule, **more}]})
    return RowReader("a.csv", mapping.tables[0], mapping.provenance, "load:m@1")


NODE = ("tables", 0, "nodes", 0)
LINK = ("tables", 0, "relationships", 0)


@pytest.mark.parametrize(
    ("path", "to", "place", "text"),
    [
        (("name",), "Big Park", "name", "pattern"),
        (("tables",), [], "tables", "at least 1 item"),
        (("tabels",), [], "tabels", "Extra inputs"),
        ((*NODE, "label"), "Facilty", "tables.0.nodes.0", "unknown label 'Facilty'; did you mean 'Facility'?"),
        ((*NODE, "properties"), ["id", "nmae"], "tables.0.nodes.0", "no property 'nmae'; did you mean 'name'?"),
        ((*NODE, "properties"), ["id", "load_id"], "tables.0.nodes.0", "no property 'load_id'"),
        ((*NODE, "properties"), ["name"], "tables.0.nodes.0", "needs the property `id`"),
        ((*NODE, "properties"), "id", "tables.0.nodes.0.properties", "list of columns or a map"),
        ((*NODE, "properties", 1), False, "tables.0.nodes.0.properties.values.False", "quote the word"),
        (
            (*LINK, "type"),
            "OFERS",
            "tables.0.relationships.0",
            "no relationship of the model; these labels are joined by OFFERS",
        ),
        ((*LINK, "start", "label"), "Ofer", "tables.0.relationships.0", "did you mean 'Offer'?"),
        ((*LINK, "properties"), ["role"], "tables.0.relationships.0", "OFFERS has no property 'role'"),
        (("provenance", "method"), {"value": "guessed"}, "file", "constant 'guessed' is refused"),
        (("provenance", "as_of"), 2024, "provenance.as_of", "a constant is written {value: 2024}"),
        (("provenance",), {"source_id": "s"}, "file", "a.csv: provenance lacks as_of, method"),
        (("tables", 0, "delimiter"), ";;", "tables.0.delimiter", "at most 1 character"),
        (("tables", 0, "decimal"), "'", "tables.0.decimal", "'.' or ','"),
    ],
)
def test_a_fault_is_told_with_its_place(refusal, path, to, place, text):
    told = refusal(changed(*path, to=to))
    assert f"- {place}: " in told
    assert text in told


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ({}, "exactly one of `column`, `value` and `id`"),
        ({"column": "a", "value": "b"}, "exactly one of `column`, `value` and `id`"),
        ({"id": "offer"}, "`id` needs `columns`"),
        ({"column": "a", "columns": ["b"]}, "only `id` takes them"),
        ({"column": "a", "split": ";", "code": "waste"}, "at most one of `split`"),
        ({"value": "a", "split": ";"}, "at most one of `split`"),
        ({"column": "a", "place": "village"}, "municipality"),
        ({"column": "a", "industry": "Rev. 3"}, "Rev. 2.1"),
        ({"column": "a", "choices": {True: "x"}}, "valid string"),
        ({"colunm": "a"}, "Extra inputs"),
        (7, "{value: 7}"),
    ],
)
def test_an_expression_that_says_nothing_or_two_things_is_refused(refusal, expression, text):
    given = changed(*NODE, "properties", to={"id": expression, "name": "name"})
    told = refusal(given)
    assert text in told
    assert "tables.0.nodes.0.properties.values.id" in told


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        ({"unit": "u"}, "at least one of `amount`, `min` and `max`"),
        ({"amount": "t"}, "Field required"),
        ({"amount": "t", "unit": {"value": "parsec"}}, "unit 'parsec' is unknown"),
    ],
)
def test_amounts_need_a_column_and_a_known_unit(refusal, amounts, text):
    assert text in refusal(changed("tables", 0, "nodes", 1, "properties", "amounts", to=amounts))


def test_amounts_where_there_are_none_or_twice_are_refused(refusal):
    amounts = {"amount": "t", "unit": "u"}
    assert "no amounts" in refusal(changed(*NODE, "properties", to={"id": "id", "name": "n", "amounts": amounts}))
    twice = {"id": "id", "name": "n", "amount": "t", "amounts": amounts}
    assert "leave it out" in refusal(changed("tables", 0, "nodes", 1, "properties", to=twice))


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"amount": "t", "unit": "u"}, "amount and unit would be kept"),
        ({"amount": "t", "unit": "u"}, "write `amounts: {amount: t, unit: u}`"),
        ({"amount_max": "most", "unit": {"value": "kg/d"}}, "write `amounts: {max: most, unit: {value: kg/d}}`"),
        ({"amount_min": "least"}, "write `amounts: {min: least, unit: COLUMN}`"),
        ({"period": "p"}, "write `amounts: {amount: COLUMN, unit: COLUMN}`"),
    ],
)
def test_a_part_of_an_amount_that_stands_alone_is_refused(refusal, properties, text):
    """It would slip past the units: 5 kg/d would be kept as 5."""
    given = changed("tables", 0, "nodes", 1, "properties", to={"id": "offer", "name": "name", **properties})
    told = refusal(given)
    assert "- tables.0.nodes.1: Offer: " in told
    assert text in told


def test_the_unit_of_a_resource_and_the_amounts_of_a_recipe_stand_alone():
    ports = {"role": {"value": "main"}, "amount": "t", "unit": "u"}
    ends = {"start": {"label": "Resource", "id": "id"}, "end": {"label": "Process", "id": "process"}}
    rule = {
        "nodes": [{"label": "Resource", "properties": ["id", "name", "kind", "unit"]}],
        "relationships": [{"type": "INPUT_TO", **ends, "properties": ports}],
    }
    cells = {"id": "r:1", "name": "R", "kind": "Material", "unit": "t", "process": "p:1", "t": "2", "u": "t"}
    found = reader(rule).read(2, cells)
    assert (found.nodes[0].properties["unit"], found.links[0].properties["amount"]) == ("t", 2.0)


def test_every_fault_is_told_at_once(refusal):
    given = changed(*NODE, "label", to="Facilty")
    given["tables"][0]["relationships"][0]["type"] = "OFERS"
    assert refusal(given).count("\n  - ") == 2


@pytest.mark.parametrize("text", ["", "just words", "[1, 2]", "7"])
def test_a_yaml_that_is_no_map_is_refused(refusal, text):
    assert "a mapping file is a map" in refusal(text)


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\t- a", "!!python/object/apply:os.getcwd []"])
def test_a_file_that_is_no_yaml_is_refused(refusal, text):
    assert "no valid YAML" in refusal(text)


def test_a_missing_mapping_is_refused(tmp_path):
    with pytest.raises(MappingError, match="cannot be read"):
        read_mapping(tmp_path / "m.yaml")


def test_shipped_mappings_are_read():
    starter = Path(graph_kb.reference.__file__).parent / "uusimaa" / "mapping.yaml"
    assert read_mapping(starter).name == "uusimaa"


def test_a_year_without_quotes_is_a_constant_date():
    given = reader(
        {"nodes": [{"label": "Facility", "properties": ["id", "name"]}], "provenance": {"as_of": {"value": 2024}}}
    )
    found = given.read(2, {"id": "facility:a", "name": "A"})
    assert found.nodes[0].properties["as_of"] == "2024"


STREAMS = {
    "required": ["direction", "name"],
    "nodes": [
        {"label": "Facility", "properties": {"id": "site", "name": "site"}},
        {"label": "Offer", "properties": ["id", "name"], "when": {"column": "direction", "is": "offer"}},
        {"label": "Need", "properties": ["id", "name"], "when": {"column": "direction", "is": ["need", "tarve"]}},
    ],
    "relationships": [
        {
            "type": "OFFERS",
            "start": {"label": "Facility", "id": "site"},
            "end": {"label": "Offer", "id": "id"},
            "when": {"column": "direction", "is": "offer"},
        }
    ],
}


@pytest.mark.parametrize(
    ("direction", "labels", "links"),
    [("offer", ["Facility", "Offer"], 1), (" Offer ", ["Facility", "Offer"], 1), ("TARVE", ["Facility", "Need"], 0)],
)
def test_a_condition_decides_what_a_row_gives(direction, labels, links):
    found = reader(STREAMS).read(2, {"direction": direction, "id": "x:1", "name": "N", "site": "facility:a"})
    assert found.issues == []
    assert [node.labels[0] for node in found.nodes] == labels
    assert len(found.links) == links


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"direction": "both", "name": "N"}, {("direction", "choice")}),
        ({"direction": ["offer"], "name": "N"}, {("direction", "choice")}),
        ({"direction": "", "name": "N"}, {("direction", "missing")}),
        ({"direction": None, "name": " "}, {("direction", "missing"), ("name", "missing")}),
    ],
)
def test_a_row_with_a_required_cell_that_is_blank_or_no_known_word_is_rejected(cells, codes):
    """Left out in silence, the stream of such a row would be lost."""
    found = reader(STREAMS).read(2, {"id": "x:1", "site": "facility:a", **cells})
    assert {(issue.column, issue.code) for issue in found.issues} == codes
    assert found.nodes == found.links == []


def test_a_condition_on_a_column_that_is_not_required_leaves_out():
    rule = {**STREAMS, "required": []}
    found = reader(rule).read(2, {"direction": "both", "id": "x:1", "name": "N", "site": "facility:a"})
    assert [node.labels[0] for node in found.nodes] == ["Facility"]
    assert found.issues == []


def test_a_condition_column_is_a_column_the_table_must_have():
    mapping = Mapping.model_validate({**GOOD, "tables": [{"file": "a.csv", **STREAMS}]})
    assert {"direction", "name", "id", "site", "source", "date"} == set(mapping.tables[0].columns(mapping.provenance))
