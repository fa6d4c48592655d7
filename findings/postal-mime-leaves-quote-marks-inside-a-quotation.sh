#!/usr/bin/env bash
# postal-mime joins the lines of a flowed quotation with their quote marks inside, so that an answer quotes wrongly.
#
# In format=flowed (RFC 3676) a quoted line that ends with a space goes on in the next line of the same depth, whose
# mark is dropped. mailparser drops it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit postal-mime@4.0.0 mailparser@3.14.2 >/dev/null
cat > read.mjs <<'NODE'
import assert from "node:assert";
import mailparser from "mailparser";
import PostalMime from "postal-mime";
const answer = [
  "From: reader@mx.example",
  "Subject: Re: Our policy changes",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; format=flowed",
  "",
  "> We keep your address ",
  "> for thirty days.",
  "Please delete it.",
  "",
].join("\r\n");
const lines = (text) => text.trim().split("\n");
const ours = lines((await PostalMime.parse(answer)).text);
const theirs = lines((await mailparser.simpleParser(answer)).text);
console.log("postal-mime 4.0.0", ours, "mailparser 3.14.2", theirs);
assert.deepStrictEqual(ours, ["> We keep your address > for thirty days.", "Please delete it."]);
assert.deepStrictEqual(theirs, ["> We keep your address for thirty days.", "Please delete it."]);
NODE
node read.mjs
