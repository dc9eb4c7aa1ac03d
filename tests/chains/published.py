"""Small worlds after published networks, in literature/*.yaml, with the chains that must be found in them.

A file has `resources`, `offers`, `plants` and `needs` as `Tiny` takes them, `ports` that state more than their amount,
and `cases`: a source, records left out, the whole list of chains expected of each kind, and shortcuts that are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .tiny import Tiny
from .world import World

FOLDER = Path(__file__).parent / "literature"
Outline = tuple[tuple[str, ...], tuple[str, ...], str]
"""Steps of a line, feeders and the need."""


@dataclass(frozen=True)
class Case:
    """A source of a published network and what is expected of it."""

    name: str
    world: World
    certified: set[Outline]
    conditional: set[Outline]
    shortcuts: set[Outline]


def cases() -> list[Case]:
    """Cases of all files."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [_case(f"{path.stem}: {name}", said, case) for name, case in said["cases"].items()]
    return found


def _case(name: str, said: dict[str, Any], case: dict[str, Any]) -> Case:
    tiny = _tiny(said, set(case.get("without", ())))
    world = tiny.world(max_processes=5, different=1.0, k=100)
    world = World(world.nodes, world.links, f"offer:{case['source']}", None, world.question)
    lists = [{_outline(one) for one in case.get(kind, ())} for kind in ("chains", "conditional", "shortcuts")]
    return Case(name, world, *lists)


def _outline(said: dict[str, Any]) -> Outline:
    steps, beside = ([f"process:{one}" for one in said.get(part, ())] for part in ("steps", "beside"))
    return tuple(steps), tuple(sorted(beside)), f"need:{said['need']}"


def _tiny(said: dict[str, Any], without: set[str]) -> Tiny:
    tiny = Tiny()
    for name, more in said.get("resources", {}).items():
        tiny.resource(name, **more)
    for label, add in (("offers", tiny.offer), ("needs", tiny.need)):
        for name, (resource, amount, *more) in said[label].items():
            if name not in without:
                add(name, resource, amount, **(dict(more[0]) if more else {}))
    for name, plant in said["plants"].items():
        if name not in without:
            tiny.plant(name, plant["takes"], plant["makes"], **plant.get("more", {}))
            for side, type_ in (("in", "INPUT_TO"), ("out", "OUTPUTS")):
                for resource, properties in plant.get(side, {}).items():
                    _port(tiny, type_, name, resource).update(properties)
    return tiny


def _port(tiny: Tiny, type_: str, plant: str, resource: str) -> dict[str, Any]:
    ends = {f"process:{plant}", f"resource:{resource}"}
    (found,) = (one["properties"] for one in tiny.edges(type_) if {one["start"], one["end"]} == ends)
    properties: dict[str, Any] = found
    return properties
