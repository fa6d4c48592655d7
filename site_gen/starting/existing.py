"""What a repository has already: the likely policies in it, and the files of an earlier start."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from site_gen.declared.configuration import DEFAULT_LANGUAGE, POLICY_FOLDER, name_of, names_language, policy_by_name
from site_gen.declared.language_tags import is_tag
from site_gen.errors import HistoryError
from site_gen.git.command import execute
from site_gen.model.policy import Policy
from site_gen.text.written_language import written_language

_LIKELY = re.compile(
    r"(?P<before>[^/]*[ ._-])?((?P<privacy>privacy|datenschutz|confidentialit|privacidad)|terms|cookie)[^/]*\."
    r"((?P<text>md|markdown)|(?P<unread>mdx|pdf|doc|rtf|txt|rst|adoc|pages)|docx|odt|html?)",
    re.IGNORECASE,
)
_PASSED_OVER = frozenset({".git", ".github", ".venv", "node_modules", "vendor", "dist", "build", "changes"})
_LANGUAGE = re.compile(r"[a-z]{2}([-_][A-Za-z]{2,4})?")
"""What a folder for one language is called; longer codes are words of other things, such as `app` and `doc`."""
_USUAL = ("main", "master", "trunk")
"""What the branch is called that publishes."""
_DEEPEST = 4
_MOST = 20


class Found(Struct, frozen=True, kw_only=True):
    """A repository as it stands."""

    top: Path
    policies: tuple[str, ...]
    """Paths from the top, the likeliest first."""
    documents: tuple[str, ...]
    """The same of files whose text can be brought in."""
    unread: tuple[str, ...]
    """The same of files of other kinds, which a person has to save as one of those first."""
    branch: str
    """The one that publishes."""


def look_around(folder: Path) -> Found:
    """Look for policies in the repository of a folder.

    Raises HistoryError where the folder is not in one.
    """
    top = _top(folder)
    likely = sorted(_likely_files(top, top, 0), key=_unlikeliness)
    by_kind = {kind: tuple(path for path in likely if _kind(path) == kind)[:_MOST] for kind in ("text", "unread", "")}
    return Found(
        top=top, policies=by_kind["text"], documents=by_kind[""], unread=by_kind["unread"], branch=_branch(top)
    )


def not_checked_out(top: Path) -> str:
    """Return the likeliest policy that the repository has and this checkout leaves out; else nothing."""
    tracked = _ask_git(top, "ls-files", "-z").split("\0")
    missing = (path for path in tracked if _kind(path) == "text" and not (top / path).exists())
    return min(missing, key=_unlikeliness, default="")


def likelier(found: Found) -> str:
    """Return the file that is more likely meant than any text, since it alone is called by privacy; else nothing."""
    if any(_is_about_privacy(path) for path in found.policies):
        return ""
    return next((path for path in (*found.documents, *found.unread) if _is_about_privacy(path)), "")


def policy_in(path: str) -> Policy:
    """Return the policy of a file in the language that its name says, else a folder around it: `de/terms.md`."""
    named = policy_by_name(path)
    place = None if names_language(path) else _language_place(path)
    return named if place is None else replace(named, language=path.split("/")[place].replace("_", "-"))


def says_language(path: str) -> bool:
    """Whether a file's name, or a folder around it, says its language."""
    return names_language(path) or _language_place(path) is not None


def language_of(path: str, text: str) -> str:
    """Return the language that a file's name or folder says, else that of its words."""
    return policy_in(path).language if says_language(path) else written_language(text) or DEFAULT_LANGUAGE


def _language_place(path: str) -> int | None:
    """Find the last folder of a path that is called by a language."""
    folders = list(enumerate(path.split("/")[:-1]))
    return next((place for place, name in reversed(folders) if _LANGUAGE.fullmatch(name) and is_tag(name)), None)


def translations_of(top: Path, policy: Policy) -> tuple[Policy, ...]:
    """Return the same policy in other languages: beside it by their names, and in folders of other languages."""
    files = sorted({*(top / policy.path).parent.glob("*.md"), *_in_other_folders(top, policy.path)})
    beside = (policy_in(file.relative_to(top).as_posix()) for file in files if file.is_file())
    others = {each.language.lower(): each for each in beside if each.slug == policy.slug and each.path != policy.path}
    others.pop(policy.language.lower(), None)
    return tuple(others.values())


def _in_other_folders(top: Path, path: str) -> Iterator[Path]:
    place, parts = _language_place(path), path.split("/")
    if place is None:
        return
    for folder in top.joinpath(*parts[:place]).iterdir():
        if folder.is_dir() and not folder.is_symlink() and _LANGUAGE.fullmatch(folder.name) and is_tag(folder.name):
            yield folder.joinpath(*parts[place + 1 :])


def _top(folder: Path) -> Path:
    here = folder.resolve()
    for each in (here, *here.parents):
        if (each / ".git").exists():
            return each
    raise HistoryError(f"{folder} is in no git repository; make one with `git init {folder}`, or give another --repo")


def _branch(top: Path) -> str:
    """Find the branch that publishes: origin's default; else main, master or trunk, where work goes on in another."""
    default = _ask_git(top, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").removeprefix("origin/")
    here = _ask_git(top, "symbolic-ref", "--quiet", "--short", "HEAD")
    branches = _ask_git(top, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").splitlines()
    usual = [name for name in (here, *_USUAL) if name in _USUAL and name in (here, *branches)]
    return default or next(iter(usual), here) or _USUAL[0]


def _ask_git(top: Path, *command: str) -> str:
    done = execute(["git", "-C", str(top), *command])
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def _likely_files(top: Path, folder: Path, depth: int) -> Iterator[str]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_symlink() or entry.name in _PASSED_OVER:
            continue
        if entry.is_dir():
            if depth < _DEEPEST:
                yield from _likely_files(top, Path(entry.path), depth + 1)
        elif _likely(path := Path(entry.path).relative_to(top).as_posix()):
            yield path


def _likely(path: str) -> re.Match[str] | None:
    """Match what a file is called: `privacy/index.md` as its folder is, where a `README.md` may be about code."""
    own = posixpath.basename(path)
    is_readme = own.lower().startswith("readme")
    return _LIKELY.fullmatch(own if is_readme else name_of(path) + posixpath.splitext(own)[1])


def _kind(path: str) -> str:
    """Say `text` of what may be a policy as it lies, `unread` of what nothing here reads, nothing of the others."""
    found = _likely(path)
    return next((kind for kind in ("text", "unread") if found and found[kind]), "")


def _is_about_privacy(path: str) -> bool:
    found = _likely(path)
    return bool(found and found["privacy"])


def _unlikeliness(path: str) -> tuple[bool, bool, bool, int, bool, str]:
    found = _likely(path)
    is_named_otherwise = bool(found and found["before"])
    is_elsewhere, is_other = not path.startswith(f"{POLICY_FOLDER}/"), "privacy" not in path.lower()
    is_translation = policy_in(path).language != DEFAULT_LANGUAGE
    return is_elsewhere, is_other, is_named_otherwise, path.count("/"), is_translation, path
