#!/usr/bin/env bash
# jsdiff's diffWords marks single letters of Greek and Arabic words, though it takes Cyrillic ones whole.
#
# The function's list of letters that make up a word names Latin and a few other blocks. A letter that is missing from
# it is a token of its own, so two different words that share a letter are shown woven into each other: letters are
# struck and added inside of the word. With an `Intl.Segmenter` of the language, which has to be asked for, the words
# stay whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit diff@9.0.0 >/dev/null
cat > compare.mjs <<'NODE'
import assert from "node:assert";
import { diffWords } from "diff";

const pairs = {
  en: ["we collect name", "we collect address"],
  ru: ["Мы собираем имя", "Мы собираем адрес"],
  el: ["συλλέγουμε όνομα", "συλλέγουμε διεύθυνση"],
  ar: ["نحن نجمع الاسم", "نحن نجمع العنوان"],
};
const marks = (before, after, options) => diffWords(before, after, options).filter((part) => part.added || part.removed);
const counts = {};
for (const [language, [before, after]] of Object.entries(pairs)) {
  const intlSegmenter = new Intl.Segmenter(language, { granularity: "word" });
  const plain = marks(before, after);
  counts[language] = [plain.length, marks(before, after, { intlSegmenter }).length];
  console.log(`${language}: marked ${plain.map((part) => part.value).join(" | ")}; with a segmenter ${counts[language][1]} marks`);
}
assert.deepStrictEqual(counts, { en: [2, 2], ru: [2, 2], el: [4, 2], ar: [3, 2] });
NODE
node compare.mjs
