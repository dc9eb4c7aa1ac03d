"""The European List of Waste on a day: hierarchy, mirror pairs, validity. It needs no graph."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from graph_kb.api.contract.answers import Meta, answer
from graph_kb.api.contract.parameters import Day, Parameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.records import href
from graph_kb.errors import CodeError, NotFound, UsageError
from graph_kb.reference import WasteCode, list_of_waste, mirrors, waste_code_versions

router = APIRouter(prefix="/list-of-waste", tags=["codes"], responses=DECLARED)


class DayParameters(Parameters):
    """The day asked for."""

    on: Day | None = Field(None, description="Day that the list must hold on; today when missing.")


class Code(BaseModel):
    """A chapter, sub-chapter or code."""

    id: str = Field(description="Id of its record in the graph.")
    href: str = Field(description="Where that record is told.")
    code: str = Field(description="Digits only.", examples=["190112"])
    display: str = Field(description="As printed in the list.", examples=["19 01 12"])
    level: str = Field(description="chapter, subchapter or code.")
    title: str = Field(description="Official title in English.")
    title_fi: str | None
    title_sv: str | None
    hazardous: bool | None = Field(description="Hazardous as listed; null above code level.")
    hazard_entry: str | None = Field(description="Absolute or mirror entry; the reading is ours.")
    valid_from: str
    valid_to: str | None = Field(description="Last day in force; null while in force.")


class CodeEntry(BaseModel):
    """A code and what stands around it in the list."""

    on: datetime.date = Field(description="Day asked for.")
    code: Code
    above: list[Code] = Field(description="Chapter and sub-chapter that it is part of, the widest first.")
    below: list[Code] = Field(description="What is part of it.")
    mirrors: list[Code] = Field(description="Its mirror entries: the same waste with or without hazardous substances.")
    versions: list[Code] = Field(description="Every version of it, past, present and decided.")


class CodeAnswer(BaseModel):
    """A code, with what is needed to cite it."""

    meta: Meta
    data: CodeEntry


@router.get("/{code}", summary="A code of the List of Waste", operation_id="get_waste_code", response_model=CodeAnswer)
def code(
    request: Request,
    code: Annotated[str, Path(description="As people write it: 190112, 19 01 12, 17 05 03*.", max_length=20)],
    asked: Annotated[DayParameters, Query()],
) -> Response:
    """A code with its hierarchy, mirror pairs and validity on a day."""
    day = _day(asked.on)
    found = _found(code, day)
    listed = list_of_waste(day)
    data = {
        "on": day.isoformat(),
        "code": _told(found),
        "above": [_told(listed[found.code[:size]]) for size in (2, 4) if size < len(found.code)],
        "below": [_told(one) for one in listed.values() if one.code[:-2] == found.code],
        "mirrors": [_told(listed[one]) for one in sorted(mirrors(day).get(found.code, ()))],
        "versions": [_told(one) for one in waste_code_versions() if one.code == found.code],
    }
    return answer(request, data, "list-of-waste")


def _day(text: str | None) -> datetime.date:
    """The day asked for.

    Raises:
        UsageError: There is no such day.
    """
    if text is None:
        return datetime.datetime.now(datetime.UTC).date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"there is no day {text}", hint="write it as 2026-02-28") from error


def _found(text: str, day: datetime.date) -> WasteCode:
    """The row of the list that is meant.

    Raises:
        NotFound: There is none in force on the day.
    """
    digits = text.replace(" ", "").removesuffix("*")
    if len(digits) in (2, 4) and digits in list_of_waste(day):
        return list_of_waste(day)[digits]
    try:
        return WasteCode.parse(text, day).code
    except CodeError as error:
        raise NotFound(error.message, hint=error.hint) from error


def _told(one: WasteCode) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in Code.model_fields if name != "href"}
    return said | {"href": href({"label": "WasteCode", "id": one.id})}
