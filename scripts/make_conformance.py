"""Write the page about engines from the conformance suite: how much Cypher each runs, and what to write instead.

python scripts/make_conformance.py           write docs/reference/engines.md
python scripts/make_conformance.py --check   exit 1 when the page is not current
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from conformance.snippets import (  # noqa: E402
    Difference,
    Snippet,
    load_differences,
    load_snippets,
    load_titles,
)

PAGE = ROOT / "docs" / "reference" / "engines.md"
TITLES = {
    "embedded": f"Embedded (ArcadeDB {version('arcadedb-embedded')})",
    "neo4j-5.26.31": "Neo4j 5.26.31 Community",
    "neo4j-2026.05.0": "Neo4j 2026.05.0 Community",
}
INTRODUCTION = """\
<!-- Written by scripts/make_conformance.py; do not edit. -->

What of Cypher runs on which engine, found by running it: each of {snippets} small statements of `tests/conformance`
has an answer that was worked out by hand, and runs on every engine. The tests hold this page: a statement that is
not listed below must pass, and one that is listed must still differ. Advice that is Cypher is run as well.
"""
SILENT = "Answers otherwise and gives no error. Look at these first."
REFUSED = "Refuses, or refuses with another code."


def main(arguments: list[str]) -> int:
    """Write or check the page. Returns the exit code."""
    text = "\n".join(page()) + "\n"
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/reference/engines.md is not current: run scripts/make_conformance.py")
    return 1


def page() -> Iterator[str]:
    """Lines of the page."""
    snippets, known = load_snippets(), load_differences()
    yield f"# Engines\n\n{INTRODUCTION.format(snippets=len(snippets))}"
    yield from _counts(snippets, known)
    for engine, title in TITLES.items():
        yield f"\n## {title}"
        told = [(one, known[engine][one.name]) for one in snippets if one.name in known[engine]]
        yield from _differences(SILENT, [each for each in told if each[1].outcome in ("other rows", "no answer")])
        yield from _differences(REFUSED, [each for each in told if each[1].outcome in ("refused", "setup refused")])


def _counts(snippets: list[Snippet], known: dict[str, dict[str, Difference]]) -> Iterator[str]:
    """How many statements of each clause pass, by engine."""
    yield _row("clause", "statements", *TITLES.values())
    yield _row("---", *["---:"] * (len(TITLES) + 1))
    all_, passing = Counter(one.clause for one in snippets), Counter[tuple[str, str]]()
    for one in snippets:
        passing.update((one.clause, engine) for engine in TITLES if one.name not in known[engine])
    for clause, title in load_titles().items():
        yield _row(title, all_[clause], *(passing[clause, engine] for engine in TITLES))
    totals = (sum(passing[clause, engine] for clause in all_) for engine in TITLES)
    yield _row("**all**", f"**{len(snippets)}**", *(f"**{total}**" for total in totals))


def _differences(heading: str, told: list[tuple[Snippet, Difference]]) -> Iterator[str]:
    if not told:
        return
    yield f"\n{heading}\n"
    yield _row("statement", "needed for", "what happens", "write instead")
    yield _row(*["---"] * 4)
    for snippet, one in told:
        yield _row(f"{snippet.clause}: {snippet.name.replace('_', ' ')}", snippet.needs, one.does, one.write)


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
