#!/usr/bin/env bash
# A bounce of an address in its own script comes as message/global-delivery-status (RFC 6533); readers pass it over.
#
# The same report as message/delivery-status is understood. In the international form, Python's parser takes the part
# for a message without dividing it by recipient, so flufl.bounce finds nobody who failed; postal-mime loses the part
# that holds the letter sent back, and appends the letter's words to those of the mail server.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet flufl.bounce==6.0.0
cd "$folder"
npm install --silent --no-fund --no-audit postal-mime@4.0.0 >/dev/null
for kind in delivery-status global-delivery-status; do
  {
    printf '%s\r\n' 'From: MAILER-DAEMON@mx.example' 'To: notices@larkfield.example' 'Subject: Undelivered' \
      'MIME-Version: 1.0' 'Content-Type: multipart/report; report-type=delivery-status; boundary="B"' '' '--B' \
      'Content-Type: text/plain' '' 'It could not be delivered.' '--B' "Content-Type: message/$kind" '' \
      'Reporting-MTA: dns; mx.example' '' 'Final-Recipient: rfc822; reader@mx.example' 'Action: failed' \
      'Status: 5.1.1' '' '--B' 'Content-Type: message/rfc822' '' 'From: notices@larkfield.example' \
      'Subject: Our policy changes' '' 'What we wrote to you.' '--B--'
  } > "$kind.eml"
done
"$folder/venv/bin/python" - <<'PYTHON'
import email
from importlib.metadata import version
from pathlib import Path

from flufl.bounce import all_failures

for kind, parts, failed in (("delivery-status", 2, {b"reader@mx.example"}), ("global-delivery-status", 1, set())):
    report = email.message_from_bytes(Path(f"{kind}.eml").read_bytes())
    found = all_failures(report)[1]
    print("flufl.bounce", version("flufl.bounce"), kind, len(report.get_payload(1).get_payload()), set(found))
    assert len(report.get_payload(1).get_payload()) == parts
    assert set(found) == failed
PYTHON
cat > read.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import PostalMime from "postal-mime";
const read = async (kind) => {
  const { text, attachments } = await PostalMime.parse(readFileSync(`${kind}.eml`));
  console.log("postal-mime 4.0.0", kind, JSON.stringify(text), attachments.map((part) => part.mimeType));
  return [text.includes("What we wrote to you."), attachments.map((part) => part.mimeType)];
};
assert.deepStrictEqual(await read("delivery-status"), [false, ["message/delivery-status", "message/rfc822"]]);
assert.deepStrictEqual(await read("global-delivery-status"), [true, ["message/global-delivery-status"]]);
NODE
node read.mjs
