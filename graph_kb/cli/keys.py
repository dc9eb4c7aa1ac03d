"""`graph-kb keys`: keys of the graph API."""

from __future__ import annotations

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table, tell
from graph_kb.store.keys import SCOPES, add_key, read_keys, remove_key
from graph_kb.store.settings import load_settings

_ADDED = {"": {"name": "whose it is", "scopes": ["what it may"], "key": "the key; nobody can tell it again"}}
_LISTED = {"": [{"name": "whose it is", "scopes": ["what it may"], "made": "day it was made, UTC"}]}
_REMOVED = {"": {"name": "whose it was", "left": "how many keys are left"}}
_SCOPES = "; ".join(f"{name}: {text}" for name, text in SCOPES.items())


@click.group("keys")
def command() -> None:
    """Make, list and remove keys of the graph API. A running service follows at once."""


@command.command("add", short_help="Make a key; it is shown once.")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), help=f"May be repeated. {_SCOPES}.")
@format_option(_ADDED)
def add(name: str, scopes: tuple[str, ...], form: str) -> None:
    """Examples:

    \b
      graph-kb keys add map
      graph-kb keys add register --scope confidential --scope load

    Make a key and show it, this once: only its hash is kept. Without --scope it may read what is public.
    """  # noqa: D415 - examples come first
    file = load_settings().keys
    key = add_key(file, name, scopes)
    if form == "json":
        held = next(one.scopes for one in read_keys(file) if one.name == name)
        give_json({"name": name, "scopes": list(held), "key": key})
        return
    click.echo(key)
    tell(f"send it as `Authorization: Bearer KEY`; it is not shown again. {file} keeps its hash")


@command.command("list", short_help="Show names and scopes.")
@format_option(_LISTED)
def list_(form: str) -> None:
    """Examples:

    \b
      graph-kb keys list

    Show names, scopes and the day each key was made; the keys themselves nobody has.
    """  # noqa: D415 - examples come first
    keys = read_keys(load_settings().keys)
    rows = [{"name": one.name, "scopes": list(one.scopes), "made": one.made} for one in keys]
    if form == "json":
        give_json(rows)
    else:
        give_table(("name", "scopes", "made"), rows)


@command.command("remove", short_help="Remove a key; it is worth nothing from then on.")
@click.argument("name")
@format_option(_REMOVED)
def remove(name: str, form: str) -> None:
    """Examples:

    \b
      graph-kb keys remove map

    Remove a key; it is worth nothing from then on. With the last one 127.0.0.1 is open without a key again.
    """  # noqa: D415 - examples come first
    left = remove_key(load_settings().keys, name)
    if form == "json":
        give_json({"name": name, "left": left})
        return
    tell(f"removed {name}")
    if not left:
        tell("no keys are left: a service on 127.0.0.1 is open to everybody on this computer, any other to nobody")
