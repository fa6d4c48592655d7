#!/usr/bin/env bash
# Python's email package drops the quotation marks of a long display name when it folds it: one sender becomes several.
#
# A display name with a comma has to be quoted (RFC 5322, 3.2.4 and 3.4). Short ones are. One that is too long for its line
# is folded by email.policy.SMTP without the marks, so the commas separate mailboxes: From then names words that are no
# addresses, and a mail server completes each of them with its own domain. Nodemailer's parser, which is of another
# make, reads the same several mailboxes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund nodemailer@6.9.16 >/dev/null
python3 - > heads.json <<'PYTHON'
import json
import sys
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

print("Python", sys.version.split()[0], file=sys.stderr)
heads = []
for name in (
    "Example Foundation, Inc.",
    "The Example Foundation for Science, Education, Culture and Communication, Inc.",
):
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(display_name=name, addr_spec="privacy@example.com")
    heads.append(message.as_bytes().decode().partition("From: ")[2].partition("\r\n\r\n")[0])
print(json.dumps(heads))
PYTHON
node -e '
const parse = require("nodemailer/lib/addressparser");
const [short, long] = require("./heads.json").map((head) => [head, parse(head.replace(/\r\n/g, ""))]);
for (const [head, found] of [short, long]) console.log(JSON.stringify(head), "->", found.length, "mailboxes");
if (short[1].length !== 1 || long[0].includes("\"") || long[1].length < 2) process.exit(1);
'
