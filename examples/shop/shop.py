"""A shop that shows its customers what changes in its policies, asks them where it must, and keeps what they answer.

    export POLICY_NOTIFY_GATE_SECRET=$(openssl rand -hex 32)
    policy-notify gate serve --manifest build/site/privacy/manifest.json --origin http://127.0.0.1:8113 &
    python examples/shop/shop.py build/site http://127.0.0.1:8112

then open http://127.0.0.1:8113/?customer=ann.
"""

from __future__ import annotations

import os
import sys
from html import escape
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from section11.gate import AsyncGateClient

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<script type="module" src="/legal/policy-banner.js"></script>
<h1>Shop</h1>
<policy-banner src="{policies}" account="{customer}" gate="{gate}" token="{token}">
  <a href="/legal/privacy/">Privacy policy</a>
</policy-banner>
<p>{words}</p>
<p><a href="/checkout?customer={customer}">Check out</a></p></html>"""


def shop(site: Path, gate: str, secret: str) -> Starlette:
    """Build the shop; `site` is the folder that `policy-site build` wrote."""
    client = AsyncGateClient(gate, secret)
    policies = " ".join(f"/legal/{file.parent.name}/upcoming.json" for file in sorted(site.glob("*/upcoming.json")))

    def page(customer: str, words: str) -> HTMLResponse:
        # Who is signed in is known from your session; here the address says it.
        facts = {"policies": policies, "customer": customer, "gate": gate, "token": client.token(customer)}
        shown = PAGE.format(words=escape(words), **{name: escape(value) for name, value in facts.items()})
        policy = f"default-src 'self'; connect-src 'self' {gate}; frame-ancestors 'none'"
        return HTMLResponse(shown, headers={"Content-Security-Policy": policy})

    async def front(request: Request) -> HTMLResponse:
        return page(request.query_params.get("customer", "ann"), "Lanterns, 20 euros each.")

    async def checkout(request: Request) -> HTMLResponse:
        customer = request.query_params.get("customer", "ann")
        account = await client.account(customer)
        if account.must_answer:
            return page(customer, "Please answer the question above first.")
        if any(policy.refused_id for policy in account.policies):
            # What a no means is yours to decide: this shop sells on under the terms that were agreed to.
            return page(customer, "Thank you. You buy under our earlier terms.")
        return page(customer, "Thank you. Your lantern is on its way.")

    routes = [Route("/", front), Route("/checkout", checkout), Mount("/legal", StaticFiles(directory=site, html=True))]
    return Starlette(routes=routes)


if __name__ == "__main__":
    folder, address = sys.argv[1:]
    served = shop(Path(folder), address, os.environ["POLICY_NOTIFY_GATE_SECRET"])
    uvicorn.run(served, host="127.0.0.1", port=8113, log_level="warning")
