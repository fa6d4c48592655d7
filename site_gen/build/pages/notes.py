"""The words that legal wrote, rendered: notes, and the reasons of postponements, withdrawals and ends."""

from __future__ import annotations

from functools import lru_cache

from site_gen.catalogue import Words
from site_gen.model.history import Withdrawal
from site_gen.model.note import ChangeNote
from site_gen.model.version import Version
from site_gen.publish.views.policy import PolicyEnd
from site_gen.publish.views.redline import NoteView
from site_gen.publish.views.text import PostponementView
from site_gen.publish.views.tombstone import TombstoneReason
from site_gen.publish.wording import first_sentence
from site_gen.render.html.article import fragment_html
from site_gen.render.text import document_text
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse
from site_gen.text.written_language import other_language


@lru_cache(maxsize=4096)
def note_html(markdown: str) -> str:
    """Render a note's Markdown as safe HTML."""
    return fragment_html(parse(markdown)) if markdown.strip() else ""


def note_text(markdown: str) -> str:
    """Render a note's Markdown as plain text."""
    return document_text(parse(markdown)).strip() if markdown.strip() else ""


def plain_words(note: ChangeNote) -> str:
    """Return all of a note that is published, as plain text."""
    return f"{note_text(note.summary)}\n{note_text(note.what_you_can_do)}"


def note_gist(markdown: str) -> str:
    """Return the first sentence of a note, past its headings."""
    leaves = parse(markdown).leaves if markdown.strip() else ()
    return first_sentence(next((plain_text(leaf) for leaf in leaves if not leaf.is_heading), ""))


def note_language(note: ChangeNote | None, language: str) -> str:
    """Return the language of a note's words, where it is clearly not the policy's own (BCP 47); else empty."""
    return other_language(f"{note.summary}\n\n{note.what_you_can_do}", language) if note else ""


def note_view(version: Version, language: str) -> NoteView:
    """Return the note of a version of a policy in that language (BCP 47), rendered."""
    note = version.note
    if note is None:
        return NoteView(version=version)
    return NoteView(
        version=version,
        other_language=note_language(note, language),
        summary_html=note_html(note.summary),
        what_you_can_do_html=note_html(note.what_you_can_do),
    )


def policy_ends(*withdrawals: Withdrawal | None) -> tuple[PolicyEnd, ...]:
    """Return when a policy was taken down, with the reasons rendered, and when it came back as it was."""
    return tuple(
        PolicyEnd(each.withdrawn_on, note_html(each.reason), each.restored_on if each.is_same_text else None)
        for each in withdrawals
        if each
    )


def postponement_views(version: Version) -> tuple[PostponementView, ...]:
    """Return how a version was postponed, newest first, with the reasons rendered."""
    return tuple(
        PostponementView(
            postponed_on=each.postponed_on,
            from_on=each.from_on,
            to_on=each.to_on,
            version_id=version.version_id,
            along_with_id=each.along_with_id,
            reason_html=note_html(each.reason),
        )
        for each in reversed(version.postponements)
    )


def tombstone_views(*versions: Version) -> tuple[TombstoneReason, ...]:
    """Return why the texts of versions were taken down, with the reasons rendered."""
    return tuple(
        TombstoneReason(
            version=each,
            withdrawn_on=each.withdrawn.withdrawn_on,
            html=note_html(each.withdrawn.reason),
            what_you_can_do_html=note_html(each.note.what_you_can_do) if each.note else "",
        )
        for each in versions
        if each.withdrawn
    )


def tombstone_text(version: Version, words: Words) -> str:
    """Return what the plain copies of a withdrawn version say."""
    stone = version.withdrawn
    if stone is None:
        return ""
    said = words.say("This text was withdrawn on %(day)s.", day=stone.withdrawn_on)
    return f"{said}\n\n{note_text(stone.reason)}\n"
