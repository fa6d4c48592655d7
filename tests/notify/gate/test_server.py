"""The gate over the wire: what products and strangers may ask of it, and what it keeps."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any, TypeVar

import jwt
import pytest
import sqlalchemy as sa
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from notify.errors import ConfigError, LedgerError, ManifestError, TokenRefused
from notify.gate.answers import Answers
from notify.gate.decision import Start as Begin
from notify.gate.policies import Policies
from notify.gate.rounds import Rounds
from notify.gate.tokens import AUDIENCE, PUBLIC_KEYS, SECRETS, Tokens, read_keys
from notify.ledger.chain import gate_records
from notify.ledger.chain.gate_records import MOST_ANSWERS
from notify.model.gate import Did, GateRecord
from section11.gate import AsyncGateClient, GateClient, GateError, Start, mint, read_signing_key
from section11.gate import Did as Said
from tests.notify.conftest import Desk, both
from tests.notify.gate.gating import NOON, SECRET, SHOP, Door, gating, token
from tests.notify.published_site import NEWEST, VERSIONS

T = TypeVar("T")
ISSUED = int(NOON.timestamp())
FIT = {"sub": "a1", "aud": AUDIENCE, "iat": ISSUED, "exp": ISSUED + 300}


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a browser's driver may have a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture
def door(desk: Desk) -> Iterator[Door]:
    """Open the gate of a policy whose newest version must be shown."""
    with gating(desk) as opened:
        yield opened


@both
def test_a_notice_is_owed_until_it_is_closed(door: Door) -> None:
    """By this account alone; each thing is kept once, with the text's hash and the time, and cannot be changed."""
    assert door.owed() == [(NEWEST, "notice")]
    assert [door.post(did)[0] for did in ("shown", "shown", "dismissed", "dismissed")] == [200] * 4
    assert (door.owed(), door.owed("a2")) == ([], [(NEWEST, "notice")])
    kept = door.kept()
    assert [(each.did, each.version_id, each.at, each.how) for each in kept] == [
        (Did.SHOWN, NEWEST, NOON, "product:en"), (Did.DISMISSED, NEWEST, NOON, "product:en"),
    ]  # fmt: skip
    assert kept[0].text_sha256 == door.record("shown")["text_sha256"]
    for change in ("UPDATE gate_record SET did = 'agreed'", "DELETE FROM gate_record"):
        with pytest.raises(LedgerError, match="append-only"), door.desk.ledger().write() as tx:
            tx.execute(sa.text(change))


def test_a_record_names_the_language_and_the_text_that_was_read(desk: Desk) -> None:
    """Whoever read the German text agreed to that; another text is none that anybody could have been shown."""
    german, corrected = "d" * 64, "e" * 64
    desk.site.change_class = "material+consent"
    texts = [{"version_id": f"2027-01-0{day}", "text_sha256": text} for day, text in ((2, german), (3, corrected))]
    desk.site.extra["effects"] = [{
        "effective_on": "2027-03-01", "base_id": VERSIONS[-2], "target_id": NEWEST, "version_ids": [NEWEST],
        "class": "material+consent", "changes_url": None, "other_languages": {"de": texts},
    }]  # fmt: skip
    desk.site.write()
    with gating(desk) as door:
        _, found = door.ask("GET", "/v1/owed", {"Authorization": f"Bearer {token()}"})
        own = door.record("agreed")["text_sha256"]
        assert found["owed"][0]["texts"] == {"en": own, "de": corrected}
        for text in (german, corrected, own):
            assert door.post("shown", text_sha256=text)[0] == 200
        assert door.post("agreed", text_sha256=corrected)[0] == 200
        assert door.post("agreed", text_sha256="f" * 64)[0] == 409
        assert [(each.did, each.language, each.text_sha256) for each in door.kept()] == [
            (Did.SHOWN, "de", german), (Did.SHOWN, "de", corrected), (Did.SHOWN, "en", own),
            (Did.AGREED, "de", corrected),
        ]  # fmt: skip
        assert (door.owed(), door.owed("a2")) == ([], [(NEWEST, "question")])


