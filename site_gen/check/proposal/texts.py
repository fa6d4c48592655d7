"""A policy's text as readers saw it last, and as the change leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from site_gen.check.case import Text
from site_gen.check.proposal.both_sides import BothSides
from site_gen.check.proposal.sides import Side
from site_gen.text.decode import decode_text
from site_gen.text.document import Document
from site_gen.text.fingerprint import fingerprint
from site_gen.text.outline import Section, headings, sections
from site_gen.text.parsing.parse import parse
from site_gen.text.published import read_document


class Texts(Struct, frozen=True, dict=True):
    """The text of a policy on both sides of the change."""

    _both: BothSides

    @cached_property
    def old(self) -> Text | None:
        """What a reader saw last, also of a policy that was taken down and comes back; None of a new one."""
        published, policy = self._both.published, self._both.policy
        if published is None or not (self._both.old_path or policy.path in self._both.after.names):
            return None
        path = self._both.old_path or policy.path
        data = self._both.before.tree.read(path) if self._both.old_path else None
        document, reading = read_document(data or b"", path)
        if data is None or reading.no_text:
            newest = published.history.versions[-1].text_oid
            blobs = self._both.before.repository.blobs([newest])
            document, reading = read_document(next(data for _, data in blobs), newest)
        return self._text(path, reading.text, document, published.outline)

    @cached_property
    def new(self) -> Text | None:
        """What a reader would see; None where the change takes the policy down."""
        path, after = self._both.policy.path, self._both.after
        data = after.tree.read(path) if path in after.names else None
        if data is None:
            return None
        source = decode_text(data, path)
        return self._text(path, source, parse(source, path), self.old.outline if self.old else ())

    @cached_property
    def is_version(self) -> bool:
        """Whether a reader will see another text."""
        if self.new is None:
            return False
        return self.old is None or fingerprint(self.old.document) != fingerprint(self.new.document)

    def _text(self, path: str, source: str, document: Document, published: Sequence[Section]) -> Text:
        spoken = document if document.language else replace(document, language=self._both.policy.language)
        return Text(path, source, spoken, sections(headings(document), published))


def text_sha256(side: Side, path: str) -> str:
    """Hash a text whose lines end in line feeds, as git keeps them; empty where there is none."""
    data = side.tree.read(path) if path in side.names else None
    return sha256(data.replace(b"\r\n", b"\n")).hexdigest() if data is not None else ""
