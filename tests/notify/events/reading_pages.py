"""The pages beside the webhook, as a browser asks for them."""

from __future__ import annotations

import urllib.error
import urllib.request

TOKEN = "a-token-of-the-operator-0123456789"  # noqa: S105 - an invented one


def get(url: str, **headers: str) -> int:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - this machine
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
