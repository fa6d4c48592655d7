#!/usr/bin/env bash
# mail-parser loses what a bounce says and takes the returned mail's words for the bounce's own.
#
# A bounce (RFC 3464) has three parts: words for people, message/delivery-status for programs, and the mail that came
# back as message/rfc822. mail-parser's `text_plain` has the first and, beside it, the text of the returned mail; status
# and recipient are nowhere, neither in a text nor among the attachments. Whoever files bounces by it cannot tell whom
# they are about, and finds the notice itself in what the other server "said". Python's email package has all three
# parts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mail-parser==4.1.4
"$folder/venv/bin/python" - <<'PYTHON'
import email
from email import policy
from importlib.metadata import version

import mailparser

BOUNCE = """From: MAILER-DAEMON@mx.example.com
To: bounces@example.org
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=us-ascii

The mail could not be delivered.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; person@example.com
Action: failed
Status: 5.1.1

--part
Content-Type: message/rfc822

From: legal@example.org
To: person@example.com
Subject: New terms
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Our terms change on 1 May.
--part--
"""
read = mailparser.parse_from_bytes(BOUNCE.encode())
parts = list(email.message_from_string(BOUNCE, policy=policy.default).iter_parts())
print("mail-parser", version("mail-parser"))
print("texts:", read.text_plain, "attachments:", read.attachments)
print("Status in the body:", "5.1.1" in read.body)
print("email:", [part.get_content_type() for part in parts], parts[1].get_payload(1)["Status"])
assert [text.strip() for text in read.text_plain] == ["The mail could not be delivered.", "Our terms change on 1 May."]
assert read.attachments == [] and "5.1.1" not in read.body
assert parts[1].get_payload(1)["Status"] == "5.1.1"
PYTHON
