#!/usr/bin/env bash
# feedparser's link of an Atom entry is the last of its languages, not the first and not the feed's own.
#
# RFC 4287, 4.1.2, lets an entry have one rel="alternate" for each pair of type and hreflang, so an English entry may
# name its German page too. Every HTML alternate that follows overwrites `entry.link`, so readers of the English feed
# are sent to the page that stands last, whatever xml:lang says. `entry.links` holds them all, with their languages and
# in order.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet feedparser==6.0.12
"$folder/venv/bin/python" - <<'PYTHON'
import feedparser

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title>Terms</title><id>urn:example:terms</id><updated>2025-05-01T00:00:00Z</updated><author><name>Example</name></author>
  <entry>
    <title>New terms</title><id>urn:example:terms:2</id><updated>2025-05-01T00:00:00Z</updated>
    {}
  </entry>
</feed>"""
LINK = '<link rel="alternate" type="text/html" hreflang="{0}" href="https://example.com/{0}/"/>'
print("feedparser", feedparser.__version__)
for languages in (["en"], ["en", "de"], ["en", "de", "fr"]):
    entry = feedparser.parse(FEED.format("".join(map(LINK.format, languages)))).entries[0]
    print(f"alternates {languages}: link {entry.link}, links {[each.hreflang for each in entry.links]}")
    assert entry.link == f"https://example.com/{languages[-1]}/"
    assert [each.hreflang for each in entry.links] == languages
PYTHON
