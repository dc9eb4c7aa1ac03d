"""Rules of a made source that several tests load."""

from __future__ import annotations

from typing import Any

PROVENANCE = {"source_id": "source", "as_of": "date", "method": "method"}


def offers_table(**more: str) -> dict[str, Any]:
    """Rules of a table of offers and the sites that make them; further properties are columns of the same name."""
    amounts = {"amount": "t", "max": "most", "unit": "u"}
    return {
        "file": "offers.csv",
        "nodes": [{"label": "Offer", "properties": {"id": "id", "name": "name", "amounts": amounts, **more}}],
        "relationships": [
            {
                "type": "OFFERS",
                "start": {"label": "Facility", "id": "site"},
                "end": {"label": "Offer", "id": "id"},
            }
        ],
    }
