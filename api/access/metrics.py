"""Numbers of the service for Prometheus."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from graph_kb.api.access.scopes import needs
from graph_kb.api.contract.answers import base_of
from graph_kb.api.contract.parameters import NoParameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.errors import GraphKBError

_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """What one application counts, in a registry of its own."""

    def __init__(self) -> None:
        own = self.registry = CollectorRegistry()
        names = ("route", "method", "status")
        self._requests = Counter("graph_kb_requests", "Requests answered.", names, registry=own)
        self._seconds = Histogram(
            "graph_kb_request_seconds", "Time of a request.", ("route", "method"), buckets=_BUCKETS_S, registry=own
        )
        self.under_way = Gauge("graph_kb_requests_under_way", "Requests that are being answered.", registry=own)
        self.data_version = Gauge("graph_kb_data_version", "Counter of the batches that changed data.", registry=own)
        self.database_up = Gauge("graph_kb_database_up", "Whether the graph answers.", registry=own)

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)


def router_of(metrics: Metrics) -> APIRouter:
    """The route that Prometheus reads."""
    router = APIRouter(tags=["service"], responses=DECLARED, dependencies=[needs("read")])

    def tell(request: Request, _: Annotated[NoParameters, Query()]) -> Response:
        """Requests by route, method and status, their times, those under way; the graph and its data version."""
        try:
            metrics.data_version.set(base_of(request).data_version)
            metrics.database_up.set(1)
        except GraphKBError:
            metrics.database_up.set(0)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    # The kind of answer is that of Prometheus, with its version.
    answers: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
    router.add_api_route(
        "/metrics",
        tell,
        summary="Numbers for Prometheus",
        operation_id="get_metrics",
        response_class=Response,
        responses=answers,
    )
    return router
