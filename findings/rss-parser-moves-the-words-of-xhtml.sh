#!/usr/bin/env bash
# rss-parser puts the words of an Atom entry into another order when its content is XHTML.
#
# RFC 4287, 3.1.1.3 and 4.1.3.3, let content be XHTML, inside a div. rss-parser reads XML into objects that keep the
# text of an element in one place and its children in another, and writes it back from them: first all the text, then
# the children. "We do <b>not</b> sell <i>any</i> data." becomes "We do  sell  data." and, after it, "not" and "any".
# There is no error. feedparser keeps the order.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet feedparser==6.0.12
cd "$folder"
npm install --silent --no-audit --no-fund rss-parser@3.13.0 >/dev/null
cat > feed.xml <<'XML'
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>Privacy policy</title><id>urn:example:policy</id><updated>2025-05-01T00:00:00Z</updated>
  <author><name>Example</name></author>
  <entry>
    <title>Sale of data</title><id>urn:example:policy:2</id><updated>2025-05-01T00:00:00Z</updated>
    <content type="xhtml">
      <div xmlns="http://www.w3.org/1999/xhtml"><p>We do <b>not</b> sell <i>any</i> data.</p></div>
    </content>
  </entry>
</feed>
XML
node -e '
const Parser = require("rss-parser");
const feed = require("fs").readFileSync("feed.xml", "utf8");
new Parser().parseString(feed).then(({ items: [{ content, contentSnippet }] }) => {
  console.log("rss-parser", require("rss-parser/package.json").version + ":", content);
  console.log("its snippet:", contentSnippet);
  if (!content.includes("<p>We do  sell  data.<b>not</b><i>any</i></p>")) process.exit(1);
});
'
"$folder/venv/bin/python" - <<'PYTHON'
import feedparser

(content,) = feedparser.parse("feed.xml").entries[0].content
print(f"feedparser {feedparser.__version__}: {content.value}")
assert content.value == "<p>We do <b>not</b> sell <i>any</i> data.</p>", content.value
PYTHON
