"""Arrays and names in a folder of files: written aside and renamed, checked when opened, mapped into memory."""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from graph_kb.symbiosis.arrays import Arrays, Names

FORMAT = 1
"""Raised whenever the arrays of the same graph come out otherwise; those of another format are made anew."""

CONTENTS = "contents.json"
"""Format, key and checksum of every file; written last."""

ASIDE = "aside-"
KEPT = 2
_BLOCK = 1 << 24


def save(folder: Path, key: Mapping[str, Any], arrays: Arrays, names: Names) -> None:
    """Write a folder; it is there as a whole or not at all. Only the holder of the lock of the shelf may.

    Args:
        folder: Where it goes; what is there gives way.
        key: What it was made from.
        arrays: The arrays.
        names: The ids.
    """
    aside = folder.with_name(ASIDE + folder.name)
    remove(aside)
    aside.mkdir(parents=True)
    for name in Arrays.names():
        np.save(aside / f"{name}.npy", getattr(arrays, name), allow_pickle=False)
    for name, ids in asdict(names).items():
        (aside / f"{name}.json").write_text(json.dumps(ids), encoding="utf-8")
    sums = {name: _sum(aside / name) for name in _files()}
    contents = {"format": FORMAT, "key": dict(key), "sums": sums}
    (aside / CONTENTS).write_text(json.dumps(contents), encoding="utf-8")
    remove(folder)
    aside.rename(folder)


def is_whole(folder: Path, key: Mapping[str, Any]) -> bool:
    """Whether a folder holds what was made from a key, of our format, each file as it was written."""
    try:
        contents = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        if contents["format"] != FORMAT or contents["key"] != dict(key) or set(contents["sums"]) != set(_files()):
            return False
        return all(_sum(folder / name) == [*found] for name, found in contents["sums"].items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def load_arrays(folder: Path) -> Arrays:
    """The arrays, mapped into memory: what is not looked at is not read, what is written stays in memory."""
    files = {name: folder / f"{name}.npy" for name in Arrays.names()}
    return Arrays(**{name: np.load(file, mmap_mode="c", allow_pickle=False) for name, file in files.items()})


def load_names(folder: Path) -> Names:
    """The ids."""
    return Names(**{one.name: json.loads((folder / f"{one.name}.json").read_bytes()) for one in fields(Names)})


def tidy(shelf: Path, current: Path) -> None:
    """Keep the folders used last, the current one among them, and nothing half written."""
    found = sorted(_folders(shelf), key=lambda folder: folder.stat().st_mtime, reverse=True)
    others = [folder for folder in found if folder != current and not folder.name.startswith(ASIDE)]
    for folder in (*others[KEPT - 1 :], *(folder for folder in found if folder.name.startswith(ASIDE))):
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder, if it is there.

    Renamed first: another process finds it as a whole or not at all. Where one has it open and the system therefore
    refuses (Windows), it stays until the next time.
    """
    gone = folder.with_name(f"{ASIDE}{os.getpid()}-gone")
    shutil.rmtree(gone, ignore_errors=True)
    try:
        folder.rename(gone)
    except OSError:
        return
    shutil.rmtree(gone, ignore_errors=True)


def _files() -> list[str]:
    return [*(f"{name}.npy" for name in Arrays.names()), *(f"{one.name}.json" for one in fields(Names))]


def _folders(shelf: Path) -> Iterator[Path]:
    return (path for path in shelf.iterdir() if path.is_dir())


def _sum(file: Path) -> list[int]:
    """Length and checksum of a file."""
    total, length = 0, 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            total, length = zlib.crc32(block, total), length + len(block)
    return [length, total]
