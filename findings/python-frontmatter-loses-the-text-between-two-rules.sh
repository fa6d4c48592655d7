#!/usr/bin/env bash
# python-frontmatter throws away what stands between the first two rules of a Markdown file that has no front matter.
#
# A Markdown file may open with a thematic break (`---`). If a second one follows, the text between them is taken for
# YAML; it parses, as a string or a list or a comment, and since it is no mapping it becomes no metadata either.
# `metadata` is empty, `content` starts after the second rule, and nothing is raised. A policy that sets its summary
# between two rules loses its summary.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-frontmatter==1.1.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import frontmatter

print("python-frontmatter", version("python-frontmatter"))
for summary in ("We never sell your data.", "- no sale\n- no tracking", "# In short"):
    post = frontmatter.loads(f"---\n\n{summary}\n\n---\n\nContact us.\n")
    print(f"between the rules {summary!r}: metadata {post.metadata}, content {post.content!r}")
    assert (post.metadata, post.content) == ({}, "Contact us.")
kept = frontmatter.loads("***\n\nWe never sell your data.\n\n***\n\nContact us.\n").content
print("with *** for ---:", repr(kept))
assert "never sell" in kept
PYTHON
