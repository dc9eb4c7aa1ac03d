"""Routes by their templates, such as /v1/offers/{id}: what logs and metrics call a request by."""

from __future__ import annotations

import re
from functools import cached_property

from fastapi import FastAPI
from starlette.types import Scope

OTHER = "other"


class Templates:
    """The templates of an application.

    Args:
        app: The application, whose routes may still be added.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def of(self, scope: Scope) -> str:
        """Template of a request, whether it came as far as its route or not; `other` where there is no such route."""
        operation = getattr(scope.get("route"), "operation_id", None)
        return self._by_operation.get(operation or "") or self._by_path(scope["path"])

    @cached_property
    def _by_operation(self) -> dict[str, str]:
        paths = self._app.openapi()["paths"]
        return {operation["operationId"]: path for path, each in paths.items() for operation in each.values()}

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """In the order of the routes, in which the first that fits counts."""
        paths = dict.fromkeys(self._by_operation.values())
        return [(re.compile(_NAMED.sub(".+", re.escape(path))), path) for path in paths]

    def _by_path(self, path: str) -> str:
        return next((template for pattern, template in self._patterns if pattern.fullmatch(path)), OTHER)


_NAMED = re.compile(r"\\\{\w+\\\}")
