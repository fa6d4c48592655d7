"""Time stamps (RFC 3161): somebody else's word that these bytes existed at a moment. The one file that knows them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from site_gen.errors import WitnessError
from site_gen.witness.certificates import sort_certificates

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

_MOST_BYTES = 1 << 20
_SECONDS = 30.0
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


def request_stamp(url: str, data: bytes) -> bytes:
    """Ask a service for a stamp over the data, of which it sees the SHA-256 alone; return its answer (DER).

    Raises WitnessError where the service cannot be reached, or answers with anything but a stamp for this request.
    """
    import urllib3  # noqa: PLC0415 - only who asks needs a web client
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 - as above

    query = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    timeout = urllib3.Timeout(connect=_SECONDS, read=_SECONDS)
    headers = {"Content-Type": _QUERY, "Accept": _REPLY}
    try:
        with urllib3.PoolManager(retries=urllib3.Retry(2, redirect=3), timeout=timeout) as pool:
            answer = pool.request("POST", url, body=query.as_bytes(), headers=headers, preload_content=False)
            body = answer.read(_MOST_BYTES + 1)
            answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        reason = getattr(error, "reason", None) or error
        raise WitnessError(
            f"{url}: no time stamp could be fetched ({type(reason).__name__}); try again later"
        ) from error
    if answer.status != 200 or len(body) > _MOST_BYTES:
        raise WitnessError(f"{url}: answered {answer.status} to a request for a time stamp; check the address")
    stamp = _decode(body, url)
    if stamp.status != 0 or stamp.tst_info.message_imprint.message != hashlib.sha256(data).digest():
        raise WitnessError(f"{url}: gave no time stamp for this request (status {stamp.status})")
    if stamp.tst_info.nonce != query.nonce:
        raise WitnessError(f"{url}: answered some other request, not this one")
    return body


def stamped_at(answer: bytes, data: bytes, roots: bytes, name: str) -> datetime:
    """Return the moment of a stamp that is over the data and traced to one of the certificates (PEM).

    Raises WitnessError where it is not; `name` is the stamp's file. What counts is whether the service's certificate
    was valid at that moment, not whether it still is.
    """
    from cryptography import x509  # noqa: PLC0415 - as above
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415 - as above

    stamp = _decode(answer, name)
    try:
        certificates = x509.load_pem_x509_certificates(roots)
    except ValueError as error:
        raise WitnessError(f"{name}: the certificates of the time-stamping service are not PEM: {error}") from error
    verifier = VerifierBuilder(roots=certificates).build()
    try:
        verifier.verify_message(stamp, data)
    except (VerificationError, ValueError) as error:
        raise WitnessError(f"{name}: the time stamp is not valid: {error}") from error
    return stamp.tst_info.gen_time


def claimed_at(answer: bytes, data: bytes, name: str) -> datetime:
    """Return the moment of a stamp over the data, without asking who made it.

    Raises WitnessError for a stamp over something else.
    """
    stamp = _decode(answer, name)
    if stamp.status != 0 or stamp.tst_info.message_imprint.message != hashlib.sha256(data).digest():
        raise WitnessError(f"{name}: is a time stamp over something else")
    return stamp.tst_info.gen_time


def _decode(answer: bytes, name: str) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415 - as above

    try:
        stamp = decode_timestamp_response(sort_certificates(answer))
        if stamp.status == 0:
            stamp.tst_info  # noqa: B018 - reading it parses it
    except ValueError as error:
        raise WitnessError(f"{name}: is not an answer of a time-stamping service: {error}") from error
    return stamp
