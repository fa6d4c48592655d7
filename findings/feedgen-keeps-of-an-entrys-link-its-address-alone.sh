#!/usr/bin/env bash
# feedgen writes the links of an Atom entry without their language, type and relation: an enclosure becomes the page.
#
# Its documentation says that `link` takes rel, type, hreflang, title and length, and RFC 4287, 4.1.2, allows an entry
# several links rel="alternate" only if type or hreflang tell them apart. The links of the feed itself keep them all.
# Those of an entry keep the address alone, without an error: what was the PDF of the policy or its German page is, by
# the default of rel, one more page of the entry, the feed is not valid, and a reader picks one of the links by their
# order.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet feedgen==1.0.0 feedparser==6.0.12
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import feedparser
from feedgen.feed import FeedGenerator

LINKS = (
    {"href": "https://example.com/en/", "rel": "alternate", "hreflang": "en"},
    {"href": "https://example.com/de/", "rel": "alternate", "hreflang": "de"},
    {"href": "https://example.com/terms.pdf", "rel": "enclosure", "type": "application/pdf", "length": "1000"},
)
feed = FeedGenerator()
feed.id("urn:example:terms")
feed.title("Terms")
feed.author(name="Example Ltd")
entry = feed.add_entry()
entry.id("urn:example:terms:2")
entry.title("New terms")
for link in LINKS:
    feed.link(link)
    entry.link(link)
written = feed.atom_str(pretty=True).decode()
read = feedparser.parse(written)
print("feedgen", version("feedgen"))
print("the feed:", *(line.strip() for line in written.splitlines() if line.startswith("  <link")), sep="\n  ")
print("its entry:", *(line.strip() for line in written.splitlines() if line.startswith("    <link")), sep="\n  ")
assert [each.get("hreflang") for each in read.feed.links] == ["en", "de", None]
assert [each.rel for each in read.feed.links] == ["alternate", "alternate", "enclosure"]
of_entry = read.entries[0].links
assert [each.href for each in of_entry] == [link["href"] for link in LINKS]
assert [each.get("hreflang") for each in of_entry] == [None] * 3, of_entry
assert [each.rel for each in of_entry] == ["alternate"] * 3, of_entry
PYTHON
