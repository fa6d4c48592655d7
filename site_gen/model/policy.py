"""A policy and who publishes it, as `policy.toml` says it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Promise(Struct, frozen=True, kw_only=True):
    """What the policy itself says about how changes are announced."""

    lead_days: int
    channel: str


class Review(Struct, frozen=True, kw_only=True):
    """What the organisation asks of its own people."""

    approvals: int = 0
    """People who approve the exact text of a change that account holders are told of."""
    every: str = ""
    """How often a policy is read through although nothing changes, such as `12 months`; empty for never."""
    reviewed_on: date | None = None
    """The last day on which that was done without a change."""


class Witness(Struct, frozen=True, kw_only=True):
    """How readers can tell that a manifest is the organisation's, and how old it is."""

    public_key: str
    """Ed25519, as OpenSSH writes it: `ssh-ed25519 AAAA...`; empty where nothing is signed."""
    tsa_roots: str
    """Repository path of the certificates (PEM) that the time stamp's are traced to; empty where nothing is stamped."""


class Organisation(Struct, frozen=True, kw_only=True):
    """Who publishes, as `policy.toml` says it; every field has a default that a foreign repository can live with."""

    name: str
    postal_address: str
    contact_email: str
    time_zone: str
    base_url: str
    promise: Promise | None


class Policy(Struct, frozen=True, kw_only=True):
    """One policy in one language, as the repository names it."""

    slug: str
    language: str
    path: str
    """Repository path, with forward slashes."""
    formerly: tuple[str, ...] = ()
    """Earlier paths that no commit's move reveals."""
    was_draft: bool = False
    """Whether its text was a draft until policy.toml listed it, however long git holds it."""
