#!/usr/bin/env bash
# SendGrid's Mail puts the recipients of a batch into the request from the last to the first.
#
# Each personalization is inserted before those that are there. The order of `to_emails` means nothing to the API, but
# the code around it takes it for granted: `mail.personalizations[0]` is the last recipient, so a custom argument or a
# substitution that is set by position is given to somebody else, and request and list cannot be zipped into a ledger of
# who was sent what.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sendgrid==6.12.5
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from sendgrid.helpers.mail import CustomArg, Mail, To

recipients = [To(f"person{n}@example.com") for n in range(3)]
mail = Mail("legal@example.com", recipients, "New terms", "They change on 1 May.", is_multiple=True)
for notice, personalization in zip(("n0", "n1", "n2"), mail.personalizations, strict=True):
    personalization.add_custom_arg(CustomArg("notice", notice))
sent = [(each["to"][0]["email"], each["custom_args"]["notice"]) for each in mail.get()["personalizations"]]
print("sendgrid", version("sendgrid"))
print("given:", [each.email for each in recipients])
print("in the request:", sent)
assert sent == [("person2@example.com", "n0"), ("person1@example.com", "n1"), ("person0@example.com", "n2")], sent
PYTHON
