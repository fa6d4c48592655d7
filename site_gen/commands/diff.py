"""`policy-site diff`: OLD and NEW are version ids, commits, or files."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen.errors import GitError, HistoryError, OutputError, PolicyError
from site_gen.git.attributes import stored_form
from site_gen.git.repository import Repository, open_repository
from site_gen.model.history import History
from site_gen.model.policy import Organisation
from site_gen.options import Options
from site_gen.redline import Redline, compare
from site_gen.render.data import redline_json
from site_gen.render.markdown import redline_markdown
from site_gen.render.text import redline_text
from site_gen.requests.arguments import in_top_folder, options_of
from site_gen.text.decode import decode_text
from site_gen.text.direction import language_of_letters
from site_gen.text.document import Document
from site_gen.text.outline import title_of
from site_gen.text.parsing.parse import parse
from site_gen.text.published import read_document

if TYPE_CHECKING:
    from site_gen.canonical import Json


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(options_of(arguments), arguments.old, arguments.new, "json" if arguments.json else arguments.format)


def run(options: Options, old: str, new: str, form: str) -> int:
    """Print the redline of two texts.

    Raises OutputError for a Word document that would go to a terminal.
    """
    if form == "docx" and sys.stdout.isatty():
        command = shlex.join(["policy-site", "diff", old, new, "--format", "docx"])
        raise OutputError(f"a Word document cannot be shown in a terminal; redirect it: {command} > redline.docx")
    source = _Source(options, old, new)
    redline = compare(source.document(old), source.document(new))
    if form == "docx":
        sys.stdout.buffer.write(_word_document(redline, source, old, new))
    else:
        sys.stdout.write(_render(redline, form, source, (old, new)))
    for other in source.others:
        more = shlex.join(["policy-site", "diff", old, new, "--policy", other.policy.path])
        print(f"{other.policy.path} changed too; to see how: {more}", file=sys.stderr)
    for path in source.uncommitted_policies(new):
        more = shlex.join(["policy-site", "diff", old, path])
        print(f"{path}: has changes that are not committed, so {new} lacks them; to see them: {more}", file=sys.stderr)
    return 0


def _render(redline: Redline, form: str, source: _Source, names: tuple[str, str]) -> str:
    if form == "json":
        return json.dumps(_facts(redline), indent=2, ensure_ascii=False) + "\n"
    if form == "markdown":
        return redline_markdown(redline)
    if form == "html":
        from site_gen.build.pages.comparison import comparison_view
        from site_gen.publish.pages import render_comparison

        letters = "".join(leaf.source for leaf in redline.new.leaves)
        language = redline.new.language or source.language or language_of_letters(letters)
        older, newer = (source.title_of(name, language) for name in names)
        return render_comparison(comparison_view(redline, title_of(redline.new), language, (older, newer)))
    return redline_text(redline)


def _word_document(redline: Redline, source: _Source, old: str, new: str) -> bytes:
    from site_gen.render.word.ooxml import Cover, redline_docx

    organisation = source.organisation
    cover = Cover(
        title=title_of(redline.new) or "Policy",
        author=(organisation.name if organisation else "") or "Section 11",
        changed_on=source.publication_day(new),
        older=source.title_of(old, source.language or "en"),
        newer=source.title_of(new, source.language or "en"),
        language=source.language,
        base_url=organisation.base_url if organisation else "",
    )
    return redline_docx(redline, cover)


def _facts(redline: Redline) -> dict[str, Json]:
    from site_gen.signals.data import signals_json
    from site_gen.signals.judge import signals

    return {"redline": redline_json(redline), **signals_json(signals(redline))}


class _Source:
    """Finds a text by whatever name the user gave."""

    def __init__(self, options: Options, *names: str) -> None:
        self._options = options
        self._names = tuple(name for name in names if _file(name) is None)
        """Those that the repository is to know."""
        self._files = {file.resolve() for name in names if (file := _file(name))}
        self._asked: History | None = None
        self.others: list[History] = []
        """Of a comparison of two versions or commits, the policies besides the one that is shown that changed too."""

    def document(self, name: str) -> Document:
        """Return the text that a name means: a file first, then a version, then a commit.

        Raises PolicyError for a file that cannot be read.
        """
        file = _file(name)
        if file is None:
            return read_document(*self._from_repository(name))[0]
        from site_gen.importing.files import needs_conversion

        if needs_conversion(file):
            return self._convert(file, name)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise PolicyError(name, f"cannot be read: {error.strerror}") from error
        return parse(decode_text(self._as_stored(file.resolve(), data), name), name)

    def _as_stored(self, file: Path, data: bytes) -> bytes:
        """Return what git would store for a file that is in the working tree, so that it compares with a commit."""
        try:
            folder = self._repository.work_tree()
        except (GitError, HistoryError):
            return data  # a file needs no repository, nor one with a commit
        if folder is None or not file.is_relative_to(top := folder.resolve()):
            return data
        return stored_form(self._repository, top, file.relative_to(top).as_posix(), data)

    def _convert(self, file: Path, name: str) -> Document:
        """Read a page or a Word document as `policy-site import` would, and say what that left out."""
        from site_gen.importing.convert import convert_file
        from site_gen.importing.files import one_file, read

        source = one_file(file, self._options.today)
        text = convert_file(source, read(source), self.language or "en")
        for remark in text.remarks:
            print(f"warning: {name}: {remark}", file=sys.stderr)
        return parse(text.markdown, name)

    def uncommitted_policies(self, name: str) -> tuple[str, ...]:
        """Return the policies' files that differ on disk from the commit that is checked out, where a name means it."""
        if self._asked is None or _file(name):
            return ()
        commit = self._commit(name)
        if commit is None or commit != self._commit("HEAD"):
            return ()
        return self._repository.uncommitted_files(history.policy.path for history in self._histories)

    def publication_day(self, name: str) -> date:
        """Return the day from which a text is: its publication, or for what is not a version the day of the work."""
        versions = () if self._asked is None or _file(name) else self._asked.versions
        return next((each.published_on for each in versions if each.version_id == name), self._options.today)

    def title_of(self, name: str, language: str) -> str:
        """Name a text to a reader: a version by its day, a file by its name, a commit as it was called."""
        from site_gen.catalogue import words_in
        from site_gen.publish.wording import version_name

        if _file(name):
            return Path(name).name
        versions = self._asked.versions if self._asked else ()
        ids = {version.version_id for version in versions}
        words = words_in(language)
        if name in ids:
            return words.say("version of %(day)s", day=version_name(name, words.language, words))
        return words.say("text of “%(name)s”", name=name)

    @property
    def language(self) -> str:
        """Return the language in which the repository says that its policy is written."""
        return self._asked.policy.language if self._asked else ""

    @property
    def organisation(self) -> Organisation | None:
        """Who publishes, where either text came from the repository."""
        from site_gen.history.declarations import read_policies

        return read_policies(self._options, self._repository)[0] if self._asked else None

    def _from_repository(self, name: str) -> tuple[bytes, str]:
        try:
            _ = self._repository
        except GitError as error:
            raise HistoryError(f"{name} is {_kind(name)}, and neither a version nor a commit: {error}") from error
        if self._asked is None:
            self._asked, *self.others = self._policies_of_all()
        return self._texts(self._asked)[name], f"{self._asked.policy.path} ({name})"

    def _policies_of_all(self) -> list[History]:
        """Return the policies with a text under every name: that of a file, those that changed, or else the first.

        Raises HistoryError where no policy has.
        """
        texts = {history.policy.path: self._texts(history) for history in self._histories}
        whole = [each for each in self._histories if len(texts[each.policy.path]) == len(set(self._names))]
        if not whole:
            raise HistoryError(self._no_common_policy(texts))
        for each in whole:
            if in_top_folder(Path(each.policy.path)).resolve() in self._files:
                return [each]
        changed = [each for each in whole if len(set(texts[each.policy.path].values())) > 1]
        return changed or whole[:1]

    def _no_common_policy(self, texts: Mapping[str, Mapping[str, bytes]]) -> str:
        for name in self._names:
            if not any(name in found for found in texts.values()):
                return (
                    f"{name} is {_kind(name)}, and neither a version of {' or '.join(texts)} nor a commit that holds "
                    "it; `policy-site log` lists the versions"
                )
        held = "; ".join(
            f"{name} is one of {' and '.join(path for path, found in texts.items() if name in found)}"
            for name in self._names
        )
        return (
            f"no policy has a text under both names ({held}); `policy-site log --policy PATH` lists the versions of one"
        )

    def _texts(self, history: History) -> dict[str, bytes]:
        """Return a policy's text under each name under which it has one."""
        found = ((name, self._text(history, name)) for name in self._names)
        return {name: text for name, text in found if text is not None}

    def _text(self, history: History, name: str) -> bytes | None:
        """Return the text of a version, or as it stands at a commit."""
        oid = next((each.text_oid for each in history.versions if each.version_id == name), None)
        if oid is not None:
            return next(data for _, data in self._repository.blobs([oid]))
        return self._repository.text_at(name, history.policy.path) if self._commit(name) else None

    @cached_property
    def _repository(self) -> Repository:
        return open_repository(self._options.repository, branch=self._options.branch)

    @cached_property
    def _histories(self) -> tuple[History, ...]:
        from site_gen.history.declarations import on_its_day
        from site_gen.history.reader import read_histories

        self._options = on_its_day(self._options, self._repository)
        return read_histories(self._options, self._repository)

    def _commit(self, name: str) -> str | None:
        """Return the commit that a name means; None where it means none."""
        try:
            return self._repository.resolve(name)
        except (GitError, HistoryError):
            return None


def _file(name: str) -> Path | None:
    """Return the file that a name means, from here or from the top folder of the repository."""
    try:
        return next((path for path in (Path(name), in_top_folder(Path(name))) if path.is_file()), None)
    except OSError as error:
        raise PolicyError(name, f"cannot be read: {error.strerror}") from error


def _kind(name: str) -> str:
    return "a folder" if Path(name).is_dir() else "not a file"
