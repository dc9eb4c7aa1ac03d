"""Every snippet does what is expected, or what is known of the engine.

A snippet that `differences.yaml` does not list must pass. One that it lists must still fail, and in the same way:
so the list can only shrink, and an engine that got better, or worse, is noticed. What a listed one says to write
instead gives its rows.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from .snippets import load_differences, load_snippets

SNIPPETS = load_snippets()
DIFFERENCES = load_differences()


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda one: f"{one.clause}-{one.name}")
def test_snippet(snippet, runner, engine_driver):
    known = DIFFERENCES[engine_driver[0]].get(snippet.name)
    result = runner.run(snippet)
    listed = known.does if known else "nothing is known against it"
    assert result.fits(known), f"{result.outcome} {result.code or ''}: {result.found!r}; listed: {listed}"
    if known and known.instead:
        result = runner.run(replace(snippet, statement=known.instead))
        assert result.fits(None), f"instead: {result.outcome} {result.code or ''}: {result.found!r}"
