"""Lanes: a stream, a receiver that it fits, and the four checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_kb.symbiosis.verifying.certificate import Question
from graph_kb.symbiosis.verifying.findings import MET, VIOLATED, Finding, Violation
from graph_kb.symbiosis.verifying.law import law, without_tonnes
from graph_kb.symbiosis.verifying.legs import distance, leg_km
from graph_kb.symbiosis.verifying.numbers import Maybe
from graph_kb.symbiosis.verifying.quality import composition, form
from graph_kb.symbiosis.verifying.things import Allowance, Receiver, Stream, Unknown
from graph_kb.symbiosis.verifying.world import World

NUMBER_OF = {"composition": 5, "form": 6, "law": 7, "distance": 9}
"""Condition of each check."""


@dataclass(frozen=True)
class Lane:
    """A way from a stream to a receiver.

    Attributes:
        stream: What flows.
        receiver: Where to.
        factor: Units of the receiver's resource per unit of the stream; None when unknown.
        is_assumed: Whether the fit, the stream or the receiver is assumed.
        km: Length; None when unknown.
        checks: Findings by name.
        allowances: What the flow counts against.
    """

    stream: Stream
    receiver: Receiver
    factor: Maybe
    is_assumed: bool
    km: Maybe
    checks: Mapping[str, Finding]
    allowances: tuple[Allowance, ...]

    @property
    def exists(self) -> bool:
        """Whether no check is violated."""
        return all(check.state != VIOLATED for check in self.checks.values())

    @property
    def is_strict(self) -> bool:
        """Whether all of it is known and nothing is assumed."""
        return not self.is_assumed and not self.unknowns() and all(one.state == MET for one in self.checks.values())

    def unknowns(self) -> list[Unknown]:
        """What is not known of it."""
        ratio = [Unknown(1, self.stream.resource.id, "ratio")] if self.factor is None else []
        found = [unknown for check in self.checks.values() for unknown in check.unknowns]
        return [*ratio, *found, *without_tonnes(self.stream, self.allowances)]

    def violations(self) -> list[Violation]:
        """Why it does not exist."""
        return [
            Violation(NUMBER_OF[name], f"{self}: {reason}")
            for name, check in self.checks.items()
            for reason in check.reasons
        ]

    def __str__(self) -> str:
        """For messages."""
        return f"{self.stream.key} to {self.receiver.key}"


def lane_between(world: World, question: Question, stream: Stream, receiver: Receiver, *, on_line: bool) -> Lane | None:
    """The lane from a stream to a receiver, perhaps with violated checks; None where the resources do not fit."""
    fit = world.fit(stream.resource, receiver.resource)
    if fit is None:
        return None
    ruling = law(stream, receiver)
    checks = {
        "composition": composition(stream, receiver, may_blend=receiver.is_port and not on_line),
        "form": form(stream, receiver),
        "law": ruling.finding,
        "distance": distance(stream, receiver.site, question, on_line=on_line),
    }
    assumed = fit.is_assumed or stream.is_assumed or receiver.is_assumed
    return Lane(stream, receiver, fit.factor, assumed, leg_km(stream, receiver.site), checks, ruling.allowances)
