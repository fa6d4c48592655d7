"""The files that pages load: one of styles and one script, each named by its content."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from site_gen import program


@cache
def stylesheet() -> tuple[str, bytes]:
    """Return the name, which changes with the content, and the content of the one file of styles at the site's root."""
    written = (program.templates() / "site.css").read_text(encoding="utf-8")
    content = _compact(written).encode()
    return f"site.{hashlib.sha256(content).hexdigest()[:12]}.css", content


@cache
def script() -> tuple[str, bytes]:
    """Return the name, which changes with the content, and the content of the one script; two pages offer it."""
    content = (program.templates() / "site.js").read_bytes()
    return f"site.{hashlib.sha256(content).hexdigest()[:12]}.js", content


def _compact(css: str) -> str:
    """Leave out what only its authors read; our styles hold no string in which white space or a comment matters."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", r"\1", css).replace(";}", "}").strip()


def inline_styles() -> str:
    """Return the styles as they may stand within a page that needs no other file."""
    return stylesheet()[1].decode().replace("</", "<\\/")
