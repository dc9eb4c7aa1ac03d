"""`graph-kb schema`: what the graph is made of."""

from __future__ import annotations

from dataclasses import asdict

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table
from graph_kb.errors import UsageError
from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, attribute_table

_PROPERTIES = [
    {
        "owner": "label or relationship type",
        "name": "name of the property",
        "type": "type of the value",
        "unit": "unit, empty when there is none",
        "required": "whether every record has it",
        "choices": ["a value it may have"],
        "text": "what it means",
    }
]
_SHAPE = {
    "": {
        "properties": _PROPERTIES,
        "relationships": [
            {
                "relationship": "type",
                "from": "labels it starts at",
                "to": "labels it ends at",
                "says": "the type in words",
            }
        ],
    },
    "with a label or type": _PROPERTIES,
}


@click.command("schema")
@click.argument("owner", required=False, metavar="[LABEL|TYPE]")
@format_option(_SHAPE)
def command(owner: str | None, form: str) -> None:
    """Examples:

    \b
      graph-kb schema
      graph-kb schema Offer
      graph-kb schema INPUT_TO --format json

    Show labels and relationship types, or the properties of one with type, unit and meaning.
    """  # noqa: D415 - examples come first
    if owner is not None and owner not in (*NODES, *RELATIONS):
        raise UsageError(f"{owner!r} is no label or relationship type", hint=_nearest(owner))
    rows = [asdict(row) for row in attribute_table() if owner is None or row.owner == owner]
    if form == "json":
        give_json(rows if owner else {"properties": rows, "relationships": _relations()})
    elif owner:
        columns = ("name", "type", "unit", "required", "choices", "text")
        give_table(
            columns,
            [
                {**row, "choices": ", ".join(row["choices"]), "required": "yes" if row["required"] else ""}
                for row in rows
            ],
        )
    else:
        labels = [{"label": label, "means": (model.__doc__ or "").partition("\n")[0]} for label, model in NODES.items()]
        give_table(("label", "means"), labels)
        give_table(("relationship", "from", "to", "says"), _relations())


def _nearest(word: str) -> str:
    """The names that were meant, whatever their case and number, or the labels."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in (*NODES, *RELATIONS)}
    exact = [names[form] for form in (word.lower(), word.lower().removesuffix("s")) if form in names]
    near = exact or [names[form] for form in get_close_matches(word.lower(), names)]
    if near:
        return f"did you mean {' or '.join(dict.fromkeys(near))}?"
    return f"labels: {', '.join(NODES)}; `graph-kb schema` shows the relationship types too"


def _relations() -> list[dict[str, str]]:
    return [
        {
            "relationship": one.type,
            "from": ", ".join(dict.fromkeys(start for start, _ in one.ends)),
            "to": ", ".join(dict.fromkeys(end for _, end in one.ends)),
            "says": one.phrase,
        }
        for relations in RELATIONS.values()
        for one in relations
    ]
