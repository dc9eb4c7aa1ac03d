"""Write the reference pages of the documentation from the code: schema, commands, queries, settings, errors.

python scripts/make_reference.py           write docs/reference/*.md
python scripts/make_reference.py --check   exit 1 when a page is not current
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from graph_kb import errors
from graph_kb.api.app import create_app
from graph_kb.api.contract.problems import ONLY_HTTP, status_of
from graph_kb.cli.main import cli
from graph_kb.cli.options import FormatOption, Shapes
from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, Attribute, attribute_table
from graph_kb.queries import Library, Query
from graph_kb.store.settings import Settings, load_settings

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
_FORMS = """\
The shape of each command's JSON is written like the JSON itself, with words in place of values: `"*"` stands for any
name, a list for any number of such items; a value that is missing is `null`. Errors and warnings go to stderr.

In CSV and XLSX a text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line
end) gets an apostrophe in front; numbers stay numbers. Tables show control characters, terminal escapes and
bidirectional marks written out, such as `\\x1b`.
"""
NOTE = "<!-- Written by scripts/make_reference.py; do not edit. -->\n"


def main(arguments: list[str]) -> int:
    """Write or check the pages. Returns the exit code."""
    stale = [name for name, text in pages().items() if not _current(FOLDER / name, text)]
    if "--check" in arguments:
        print("\n".join(f"docs/reference/{name} is not current: run scripts/make_reference.py" for name in stale))
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[str, str]:
    """Text of every page by file name."""
    return {
        "schema.md": _page("Schema", _schema()),
        "commands.md": _page("Commands", _commands()),
        "queries.md": _page("Queries", _queries()),
        "settings.md": _page("Settings", _settings()),
        "errors.md": _page("Errors", _errors()),
        "openapi.json": _openapi(),
    }


def _openapi() -> str:
    """OpenAPI of the graph API with the shipped queries, one line for each leaf, so that changes can be read."""
    settings = load_settings({}, Path())
    return json.dumps(create_app(settings).openapi(), indent=1, ensure_ascii=False) + "\n"


def _current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", NOTE, *lines]) + "\n"


def _schema() -> Iterator[str]:
    rows = attribute_table()
    for label, model in NODES.items():
        yield f"## {label}\n\n{(model.__doc__ or '').strip().partition(chr(10))[0]}\n"
        yield from _attributes([row for row in rows if row.owner == label])
    yield "## Relationships\n\n| type | from | to | says |\n|---|---|---|---|"
    for relations in RELATIONS.values():
        for one in relations:
            starts = ", ".join(dict.fromkeys(start for start, _ in one.ends))
            ends = ", ".join(dict.fromkeys(end for _, end in one.ends))
            yield f"| `{one.type}` | {starts} | {ends} | {one.phrase} |"
    yield ""
    for type_ in RELATIONS:
        own = [
            row
            for row in rows
            if row.owner == type_ and row.name not in ("source_id", "as_of", "method", "load_id", "filled_in")
        ]
        if own:
            yield f"### {type_}\n"
            yield from _attributes(own)


def _attributes(rows: list[Attribute]) -> Iterator[str]:
    yield "| property | type | unit | meaning |\n|---|---|---|---|"
    for row in rows:
        kind = f"{row.type}: {', '.join(row.choices)}" if row.choices else row.type
        yield f"| `{row.name}`{' *' if row.required else ''} | {kind} | {row.unit} | {row.text} |"
    yield ""


def _commands() -> Iterator[str]:
    context = click.Context(cli, info_name="graph-kb")
    yield f"```text\n{cli.get_help(context)}\n```\n"
    yield f"{_FORMS}\n"
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None:
            yield from _command(command, f"graph-kb {name}", context)


def _command(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=None)
    yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    for option in command.params:
        if isinstance(option, FormatOption):
            yield from _shapes(option.shapes)
    if isinstance(command, click.Group):
        for inner, each in command.commands.items():
            yield from _command(each, f"{name} {inner}", context)


def _shapes(shapes: Shapes) -> Iterator[str]:
    for way, shape in shapes.items():
        called = f"`--format json` {way}".strip()
        yield f"With {called}:\n\n```json\n{json.dumps(shape, ensure_ascii=False, indent=2)}\n```\n"


def _queries() -> Iterator[str]:
    folder = ""
    for query in Library.load():
        if query.folder != folder:
            folder = query.folder
            yield f"## {folder}\n"
        yield from _query(query)


def _query(query: Query) -> Iterator[str]:
    yield f"### {query.name}\n\n{query.doc}\n"
    for one in query.parameters:
        default = "required" if one.required else f"default `{one.default}`"
        yield f"- `{one.name}` ({one.type}, {default}): {one.doc}"
    yield f"\nReturns: {', '.join(f'`{name}`' for name in query.returns)}\n"


def _settings() -> Iterator[str]:
    yield "Environment variable `GRAPH_KB_<NAME>`, or `<name>` in `graph-kb.toml`.\n"
    yield "| setting | default | meaning |\n|---|---|---|"
    for item in fields(Settings):
        if item.name != "origins":
            default = "the user's data folder" if item.name == "home" else item.default
            yield f"| `{item.name}` | {'' if default is None else default} | {item.metadata['text']} |"


def _errors() -> Iterator[str]:
    yield "| code | exit code | HTTP status | meaning |\n|---|---|---|---|"
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.GraphKBError) and kind is not errors.GraphKBError:
            text = (kind.__doc__ or "").partition(chr(10))[0]
            yield f"| `{kind.code}` | {kind.exit_code} | {status_of(kind)} | {text} |"
    yield "\nOver HTTP alone, beside codes such as `not_acceptable` that are named after their status:\n"
    yield "| code | HTTP status | meaning |\n|---|---|---|"
    for code, (status, text) in ONLY_HTTP.items():
        yield f"| `{code}` | {status} | {text} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
