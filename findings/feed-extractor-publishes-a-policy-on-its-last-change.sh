#!/usr/bin/env bash
# feed-extractor reports the day of the last change as `published`, from Atom; from JSON Feed the first day.
#
# RFC 4287, 4.2.9: `published` is an instant early in the life of the entry; 4.2.15: `updated` is the last time it
# changed in a way that matters. feed-extractor puts `updated` into the field `published` although the entry has both,
# and passes the true one over. JSON Feed 1.1 has the same two dates, and there `date_published` is taken. So one entry
# has two days of publication, by which feed the reader took. rss-parser does the opposite with Atom and passes
# `updated` over. Who asks since when a policy holds must not ask a reader that makes one date of two;
# `getExtraEntryFields` of feed-extractor hands out both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @extractus/feed-extractor@8.0.3 rss-parser@3.13.0 >/dev/null
cat > read.mjs <<'NODE'
import assert from "node:assert";
import { extractFromJson, extractFromXml } from "@extractus/feed-extractor";
import Parser from "rss-parser";

const [first, last] = ["2024-04-01T00:00:00.000Z", "2025-05-01T00:00:00.000Z"];
const link = "https://example.com/privacy/";
const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Policies</title><id>urn:example:feed</id>
<updated>${last}</updated><author><name>Example</name></author><entry><title>Privacy policy</title>
<id>${link}</id><link href="${link}"/><published>${first}</published><updated>${last}</updated></entry></feed>`;
const item = { id: link, url: link, title: "Privacy policy", content_text: "", date_published: first, date_modified: last };
const json = { version: "https://jsonfeed.org/version/1.1", title: "Policies", items: [item] };
const days = {
  Atom: extractFromXml(atom).entries[0].published,
  "JSON Feed": extractFromJson(json).entries[0].published,
};
console.log("feed-extractor 8.0.3: published", days);
assert.deepStrictEqual(days, { Atom: last, "JSON Feed": first });
const both = ({ published, updated }) => ({ dates: [published, updated] });
assert.deepStrictEqual(extractFromXml(atom, { getExtraEntryFields: both }).entries[0].dates, [first, last]);
const entry = (await new Parser().parseString(atom)).items[0];
console.log("rss-parser 3.13.0:", entry.isoDate, "and no trace of", last);
assert.strictEqual(entry.isoDate, first);
assert(!JSON.stringify(entry).includes(last));
NODE
node read.mjs