def test_a_question_takes_only_an_answer(desk: Desk) -> None:
    """A refusal is one: it is told to the product from then on, and may be taken back."""
    desk.site.change_class = "material+consent"
    desk.site.write()
    with gating(desk) as door:
        for did in ("shown", "dismissed"):
            door.post(did)
        assert door.owed() == [(NEWEST, "question")]
        for did, answer in (("refused", (None, NEWEST)), ("agreed", (NEWEST, None))):
            door.post(did)
            _, found = door.ask("GET", "/v1/owed", {"Authorization": f"Bearer {token()}"})
            assert (found["owed"], [each["version_id"] for each in found["refused"]]) == (
                [],
                [NEWEST] * (did == "refused"),
            )
            assert [(each["agreed_id"], each["refused_id"]) for each in found["policies"]] == [answer]


def test_whoever_signed_up_later_is_owed_nothing(door: Door) -> None:
    """What they saw at sign-up stands in the token, as a day or as a version."""
    for start in (Start(signed_up=date(2027, 1, 3)), Start(seen={"privacy": NEWEST})):
        assert door.owed(start=start) == []
    assert door.owed(start=Start(signed_up=date(2027, 1, 2))) == [(NEWEST, "notice")]


@pytest.mark.parametrize(
    ("claims", "key", "algorithm"),
    [
        ({}, "another secret, which the gate does not know", "HS256"),
        ({}, SECRET, "HS384"),
        ({}, "", "none"),
        ({"iat": ISSUED - 600, "exp": ISSUED - 300}, SECRET, "HS256"),
        ({"exp": ISSUED + 3601}, SECRET, "HS256"),
        ({"iat": ISSUED + 300, "exp": ISSUED + 400}, SECRET, "HS256"),
        ({"aud": "another service"}, SECRET, "HS256"),
        ({"sub": ""}, SECRET, "HS256"),
        ({"sub": "x" * 201}, SECRET, "HS256"),
        ({"sub": "a\n1"}, SECRET, "HS256"),
        ({"email": "ann@one.example"}, SECRET, "HS256"),
        ({"signed_up": 7}, SECRET, "HS256"),
        ({"signed_up": f"{NOON.date() + timedelta(2)}"}, SECRET, "HS256"),
        ({"seen": {"privacy": 7}}, SECRET, "HS256"),
        ({"seen": ["privacy"]}, SECRET, "HS256"),
        ({"exp": None}, SECRET, "HS256"),
        ({"iat": "soon"}, SECRET, "HS256"),
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_is_ours_fresh_and_says_nothing_else(claims: dict[str, Any], key: str, algorithm: str) -> None:
    """Forged, expired, long-lived, made for others, or with more in it than an account's id: it names nobody."""
    forged = jwt.encode(FIT | claims, key, algorithm=algorithm)
    with pytest.raises(TokenRefused) as refusal:
        Tokens((SECRET.encode(),)).check(forged, NOON)
    assert not re.search(f"x{{9}}|ann@one|{SECRET}", str(refusal.value))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (jwt.encode(FIT | {"aud": "shop"}, SECRET), "aud must be policy-gate"),
        ("x" * 4_001, "longer than 4000 characters"),
        (jwt.encode(FIT | {"signed_up": "2999-01-01"}, SECRET), "signed_up is in the future"),
    ],
)
def test_a_token_that_a_developer_got_wrong_says_how(made: str, words: str) -> None:
    """Each with its own words: whoever reads them has the token before them."""
    with pytest.raises(TokenRefused, match=words):
        Tokens((SECRET.encode(),)).check(made, NOON)


def test_a_token_that_was_let_in_is_not_for_ever() -> None:
    """It is remembered, and refused once it has expired: whoever replays it later is too late."""
    tokens, made = Tokens((SECRET.encode(),)), token()
    for minutes in (0, 5):
        assert tokens.check(made, NOON + timedelta(minutes=minutes)).account_id == "a1"
    with pytest.raises(TokenRefused, match="expired"):
        tokens.check(made, NOON + timedelta(minutes=6))


@pytest.mark.parametrize("environment", [{}, {SECRETS: "short"}, {PUBLIC_KEYS: "abc"}, {PUBLIC_KEYS: "-----BEGIN"}])
def test_keys_that_protect_nothing_are_refused(environment: dict[str, str]) -> None:
    """Before anything is served, with the variable and the command that makes a good one."""
    with pytest.raises(ConfigError, match="openssl"):
        read_keys(environment)


