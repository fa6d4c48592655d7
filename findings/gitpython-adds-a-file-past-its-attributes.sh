#!/usr/bin/env bash
# GitPython's index.add stores a file as it lies on the disk; git, pygit2 and dulwich store what .gitattributes says.
#
# With `*.md text eol=crlf` the repository holds line feeds and the work tree CRLF. `git add`, pygit2 and dulwich
# convert; GitPython writes the bytes as they are, so the same file has another blob id. The next `git add` by somebody
# else changes every line: a history of legal texts shows a change of the whole policy that nobody made.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet GitPython==3.1.45 pygit2==1.19.0 dulwich==1.2.21
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null HOME="$folder"
git init --quiet "$folder/policy"
cd "$folder/policy"
printf '*.md text eol=crlf\n' > .gitattributes
printf 'One.\r\nTwo.\r\n' > policy.md
git --version
"$folder/venv/bin/python" - <<'PYTHON'
import subprocess
from importlib.metadata import version

import git
import pygit2
from dulwich import porcelain


def with_pygit2():
    index = pygit2.Repository(".").index
    index.add("policy.md")
    index.write()


ADDERS = {
    "git": lambda: subprocess.run(["git", "add", "policy.md"], check=True),
    "pygit2": with_pygit2,
    "dulwich": lambda: porcelain.add(".", ["policy.md"]),
    "GitPython": lambda: git.Repo(".").index.add(["policy.md"]),
}
stored = {}
for name, add in ADDERS.items():
    add()
    stored[name] = subprocess.run(["git", "cat-file", "blob", ":policy.md"], capture_output=True, check=True).stdout
    print(name, "" if name == "git" else version(name), stored[name])
    subprocess.run(["git", "rm", "--quiet", "--cached", "--force", "policy.md"], check=True)
assert stored["git"] == stored["pygit2"] == stored["dulwich"] == b"One.\nTwo.\n", stored
assert stored["GitPython"] == b"One.\r\nTwo.\r\n", stored
PYTHON
