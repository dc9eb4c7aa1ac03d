"""Count the tests of each tier in the results that `make test REPORTS=folder` leaves: one line a tier.

A tier is a folder of tests on an engine; a test that was skipped is told and never counted as one that passed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

TIERS = ("unit", "chains", "conformance", "engine", "service", "browser", "docs")
Outcomes = dict[tuple[str, str], Counter[str]]


def count(folder: Path) -> Outcomes:
    """Outcomes of the tests by tier and engine.

    Args:
        folder: Holds one JUnit file for each engine, named after it.
    """
    found: Outcomes = {}
    for file in sorted(folder.glob("*.xml"), key=lambda file: file.stem):
        for case in ElementTree.parse(file).iter("testcase"):  # noqa: S314 - written by our own pytest
            found.setdefault((_tier(case), file.stem), Counter())[_outcome(case)] += 1
    return found


def _tier(case: ElementTree.Element) -> str:
    parts = case.get("classname", "").split(".")
    return next((part for part in parts if part in TIERS), "other")


def _outcome(case: ElementTree.Element) -> str:
    kinds = {child.tag for child in case}
    return "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"


def main(folder: str) -> None:
    """Print one line for each tier and engine."""
    for (tier, engine), outcomes in count(Path(folder)).items():
        told = ", ".join(f"{outcomes[kind]} {kind}" for kind in ("passed", "failed", "skipped") if outcomes[kind])
        print(f"{tier:12}{engine:18}{told}")


if __name__ == "__main__":
    main(*sys.argv[1:])
