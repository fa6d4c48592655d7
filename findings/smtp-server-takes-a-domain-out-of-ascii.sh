#!/usr/bin/env bash
# smtp-server hands on another recipient than the client named: b@xn--exmple-cua.com arrives as b@exämple.com.
#
# A client that writes a domain in ASCII (an A-label, RFC 5890, 2.3.2.1) does so because every server can carry it;
# exämple.com needs SMTPUTF8 all the way (RFC 6531). smtp-server turns the domains of MAIL FROM and RCPT TO into
# letters, whether the client said SMTPUTF8 or not. Who matches what arrived against the list of who was to be told
# finds the address missing from both, and a program that relays the envelope hands on one that the next server may
# refuse. aiosmtpd leaves both as they came.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet aiosmtpd==1.4.6
npm install --silent --no-audit --no-fund smtp-server@3.21.6 nodemailer@10.6.1 >/dev/null
cat >receive.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import nodemailer from "nodemailer";
import { SMTPServer } from "smtp-server";

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const sent = { from: "legal@xn--exmple-cua.com", to: ["b@xn--exmple-cua.com"] };
let received;
const server = new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  onData(stream, session, done) {
    const { mailFrom, rcptTo } = session.envelope;
    received = { from: mailFrom.address, to: rcptTo.map((each) => each.address), arguments: mailFrom.args };
    stream.resume().on("end", done);
  },
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const client = nodemailer.createTransport({ host: "127.0.0.1", port: server.server.address().port, ignoreTLS: true });
const { envelope } = await client.sendMail({ envelope: sent, subject: "New terms", text: "From 1 May." });
client.close();
await new Promise((done) => server.close(done));
console.log("smtp-server", version("smtp-server"), "nodemailer sent", envelope, "received", received);
assert.deepStrictEqual(envelope, sent);
assert.deepStrictEqual(received, { from: "legal@exämple.com", to: ["b@exämple.com"], arguments: false });
NODE
node receive.mjs
venv/bin/python - <<'PYTHON'
import smtplib
import socket
from importlib.metadata import version

from aiosmtpd.controller import Controller


class Keep:
    async def handle_DATA(self, server, session, envelope):
        self.received = envelope.mail_from, envelope.rcpt_tos
        return "250 OK"


keep = Keep()
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
controller = Controller(keep, hostname="127.0.0.1", port=port)
controller.start()
try:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("legal@xn--exmple-cua.com", ["b@xn--exmple-cua.com"], "Subject: New terms\n\nFrom 1 May.\n")
finally:
    controller.stop()
print("aiosmtpd", version("aiosmtpd"), keep.received)
assert keep.received == ("legal@xn--exmple-cua.com", ["b@xn--exmple-cua.com"]), keep.received
PYTHON
