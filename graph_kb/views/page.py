"""Self-contained pages: everything inlined, locked by a content security policy, safe for any text.

A page makes no request at all. Data travels as JSON in a block that is never run; scripts and style sheets
are the package's own files, and the policy names the hash of each.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from graph_kb.errors import UsageError

if TYPE_CHECKING:
    from markupsafe import Markup


class Page(Protocol):
    """Something that is shown as a page."""

    def html(self) -> str:
        """The page as text."""

    def policy(self) -> str:
        """Its content security policy."""


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    data: object,
    styles: Sequence[str],
    scripts: Sequence[str],
    asks_service: bool = False,
) -> str:
    """A page of the template with inlined static files.

    Args:
        template: File name in `templates/`.
        context: What the template needs; every string is escaped.
        data: What the scripts need; goes in as JSON.
        styles: File names of style sheets in `static/`.
        scripts: File names of scripts in `static/`, in the order they run.
        asks_service: Whether it may ask the service that shows it.

    Returns:
        The whole page.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("graph_kb.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style_texts, script_texts = [static(name) for name in styles], [static(name) for name in scripts]
    return environment.get_template(template).render(
        context,
        embedded=embedded_json(data),
        policy=policy(style_texts, script_texts, asks_service=asks_service),
        styles=style_texts,
        scripts=script_texts,
    )


def static(name: str) -> Markup:
    """Text of one of the package's own static files, marked as safe to inline."""
    from markupsafe import Markup

    text = resources.files("graph_kb.views").joinpath("static", name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - our own file; the tests hold that it cannot end its element


def embedded_json(data: object) -> Markup:
    """Data as JSON that no HTML parser takes for markup: only ASCII, and no angle bracket or ampersand."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - made safe above


def policy_of(styles: Sequence[str], scripts: Sequence[str], *, asks_service: bool = False) -> str:
    """Content security policy of a page with these static files, as it stands in the page itself."""
    return policy(map(static, styles), map(static, scripts), asks_service=asks_service)


def policy(styles: Iterable[str], scripts: Iterable[str], *, asks_service: bool = False) -> str:
    """Content security policy that lets exactly these style sheets and scripts in, and no request out.

    A page that asks its service may ask that one, and no other.
    """
    own = "'self'" if asks_service else "'none'"
    directives = {
        "default-src": "'none'",
        "script-src": _hashes(scripts),
        "style-src": _hashes(styles),
        "img-src": "data:",
        "connect-src": own,
        "base-uri": "'none'",
        "form-action": own,
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def write(path: Path, html: str) -> Path:
    """Write a page as UTF-8 aside and rename it, so that no reader meets half a page.

    Raises:
        UsageError: The file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        aside.write_text(html, encoding="utf-8", errors="replace", newline="\n")
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        message = f"{path} cannot be written: {error.strerror}"
        raise UsageError(message, hint="give a file in a folder that exists", path=str(path)) from error
    return path


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"
