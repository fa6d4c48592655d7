"""A page on paper: the same words as a tagged PDF, with what it is on the foot of every sheet; knows WeasyPrint."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from site_gen.errors import OutputError

if TYPE_CHECKING:
    from types import ModuleType

VARIANT = "pdf/ua-1"
"""ISO 14289-1: tagged, with a title and a language, so that a screen reader can read it."""

_STYLES = re.compile(r'<link rel="stylesheet"[^>]*>')
_SHEETS = """
@page {{ size: A4; margin: 20mm 18mm 24mm;
  @bottom-left {{ content: "{foot}"; font: 7.5pt/1.4 sans-serif; width: 85%; white-space: pre-line }}
  @bottom-right {{ content: counter(page) " / " counter(pages); font: 7.5pt/1.4 sans-serif }} }}
"""


def print_sheets(page: str, address: str | None, styles: bytes, foot: str) -> bytes:
    """Return a page as PDF; `address` is where it is published, for its links to lead there from paper too.

    Nothing is fetched: the one file of styles is given. Raises OutputError where WeasyPrint or a library of the system
    that it needs is missing.
    """
    weasyprint = load_weasyprint()
    sheets = [weasyprint.CSS(string=css) for css in (styles.decode(), _SHEETS.format(foot=_css_string(foot)))]
    html = weasyprint.HTML(string=_STYLES.sub("", page), base_url=address, url_fetcher=_fetcher(), media_type="print")
    printed: bytes = html.write_pdf(stylesheets=sheets, pdf_variant=VARIANT)
    return printed


def load_weasyprint() -> ModuleType:
    """Import it, or say what is missing and how to get it.

    Raises OutputError where the libraries that it needs cannot be loaded.
    """
    try:
        import weasyprint  # noqa: PLC0415  half a second that nobody pays who prints nothing
    except OSError as error:
        packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        reason = str(error).splitlines()[0]
        raise OutputError(
            f"--pdf needs Pango, which cannot be loaded: {reason}. Debian has it as {packages}"
        ) from error
    return cast("ModuleType", weasyprint)


@cache
def _fetcher() -> object:
    """Return what fetches nothing but what a page holds in itself."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  as above

    return URLFetcher(allowed_protocols=("data",))


def _css_string(words: str) -> str:
    """Write words as they may stand between quotation marks in a style sheet."""
    return "".join(c if c.isalnum() or c in " .,:()-" else f"\\{ord(c):06x}" for c in words)
