"""`policy-site diff`: OLD and NEW are version ids, commits, or files."""

from __future__ import annotations

import json
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen.document import Document, parse
from site_gen.errors import GitError, HistoryError
from site_gen.git import Repository, open_repository
from site_gen.model import History
from site_gen.options import Options
from site_gen.reading import decoded
from site_gen.redline import Redline, compare

if TYPE_CHECKING:
    from site_gen.manifest import Json

_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>{style}</style></head>
<body><main>{article}</main></body>
</html>
"""


def run(options: Options, old: str, new: str, form: str) -> int:
    """Print the redline of two texts."""
    source = _Source(options)
    redline = compare(source.document(old), source.document(new))
    sys.stdout.write(_rendered(redline, form, f"{old} to {new}"))
    return 0


def _rendered(redline: Redline, form: str, title: str) -> str:
    if form == "json":
        return json.dumps(_facts(redline), indent=2, ensure_ascii=False) + "\n"
    if form == "markdown":
        from site_gen.render.markdown import redline_markdown

        return redline_markdown(redline)
    if form == "html":
        return _page(redline, title)
    from site_gen.render.text import redline_text

    return redline_text(redline)


def _facts(redline: Redline) -> dict[str, Json]:
    from site_gen.render.data import redline_json
    from site_gen.signals import signals
    from site_gen.signals.data import signals_json

    return {"redline": redline_json(redline), **signals_json(signals(redline))}


def _page(redline: Redline, title: str) -> str:
    from html import escape

    from site_gen.pages import stylesheet
    from site_gen.render.html import redline_article

    return _PAGE.format(
        language=escape(redline.new.language or "en"),
        title=escape(title),
        style=stylesheet()[1].decode().replace("</", "<\\/"),
        article=redline_article(redline),
    )


class _Source:
    """Finds a text by whatever name the user gave."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def document(self, name: str) -> Document:
        """Return the text that a name means: a file first, then a version, then a commit."""
        path = Path(name)
        if path.is_file():
            return parse(decoded(path.read_bytes(), name))
        return parse(decoded(*self._from_repository(name)))

    def _from_repository(self, name: str) -> tuple[bytes, str]:
        for history in self._histories:
            for version in history.versions:
                if version.version_id == name:
                    data = next(data for _, data in self._repository.blobs([version.text_oid]))
                    return data, f"{history.policy.path} ({name})"
        path = self._histories[0].policy.path
        found = self._repository.text_at(name, path) if self._names_commit(name) else None
        if found is None:
            raise HistoryError(
                f"{name} is no file, no version of {path} and no commit that holds it; "
                "`policy-site log` lists the versions"
            )
        return found, f"{path} ({name})"

    @cached_property
    def _repository(self) -> Repository:
        return open_repository(self._options.repository, branch=self._options.branch)

    @cached_property
    def _histories(self) -> list[History]:
        from site_gen.telling import histories

        return list(histories(self._options, self._repository))

    def _names_commit(self, name: str) -> bool:
        try:
            self._repository.resolve(name)
        except GitError:
            return False
        return True
