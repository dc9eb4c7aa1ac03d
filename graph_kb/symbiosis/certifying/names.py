"""Names of what a certificate speaks of, and amounts as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.numbers import Maybe

_LABELS = ("Offer", "Need", "Process", "Facility", "Permit", "Resource")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Names:
    """Names of the nodes of the facts; the id where there is none."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __call__(self, id_: str) -> str:
        """Name of a node in quotation marks, or its id."""
        said = next((one for label in _LABELS if (one := self._facts.node(label, id_)) and one.get("name")), None)
        return f"'{said['name']}'" if said else id_

    def all(self, ids: Iterable[str]) -> str:
        """Several names."""
        return ", ".join(map(self, ids))

    def port(self, key: Key) -> str:
        """A stream or receiver."""
        if not key.resource:
            return self(key.id)
        return f"{self(key.resource)} of {self(key.id)}"


def amount(number: Maybe, unit: str | None = None) -> str:
    """An amount with few digits."""
    if number is None:
        return "an unknown amount"
    shown = f"{float(number):,.4g}" if abs(number) < 1000 else f"{float(number):,.0f}"
    return f"{shown} {unit}" if unit else shown


def months(given: Iterable[int]) -> str:
    """Months in words."""
    found = sorted(given)
    return "all year" if len(found) == len(_MONTHS) else ", ".join(_MONTHS[month - 1] for month in found)


def share(part: Fraction, whole: Fraction) -> str:
    """A part of a whole in per cent."""
    return f"{float(100 * part / whole):.3g} %" if whole else "0 %"
