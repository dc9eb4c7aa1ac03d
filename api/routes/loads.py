"""Loads: tables and a mapping are sent, checked and loaded in the background, told about, and taken back."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from graph_kb.api.access.confidential import SCOPE
from graph_kb.api.access.scopes import demand, holds
from graph_kb.api.contract.answers import Meta, answer
from graph_kb.api.contract.blocks import sent
from graph_kb.api.contract.bodies import read_form
from graph_kb.api.contract.pages import Page, read_cursor, write_cursor
from graph_kb.api.contract.parameters import NoParameters, PageParameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.errors import UsageError
from graph_kb.workbench.loading import Job, Loads, Upload
from graph_kb.workbench.loading.upload import MOST_FILES, MOST_MAPPING_BYTES

_FRESH = {"Cache-Control": "no-store"}
_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,200})"?')
_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["mapping", "files"],
                "additionalProperties": False,
                "properties": {
                    "mapping": {"type": "string", "format": "binary", "description": "The mapping file, YAML."},
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "description": "Tables that the mapping names, CSV or XLSX.",
                    },
                    "dry_run": {"type": "boolean", "default": False, "description": "Write nothing."},
                },
            }
        }
    },
}
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "What is sent again with the same key and the same content is the same load.",
    "schema": {"type": "string", "maxLength": 202, "pattern": "^[!#-~]+$"},
}


class LoadProblem(BaseModel):
    """Why a load failed."""

    code: str
    detail: str
    hint: str


class LoadStatus(BaseModel):
    """A load."""

    id: str
    source: str = Field(description="Name of the source, as the mapping says.")
    files: list[str] = Field(description="Names of the tables.")
    dry_run: bool
    status: Literal["queued", "running", "done", "failed", "interrupted", "undone"]
    phase: str = Field(description="What it does: try, waiting, read, check, write.")
    done: int = Field(description="Of that, how much is done.")
    total: int | None = Field(None, description="Of that, how much there is, where it is known.")
    created: str = Field(description="When it was sent, UTC.")
    finished: str | None = Field(None, description="When it ended, UTC.")
    summary: dict[str, Any] | None = Field(None, description="What it did, as `graph-kb load --format json` says.")
    problem: LoadProblem | None = Field(None, description="Why it failed.")
    undone: dict[str, int] | None = Field(None, description="What was done to take it back.")
    href: str = Field(description="Where it is told.")
    rejects: str | None = Field(None, description="Where its rejected rows are, if it has any.")


class LoadAnswer(BaseModel):
    """A load, with what is needed to cite it."""

    meta: Meta
    data: LoadStatus


class LoadList(BaseModel):
    """Loads, the latest first."""

    meta: Meta
    data: list[LoadStatus]


router = APIRouter(prefix="/loads", tags=["loads"], responses=DECLARED)
Id = Annotated[str, Path(description="Id of the load.", max_length=60)]


@router.post(
    "",
    summary="Load tables",
    operation_id="create_load",
    status_code=202,
    response_model=LoadAnswer,
    openapi_extra={"requestBody": _BODY, "parameters": [_KEY_HEADER]},
)
async def create(request: Request, _: Annotated[NoParameters, Query()]) -> Response:
    """Send tables and the mapping that says what their columns mean, see docs/loading.md.

    The answer names the load; ask there how far it is. What is wrong with the mapping or a name is said at once.
    """
    key = _key(request)
    async with read_form(request, most_files=MOST_FILES + 1) as form:
        upload, dry_run = await _upload(form)
        job, _is_new = await run_in_threadpool(
            _loads(request).submit, upload, dry_run=dry_run, key=key, sender=request.state.key_name
        )
        return await run_in_threadpool(_told, request, job, status=202)


@router.get("", summary="Loads, the latest first", operation_id="list_loads", response_model=LoadList)
def list_loads(request: Request, asked: Annotated[PageParameters, Query()]) -> Response:
    """Loads that came over this service, a few hundred of the latest; the query `loads` tells of all."""
    last = read_cursor(asked.cursor)
    found = [job for job in _loads(request).newest_first() if not last or job.id < last]
    page = Page(found[: asked.limit], write_cursor(found[asked.limit - 1].id) if len(found) > asked.limit else None)
    return answer(request, [_said(request, job) for job in page.entries], "loads", page=page, headers=_FRESH)


@router.get("/{id}", summary="How a load stands", operation_id="get_load", response_model=LoadAnswer)
def get(request: Request, id: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """How far it is; when it is done, what it did."""
    return _told(request, _loads(request).get(id))


@router.get(
    "/{id}/rejects",
    summary="Rejected rows of a load",
    operation_id="get_rejects",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def rejects(request: Request, id: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """Every rejected row with what is wrong, as one CSV table to read; only a header when none was rejected.

    To mend rows and send them again take the files that `summary.reject_files` names.
    """
    from graph_kb.workbench.loading.rejected import rejected_rows

    loads = _loads(request)
    job = _sent_by(request, loads.get(id))
    headers = {**_FRESH, "Content-Disposition": 'attachment; filename="rejected.csv"'}
    return sent(rejected_rows(loads.folder / job.id), "text/csv", headers)


@router.get(
    "/{id}/rejects/{name}",
    summary="A file of rejected rows",
    operation_id="get_reject_file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def reject_file(
    request: Request,
    id: Id,
    name: Annotated[str, Path(description="Its name, of `summary.reject_files`.", max_length=200)],
    _: Annotated[NoParameters, Query()],
) -> Response:
    """Rejected rows of one table as they were sent, with what is wrong beside them, to be mended and sent again."""
    loads = _loads(request)
    job = _sent_by(request, loads.get(id))
    path = loads.reject_file(job, name)
    return FileResponse(path, filename=name, media_type="application/octet-stream", headers=_FRESH)


@router.post("/{id}/undo", summary="Take a load back", operation_id="undo_load", response_model=LoadAnswer)
def undo(request: Request, id: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """Make the graph what it was before the latest load of a source.

    409 with the reason, and nothing changed, when a later load of the source is there or somebody built on it since.
    """
    return _told(request, _loads(request).undo(id))


def _loads(request: Request) -> Loads:
    return cast(Loads, request.app.state.loads)


def _told(request: Request, job: Job, status: int = 200) -> Response:
    said = _said(request, job)
    return answer(request, said, "loads", status=status, headers={**_FRESH, "Location": said["href"]})


def _said(request: Request, job: Job) -> dict[str, Any]:
    """How a load stands. What tells of its rows, which may be of streams that are not public, is for its sender."""
    href, told = f"/v1/loads/{job.id}", job.told()
    rejected = bool(job.summary and job.summary["rows_rejected"])
    if not _may_see_rows(request, job):
        told["summary"] = job.summary and {name: said for name, said in job.summary.items() if _is_plain(name, said)}
        told["problem"] = job.problem and {**job.problem, "detail": "told to who sent it", "hint": ""}
        rejected = False
    return {**told, "href": href, "rejects": f"{href}/rejects" if rejected else None}


def _is_plain(name: str, said: Any) -> bool:
    return name == "load_id" or isinstance(said, int)


def _may_see_rows(request: Request, job: Job) -> bool:
    return job.sender == request.state.key_name or holds(request, SCOPE)


def _sent_by(request: Request, job: Job) -> Job:
    """A load of whoever asks, or of somebody else where they may see what is not public.

    Raises:
        NeedsScope: It is of somebody else.
    """
    if not _may_see_rows(request, job):
        demand(request, SCOPE)
    return job


def _key(request: Request) -> str:
    """A key of whoever asks, in quotes as the standard has it or without; those of others are others."""
    given = request.headers.get("idempotency-key")
    if given is None:
        return ""
    found = _KEY.fullmatch(given.strip())
    if not found:
        raise UsageError("Idempotency-Key is no key", hint="1 to 200 letters, digits and marks, such as a UUID")
    return f"{request.state.key_name} {found[1]}"


async def _upload(form: FormData) -> tuple[Upload, bool]:
    """What was sent, and whether nothing is to be written."""
    unknown = next((name for name in form if name not in ("mapping", "files", "dry_run")), None)
    if unknown is not None:
        raise UsageError(f"there is no part {unknown!a:.60}", hint="the parts are mapping, files and dry_run")
    tables = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
    files = [(one.filename or "", one.file) for one in tables]
    return Upload(await _mapping(form), files), _is_dry(form.get("dry_run", "false"))


async def _mapping(form: FormData) -> bytes:
    given = form.getlist("mapping")
    if len(given) != 1:
        raise UsageError(f"{len(given)} mappings were sent", hint="send one part `mapping`, a YAML file")
    one = given[0]
    return one.encode() if isinstance(one, str) else await one.read(MOST_MAPPING_BYTES + 1)


def _is_dry(given: object) -> bool:
    if given not in ("true", "false"):
        raise UsageError("dry_run is true or false", hint="dry_run=true checks and compares, and writes nothing")
    return given == "true"
