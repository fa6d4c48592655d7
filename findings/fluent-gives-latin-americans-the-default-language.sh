#!/usr/bin/env bash
# Fluent's choice of a language gives a reader who asks for Latin American Spanish, es-419, the default language.
#
# RFC 5646, 2.2.4, lets the region of a language tag be two letters or three digits, and es-419 is what browsers and
# phones set to Latin American Spanish send. @fluent/langneg finds es for es-MX. A tag with digits is none that it
# understands, and so is one with two variants, as sl-rozaj-biske; it answers with the default and says nothing. The
# Spanish policy is there, and its readers get the English one. @formatjs/intl-localematcher and negotiator find it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @fluent/langneg@0.7.0 \
  @formatjs/intl-localematcher@0.10.1 negotiator@1.1.0 >/dev/null
cat >choose.mjs <<'NODE'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { negotiateLanguages } from "@fluent/langneg";
import { match } from "@formatjs/intl-localematcher";
import Negotiator from "negotiator";

const version = JSON.parse(readFileSync("node_modules/@fluent/langneg/package.json")).version;
const there = ["en", "es", "sl"];
console.log("@fluent/langneg", version, "of", there);
const chosen = ["es-MX", "es-419", "sl-rozaj", "sl-rozaj-biske"].map((asked) => {
  const byFluent = negotiateLanguages([asked], there, { defaultLocale: "en" });
  const negotiator = new Negotiator({ headers: { "accept-language": asked } });
  const byOthers = [match([asked], there, "en"), negotiator.language(there)];
  console.log(asked, "Fluent", byFluent[0], "others", byOthers);
  return [byFluent[0], ...byOthers];
});
assert.deepStrictEqual(chosen, [
  ["es", "es", "es"],
  ["en", "es", "es"],
  ["sl", "sl", "sl"],
  ["en", "sl", "sl"],
]);
NODE
node choose.mjs
