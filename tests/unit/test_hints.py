"""Why an answer is empty: what a statement asks for that the model excludes, and values typed as text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.queries import Library
from graph_kb.queries.parameters import free_value
from graph_kb.workbench.hints import contradictions, sent_as


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "MATCH (f:Facility)<-[:OFFERS]-(o:Offer) RETURN f",
            "OFFERS points the other way in the model: (:Facility)-[:OFFERS]->(:Offer)",
        ),
        ("MATCH (o:Offer)-[r:OFFERS]->(f) RETURN f", "OFFERS points the other way"),
        ("MATCH (o:Offer) MATCH (f)<-[:OFFERS]-(o) RETURN f", "OFFERS points the other way"),
        ("MATCH (o:Organisation)-[:OFFERS]->(x) RETURN x", "OFFERS joins other labels"),
        ("MATCH (o:Organisation)-[:OFFERS]-(x) RETURN x", "OFFERS joins other labels"),
        ("MATCH (n:Need)-[:SERVES|AT {as_of: '2024'}]->(r:Material) RETURN n", "SERVES|AT points the other way"),
        ("MATCH (o:Offer) WHERE o.legal_status = 'rubbish' RETURN o", "legal_status is never 'rubbish': it is one of"),
        ("MATCH (o:Offer {legal_status: 'wast'}) RETURN o", "did you mean waste"),
        ("MATCH (o:Offer) WHERE o.unit IN ['t', 'kg'] RETURN o", "unit is never 'kg'"),
        ("MATCH (o:Organisation) WHERE 'firm' IN o.kinds RETURN o", "kinds is never 'firm'"),
        ("MATCH (o:Offer) WHERE o.method = $method RETURN o", "method is never 'guessed'"),
        ("MATCH ()-[r:INPUT_TO {role: 'mian'}]->() RETURN r", "did you mean main"),
        ('MATCH (w:WasteCode {code: "19 08 05"}) RETURN w', "write '190805', not '19 08 05'"),
        ("MATCH (w:WasteCode) WHERE w.code = '17 05 03*' RETURN w", "write '170503'"),
    ],
)
def test_what_the_model_excludes_is_told(text, warning):
    (told,) = contradictions(text, {"method": "guessed"})
    assert warning in told


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (f:Facility)-[:OFFERS]->(o:Offer)-[:OF]->(r:Resource) RETURN r",
        "MATCH (o:Offer)<-[:OFFERS]-(f) RETURN f",
        "MATCH (o:Offer)-[:OFFERS]-(f:Facility) RETURN f",
        "MATCH (a:Offer)-[:OFFERS|OF*1..3]->(b:Facility) RETURN b",
        "MATCH (r:Resource:Material)-[:KIND_OF]->{1,3}(s:Water) RETURN s",
        "MATCH (a:Spy)-[:OFFERS]->(b) RETURN b",
        "MATCH (a:!Facility)-[:OFFERS]->(b) RETURN b",
        "MATCH (a)-[:SPIES]->(b) RETURN b[0], size([x IN [1] WHERE x = 1])",
        "MATCH (o:Offer {legal_status: 'waste', unit: 't'}) WHERE o.name = 'x' RETURN {unit: 'kg'} AS map",
        "MATCH (m:Municipality {code: '049'}) RETURN m",
        "MATCH (w:WasteCode {code: '190805'}) RETURN w",
    ],
)
def test_what_the_model_knows_is_not_told(text):
    assert contradictions(text, {}) == []


def test_no_query_of_the_library_contradicts_the_model():
    assert {query.name: contradictions(query.text, {}) for query in Library.load()} == {
        query.name: [] for query in Library.load()
    }


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("60.5", 60.5),
        ("3", 3),
        ("true", True),
        ("null", None),
        ('["a", 1]', ["a", 1]),
        ('"60.5"', "60.5"),
        ("020704", "020704"),
        ("17 05 03*", "17 05 03*"),
        ("2024-01", "2024-01"),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
        ("9223372036854775808", "9223372036854775808"),
        ('{"a": 1}', '{"a": 1}'),
        ("[[1]]", "[[1]]"),
        ("facility:x", "facility:x"),
        ("[" * 100_000, "[" * 100_000),
        ("", ""),
    ],
)
def test_free_parameters_are_what_json_says_or_else_text(typed, value):
    found = free_value(typed)
    assert (found, type(found)) == (value, type(value))


@given(st.text())
def test_any_text_can_be_sent_when_it_is_quoted(text):
    assert free_value(json.dumps(text)) == text


def test_numbers_are_told_where_text_may_be_meant():
    told = list(sent_as({"code": 170503, "id": "x"}, ["code=170503", "id=x"]))
    assert told == ["code was sent as a number; to send it as text: -p 'code=\"170503\"'"]
