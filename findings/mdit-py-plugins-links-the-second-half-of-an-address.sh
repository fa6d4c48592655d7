#!/usr/bin/env bash
# The GitHub-like autolinks of mdit-py-plugins write to another mailbox when an address has an underscore.
#
# GitHub's Markdown (GFM 0.29, 6.9) takes letters, figures and ".-_+" before the @. The plugin begins at the underscore:
# of data_protection@example.com only "protection@example.com" becomes the link, and whoever clicks it writes to that
# mailbox. Dots, hyphens and plus signs are taken along. cmark-gfm links the whole address.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet markdown-it-py==4.3.0 mdit-py-plugins==0.7.0 cmarkgfm==2025.10.22
"$folder/venv/bin/python" - <<'PYTHON'
import re
from importlib.metadata import version

import cmarkgfm
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

for package in ("mdit-py-plugins", "cmarkgfm"):
    print(package, version(package))
markdown = MarkdownIt("commonmark").use(gfm_autolink_plugin)
linked = {}
for address in ("data_protection@example.com", "data-protection@example.com", "data.protection+eu@example.com"):
    text = f"Write to {address} today."
    pages = markdown.render(text), cmarkgfm.github_flavored_markdown_to_html(text)
    linked[address] = tuple(re.findall('href="mailto:(.*?)"', page) for page in pages)
    print(f"{address}: the plugin links {linked[address][0]}, cmark-gfm {linked[address][1]}")
whole = {address: ([address], [address]) for address in linked}
assert linked == whole | {
    "data_protection@example.com": (["protection@example.com"], ["data_protection@example.com"])
}, linked
PYTHON
