"""Documents that a chain needs: which legal status goes to whom, and the permits of those who take waste."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_kb.symbiosis.verifying.certificate import ClaimedFlow, Key
from graph_kb.symbiosis.verifying.lanes import Lane, lane_between
from graph_kb.symbiosis.verifying.law import WASTE
from graph_kb.symbiosis.verifying.things import Allowance, Receiver, Stream
from graph_kb.views.cards.languages import foreign, joined
from graph_kb.views.cards.subject import ENGLISH, Subject


@dataclass(frozen=True)
class Paper:
    """What a flow of material needs.

    Attributes:
        what: The resource.
        whither: Who receives it.
        status: Legal status of the stream.
        accepts: What the receiver takes.
        permits: Permits, or why none is needed.
        is_waste: Whether it is waste, so that its permits count.
        is_open: Whether any of it is not known.
    """

    what: str
    whither: str
    status: str
    accepts: str
    permits: tuple[str, ...]
    is_waste: bool
    is_open: bool


def papers(subject: Subject) -> list[Paper] | None:
    """The documents by flow, each once; None where the graph has changed so that they cannot be told."""
    lanes = [_lane(subject, flow) for flow in subject.certificate.flows]
    if not all(lanes):
        return None
    materials = (lane for lane in lanes if lane and lane.stream.resource.kind == "Material")
    return list(dict.fromkeys(_paper(subject, lane) for lane in materials))


def _lane(subject: Subject, flow: ClaimedFlow) -> Lane | None:
    stream, receiver = _stream(subject, flow.stream), _receiver(subject, flow.receiver)
    if stream is None or receiver is None:
        return None
    return lane_between(subject.world, subject.certificate.question, stream, receiver, on_line=flow.on_line)


def _stream(subject: Subject, key: Key) -> Stream | None:
    if key.kind == "offer":
        offer = subject.world.offer(key.id)
        return offer.stream if offer else None
    process = subject.world.process(key.id)
    output = process.output(key) if process else None
    return output.stream if output else None


def _receiver(subject: Subject, key: Key) -> Receiver | None:
    if key.kind == "need":
        need = subject.world.need(key.id)
        return need.receiver if need else None
    process = subject.world.process(key.id)
    port = process.port(key) if process else None
    return port.receiver if port else None


def _paper(subject: Subject, lane: Lane) -> Paper:
    words, status = subject.words, lane.stream.status
    accepted = words.list(words(name) for name in sorted(lane.receiver.accepts))
    site = (" (", subject.name(lane.receiver.site.id), ")") if lane.receiver.is_port else ()
    return Paper(
        what=subject.name(lane.stream.resource.id),
        whither=joined((subject.name(lane.receiver.key.id), *site)),
        status=words(status) if status else words("unknown"),
        accepts=accepted or words("unknown"),
        permits=tuple(_permits(subject, lane)),
        is_waste=status == WASTE,
        is_open=bool(lane.checks["law"].unknowns),
    )


def _permits(subject: Subject, lane: Lane) -> Iterator[str]:
    words = subject.words
    if lane.stream.status is None:
        yield words("permit_open")
    elif lane.stream.status != WASTE:
        yield words("permit_not_needed")
    elif not lane.stream.codes:
        yield words("code_unknown")
    for code in lane.stream.codes if lane.stream.status == WASTE else ():
        held = [one for one in lane.allowances if one.code == code.code]
        yield from (_allowed(subject, one) for one in held)
        if not held:
            yield words("permit_unknown", code=_code(subject, code.code))


def _allowed(subject: Subject, one: Allowance) -> str:
    words, permit = subject.words, subject.facts.node("Permit", one.permit) or {}
    tonnes = words.amount(one.tonnes, "t").text if one.tonnes is not None else None
    parts = [
        words("code", code=_code(subject, one.code)),
        words("operation", operation=one.operation) if one.operation else words("operation_unknown"),
        words("tonnes", amount=tonnes) if tonnes else words("tonnes_unknown"),
        str(permit.get("authority") or ""),
        words("valid_until", day=permit["until"]) if permit.get("until") else "",
    ]
    return joined((subject.name(one.permit), words.list(filter(None, parts))), ": ")


def _code(subject: Subject, digits: str) -> str:
    """A waste code as it is printed, with its title: in English where there is none of the language of the card."""
    said, language = subject.facts.codes.get(digits, {}), subject.words.language
    own, official = said.get(f"title_{language}"), said.get("title")
    shown = str(said.get("display") or digits)
    if own or not official or official == shown:
        return f"{shown} {own}" if own else shown
    return joined((shown, foreign(official, ENGLISH) if language != ENGLISH else official), " ")
