#!/usr/bin/env bash
# cmark-gfm links a bare address together with the Japanese or Korean words that follow it, and nobody lands on the page.
#
# Chinese, Japanese and Korean write no blank between an address and what goes on behind it. GitHub's own renderer ends
# a bare link at white space, at `<` and before certain final marks, all of which are ASCII; so the particle, the rest
# of the sentence and its full stop become part of the address, and of the host where no path came first. linkify-it,
# which markdown-it-py uses, does the same behind a path, and where the words touch the host it links nothing at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet cmarkgfm==2025.10.22 markdown-it-py==4.2.0 linkify-it-py==2.0.3
"$folder/venv/bin/python" - <<'PYTHON'
import re
from importlib.metadata import version
from urllib.parse import unquote

import cmarkgfm
from markdown_it import MarkdownIt

PATH, HOST = "詳細はhttps://www.example.org/privacyをご覧ください。", "www.example.org에서 확인하세요."


def addresses(html):
    return [unquote(each) for each in re.findall(r'href="([^"]*)"', html)]


by_github = [addresses(cmarkgfm.github_flavored_markdown_to_html(text)) for text in (PATH, HOST)]
by_linkify = [addresses(MarkdownIt("gfm-like").render(text)) for text in (PATH, HOST)]
print("cmarkgfm", version("cmarkgfm"), by_github)
print("markdown-it-py", version("markdown-it-py"), "linkify-it-py", version("linkify-it-py"), by_linkify)
assert by_github == [["https://www.example.org/privacyをご覧ください。"], ["http://www.example.org에서"]]
assert by_linkify == [["https://www.example.org/privacyをご覧ください。"], []]
PYTHON
