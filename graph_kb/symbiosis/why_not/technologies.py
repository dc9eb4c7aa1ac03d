"""Technologies as processes that nobody runs: each beside the source, at a site of its own without any permit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graph_kb.symbiosis.arrays import INPUT_ROLES, OUTPUT_ROLES, STATUSES, Arrays
from graph_kb.symbiosis.why_not.wide import Wide


@dataclass(frozen=True)
class Flow:
    """What a technology takes or makes per unit of activity; None is unknown."""

    resource: str
    role: str
    amount: float | None = None
    temperature_min_c: float | None = None
    temperature_max_c: float | None = None
    status: str | None = None


@dataclass(frozen=True)
class Technology:
    """A recipe that may be run by somebody.

    Attributes:
        id: Id of the technology.
        takes: Its inputs.
        makes: Its outputs.
    """

    id: str
    takes: tuple[Flow, ...]
    makes: tuple[Flow, ...]


def with_technologies(graph: Wide, technologies: Sequence[Technology], source: int) -> Wide:
    """A graph with technologies as processes that take no part, at a site beside the source."""
    places = {name: row for row, name in enumerate(graph.names.resources)}
    known = [one for one in technologies if all(flow.resource in places for flow in (*one.takes, *one.makes))]
    known = [one for one in known if one.takes and one.makes and one.id not in set(graph.names.processes)]
    if not known:
        return graph
    first = len(graph.names.processes)
    arrays = _with_site(graph.arrays, int(graph.arrays.st_site[source]))
    arrays = _with_ports(_with_processes(arrays, known), known, places, first)
    names = replace(
        graph.names,
        sites=[*graph.names.sites, "a new plant"],
        processes=[*graph.names.processes, *(one.id for one in known)],
    )
    marks = {first + at: "technology" for at in range(len(known))}
    return Wide(arrays, names, replace(graph.out, processes={**graph.out.processes, **marks}))


def _with_site(a: Arrays, beside: int) -> Arrays:
    return replace(
        a,
        site_lat=np.append(a.site_lat, a.site_lat[beside]),
        site_lon=np.append(a.site_lon, a.site_lon[beside]),
        site_exact=np.append(a.site_exact, a.site_exact[beside]).astype(np.int8),
        site_holds=np.append(a.site_holds, 0).astype(np.int8),
        pm_ptr=np.append(a.pm_ptr, a.pm_ptr[-1]).astype(np.int32),
    )


def _with_processes(a: Arrays, known: Sequence[Technology]) -> Arrays:
    """Rows without limits, running load and costs; `a` has their site already, as its last one."""
    count = len(known)
    said = {"pr_site": a.site_lat.shape[0] - 1, "pr_planned": 1, "pr_capacity": np.nan, "pr_operation": -1}
    made: dict[str, Any] = {}
    for name in Arrays.names():
        array = getattr(a, name)
        if name == "pr_capacity":
            made[name] = np.concatenate([array, np.full((count, 12), np.nan)])
        elif name.startswith("pr_") and not name.endswith("_ptr"):
            made[name] = np.append(array, [said.get(name, 0)] * count).astype(array.dtype)
    takes, makes = (np.cumsum([len(getattr(one, side)) for one in known]) for side in ("takes", "makes"))
    made["pr_port_ptr"] = np.append(a.pr_port_ptr, a.pr_port_ptr[-1] + takes).astype(np.int32)
    made["pr_out_ptr"] = np.append(a.pr_out_ptr, a.pr_out_ptr[-1] + makes).astype(np.int32)
    return replace(a, **made)


def _with_ports(a: Arrays, known: Sequence[Technology], places: dict[str, int], first: int) -> Arrays:
    takes = [(first + at, flow) for at, one in enumerate(known) for flow in one.takes]
    makes = [(first + at, flow) for at, one in enumerate(known) for flow in one.makes]
    site = a.site_lat.shape[0] - 1
    said: dict[str, Any] = {
        "pt_proc": [process for process, _ in takes],
        "pt_role": [INPUT_ROLES.index(flow.role) for _, flow in takes],
        "ot_proc": [process for process, _ in makes],
        "ot_role": [OUTPUT_ROLES.index(flow.role) for _, flow in makes],
        "rc_res": [places[flow.resource] for _, flow in takes],
        "rc_temp_low": [_number(flow.temperature_min_c) for _, flow in takes],
        "rc_temp_high": [_number(flow.temperature_max_c) for _, flow in takes],
        "st_res": [places[flow.resource] for _, flow in makes],
        "st_status": [STATUSES.index(flow.status) if flow.status in STATUSES else -1 for _, flow in makes],
        "st_temp_low": [_number(flow.temperature_min_c) for _, flow in makes],
        "st_temp_high": [_number(flow.temperature_max_c) for _, flow in makes],
    }
    said |= {"rc_moisture": [np.nan] * len(takes), "st_moisture": [np.nan] * len(makes)}
    said |= {"rc_site": [site] * len(takes), "st_site": [site] * len(makes)}
    made = {name: _longer(name, getattr(a, name), said, len(takes), len(makes)) for name in _PORTS}
    for side, flows in (("pt", takes), ("ot", makes)):
        amounts = np.array([[_number(flow.amount) for _, flow in flows]] * 3)
        made[f"{side}_amount"] = np.concatenate([getattr(a, f"{side}_amount"), amounts], axis=1)
    return replace(a, **made)


_PORTS = [
    "pt_proc",
    "pt_role",
    "ot_proc",
    "ot_role",
    "st_res",
    "st_site",
    "st_status",
    "st_temp_low",
    "st_temp_high",
    "st_moisture",
    "st_hazard",
    "st_assumed",
    "st_code_ptr",
    "st_sub_ptr",
    "rc_res",
    "rc_site",
    "rc_temp_low",
    "rc_temp_high",
    "rc_moisture",
    "rc_accepts",
    "rc_complete",
    "rc_assumed",
    "rc_sub_ptr",
]


def _longer(name: str, array: Any, said: dict[str, Any], takes: int, makes: int) -> Any:
    """An array with the ports or outputs of technologies; what is not said of them is 0, offsets go on."""
    count = takes if name.startswith(("pt_", "rc_")) else makes
    value = array[-1] if name.endswith("_ptr") else 0
    return np.append(array, said.get(name, [value] * count)).astype(array.dtype)


def _number(value: float | None) -> float:
    return np.nan if value is None else value
