"""A made region for benchmarks of the chain engine: towns, technologies, processes, offers and needs.

Resources are drawn by power laws, as in real registers: at 10,000 processes the largest hub has about 1,000 users and
4,000 offers, most resources have none or a few. What a technology makes is worth 0.9 to 1.4 times what it takes.
Smaller regions have fewer resources and technologies, one for 2 and one for 33 processes.
Everything is known, so that every search is strict.
"""

from __future__ import annotations

import numpy as np

from graph_kb.symbiosis.arrays import Arrays, Names

MOST_RESOURCES, MOST_TECHNOLOGIES, TOWNS, SUBSTANCES = 5_000, 300, 25, 4
STREAMS_POWER, RECIPES_POWER = 0.93, 0.8
TRIED = 20


def made(seed: int, processes: int, streams: int) -> tuple[Arrays, Names]:
    """Compiled arrays of a made region.

    Args:
        seed: Seed of all chance.
        processes: Number of processes.
        streams: Number of offers and needs together.
    """
    rng = np.random.default_rng(seed)
    offers, needs = streams // 2, streams - streams // 2
    price = np.round(rng.lognormal(4.0, 0.8, min(MOST_RESOURCES, max(20, processes // 2))), 2)
    technologies = _technologies(rng, price, min(MOST_TECHNOLOGIES, max(10, processes // 33)))
    tech = rng.integers(0, len(technologies), processes)
    ports = [port for t in tech for port in technologies[t][0]]
    outputs = [output for t in tech for output in technologies[t][1]]
    pt_proc = np.repeat(np.arange(processes), [len(technologies[t][0]) for t in tech])
    ot_proc = np.repeat(np.arange(processes), [len(technologies[t][1]) for t in tech])
    sites = processes + offers + needs
    lat, lon = _places(rng, sites)
    values = {
        "months": np.array([0] * 4 + [1] * 5 + [0] * 3, np.int8),
        "site_lat": lat,
        "site_lon": lon,
        "site_exact": np.ones(sites, np.int8),
        "site_holds": np.ones(sites, np.int8),
    }
    values |= _resources(rng, price)
    values |= _streams(rng, offers, processes, outputs, ot_proc, price)
    values |= _receivers(rng, offers, needs, processes, ports, pt_proc, price)
    values |= _processes(rng, processes, pt_proc, ot_proc)
    values |= {
        "pm_ptr": np.zeros(sites + 1, np.int32),
        "pm_code": np.zeros(0, np.int32),
        "pm_permit": np.zeros(0, np.int32),
        "pm_operation": np.zeros(0, np.int8),
        "pm_tonnes": np.zeros(0),
        "pm_assumed": np.zeros(0, np.int8),
    }
    return Arrays(**values), _names(len(price), sites, offers, needs, processes)


def _popular(rng: np.random.Generator, count: int, size: int, power: float = STREAMS_POWER) -> np.ndarray:
    """Rows of so many resources by a power law."""
    weight = 1.0 / np.arange(1, count + 1) ** power
    return rng.choice(count, size, p=weight / weight.sum())


def _technologies(rng: np.random.Generator, price: np.ndarray, count: int) -> list:
    """Ports (resource, amount, role) and outputs of each; what comes out weighs less and is worth more or less."""
    found = []
    for _ in range(count):
        inputs = np.unique(_popular(rng, len(price), 1 + rng.integers(0, 4), RECIPES_POWER))
        shares = np.round(rng.dirichlet(np.ones(len(inputs)) * 2.0) + 0.02, 3)
        wanted = rng.uniform(0.9, 1.4) * float(shares @ price[inputs])
        made, yields = min(
            (_products(rng, price, inputs) for _ in range(TRIED)), key=lambda m: abs(m[1] @ price[m[0]] - wanted)
        )
        ports = [(int(r), float(a), int(i > 0)) for i, (r, a) in enumerate(zip(inputs, shares, strict=True))]
        outs = [(int(r), float(b), int(i > 0)) for i, (r, b) in enumerate(zip(made, yields, strict=True))]
        found.append((ports, outs))
    return found


def _products(rng: np.random.Generator, price: np.ndarray, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Resources that a technology may make of its inputs, and how much of each."""
    made = np.setdiff1d(np.unique(_popular(rng, len(price), 1 + rng.integers(0, 4), RECIPES_POWER)), inputs)
    if not len(made):
        made = np.array([(inputs[0] + 7) % len(price)])
    return made, np.round(rng.dirichlet(np.ones(len(made)) * 2.0) * rng.uniform(0.6, 0.98), 3) + 0.001


def _places(rng: np.random.Generator, sites: int) -> tuple[np.ndarray, np.ndarray]:
    """Sites around towns in 200 by 100 km."""
    towns = rng.uniform([60.0, 23.0], [60.9, 26.6], (TOWNS, 2))
    town = rng.integers(0, TOWNS, sites)
    spread = rng.normal(0.0, [0.03, 0.06], (sites, 2))
    return np.round(towns[town, 0] + spread[:, 0], 5), np.round(towns[town, 1] + spread[:, 1], 5)


def _resources(rng: np.random.Generator, price: np.ndarray) -> dict:
    count = len(price)
    none = np.full(count, np.nan)
    return {
        "res_kind": np.zeros(count, np.int8),
        "res_mode": np.zeros(count, np.int8),
        "res_rate": np.round(rng.uniform(0.05, 0.3, count), 3),
        "res_max_leg": np.where(rng.random(count) < 0.3, np.round(rng.uniform(60, 200, count)), np.nan),
        "res_disposal": np.round(rng.uniform(5, 120, count), 1),
        "res_price": price,
        "res_co2e": none,
        "res_tonnes": np.ones(count, np.int8),
        "res_thermal": (rng.random(count) < 0.1).astype(np.int8),
        "fit_ptr": np.arange(count + 1, dtype=np.int32),
        "fit_res": np.arange(count, dtype=np.int32),
        "fit_factor": np.ones(count),
        "fit_substitute": np.zeros(count, np.int8),
        "fit_assumed": np.zeros(count, np.int8),
    }


def _seasons(rng: np.random.Generator, count: int) -> np.ndarray:
    months = np.ones((count, 12), np.int8)
    seasonal = rng.random(count)
    months[seasonal < 0.1, 4:9] = 0
    months[seasonal > 0.95, :4] = 0
    months[seasonal > 0.95, 9:] = 0
    return months


def _streams(rng, offers, processes, outputs, ot_proc, price) -> dict:
    count = offers + len(outputs)
    of_res = _popular(rng, len(price), offers)
    res = np.concatenate([of_res, [o[0] for o in outputs]]).astype(np.int32)
    amount = np.round(rng.lognormal(5.0, 1.6, offers), 1)
    temp = np.round(rng.uniform(20, 95, count), 0)
    return {
        "st_res": res,
        "st_site": np.concatenate([processes + np.arange(offers), ot_proc]).astype(np.int32),
        "st_status": np.zeros(count, np.int8),
        "st_temp_low": temp,
        "st_temp_high": temp,
        "st_moisture": np.full(count, np.nan),
        # One resource in twenty may be blended; streams of the others must keep each limit themselves.
        "st_hazard": (res % 20 > 0).astype(np.int8),
        "st_assumed": np.zeros(count, np.int8),
        "st_code_ptr": np.zeros(count + 1, np.int32),
        "st_code": np.zeros(0, np.int32),
        "st_sub_ptr": np.arange(count + 1, dtype=np.int32),
        "st_sub": (res % SUBSTANCES).astype(np.int32),
        "st_share": np.round(rng.beta(1, 12, count), 3),
        "of_amount": np.stack([amount * 0.8, amount, amount * 1.2]),
        "of_months": _seasons(rng, offers),
        "of_season": np.ones(offers, np.int8),
        "of_price": np.round(price[of_res] * rng.uniform(0.2, 1.0, offers), 2),
        "ot_proc": ot_proc.astype(np.int32),
        "ot_amount": np.repeat(np.array([o[1] for o in outputs])[None, :], 3, axis=0),
        "ot_role": np.array([o[2] for o in outputs], np.int8),
    }


def _receivers(rng, offers, needs, processes, ports, pt_proc, price) -> dict:
    count = needs + len(ports)
    nd_res = _popular(rng, len(price), needs)
    res = np.concatenate([nd_res, [p[0] for p in ports]]).astype(np.int32)
    amount = np.round(rng.lognormal(5.0, 1.6, needs), 1)
    permitted = rng.random(count) < 0.85
    return {
        "rc_res": res,
        "rc_site": np.concatenate([processes + offers + np.arange(needs), pt_proc]).astype(np.int32),
        "rc_temp_low": np.where(rng.random(count) < 0.8, 0.0, 60.0),
        "rc_temp_high": np.full(count, 200.0),
        "rc_moisture": np.full(count, np.nan),
        "rc_accepts": np.where(permitted, 1, 4).astype(np.int8),
        "rc_complete": np.ones(count, np.int8),
        "rc_assumed": np.zeros(count, np.int8),
        "rc_sub_ptr": np.arange(count + 1, dtype=np.int32),
        "rc_sub": (res % SUBSTANCES).astype(np.int32),
        "rc_limit": np.where(rng.random(count) < 0.5, 1.0, np.round(rng.uniform(0.05, 0.4, count), 2)),
        "nd_amount": np.stack([amount * 0.8, amount, amount * 1.2]),
        "nd_months": _seasons(rng, needs),
        "nd_season": np.ones(needs, np.int8),
        "nd_price": np.round(price[nd_res] * rng.uniform(0.6, 1.6, needs), 2),
        "pt_proc": pt_proc.astype(np.int32),
        "pt_amount": np.repeat(np.array([p[1] for p in ports])[None, :], 3, axis=0),
        "pt_role": np.array([p[2] for p in ports], np.int8),
    }


def _processes(rng, processes, pt_proc, ot_proc) -> dict:
    planned = rng.random(processes) < 0.15
    capacity = np.round(rng.lognormal(7.0, 1.3, processes), 0) + 10
    running = np.where(planned, 0.0, np.round(capacity * rng.uniform(0.2, 0.9, processes)))
    return {
        "pr_site": np.arange(processes, dtype=np.int32),
        "pr_planned": planned.astype(np.int8),
        "pr_capacity": np.repeat(capacity[:, None] / 12, 12, axis=1),
        "pr_running": running / 12,
        "pr_min_share": np.where(planned, 0.3, 0.0),
        "pr_fixed": np.where(planned, np.round(capacity * rng.uniform(2, 10, processes)), 0.0),
        "pr_variable": np.round(rng.uniform(2, 30, processes), 1),
        "pr_storage": np.zeros(processes),
        "pr_start_up": np.zeros(processes, np.int8),
        "pr_operation": np.full(processes, -1, np.int8),
        "pr_makes_mass": np.zeros(processes, np.int8),
        "pr_assumed": np.zeros(processes, np.int8),
        "pr_port_ptr": np.searchsorted(pt_proc, np.arange(processes + 1)).astype(np.int32),
        "pr_out_ptr": np.searchsorted(ot_proc, np.arange(processes + 1)).astype(np.int32),
    }


def _names(resources: int, sites: int, offers: int, needs: int, processes: int) -> Names:
    def numbered(name: str, count: int) -> list[str]:
        return [f"{name}:{row:07}" for row in range(count)]

    return Names(
        numbered("facility", sites),
        numbered("resource", resources),
        numbered("offer", offers),
        numbered("need", needs),
        numbered("process", processes),
        numbered("substance", SUBSTANCES),
        [],
        [],
    )