def test_a_mind_may_be_changed_back(door: Door) -> None:
    """Also where another version was answered about between: what takes the place of an answer is always kept."""
    for version_id, did in ((NEWEST, "agreed"), (VERSIONS[1], "refused"), (NEWEST, "agreed"), (NEWEST, "agreed")):
        assert door.post(did, version_id=version_id)[0] == 200
    assert [(each.version_id, each.did) for each in door.kept()] == [
        (NEWEST, Did.AGREED), (VERSIONS[1], Did.REFUSED), (NEWEST, Did.AGREED),
    ]  # fmt: skip


def test_without_a_token_nobody_is_let_in(door: Door) -> None:
    """Nor with one that is none, or in the place of a password; nothing is kept of what they say."""
    body = json.dumps({"records": [door.record("agreed")]}).encode()
    for words in ("", "Bearer", f"Basic {token()}", "Bearer a.b.c", f"Bearer {token()}x", "Bearer " + "x" * 9000):
        for method, path in (("GET", "/v1/owed"), ("POST", "/v1/records")):
            assert door.ask(method, path, {"Authorization": words}, body)[0] == 401
    assert door.kept() == []


def test_a_public_key_is_no_secret(desk: Desk) -> None:
    """Tokens signed by the private half count; one that uses the public half as a shared secret does not."""
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with gating(desk, *read_keys({PUBLIC_KEYS: public.decode(), SECRETS: SECRET})) as door:
        for made in (mint("a1", read_signing_key(pem), NOON, timedelta(minutes=5)), token()):
            assert door.ask("GET", "/v1/owed", {"Authorization": f"Bearer {made}"})[0] == 200
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        confused = jwt.encode(FIT, raw, algorithm="HS256")
        assert door.ask("GET", "/v1/owed", {"Authorization": f"Bearer {confused}"})[0] == 401


def test_a_record_is_about_its_own_account_and_what_is_published(door: Door) -> None:
    """Nobody speaks for another account, of a text that is not published, or of another time; all of a post counts."""
    fit, unfit, unpublished = door.record("agreed"), 422, 409
    for wrong, refused in (
        ({"account_id": "a2"}, unfit), ({"did": "seen"}, unfit), ({"did": "read"}, unfit), ({"did": ["agreed"]}, unfit),
        ({"slug": "terms"}, unpublished), ({"version_id": "2027-01-03"}, unpublished), ({"version_id": 7}, unfit),
        ({"text_sha256": "0" * 64}, unpublished), ({"at": "2020-01-01"}, unfit),
    ):  # fmt: skip
        status, _ = door.send(json.dumps({"records": [fit, fit | wrong]}).encode())
        assert status == refused
    for body in (
        json.dumps({"records": [fit], "account_id": "a2"}).encode(),
        b"",
        b"{",
        b"[]",
        b'{"records": {}}',
        b'{"records": []}',
        b"[" * 9000,
        b"\xff",
    ):
        assert door.send(body)[0] == 422
    assert door.kept("a1", "a2") == []
    assert door.owed() == [(NEWEST, "notice")]


