"""How sure a distance is: legs that are measured from or to the centre of a municipality, by a certificate's facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

_SITES = {"OFFERS": (2, 1), "RUNS": (2, 1), "AT": (1, 2)}
"""Relationships to a site: where in their id what is there stands, and where the site."""


class Places:
    """Where the ends of flows are.

    Args:
        facts: The facts of a certificate, which list every site of its flows.
    """

    def __init__(self, facts: Iterable[Mapping[str, Any]]) -> None:
        self._said = {(str(one.get("subject")), str(one.get("property"))): one.get("value") for one in facts}

    def is_rough(self, start: str, end: str, resource: str) -> bool:
        """Whether the way of a resource is measured from or to the centre of a municipality.

        None is within one site, over a grid, or where a place is not known at all.

        Args:
            start: Id of the offer or process that it comes from.
            end: Id of the need or process that it goes to.
            resource: Id of the resource.
        """
        sites = self._sites.get(start), self._sites.get(end)
        if None in sites or sites[0] == sites[1] or self._of(resource, "transport_mode") == "grid":
            return False
        is_known = all(self._of(site, "latitude") is not None for site in sites)
        return is_known and any(self._of(site, "location_precision") == "municipality" for site in sites)

    def ends(self, flow: Mapping[str, Any]) -> tuple[str, str, str]:
        """Start, end and resource of a flow as a certificate lists it."""
        stream, receiver = flow["stream"], flow["receiver"]
        start, end = stream.get("offer") or stream["process"], receiver.get("need") or receiver["process"]
        return start, end, stream.get("resource") or self._offered.get(start, "")

    @cached_property
    def _offered(self) -> dict[str, str]:
        """Resource of each offer."""
        return {parts[1]: parts[2] for parts in self._links if parts[0] == "OF"}

    @cached_property
    def _sites(self) -> dict[str, str]:
        ways = ((_SITES[parts[0]], parts) for parts in self._links if parts[0] in _SITES)
        return {parts[own]: parts[site] for (own, site), parts in ways}

    @property
    def _links(self) -> Iterable[list[str]]:
        parts = (subject.split("|") for subject, _ in self._said)
        return (one for one in parts if len(one) > 2)

    def _of(self, subject: str | None, name: str) -> Any:
        return self._said.get((str(subject), name))
