"""Coroutines run from tests."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(asked):
    """What a coroutine function gives, in a thread: tests of the browser leave a running loop in that of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asked())).result()
