"""Questions that limit feeders, on worlds small enough to know the chains by hand."""

from __future__ import annotations

import pytest

from graph_kb.symbiosis.beside import CERTIFIED, beside
from graph_kb.symbiosis.verifying import verify
from graph_kb.symbiosis.why_not import WhyNot, why_not, wide

from .asking import Asked
from .certified import Certifier
from .drafts import sealed
from .faults import engine_of, question_of
from .oracle import chains
from .records import every_table
from .tiny import Tiny

KILN, BURNER, QUARRY = "process:kiln", "process:burner", "process:quarry"


def nested() -> Tiny:
    """Ash becomes bricks with lime, a burner makes the lime of stone, and a quarry the stone of rock."""
    tiny = Tiny()
    tiny.offer("source", "ash", 100.0)
    tiny.offer("rock", "rock", 1000.0)
    tiny.plant("kiln", "1 ash, 0.1 lime co_input", "1 brick")
    tiny.plant("burner", "2 stone", "1 lime")
    tiny.plant("quarry", "1 rock", "1 stone")
    tiny.need("wall", "brick", 500.0)
    return tiny


def around() -> Tiny:
    """Ore and lime become bricks. A washer makes mud and lime of ore: beside the kiln, or before it with a dryer.

    At least 50 t are asked for. On the line by its lime, the washer would make the kiln fire 100 t, more than it can.
    """
    tiny = Tiny()
    tiny.offer("source", "ore", 100.0)
    for name in ("mud", "lime"):
        tiny.resource(name, disposal_eur_per_unit=1.0)
    tiny.plant("kiln", "1 ore, 0.05 lime co_input", "1 brick", capacity=60.0)
    tiny.plant("washer", "1 ore", "0.9 mud, 0.1 lime by_product")
    tiny.plant("dryer", "1 mud", "1 ore")
    tiny.need("wall", "brick", 500.0)
    return tiny


def sets(tiny: Tiny, **asked: object) -> set[frozenset[str]]:
    """Sets of processes that are certified chains, by the enumeration and by the engine alike."""
    world = tiny.world(**asked)
    found = {one.processes for one in chains(world, True)}
    assert {one.processes for one in Asked(world).told(True)} == found
    return found


@pytest.mark.parametrize(("most", "is_one"), [(0, False), (1, False), (2, True), (3, True), (None, True)])
def test_a_chain_has_no_more_feeders_than_are_asked_for(most, is_one):
    assert sets(nested(), max_feeders=most) == ({frozenset((KILN, BURNER, QUARRY))} if is_one else set())
    tiny = nested()
    tiny.offer("stone", "stone", 100.0)
    assert sets(tiny, max_feeders=most) == (set() if most == 0 else {frozenset((KILN, BURNER))})


def test_a_set_may_be_minimal_because_smaller_ones_need_a_feeder():
    small = frozenset(("process:kiln", "process:washer"))
    large = small | {"process:dryer"}
    assert sets(around(), min_amount=50.0) == {small}
    assert sets(around(), min_amount=50.0, max_feeders=0) == {large}


def test_its_certificate_holds_for_the_question_that_was_asked():
    certifier = Certifier(around().world(min_amount=50.0, max_feeders=0))
    (certificate,) = certifier.certificates()
    assert certificate["question"]["max_feeders"] == 0
    assert certificate["conditions"][10]["notes"][0].endswith("would do alone, without feeders")
    assert verify(certificate, certifier.facts).violations == ()
    wider = sealed({**certificate, "question": {**certificate["question"], "max_feeders": None}})
    (broken, *_) = verify(wider, certifier.facts).violations
    assert (broken.condition, broken.message) == (
        11, "the smaller set ['process:kiln', 'process:washer'] is a chain",
    )  # fmt: skip


def test_a_certificate_with_a_feeder_too_many_is_broken():
    certifier = Certifier(nested().world())
    (certificate,) = certifier.certificates()
    assert certificate["question"]["max_feeders"] is None
    asked = {**certificate["question"], "max_feeders": 1}
    (wrong, *_) = verify(sealed({**certificate, "question": asked}), certifier.facts).violations
    assert (wrong.condition, wrong.message) == (12, "2 feeders are more than 1")


def asked(tiny: Tiny, **question: object) -> WhyNot:
    world = tiny.world(**question)
    graph = wide(world.day, every_table(world.nodes, world.links))
    return why_not(engine_of(world), question_of(world, need="need:wall"), graph, seconds=5.0)


def test_why_not_names_what_a_feeder_too_many_would_make():
    assert asked(nested(), max_feeders=2).certified == 1
    lime, stone = ("co_input", KILN, "resource:lime"), ("co_input", BURNER, "resource:stone")
    for most, lacking in ((1, {lime, stone}), (0, {lime})):
        found = [broken for one in asked(nested(), max_feeders=most).relaxations for broken in one.broken]
        assert {(one.kind, one.process, one.resource) for one in found} == lacking


def test_why_not_takes_no_feeder_in_whose_lane_it_mends_where_none_may_be():
    tiny = nested()
    tiny.offer("stone", "stone", 100.0)
    tiny.port("kiln", "lime")["accepts_status"] = ["by_product"]
    assert asked(tiny, max_feeders=1).relaxations[0].feeders == (BURNER,)
    found = asked(tiny, max_feeders=0).relaxations
    assert [one.kind for one in found[0].broken] == ["co_input"]
    assert not any(one.feeders for one in found)


def test_why_not_mends_the_lane_of_a_by_product_of_the_line_without_feeders():
    tiny = around()
    tiny.port("kiln", "lime")["accepts_status"] = ["by_product"]
    found = asked(tiny, min_amount=50.0, max_feeders=0, max_processes=3).relaxations
    assert any(one.broken[0].more.get("maker") == "process:washer" and not one.feeders for one in found)


def test_paths_beside_chains_are_those_of_the_same_question():
    for most, reason in ((None, CERTIFIED), (2, CERTIFIED), (1, "co-input"), (0, "co-input")):
        world = nested().world(max_feeders=most)
        found = beside(engine_of(world), question_of(world), seconds=5.0)
        assert dict(found.reasons) == {reason: 1}, most
