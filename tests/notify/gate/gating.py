"""A gate on this machine, and a browser's hands: every answer is held to the published description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import urllib3

from notify.gate.policies import Policies
from notify.gate.server import Gate, application
from notify.gate.tokens import Tokens
from notify.ledger.chain import gate_records
from notify.ledger.database.store import open_ledger
from notify.model.gate import GateRecord
from notify.web.intake import Connection
from section11.gate import Start, mint
from tests.notify.conftest import Desk
from tests.notify.published_site import NEWEST, TODAY, PublishedSite
from tests.serving import serving

SECRET = "a-secret-of-the-gate-and-the-shop-0123456789"  # noqa: S105 - an invented one
SHOP = "https://shop.example"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
DESCRIPTION = json.loads(Path("schemas/gate.v1.openapi.json").resolve().read_text(encoding="utf-8"))


def token(account: str = "a1", start: Start | None = None) -> str:
    """Make a token as the product does."""
    return mint(account, SECRET.encode(), NOON, timedelta(minutes=5), start)


@dataclass(frozen=True, slots=True)
class Door:
    """Asks a gate as a page of the product would."""

    url: str
    desk: Desk

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, Any]:
        """Make one request; returns the status and what the body says."""
        answer = urllib3.request(method, self.url + path, headers=headers, body=body, retries=False, timeout=60)
        found = json.loads(answer.data)
        described = DESCRIPTION["paths"][path][method.lower()]["responses"][str(answer.status)]
        if "$ref" in described:
            described = DESCRIPTION["components"]["responses"][described["$ref"].rpartition("/")[2]]
        schema = described["content"]["application/json"]["schema"] | {"components": DESCRIPTION["components"]}
        jsonschema.validate(found, schema)
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, found

    def owed(self, account: str = "a1", start: Start | None = None) -> list[tuple[str, str]]:
        """Ask what an account is owed; returns versions, and how each is shown."""
        status, found = self.ask("GET", "/v1/owed", {"Authorization": f"Bearer {token(account, start)}"})
        assert status == 200
        return [(each["version_id"], each["show_as"]) for each in found["owed"]]

    def post(self, did: str, account: str = "a1", **fields: Any) -> tuple[int, Any]:
        """Say what an account did about the newest version."""
        return self.send(json.dumps({"records": [self.record(did, **fields)]}).encode(), account)

    def send(self, body: bytes, account: str = "a1") -> tuple[int, Any]:
        """Send a body."""
        return self.ask("POST", "/v1/records", {"Authorization": f"Bearer {token(account)}"}, body)

    def record(self, did: str, **fields: Any) -> dict[str, Any]:
        """Return a record of the newest version, or of the one that is named."""
        manifest = json.loads(self.desk.site.manifest.read_text(encoding="utf-8"))
        texts = {each["version_id"]: each["text_sha256"] for each in manifest["versions"]}
        text = texts.get(fields.get("version_id", NEWEST), texts[NEWEST])
        return {"slug": "privacy", "version_id": NEWEST, "text_sha256": text, "did": did} | fields

    def kept(self, *accounts: str) -> list[GateRecord]:
        """Read what the ledger holds."""
        with self.desk.ledger().read() as view:
            found = gate_records.of_accounts(view, accounts or ("a1",))
        return [record for account in accounts or ("a1",) for record in found.get(account, [])]


@contextmanager
def gating(desk: Desk, *keys: Any, others: Sequence[PublishedSite] = ()) -> Iterator[Door]:
    """Serve in a thread, as `gate serve` does; `others`: policies beside the desk's own."""
    ledger = open_ledger(desk.url, create=True)
    gate = Gate(
        ledger=ledger,
        policies=Policies([str(site.manifest) for site in (desk.site, *others)]),
        tokens=Tokens(keys or (SECRET.encode(),)),
        now=lambda: NOON,
    )
    try:
        with serving(application(gate, [SHOP]), http=Connection) as origin:
            yield Door(origin, desk)
    finally:
        ledger.close()
