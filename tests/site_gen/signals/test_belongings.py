"""What is the reader's is information, whatever it is called, once somebody takes it or hands it out."""

from __future__ import annotations

import tomllib
from itertools import cycle

import pytest

from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Signal, Weight
from site_gen.signals.words.lexicon import FOLDER
from site_gen.text.parsing.parse import parse

_HEADS = "| What we {} | Why |\n| --- | --- |\n| Email address | to write to you |\n"
_THINGS = ("your shoe size", "the color of your hat")
_TAKEN = {
    "sentence": ("", "We {verb} {thing}."),
    "after also": ("", "We may also {verb} {thing}."),
    "member": ("We {verb} your email address.", "We {verb} your email address and {thing}."),
    "item": ("- We collect your name.", "- We collect your name.\n- We {verb} {thing}."),
    "item under a line": ("We {verb}:\n\n- your email address\n", "We {verb}:\n\n- your email address\n- {thing}\n"),
    "item under what follows": (
        "We {verb} the following information:\n\n- email address\n",
        "We {verb} the following information:\n\n- email address\n- {thing}\n",
    ),
    "cell": (_HEADS.format("{verb}"), _HEADS.format("{verb}") + "| {thing} | to please you |\n"),
}
_GIVEN = {
    "sentence": ("", "We also {verb} {thing}."),
    "to somebody unknown": ("", "We {verb} {thing} to hat makers."),
    "member": ("We {verb} your email address to hatters.", "We {verb} your email address and {thing} to hatters."),
    "item under a line": ("We {verb}:\n\n- your email address\n", "We {verb}:\n\n- your email address\n- {thing}\n"),
    "cell": (_HEADS.format("{verb}"), _HEADS.format("{verb}") + "| {thing} | to please you |\n"),
}
_GERMAN = """---
language: de
---
# Datenschutz

Diese Erklärung sagt, was wir mit Daten über Sie tun, wenn Sie unseren Laden nutzen, und wer sie von uns erhält.

Wir erheben Ihren Namen.

"""
_GERMAN_TAKEN = {
    "Satz": ("", "Wir {verb} auch {thing}."),
    "Verb am Ende": ("", "Wir können auch {thing} {verb}."),
    "Glied": ("Wir {verb} Ihre Anschrift.", "Wir {verb} Ihre Anschrift und {thing}."),
    "Eintrag": ("Wir {verb}:\n\n- Ihre Anschrift\n", "Wir {verb}:\n\n- Ihre Anschrift\n- {thing}\n"),
}
_GERMAN_PASSIVE = {
    "wird": ("", "Auch {thing} wird {verb}."),
    "wird von uns": ("", "Auch {thing} wird von uns {verb}."),
    "kann werden": ("", "Auch {thing} kann {verb} werden."),
}


def _heavy(old: str, new: str, head: str = "# Policy\n\nWe collect your name.\n\n") -> list[Signal]:
    found = signals(compare(parse(f"{head}{old}\n"), parse(f"{head}{new}\n")))
    return [signal for signal in found if signal.weight is not Weight.MINOR]


def _verbs(language: str, key: str) -> list[str]:
    """Return a list of the language's own file, as counsel writes it."""
    content = tomllib.loads((FOLDER / language / "language.toml").read_text(encoding="utf-8"))
    words: list[str] = content[key]
    return words


def _silent(frame: tuple[str, str], verbs: list[str], things: tuple[str, ...], question: str, head: str) -> list[str]:
    """Return the verbs of a frame, each with one of the things, that raise no such question."""
    old, new = frame
    return [
        f"{verb} {thing}"
        for verb, thing in zip(verbs, cycle(things), strict=False)
        if not any(
            signal.question == question and any(thing.split()[-1] in words for words in signal.found)
            for signal in _heavy(old.format(verb=verb), new.format(verb=verb, thing=thing), head)
        )
    ]


@pytest.mark.parametrize("frame", _TAKEN)
def test_whatever_is_taken_of_readers_is_a_kind_of_information(frame: str) -> None:
    """Every verb of taking in asks M4 about an object that is the reader's, though no lexicon knows the object."""
    verbs = [verb for verb in _verbs("en", "taking_in") if frame != "cell" or verb != "use"]
    assert not _silent(_TAKEN[frame], verbs, _THINGS, "M4", "# Policy\n\nWe collect your name.\n\n")


@pytest.mark.parametrize("frame", _GIVEN)
def test_whatever_is_handed_out_of_readers_is_passed_on(frame: str) -> None:
    """Every verb of handing out asks M5 about an object that is the reader's, whoever gets it."""
    verbs = ["share", "disclose", "sell", *_verbs("en", "handing_out")]
    assert not _silent(_GIVEN[frame], verbs, _THINGS, "M5", "# Policy\n\nWe collect your name.\n\n")


@pytest.mark.parametrize("frame", [*_GERMAN_TAKEN, *_GERMAN_PASSIVE])
def test_german_takes_by_the_same_build(frame: str) -> None:
    """A verb may stand behind its object, and an article opens one: the words are German, the rule is the same."""
    things = ("Ihre Schuhgröße", "die Farbe Ihres Huts")
    active = ["speichern", "verwenden", "lesen", "messen", "analysieren", "protokollieren", "kaufen"]
    passive = ["gespeichert", "verwendet", "gelesen", "gemessen", "analysiert", "protokolliert", "gekauft"]
    frames = {**_GERMAN_TAKEN, **_GERMAN_PASSIVE}
    verbs = passive if frame in _GERMAN_PASSIVE else active
    assert not _silent(frames[frame], verbs, things, "M4", _GERMAN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your shoe size is stored.",
        "Your shoe size is also kept.",
        "In our shops your gait may be measured.",
        "Our hatters see your gait.",
        "We look at how you walk.",
        "Partners who read your diary tell us about it.",
    ],
)
def test_who_takes_it_need_not_be_the_subject(sentence: str) -> None:
    """A passive takes as well, and so does anybody who is no reader."""
    assert any(signal.question == "M4" for signal in _heavy("", sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "We keep your data secure.",
        "We keep your account safe.",
        "We respect your privacy.",
        "You can store your list of wishes in the app.",
        "Keep your password secret.",
        "Please keep your receipt.",
        "We show you how to order.",
        "We see to it that our shop is open.",
        "We keep our prices low.",
        "We follow the law.",
        "If you buy your hat elsewhere, we do not know.",
        "We do not keep your shoe size.",
        "We watch over your safety.",
        "We follow your instructions.",
        "We note your objections and act on them.",
        "Your questions are read by people.",
    ],
)
def test_what_only_looks_like_taking_stays_quiet(sentence: str) -> None:
    """What readers do or are due, what is the publisher's, how a thing is kept, and what is denied take nothing in."""
    assert not _heavy("", sentence)


@pytest.mark.parametrize("thing", ["your safety gear", "your trust score", "your safety and your gait"])
def test_the_noun_says_whether_it_is_information(thing: str) -> None:
    """What readers are due is no information; what is only called after it is, and so is what stands beside it."""
    assert any(signal.question == "M4" for signal in _heavy("", f"We keep {thing}."))
