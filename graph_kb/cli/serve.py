"""`graph-kb serve`: the graph API."""

from __future__ import annotations

import importlib
from typing import Any

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, tell
from graph_kb.errors import UsageError

_STARTED = {"": {"address": "where it answers", "docs": "page that shows the routes", "openapi": "their description"}}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; any other needs keys.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--origin", "origins", multiple=True, help="Origin of web pages that may ask; may be repeated.")
@click.option("--rate", default="1200/minute", show_default=True, help="Most requests of a key or address; or none.")
@click.option(
    "--concurrency", type=click.IntRange(1, 32), default=16, show_default=True, help="Most requests at a time."
)
@click.option("--upload-mb", type=click.IntRange(1, 4096), default=64, show_default=True, help="Most data of a load.")
@click.option("--proxy", "proxies", multiple=True, help="Address of a reverse proxy to believe; may be repeated.")
@format_option(_STARTED)
def command(host: str, port: int, proxies: tuple[str, ...], form: str, **service: Any) -> None:
    """Examples:

    \b
      graph-kb serve
      graph-kb serve --port 0 --format json
      graph-kb serve --host 0.0.0.0 --origin https://map.example --rate 600/minute

    Serve the graph API until Ctrl-C or SIGTERM; what is under way then has five seconds to finish.

    On 127.0.0.1 no key is needed as long as there are none. Elsewhere make keys first: `graph-kb keys add NAME`.
    """  # noqa: D415 - examples come first
    from graph_kb.store.settings import load_settings

    api = _api()

    def started(address: str) -> None:
        facts = {"address": address, "docs": f"{address}/docs", "openapi": f"{address}/openapi.json"}
        if form == "json":
            give_json(facts)
        else:
            click.echo(address)
            tell(f"open it in a browser to explore; routes and their parameters: {facts['docs']}; Ctrl-C stops")

    chosen = api.Service(**service)
    api.serve(load_settings(), chosen, host=host, port=port, proxies=proxies, started=started)
    tell("stopped")


def _api() -> Any:
    """The API, found by name: the command line knows no other part of it."""
    try:
        return importlib.import_module("graph_kb.api.serve")
    except ModuleNotFoundError as error:
        hint = "pip install 'graph-kb[serve]'"
        raise UsageError(f"the service needs {error.name}, which is not installed", hint=hint) from error
