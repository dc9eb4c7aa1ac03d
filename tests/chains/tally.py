"""Counts of tests that run in blocks, perhaps several at once: the block that ends last has all of them."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Tally:
    """A folder that all processes of a run share, with a file for each block that has ended."""

    folder: Path

    @classmethod
    def of(cls, factory: pytest.TempPathFactory, name: str) -> Tally:
        """Workers of pytest-xdist have folders of their own within that of the run."""
        base = factory.getbasetemp()
        folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
        folder.mkdir(exist_ok=True)
        return cls(folder)

    def add(self, block: str, counts: Counter[str], blocks: int) -> Counter[str] | None:
        """Counts of all blocks when this is the last of them; None before. Two that end together both see all."""
        path = self.folder / f"{block}.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(counts), encoding="utf-8")
        part.replace(path)
        files = list(self.folder.glob("*.json"))
        if len(files) < blocks:
            return None
        return sum((Counter(json.loads(one.read_text(encoding="utf-8"))) for one in files), Counter[str]())
