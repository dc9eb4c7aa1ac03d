"""The documentation of the API: OpenAPI, and Swagger UI from our own files, so that it works without a network."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, RedirectResponse

from graph_kb.api.contract.problems import DECLARED, Problem
from graph_kb.errors import NotFound

router = APIRouter(include_in_schema=False)
_FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "start.js": "text/javascript",
}
# Swagger UI sets styles of its elements and draws its icons from data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>graph_kb: the graph API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_INTRODUCTION = """\
Material, water, energy and service flows for industrial and urban symbiosis.

A **path** is what a query walks; a **chain** is what the engine certifies. `/v1/chains` tells certified and conditional
chains apart, `/v1/chains/{hash}/verify` checks a certificate against the graph as it is now and says how to cite it.

Every answer has `meta` with the data version, how it was made, units and whether anything was left out. What the
service does not know it refuses: unknown parameters, limits that are too large, cursors that it did not write.
"""


@router.get("/")
def start() -> Response:
    """Whoever opens the address begins to explore."""
    return RedirectResponse("/explore")


@router.get("/docs")
async def documentation() -> Response:
    """Swagger UI."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/{name}")
def documentation_file(name: str) -> Response:
    """A file of Swagger UI."""
    if name not in _FILES:
        raise NotFound(f"the documentation has no file {name!a:.60}")
    content = resources.files("graph_kb.api").joinpath("static", name).read_bytes()
    return Response(content, media_type=_FILES[name], headers={"Cache-Control": "public, max-age=86400"})


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """OpenAPI of the routes, with the problem document and without the answers that FastAPI itself would give."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title="graph_kb", version=app.version, summary="The graph API", description=_INTRODUCTION, routes=app.routes
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(own.pop("$defs", {}))
        schemas["Problem"] = own
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        _share_problems(schema)
        _show_examples(schema)
        app.openapi_schema = schema
    return app.openapi_schema


def _share_problems(schema: dict[str, Any]) -> None:
    """Say once what each problem looks like, instead of at every operation."""
    shared = {f"Problem{status}": response for status, response in DECLARED.items()}
    schema["components"]["responses"] = shared
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if shared.get(f"Problem{status}") == response:
                    operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}


def _show_examples(schema: dict[str, Any]) -> None:
    """Add answers on the starter set, see scripts/make_examples.py."""
    known = json.loads(resources.files("graph_kb.api").joinpath("examples.json").read_text(encoding="utf-8"))
    for path in schema["paths"].values():
        for operation in path.values():
            if operation["operationId"] in known:
                operation["responses"]["200"]["content"]["application/json"]["example"] = known[
                    operation["operationId"]
                ]
