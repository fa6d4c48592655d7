#!/usr/bin/env bash
# Babel turns what a message said before into a remark of the translator, which no tool takes away again.
#
# `msgmerge --previous` keeps the older words of a changed message as `#| msgid`, so that a translator sees what changed
# (gettext manual, "The Format of PO Files"). Babel writes them back as `# | msgid`, a remark like any other, in which
# no tool finds the older words. The next change adds another one beside it, so that a clause collects all its former
# wordings as remarks, and what the translator should compare with is lost. polib keeps them as they are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet babel==2.19.0 polib==1.2.0
cat >de.po <<'PO'
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: de\n"

#, fuzzy
#| msgid "We keep it for 30 days."
msgid "We keep it for 60 days."
msgstr "Wir bewahren sie 30 Tage auf."
PO
venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import polib
from babel.messages.pofile import read_po, write_po



def through_babel(source, target):
    with open(source, "rb") as before, open(target, "wb") as after:
        write_po(after, read_po(before, locale="de"))


through_babel("de.po", "babel.po")
polib.pofile("de.po").save("polib.po")
older = {}
for name in ("babel", "polib"):
    entry = polib.pofile(f"{name}.po")[0]
    older[name] = entry.previous_msgid, entry.tcomment
    print(name, version(name), older[name])
assert older["babel"] == (None, '| msgid "We keep it for 30 days."'), older
assert older["polib"] == ("We keep it for 30 days.", ""), older
changed = polib.pofile("babel.po")
changed[0].previous_msgid, changed[0].msgid = changed[0].msgid, "We keep it for 90 days."
changed.save("changed.po")
through_babel("changed.po", "twice.po")
remarks = polib.pofile("twice.po")[0].tcomment.splitlines()
print("after the next change:", remarks)
assert sorted(remarks) == ['| msgid "We keep it for 30 days."', '| msgid "We keep it for 60 days."'], remarks
PYTHON
