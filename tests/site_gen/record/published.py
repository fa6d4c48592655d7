"""What is published of a policy, as a build reads it from a site."""

from __future__ import annotations

from datetime import date

from site_gen.model.note import ChangeClass
from site_gen.record.published import PublishedPolicy, PublishedVersion


def published_policy(
    day: date, change_class: ChangeClass, *, text_sha256: str = "b" * 64, words: str = ""
) -> PublishedPolicy:
    """Return a policy of one version, explained by a note that says these words in plain text."""
    version = PublishedVersion(
        version_id=f"{day}",
        published_on=day,
        announced_on=day,
        effective_on=day,
        change_class=change_class,
        commit="a" * 40,
        text_sha256=text_sha256,
        chain_sha256="c" * 64,
        words=words,
    )
    return PublishedPolicy(place="x", slug="privacy", language="en", source_commit="a" * 40, versions=(version,))
