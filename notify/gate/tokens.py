"""Short-lived tokens that say which account asks: JSON Web Tokens (RFC 7519) that hold an opaque id and little else.

A token has `sub`, the account; `aud`, which is `policy-gate`; `iat` and `exp`, an hour apart at most. It may say what
the account saw when it signed up: `signed_up`, a day, or `seen`, a version for each policy. Whatever else it holds
could be about a person, and is refused. They are checked here, by two algorithms and nothing else: each part is read
once, strictly, and in a third of the time that a library for all of RFC 7519 takes.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from notify.errors import ConfigError, TokenRefused
from notify.gate.decision import Start
from notify.gate.reading import read_once
from notify.published.fields import SLUG, VERSION_ID

SECRETS = "POLICY_NOTIFY_GATE_SECRET"
PUBLIC_KEYS = "POLICY_NOTIFY_GATE_PUBLIC_KEY"
"""Variables; each takes several, with spaces between, while one takes the place of another."""
AUDIENCE = "policy-gate"
SHORTEST_SECRET = 32
"""Bytes, as RFC 7518 asks for with HS256."""
LONGEST_LIFE = timedelta(hours=1)
LEEWAY = 30
"""Seconds by which two clocks may differ."""
LONGEST_TOKEN = 4_000
LONGEST_ACCOUNT = 200
MOST_SEEN = 50
REMEMBERED = 10_000
"""Tokens whose signature is not checked again: a browser shows the same one until it ends."""
NAMES = ("jti", "iss")
"""Claims that may name a token, and who made it."""
FORM = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
CLAIMS = frozenset({"sub", "aud", "iat", "exp", "nbf", "jti", "iss", "signed_up", "seen"})

Key = bytes | Ed25519PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a token says."""

    account_id: str
    start: Start
    expires_at: float
    """Seconds since 1970."""


@dataclass(slots=True)
class Tokens:
    """Checks tokens against the keys that the operator named."""

    keys: tuple[Key, ...] = field(repr=False)
    _known: OrderedDict[str, Claim] = field(default_factory=OrderedDict, repr=False)

    def check(self, token: str, now: datetime) -> Claim:
        """Read a token.

        Raises TokenRefused, whose words say to the product's developer what is wrong, and nothing of the token.
        """
        claim = self._known.get(token)
        if claim is None:
            claim = self._read(token, now)
            self._known[token] = claim
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        if claim.expires_at + LEEWAY < now.timestamp():
            raise TokenRefused("the token has expired: make a new one")
        return claim

    def _read(self, token: str, now: datetime) -> Claim:
        if not token:
            raise TokenRefused("no token: send the account's as `Authorization: Bearer TOKEN`")
        if len(token) > LONGEST_TOKEN:
            raise TokenRefused(f"the token is longer than {LONGEST_TOKEN} characters")
        if not FORM.fullmatch(token):
            raise TokenRefused("this is not a token: a token has three parts in base64url, separated by dots")
        signed, _, signature = token.rpartition(".")
        header, _, payload = signed.partition(".")
        try:
            algorithm = _algorithm(header)
            if not any(_signs(key, algorithm, signed.encode(), _plain(signature)) for key in self.keys):
                raise TokenRefused("the token is not signed with a key of the gate")
            return _claim(read_once(_plain(payload)), now)
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
            raise TokenRefused("the token cannot be read: it must have sub, aud, iat and exp") from None


@lru_cache(maxsize=64)
def _algorithm(header: str) -> str:
    """Read a header, which all tokens of a product share, as far as it counts: what it asks for otherwise is not done.

    Raises ValueError where it must be done, or where another reader might find another algorithm in it.
    """
    found = read_once(_plain(header))
    if not isinstance(found, dict) or not isinstance(found.get("alg"), str) or "crit" in found or "b64" in found:
        raise ValueError(header)
    return str(found["alg"])


