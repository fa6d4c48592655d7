"""A letter's HTML as a page in a browser: under a policy that lets nothing run, and nothing be fetched."""

from __future__ import annotations

import re

from notify.letter.mime import html_opening
from notify.letter.safe_html import first_fault
from notify.model.notice import Letter

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
OPENING = re.compile(
    r"""\A\s*<!doctype html>\s*<html(?:\s+(?:lang|dir)="[A-Za-z0-9-]*")*\s*>\s*<head>""", re.IGNORECASE
)


def page_of(letter: Letter, opening: str) -> str:
    """Give the whole page with the recipient's own line in it.

    Raises ValueError where the letter is not one that this program wrote.
    """
    html = html_opening(opening).join(letter.html)
    head = OPENING.match(html)
    if head is None:
        raise ValueError("its HTML does not begin as our messages do")
    if fault := first_fault(html):
        raise ValueError(f"its HTML holds {fault}, which none of our messages has")
    return f"{html[: head.end()]}{META}{html[head.end() :]}"
