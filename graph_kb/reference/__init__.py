"""Code lists that come with the product: wastes, industries, operations, hazards, municipalities."""

from graph_kb.reference.industries import broader, find_industry, industries
from graph_kb.reference.list_of_waste import (
    ParsedWasteCode,
    WasteCode,
    list_of_waste,
    mirrors,
    waste_code_versions,
)
from graph_kb.reference.municipalities import find_municipality, municipalities
from graph_kb.reference.operations import (
    HazardProperty,
    Operation,
    hazard_properties,
    operations,
)
from graph_kb.reference.records import reference_records
from graph_kb.reference.tables import sources
from graph_kb.reference.waste_search import search

__all__ = [
    "HazardProperty",
    "Operation",
    "ParsedWasteCode",
    "WasteCode",
    "broader",
    "find_industry",
    "find_municipality",
    "hazard_properties",
    "industries",
    "list_of_waste",
    "mirrors",
    "municipalities",
    "operations",
    "reference_records",
    "search",
    "sources",
    "waste_code_versions",
]
