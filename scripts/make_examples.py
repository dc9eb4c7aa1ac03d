"""Write the examples of OpenAPI from the starter set: real answers of a few routes, shortened.

python scripts/make_examples.py     on a graph that holds the starter set and nothing else
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "api" / "examples.json"
PLANT = "facility:vantaa-waste-to-energy-plant"
CALLS = {
    "get_readiness": "/readyz",
    "search": "/v1/search?text=bottom ash&limit=2",
    "get_facilities": f"/v1/facilities/{PLANT}",
    "list_facilities": "/v1/facilities?status=planned&limit=1",
    "count_neighbours_of_facilities": f"/v1/facilities/{PLANT}/neighbours",
    "get_records": f"/v1/records?id={PLANT}&id=nothing",
    "get_waste_code": "/v1/list-of-waste/190112",
    "find_chains": f"/v1/chains?from={PLANT}&max_total_km=30&k=1&certificates=false",
    "count_paths_by_class": f"/v1/paths/classes?from={PLANT}&max_total_km=30",
    "query_largest_offers": "/v1/queries/largest_offers?limit=1",
}
LONGEST = 2
"""Entries of a list that are shown."""
# What changes from day to day, or from run to run.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHANGING = {"seconds": 0.05, "data_version": 90, "hash": "0" * 64, "engine": "ArcadeDB", "counts": {}}


def examples(client: Any) -> dict[str, Any]:
    """Answers of the calls, shortened and without what changes."""
    return {name: steady(client.get(path).json()) for name, path in CALLS.items()}


def steady(value: Any, name: str = "") -> Any:
    """A value without what changes, lists cut."""
    if name == "engine" and value in ("records", "chains", "search", "paths", "query", "list-of-waste"):
        return value
    if name in _CHANGING:
        return _CHANGING[name]
    if isinstance(value, dict):
        return {key: steady(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [steady(one) for one in value[:LONGEST]]
    if name == "href" and str(value).startswith("/v1/chains/"):
        return "/v1/chains/" + "0" * 64
    return "2026-11-30" if name in ("day", "on") and _DAY.fullmatch(str(value)) else value


def main() -> None:
    """Write the file."""
    from fastapi.testclient import TestClient

    from graph_kb.api.app import create_app

    # As a program on this computer asks.
    here = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 1)}
    with TestClient(create_app(), **here) as client:
        FILE.write_text(json.dumps(examples(client), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
