"""The file of upcoming changes, as a product reads it, and a page of a product with the banner in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

LEGAL = "https://legal.example"
FALLBACK = '<a href="https://legal.example/privacy/">Privacy policy</a>'
LOG = "window.told = []; addEventListener('policy-banner', (event) => told.push(event.detail))"
"""The product's own script."""


def product_page(sources: Iterable[str], attributes: str = "", lang: str = "en") -> str:
    """Return a page of a product, which loads the banner and listens to it."""
    element = f'<policy-banner src="{" ".join(sources)}" {attributes}>{FALLBACK}</policy-banner>'
    return (
        f'<!doctype html><html lang="{lang}"><title>Shop</title><main><h1>Shop</h1>{element}</main>'
        '<script type="module" src="/policy-banner.js"></script><script src="/log.js"></script></html>'
    )


def upcoming(slug: str = "privacy", show_as: str = "notice", effective_on: str = "2999-01-15", **words: str) -> Any:
    """Return a file with one change, which is shown from 2020 on."""
    english = {
        "title": slug.title(), "summary_html": "", "summary_text": "We share less.", "what_you_can_do_html": "",
        "what_you_can_do_text": "", "url": f"{LEGAL}/{slug}/2026-12-01/", "changes_url": "2026-12-01/changes/",
    }  # fmt: skip
    german = english | {"title": "Datenschutz", "summary_text": "Weniger.", "text_sha256": "d" * 64}
    change = {
        "effective_on": effective_on, "base_id": "2020-01-01", "target_id": "2026-12-01", "version_ids": ["2026-12-01"],
        "class": "material", "consent": show_as == "question", "show_as": show_as, "show_from": "2020-01-01",
        "show_until": "2999-02-14", "text_sha256": "a" * 64, "chain_sha256": "b" * 64,
        "languages": {"en": english | words, "de": german},
    }  # fmt: skip
    return {
        "upcoming_version": 1, "time_zone": "Europe/Berlin", "manifest_url": "", "in_force_id": "2020-01-01",
        "policy": {"slug": slug, "title": slug.title(), "language": "en", "url": "", "controller": ""},
        "changes": [change],
    }  # fmt: skip
