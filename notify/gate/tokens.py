"""Short-lived tokens that say which account asks: JSON Web Tokens (RFC 7519) that hold an opaque id and little else.

A token has `sub`, the account; `aud`, which is `policy-gate`; `iat` and `exp`, an hour apart at most. It may say what
the account saw when it signed up: `signed_up`, a day, or `seen`, a version for each policy. Whatever else it holds
could be about a person, and is refused.
"""

from __future__ import annotations

import base64
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.utils import base64url_decode

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
        for key in self.keys:
            try:
                body = _decode(token, key)
                _refuse_doubles(token)
                return _claim(body, now)
            except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
                continue
            except jwt.InvalidAudienceError:
                raise TokenRefused(f"the token is for somebody else: aud must be {AUDIENCE}") from None
            except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
                raise TokenRefused("the token cannot be read: it must have sub, aud, iat and exp") from None
        raise TokenRefused("the token is not signed with a key of the gate")


def _decode(token: str, key: Key) -> dict[str, Any]:
    # The kind of key says which algorithm counts, never the token. Its times are judged below, by the clock passed in.
    return jwt.decode(
        token,
        key,
        algorithms=["HS256" if isinstance(key, bytes) else "EdDSA"],
        audience=AUDIENCE,
        options={"require": ["sub", "iat", "exp"], "verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )


def _refuse_doubles(token: str) -> None:
    """Raise ValueError where a name stands twice: another reader might go by the other value."""
    header, payload, _ = token.split(".")
    _read_header(header)
    read_once(base64url_decode(payload))


@lru_cache(maxsize=64)
def _read_header(header: str) -> None:
    """Read a header, which all tokens of a product share."""
    read_once(base64url_decode(header))


def _claim(body: dict[str, Any], now: datetime) -> Claim:
    if beyond := sorted(set(body) - CLAIMS):
        raise TokenRefused(f"the token holds more than the gate may know: leave out {', '.join(beyond)[:80]}")
    account, moment = body["sub"], now.timestamp()
    if not (account and len(account) <= LONGEST_ACCOUNT and account.isprintable()):
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
