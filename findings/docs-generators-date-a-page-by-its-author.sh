#!/usr/bin/env bash
# Documentation generators give one page three days of last update, and two of them a day before anybody could read it.
#
# A change written on 31 January at 23:30 in Los Angeles and merged by rebase on 3 February in Berlin has two dates in
# git. MkDocs' git-revision-date-localized and sphinx-last-updated-by-git show the author's, weeks before the merge where
# a review takes weeks; the former in UTC, so that it is a day that neither person wrote, the latter in the zone of the
# machine that builds, so that the same commit is of January here and of February there. Docusaurus takes the committer's.
# "Last updated" of a policy made so is no day on which it was published.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mkdocs==1.6.1 mkdocs-git-revision-date-localized-plugin==1.5.0 \
  sphinx==8.2.3 sphinx-last-updated-by-git==0.3.8
cd "$folder"
npm install --silent --no-audit --no-fund @docusaurus/utils@3.9.2 >/dev/null
mkdir -p site/docs
cd site
git init --quiet .
printf '# Privacy\n\nText, {{ git_revision_date_localized }}.\n' >docs/index.md
printf 'Privacy\n=======\n\nText.\n' >docs/index.rst
git add docs
GIT_AUTHOR_DATE=2026-01-31T23:30:00-0800 GIT_COMMITTER_DATE=2026-02-03T09:00:00+0100 \
  git -c user.name=Legal -c user.email=legal@example.com commit --quiet -m Privacy
echo "git: written $(git log -1 --format=%as), committed $(git log -1 --format=%cs)"
printf 'site_name: Policies\ntheme: {name: mkdocs}\nplugins: [{git-revision-date-localized: {type: iso_date}}]\n' >mkdocs.yml
mkdir sphinx
printf 'extensions = ["sphinx_last_updated_by_git"]\nhtml_theme = "basic"\nhtml_last_updated_fmt = "%%Y-%%m-%%d"\n' >sphinx/conf.py
seen=
for zone in UTC America/Los_Angeles; do
  TZ=$zone ../venv/bin/mkdocs build --quiet --site-dir "../mkdocs-$zone" 2>/dev/null
  TZ=$zone ../venv/bin/python -m sphinx -q -E -c sphinx -b html docs "../sphinx-$zone" 2>/dev/null
  mkdocs=$(grep -oE '2026-0[0-9]-[0-9]+' "../mkdocs-$zone/index.html" | head -n 1)
  sphinx=$(grep -oE 'Last updated on 2026-0[0-9]-[0-9]+' "../sphinx-$zone/index.html")
  echo "built in $zone: MkDocs $mkdocs, Sphinx ${sphinx##* }"
  seen+="$mkdocs ${sphinx##* } "
done
[[ $seen == "2026-02-01 2026-02-01 2026-02-01 2026-01-31 " ]]
cd ..
cat >docusaurus.cjs <<'NODE'
const assert = require("node:assert");
const { getFileCommitDate } = require("@docusaurus/utils");
getFileCommitDate(`${process.cwd()}/site/docs/index.md`, { age: "newest" }).then(({ date }) => {
  console.log("Docusaurus", date.toISOString());
  assert.strictEqual(date.toISOString(), "2026-02-03T08:00:00.000Z");
});
NODE
node docusaurus.cjs
