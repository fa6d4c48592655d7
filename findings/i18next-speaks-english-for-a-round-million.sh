#!/usr/bin/env bash
# i18next says in English how many people were told when a French, Spanish or Italian count is exactly a million.
#
# CLDR has had the category "many" for round millions in these languages since version 38; `Intl.PluralRules` answers
# it for 1000000 and for 2000000, and "other" for 999999 and 1000001. Translators write "one" and "other", as these
# languages need for every other number. For "many" i18next looks for `told_many` and for `told`, then goes on to the
# fallback language; "other", which CLDR gives to every language for just this case, is never tried.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund i18next@25.6.0 intl-messageformat@10.7.16 >/dev/null
cat >count.mjs <<'NODE'
import assert from "node:assert";
import { createRequire } from "node:module";
import i18next from "i18next";
import { IntlMessageFormat } from "intl-messageformat";

const words = {
  en: { told_one: "{{count}} person was told", told_other: "{{count}} people were told" },
  fr: { told_one: "{{count}} personne informée", told_other: "{{count}} personnes informées" },
  it: { told_one: "{{count}} persona informata", told_other: "{{count}} persone informate" },
};
const resources = Object.fromEntries(Object.entries(words).map(([tongue, translation]) => [tongue, { translation }]));
const say = async (lng, count) => {
  const one = i18next.createInstance();
  await one.init({ lng, fallbackLng: "en", resources });
  return one.t("told", { count });
};
console.log("i18next", createRequire(import.meta.url)("i18next/package.json").version, "ICU", process.versions.icu);
const said = [];
for (const [tongue, count] of [["fr", 999999], ["fr", 1000000], ["fr", 1000001], ["it", 2000000]]) {
  said.push(await say(tongue, count));
  console.log(tongue, count, new Intl.PluralRules(tongue).select(count), "->", said.at(-1));
}
assert.deepStrictEqual(said, [
  "999999 personnes informées",
  "1000000 people were told",
  "1000001 personnes informées",
  "2000000 people were told",
]);
const message = "{count, plural, one {personne informée} other {personnes informées}}";
assert.strictEqual(new IntlMessageFormat(message, "fr").format({ count: 1000000 }), "personnes informées");
NODE
node count.mjs
