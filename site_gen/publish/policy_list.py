"""The list of policies for machines: from it a later build, or anybody's program, finds every manifest."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.canonical import canonical
from site_gen.publish.views.index import IndexRow


def policies_bytes(base_url: str, rows: Sequence[IndexRow]) -> bytes:
    """Return the bytes of `/policies.json`; its schema is `schemas/policies.v1.schema.json`."""
    top = f"{base_url.rstrip('/')}/" if base_url else ""
    return canonical(
        {
            "policies_version": 1,
            "policies": [
                {
                    "slug": row.policy.slug,
                    "title": row.policy.title,
                    "language": row.policy.language,
                    "url": f"{top}{row.policy.slug}/",
                    "manifest_url": f"{top}{row.policy.slug}/manifest.json",
                    "ended_on": str(row.withdrawn_on) if row.withdrawn_on else None,
                }
                for row in rows
            ],
        }
    )
