#!/usr/bin/env bash
# textstat leaves sentences of one or two words out of its count, so that short answers make a text harder to read.
#
# Some states ask for a Flesch score of a contract, which rests on words per sentence. "Do we sell it? We don't." is
# one sentence of six words to textstat; every plain "No." lengthens the sentences that remain.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet textstat==0.7.13
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import textstat

question = "Do we sell your data?"
found = [textstat.sentence_count(text) for text in (question, f"{question} No.", f"{question} We never do.", "Yes. No.")]
lengths = [textstat.words_per_sentence(text) for text in (question, f"{question} No, never.")]
print("textstat", version("textstat"), found, lengths)
assert found == [1, 1, 2, 1]
assert lengths == [5.0, 7.0]
PYTHON
