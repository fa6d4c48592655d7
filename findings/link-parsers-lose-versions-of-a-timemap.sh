#!/usr/bin/env bash
# Two parsers of web links keep one memento of a TimeMap that lists many, and call it the only one.
#
# A TimeMap (RFC 7089) lists the versions of a page as web links (RFC 8288): all but the first and the last have the
# same relation, "memento". parse-link-header and li return an object whose keys are the relations, so that each link
# overwrites the one before it: of five versions the three in the middle are gone, and "memento" is the newest.
# http-link-header returns a list and keeps all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit parse-link-header@2.0.0 li@1.3.0 http-link-header@1.1.4 >/dev/null
cat > read.cjs <<'NODE'
const assert = require("node:assert");
const relation = ["first memento", "memento", "memento", "memento", "last memento"];
const days = ["Mon, 16 Nov", "Tue, 17 Nov", "Wed, 18 Nov", "Thu, 19 Nov", "Fri, 20 Nov"];
const links = relation.map(
  (rel, n) => `<https://a.example/${n + 1}>; rel="${rel}"; datetime="${days[n]} 2026 00:00:00 GMT"`,
);
const timemap = ['<https://a.example/privacy>; rel="original"', ...links].join(",\n");
const kept = (addresses) => [...new Set(addresses.filter((each) => /\/\d$/.test(each)))].sort();
const found = {
  "parse-link-header 2.0.0": kept(Object.values(require("parse-link-header")(timemap)).map(({ url }) => url)),
  "li 1.3.0": kept(Object.values(require("li").parse(timemap))),
  "http-link-header 1.1.4": kept(require("http-link-header").parse(timemap).refs.map(({ uri }) => uri)),
};
for (const [name, addresses] of Object.entries(found)) console.log(name, addresses.length, addresses.join(" "));
assert.deepStrictEqual(Object.values(found).map((each) => each.length), [2, 2, 5]);
NODE
node read.cjs
