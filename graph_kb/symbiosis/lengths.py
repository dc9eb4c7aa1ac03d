"""How sure the length of a line is: places that are known only as the centre of a municipality."""

from __future__ import annotations

from collections.abc import Iterator

from graph_kb.symbiosis.arrays import MODES, Arrays
from graph_kb.symbiosis.searching import Found

_GRID = MODES.index("grid")


def from_centres(arrays: Arrays, source: int, found: Found) -> int:
    """Number of legs of a line whose length is measured from or to the centre of a municipality.

    A leg has no such length within one site, over a grid, or where a place is not known at all.

    Args:
        arrays: The compiled graph.
        source: Row of the offer.
        found: The chain.
    """
    return sum(_is_from_centre(arrays, *leg) for leg in _legs(arrays, source, found))


def _legs(arrays: Arrays, source: int, found: Found) -> Iterator[tuple[int, int]]:
    """Stream and receiver of each leg of a line."""
    offers, needs = len(arrays.of_season), len(arrays.nd_season)
    streams = [source, *(offers + output for _, output in found.ends)]
    receivers = [*(needs + port for port, _ in found.ends), found.need]
    yield from zip(streams, receivers, strict=True)


def _is_from_centre(arrays: Arrays, stream: int, receiver: int) -> bool:
    sites = [int(arrays.st_site[stream]), int(arrays.rc_site[receiver])]
    if sites[0] == sites[1] or arrays.res_mode[arrays.st_res[stream]] == _GRID:
        return False
    # A place that is not known is no number.
    is_known = all(arrays.site_lat[site] == arrays.site_lat[site] for site in sites)
    return is_known and not all(arrays.site_exact[site] for site in sites)