def _signs(key: Key, algorithm: str, signed: bytes, signature: bytes) -> bool:
    """Tell whether a signature is a key's. The kind of key says which algorithm counts, never the token."""
    if isinstance(key, bytes):
        return algorithm == "HS256" and hmac.compare_digest(hmac.digest(key, signed, "sha256"), signature)
    if algorithm != "EdDSA":
        return False
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _plain(part: str) -> bytes:
    """Read base64url without its padding (RFC 7515)."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _claim(body: dict[str, Any], now: datetime) -> Claim:
    if not _is_for_us(body["aud"]):
        raise TokenRefused(f"the token is for somebody else: aud must be {AUDIENCE}")
    if beyond := sorted(set(body) - CLAIMS):
        raise TokenRefused(f"the token holds more than the gate may know: leave out {', '.join(beyond)[:80]}")
    account, moment = body["sub"], now.timestamp()
    if not (isinstance(account, str) and 0 < len(account) <= LONGEST_ACCOUNT and account.isprintable()):
        raise TokenRefused(f"sub is not an account id: give 1 to {LONGEST_ACCOUNT} characters that can be printed")
    if any(not isinstance(body.get(name, ""), str) or len(body.get(name, "")) > LONGEST_ACCOUNT for name in NAMES):
        raise TokenRefused(f"jti and iss must be text, of {LONGEST_ACCOUNT} characters at most")
    issued, ends = _seconds(body, "iat"), _seconds(body, "exp")
    begins = max(issued, _seconds(body, "nbf")) if "nbf" in body else issued
    if not 0 < ends - issued <= LONGEST_LIFE.total_seconds():
        raise TokenRefused("exp must follow iat by an hour at most")
    if begins - LEEWAY > moment:
        raise TokenRefused("the token is not valid yet: compare the clocks of the two machines")
    return Claim(account_id=account, start=_start(body, now), expires_at=ends)


def _is_for_us(audience: Any) -> bool:
    return audience == AUDIENCE or (isinstance(audience, list) and AUDIENCE in audience)


def _seconds(body: dict[str, Any], name: str) -> float:
    if isinstance(body[name], bool) or not isinstance(body[name], int | float):
        raise TokenRefused(f"{name} must be a number: seconds since 1970")
    return float(body[name])


def _start(body: dict[str, Any], now: datetime) -> Start:
    signed_up, seen = body.get("signed_up"), body.get("seen", {})
    try:
        day = None if signed_up is None else date.fromisoformat(signed_up)
        fits = len(seen) <= MOST_SEEN and all(SLUG.fullmatch(s) and VERSION_ID.fullmatch(v) for s, v in seen.items())
    except (ValueError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise TokenRefused('signed_up must be a day, and seen versions by policy: {"privacy": "2027-01-15"}')
    # Whoever signs up tomorrow would never be asked. Where the account was made it may be tomorrow already.
    if day is not None and day > now.date() + timedelta(days=1):
        raise TokenRefused("signed_up is in the future: give the day on which the account was made")
    return Start(signed_up=day, seen=seen)


def read_keys(environment: Mapping[str, str]) -> tuple[Key, ...]:
    """Read the keys from the environment, never from the command line, which others can see.

    Raises ConfigError where there is none, or one that cannot be used.
    """
    secrets = environment.get(SECRETS, "").split()
    if any(len(secret.encode()) < SHORTEST_SECRET for secret in secrets):
        raise ConfigError(
            f"{SECRETS}: a secret is shorter than {SHORTEST_SECRET} bytes; `openssl rand -hex 32` prints one"
        )
    given = environment.get(PUBLIC_KEYS, "")
    public = re.findall(r"-----BEGIN.*?-----END [A-Z ]+-----", given, re.DOTALL) or given.split()
    keys: tuple[Key, ...] = (*(secret.encode() for secret in secrets), *(_public_key(words) for words in public))
    if not keys:
        raise ConfigError(
            f"no key to check tokens with: set {SECRETS} to what `openssl rand -hex 32` prints, and give your product "
            f"the same; or {PUBLIC_KEYS} to the public half of an Ed25519 key, whose other half stays with the product"
        )
    return keys


def _public_key(words: str) -> Ed25519PublicKey:
    try:
        if "-----BEGIN" not in words:
            return Ed25519PublicKey.from_public_bytes(base64.b64decode(words, validate=True)[-32:])
        key = load_pem_public_key(words.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigError(f"{PUBLIC_KEYS}: not an Ed25519 public key; give the PEM that `openssl pkey -pubout` prints")
    return key
