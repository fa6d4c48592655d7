"""The words around a text in other languages: all of them there, and none of another's."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from site_gen.catalogue import ENGLISH, frame_language, languages, own_name, words_in

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "gettext": None, "say": None, "message": None, "plural": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TAG = re.compile(r"<[^>]*>")
OTHERS = [language for language in languages() if language != "en"]
SHOWN_AS_IT_IS = re.compile(r"<pre>.*?</pre>|<style>.*?</style>", re.DOTALL)
SPOKEN = re.compile(r'(?:aria-label|title|data-label|alt)="([^"]*)"')


@cache
def _messages() -> tuple[str | tuple[str, ...], ...]:
    """Return what `make messages` finds in code and templates."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {each["pattern"]: each for each in mappings}
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_looked_into)
    return tuple(dict.fromkeys(message for _, _, message, _, _ in found if message))


def _is_looked_into(folder: str) -> bool:
    return Path(folder).relative_to(ROOT).parts[:1] in {(), ("site_gen",), ("templates",)}


@cache
def _catalogue(language: str) -> Catalog:
    with (ROOT / f"site_gen/locale/{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def _entries(language: str) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """Yield each message with its forms in English and in the other language."""
    for message in _catalogue(language):
        if message.id:
            yield message, _forms(message.id), _forms(message.string)


def _forms(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, tuple | list) else (str(found or ""),)


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_is_translated(language: str) -> None:
    """No message lacks a translation, none is left over, none is a guess; `make messages` lists what is new."""
    there = {message.id for message, _, _ in _entries(language)}
    assert set(_messages()) - there == set(), "run `make messages`, then translate what is empty"
    assert there - set(_messages()) == set(), "run `make messages`"
    wanting = [
        message.id
        for message, ids, strings in _entries(language)
        if message.fuzzy or not all(strings) or (len(ids) > 1 and len(strings) != _catalogue(language).num_plurals)
    ]
    assert wanting == []


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_and_tags_agree(language: str) -> None:
    """Each translation fills in what the English does; the form for one or two may say the number in a word."""
    for message, ids, strings in _entries(language):
        wanted = {name for each in ids for name in PLACEHOLDER.findall(each)}
        may_lack = {"n"} if len(ids) > 1 else set()
        for string in strings:
            assert wanted - may_lack <= set(PLACEHOLDER.findall(string)) | may_lack <= wanted | may_lack, message.id
            assert sorted(TAG.findall(string)) == sorted(TAG.findall(ids[0])), message.id
            assert "%" not in PLACEHOLDER.sub("", string), message.id


def test_every_message_in_the_code_is_collected() -> None:
    """A message inside an f-string would be said and never found: none is."""
    collected = {part for each in _messages() for part in ([each] if isinstance(each, str) else each)}
    for path in (ROOT / "site_gen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in KEYWORDS and node.args:
                words = node.args[0]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    assert words.value in collected, f"{path.name}:{node.lineno}"


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("template", sorted((ROOT / "templates/site").glob("*.html")), ids=lambda path: path.name)
def test_a_template_says_nothing_untranslated(template: Path) -> None:
    """Words for people stand in `trans` blocks or in calls that translate."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    tree = environment.parse(template.read_text(encoding="utf-8"))
    bare = SHOWN_AS_IT_IS.sub("", "{}".join(node.data for node in tree.find_all(nodes.TemplateData)))
    said = [*SPOKEN.findall(bare), re.sub(r"<!doctype html>|<[^<>]*>|<[^<>]*\{\}", " ", bare)]
    said += [each for output in tree.find_all(nodes.Output) for node in output.nodes for each in _shown(node)]
    words = [word for each in said for word in re.findall(r"[A-Za-z]{2,}", each.replace("PDF", ""))]
    assert words == []


def _shown(node: nodes.Node | None) -> Iterator[str]:
    """Yield the strings that an expression may show as they are."""
    match node:
        case nodes.Const(value=str() as value) if not re.search(r"[/#_]|^[a-z-]*$", value):
            yield value
        case nodes.CondExpr():
            yield from (*_shown(node.expr1), *_shown(node.expr2))
        case nodes.Or() | nodes.And():
            yield from (*_shown(node.left), *_shown(node.right))
        case nodes.Concat():
            for each in node.nodes:
                yield from _shown(each)
        case _:
            pass


def test_numbers_and_plurals_are_the_language_s_own() -> None:
    """Thousands are grouped and nouns agree as each language does; Arabic has six forms."""
    one, several = "%(n)s word added", "%(n)s words added"
    assert words_in("de-AT").plural(one, several, 1024) == "1.024 Wörter eingefügt"
    assert words_in("es").plural(one, several, 1) == "1 palabra añadida"
    arabic = {words_in("ar").plural(one, several, number).replace(str(number), "") for number in (0, 1, 2, 3, 11, 100)}
    assert len(arabic) == 5  # after eleven and after a hundred the noun looks the same
    assert words_in("ar").plural("%(n)s day ahead", "%(n)s days ahead", 11) == "قبل الموعد بـ 11 يومًا"
    assert words_in("ar").plural("%(n)s day ahead", "%(n)s days ahead", 100) == "قبل الموعد بـ 100 يوم"


def test_a_language_without_a_catalogue_gets_english() -> None:
    """A frame is wholly of one language."""
    assert [frame_language(tag) for tag in ("pt", "de-CH", "AR", "zh-Hans")] == ["en", "de", "ar", "en"]
    assert words_in("pt") is ENGLISH
    assert [own_name(tag) for tag in ("en", "de", "fr", "es", "ar", "tlh")] == [
        "English", "Deutsch", "Français", "Español", "العربية", "tlh",
    ]  # fmt: skip
