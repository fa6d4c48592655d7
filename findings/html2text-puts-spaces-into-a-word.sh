#!/usr/bin/env bash
# html2text breaks a word in two where part of it is set in bold.
#
# Redlines and definitions mark parts of words: "un<b>reasonable</b>", "<b>30</b>-day", "process<i>or</i>s". After such
# a part html2text puts a space when a letter or a hyphen follows, though CommonMark has no need of it for ** inside a
# word. The words of the text are then others than those of the page. markdownify leaves the word whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet html2text==2025.4.15 markdownify==1.2.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import html2text
import markdownify

PAGE = "<p>A <b>30</b>-day term for sub-process<b>or</b>s.</p>"
one, two = html2text.html2text(PAGE).strip(), markdownify.markdownify(PAGE).strip()
print("html2text", version("html2text"), one)
print("markdownify", version("markdownify"), two)
assert one == "A **30** -day term for sub-process**or** s.", one
assert two == "A **30**-day term for sub-process**or**s.", two
PYTHON