def test_bodies_and_changes_of_mind_are_bounded(door: Door) -> None:
    """A large body, a long list and an endless back and forth are refused; what was acknowledged stays."""
    assert door.send(b" " * 20_000)[0] == 413
    assert door.send(json.dumps({"records": [door.record("shown")] * 51}).encode())[0] in {413, 422}
    answers = [door.post(did)[0] for did in ("agreed", "refused") * (MOST_ANSWERS // 2)]
    assert set(answers) == {200}
    assert door.post("agreed")[0] == 429
    assert door.post("refused")[0] == 200  # as the last answer says already
    assert len(door.kept()) == MOST_ANSWERS


def test_only_pages_of_the_product_may_ask(door: Door) -> None:
    """A browser is told so for the origins that the operator named, and for no other."""
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    for origin, allowed in ((SHOP, SHOP), ("https://other.example", None)):
        asked = urllib3.request("OPTIONS", f"{door.url}/v1/records", headers=asks | {"Origin": origin})
        assert asked.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in asked.headers


def test_a_gate_that_could_protect_nothing_is_not_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key, or for pages whose origin no browser sends, it ends at once and makes no ledger."""
    line = ("gate", "serve", "--ledger", desk.url, "--manifest", str(desk.site.manifest), "--port", "0")
    monkeypatch.delenv(SECRETS, raising=False)
    assert SECRETS in desk.run(*line).err
    monkeypatch.setenv(SECRETS, SECRET)
    for origin in ("*", "https://shop.example/", "https://me:hidden@shop.example", "https://Shop.example"):
        refused = desk.run(*line, "--origin", origin)
        assert (refused.code, "--origin" in refused.err, "hidden" in refused.err) == (1, True, False)
    assert not (desk.folder / "book").exists()


def test_policies_are_read_again_while_the_gate_runs(desk: Desk) -> None:
    """A new version is owed at once; a manifest that cannot be read leaves what was known; one policy is given once."""
    policies = Policies([str(desk.site.manifest)])
    before = policies.courses
    desk.site.manifest.write_text("{", encoding="utf-8")
    with pytest.raises(ManifestError):
        policies.renew()
    assert policies.courses == before
    desk.site.change_class = "material+consent"
    desk.site.write()
    policies.renew()
    assert policies.courses != before
    with pytest.raises(ConfigError, match="once"):
        Policies([str(desk.site.manifest), str(desk.site.home / "." / ".." / "privacy" / "manifest.json")])


def test_an_answer_is_not_kept_beyond_what_it_was_made_from(desk: Desk) -> None:
    """The next day, the next manifest, and what an account did since are answered anew; the rest is answered alike."""
    policies = Policies([str(desk.site.manifest)])
    answers, done = Answers(policies), (("privacy", NEWEST, "dismissed"),)
    first = answers.answer(Begin(), (), NOON)
    assert b'"notice"' in first
    assert answers.answer(Begin(), (), NOON) is first
    assert b'"owed":[]' in answers.answer(Begin(), done, NOON)
    assert b'"owed":[]' in answers.answer(Begin(seen={"privacy": NEWEST}), (), NOON)
    assert b'"owed":[]' in answers.answer(Begin(), (), NOON + timedelta(400))
    desk.site.change_class = "material+consent"
    desk.site.write()
    policies.renew()
    assert b'"question"' in answers.answer(Begin(), (), NOON)


def test_what_another_process_kept_is_known_at_once(door: Door) -> None:
    """Nobody is asked twice because another gate, or an import, wrote down what they did."""
    assert door.owed() == [(NEWEST, "notice")]
    with door.desk.ledger().write() as tx:
        gate_records.append(
            tx,
            [GateRecord(**door.record("dismissed") | {"did": Did.DISMISSED}, account_id="a1", at=NOON, how="product")],
        )
    assert door.owed() == []


def test_what_fails_is_told_to_all_who_wait_for_it() -> None:
    """A round that fails acknowledges nobody, and the next one goes on; where too many wait, the last are told."""

    def act(items: list[int]) -> list[int]:
        if 0 in items:
            raise LedgerError("the disk is full")
        return [len(items)] * len(items)

    async def live() -> list[Any]:
        rounds = Rounds(act, most_at_once=3)
        return await asyncio.gather(*(rounds.submit(n) for n in (1, 2, 0, 3, 4, 5, 6)), return_exceptions=True)

    answers = in_a_loop(live())
    assert [type(answer) for answer in answers[:3]] == [LedgerError] * 3
    assert answers[3:] == [3, 3, 3, 1]


def test_a_server_asks_in_python(desk: Desk) -> None:
    """Both clients make the token, read what is owed, and return once an answer is kept; a refusal has its status."""
    desk.site.change_class = "material+consent"
    desk.site.write()
    with gating(desk) as door:
        client = GateClient(door.url, SECRET, now=lambda: NOON)
        other = AsyncGateClient(door.url, SECRET, now=lambda: NOON)
        account = client.account("a1")
        assert account.must_answer
        client.record("a1", Said.SHOWN, account.owed)
        in_a_loop(other.record("a1", Said.AGREED, account.owed))
        again = in_a_loop(other.account("a1"))
        assert (again.owed, again.policies[0].agreed_id) == ((), NEWEST)
        with pytest.raises(GateError) as refusal:
            GateClient(door.url, SECRET[::-1]).account("a1")
        assert refusal.value.status == 401
