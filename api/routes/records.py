"""Records of the graph: a typed list and entry for each label, and what stands beside an entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field, create_model

from graph_kb.api.access.concealed import find_told, kinds_told, list_told, merged_told, neighbours_told
from graph_kb.api.access.told import BLURRED
from graph_kb.api.contract.answers import Meta, answer
from graph_kb.api.contract.pages import cut, read_cursor
from graph_kb.api.contract.parameters import NoParameters, PageParameters
from graph_kb.api.contract.problems import DECLARED, Merged
from graph_kb.errors import NotFound
from graph_kb.model.base import Node
from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, Attribute, attributes
from graph_kb.queries.suggestion import did_you_mean
from graph_kb.workbench.records import Record, filters_of

COLLECTIONS = {
    "organisations": "Organisation",
    "facilities": "Facility",
    "networks": "Network",
    "municipalities": "Municipality",
    "regions": "Region",
    "industries": "Industry",
    "resources": "Resource",
    "offers": "Offer",
    "needs": "Need",
    "exchanges": "Exchange",
    "technologies": "Technology",
    "processes": "Process",
    "permits": "Permit",
    "waste-codes": "WasteCode",
    "programmes": "Programme",
    "measures": "Measure",
    "tasks": "Task",
    "projects": "Project",
    "pilots": "Pilot",
    "funding": "Funding",
    "tenders": "Tender",
    "sources": "Source",
    "claims": "Claim",
    "stored-chains": "Chain",
}
_NAMES = {label: name for name, label in COLLECTIONS.items()}
_TYPES = tuple(RELATIONS)
_KINDS: dict[str, Any] = {"yes/no": bool, "integer": int}
Id = Annotated[str, Path(description="Stable id of the record.", min_length=1, max_length=200)]


class Neighbours(BaseModel):
    """Relationships of a record that are alike."""

    type: str = Field(description="Type of the relationships.", examples=["OFFERS"])
    direction: Literal["out", "in"] = Field(description="Whether they start at the record or end at it.")
    phrase: str = Field(description="How the record speaks of the others.", examples=["offers"])
    label: str = Field(description="Main label of the others.", examples=["Offer"])
    count: int
    href: str = Field(description="Where to page through them.")


class NeighbourKinds(BaseModel):
    """What a record is joined to."""

    meta: Meta
    data: list[Neighbours]


class Neighbour(BaseModel):
    """A relationship and the record at its other end."""

    id: str = Field(description="Stable id of the relationship.")
    relationship: dict[str, Any] = Field(description="Its properties.")
    record: dict[str, Any] = Field(description="The record: `label`, `href` and properties, as in its own list.")


class NeighbourPage(BaseModel):
    """A page of neighbours."""

    meta: Meta
    data: list[Neighbour]


class NeighbourParameters(PageParameters):
    """Which relationships."""

    direction: Literal["out", "in"] = Field("out", description="Whether they start at the record or end at it.")


def href(record: Record) -> str:
    """Where a record is told in full."""
    return f"/v1/{_NAMES[record['label']]}/{quote(record['id'], safe='/:@')}"


def _add_routes(to: APIRouter, name: str, label: str) -> None:
    model: Any = _model_of(NODES[label])
    noun = name.replace("-", "_")
    if label in BLURRED:
        model = model | BLURRED[label]
    page = create_model(f"{label}List", meta=(Meta, ...), data=(list[model], ...))
    entry = create_model(f"{label}Entry", meta=(Meta, ...), data=(model, ...))
    tags: list[Any] = [name]
    one = f"/{name}/{{id:path}}"
    to.add_api_route(
        f"/{name}", _list_of(label), tags=tags, summary=f"List {name}", operation_id=f"list_{noun}", response_model=page
    )
    to.add_api_route(
        f"{one}/neighbours",
        _kinds_of(label),
        tags=tags,
        summary="What one is joined to, counted",
        operation_id=f"count_neighbours_of_{noun}",
        response_model=NeighbourKinds,
    )
    to.add_api_route(
        f"{one}/neighbours/{{type}}",
        _neighbours_of(label),
        tags=tags,
        summary="Neighbours of one by type of relationship",
        operation_id=f"list_neighbours_of_{noun}",
        response_model=NeighbourPage,
    )
    to.add_api_route(
        one, _entry_of(label), tags=tags, summary="Get one", operation_id=f"get_{noun}", response_model=entry
    )


def _model_of(model: type[Node]) -> type[Node]:
    """The model of a record as it is answered: with its label and its own address."""
    label = model.label()
    more: dict[str, Any] = {
        # The model has a method of this name.
        "label_": (Literal[label], Field(alias="label", description="Main label.")),
        "href": (str, Field(description="Where it is told in full.", examples=[f"/v1/{_NAMES[label]}/..."])),
    }
    return create_model(f"{label}Record", __base__=model, **more)


def _list_of(label: str) -> Callable[..., Response]:
    fields: dict[str, Any] = {one.name: (_type_of(one), Field(None, description=one.text)) for one in filters_of(label)}
    asked_model = create_model(f"{label}Filters", __base__=PageParameters, **fields)

    def listed(request: Request, asked: Any) -> Response:
        values = asked.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
        rows = list_told(request, label, values, read_cursor(asked.cursor), asked.limit + 1)
        page = cut(rows, asked.limit, "id")
        return answer(request, [told(row) for row in page.entries], "records", page=page, units=_units(label))

    listed.__annotations__ = {"request": Request, "asked": Annotated[asked_model, Query()], "return": Response}
    return listed


def _type_of(attribute: Attribute) -> Any:
    kind = Literal[attribute.choices] if attribute.choices else _KINDS.get(attribute.type, str)
    return kind | None


def _entry_of(label: str) -> Callable[..., Response]:
    def entry(request: Request, id: Id, _: Annotated[NoParameters, Query()]) -> Response:
        return answer(request, told(_found(request, label, id)), "records", units=_units(label))

    return entry


def _kinds_of(label: str) -> Callable[..., Response]:
    def counted(request: Request, id: Id, _: Annotated[NoParameters, Query()]) -> Response:
        record = _found(request, label, id)
        kinds = [
            vars(one) | {"href": f"{href(record)}/neighbours/{one.type}?direction={one.direction}"}
            for one in kinds_told(request, record)
        ]
        return answer(request, kinds, "records")

    return counted


def _neighbours_of(label: str) -> Callable[..., Response]:
    def neighbours(
        request: Request,
        id: Id,
        type: Annotated[str, Path(description="Type of the relationships.", max_length=40)],
        asked: Annotated[NeighbourParameters, Query()],
    ) -> Response:
        record = _found(request, label, id)
        rows = neighbours_told(request, record, type, asked.direction, read_cursor(asked.cursor), asked.limit + 1)
        if not rows and type not in _TYPES:
            hint = did_you_mean(type, _TYPES) or "its /neighbours lists those there are"
            raise NotFound(f"there is no relationship {type!a}", hint=hint)
        page = cut(rows, asked.limit, "id")
        entries = [one | {"record": told(one["record"])} for one in page.entries]
        return answer(request, entries, "records", page=page)

    return neighbours


def _found(request: Request, label: str, id_: str) -> Record:
    """The record that is asked for.

    Raises:
        NotFound: There is none.
        Merged: It was merged into another one.
    """
    record = find_told(request, label, id_)
    if record is not None:
        return record
    if other := merged_told(request, id_):
        raise Merged(id_, other, request)
    raise NotFound(f"no {label} has the id {id_!a:.200}", hint="GET /v1/search?text=... finds ids by names and codes")


def told(record: Record) -> Record:
    """A record as it is answered."""
    return {**record, "href": href(record)}


@cache
def _units(label: str) -> dict[str, str]:
    return {one.name: one.unit for one in attributes(label, NODES[label]) if one.unit}


router = APIRouter(responses=DECLARED)
for _name, _label in COLLECTIONS.items():
    _add_routes(router, _name, _label)
