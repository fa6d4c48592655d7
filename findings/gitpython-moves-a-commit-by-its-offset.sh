#!/usr/bin/env bash
# GitPython records a commit at another instant than git when its date is given with an offset.
#
# `index.commit(author_date="Fri, 01 Mar 2024 10:00:00 +0200")` takes 10:00 for UTC and keeps +0200 beside it, so the
# commit shows 12:00 +0200: the offset is added to the clock instead of taken from it. git, given the same string,
# records 10:00 +0200. West of Greenwich commits move the other way, over midnight to another day. Seconds since 1970
# with an offset are read rightly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet GitPython==3.1.45
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=Legal GIT_AUTHOR_EMAIL=legal@example.com
export GIT_COMMITTER_NAME=Legal GIT_COMMITTER_EMAIL=legal@example.com
git init --quiet "$folder/policy"
cd "$folder/policy"
git --version
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import git

repository = git.Repo(".")
print("GitPython", version("GitPython"))


def shown(revision):
    return repository.git.log("-1", "--format=%aI", revision)


read = {}
for date in ("Fri, 01 Mar 2024 10:00:00 +0200", "2024-03-01T01:00:00 -0500", "1709280000 +0200"):
    by_library = shown(repository.index.commit("Change", author_date=date).hexsha)
    repository.git.commit("--allow-empty", "-m", "Change", date=date)
    read[date] = by_library, shown("HEAD")
    print(f"{date}: GitPython {read[date][0]}, git {read[date][1]}")
assert read["Fri, 01 Mar 2024 10:00:00 +0200"] == ("2024-03-01T12:00:00+02:00", "2024-03-01T10:00:00+02:00"), read
assert read["2024-03-01T01:00:00 -0500"] == ("2024-02-29T20:00:00-05:00", "2024-03-01T01:00:00-05:00"), read
assert read["1709280000 +0200"] == ("2024-03-01T10:00:00+02:00",) * 2, read
PYTHON
