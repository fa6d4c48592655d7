"""Which kind of policy a name speaks of: that of a file, of a title, of an address. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain

_KINDS = {
    "privacy": r"privac\w*|datenschutz\w*|data protection|confidentialite|donnees personnelles|proteccion de datos",
    "terms": r"terms?|tos|tou|conditions|agb|\w*nutzungsbedingungen|cgu|cgv|condiciones|terminos|termos",
    "cookies": r"cookies?",
    "imprint": r"imprint|impressum|legal notice|mentions legales|aviso legal",
    "license": r"licen[cs]e|eula",
    "acceptable-use": r"acceptable use|aup",
    "refunds": r"refunds?|widerruf\w*",
    "data-processing": r"data processing|dpa|auftragsverarbeitung\w*|avv",
    "conduct": r"conduct|verhaltenskodex",
    "confidentiality": r"nda|non ?disclosure",
    "service-levels": r"sla|service level\w*",
    "subprocessors": r"sub ?processors?",
}
"""The name that each kind has in addresses, and the words that say it, without accents."""
_ABOUT_DATA = frozenset({"privacy", "cookies", "data-processing", "subprocessors"})
_KIND = re.compile("|".join(rf"(?P<{name.replace('-', '_')}>\b(?:{words})\b)" for name, words in _KINDS.items()))
_MONTHS = "jan feb mar apr may jun jul aug sep sept oct nov dec"
_SAYS_NOTHING = frozenset(
    f"""{_MONTHS} january february march april june july august september october november december
    ver version versions rev revision draft final old new copy clean signed published archive archived snapshot
    effective updated update last from the our and for
    policy policies notice statement page www com org net index html htm http https web site website text document doc
    """.split()
)
"""Words of a file's name that part no policy from another."""
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def kinds_of(name: str) -> tuple[str, ...]:
    """Return the kinds of policy that a name speaks of, in its order; none where it says none that is known."""
    return tuple(dict.fromkeys(str(found.lastgroup).replace("_", "-") for found in _KIND.finditer(_plain(name))))


def is_about_data(name: str) -> bool:
    """Whether a name may be that of a policy on personal data: it says so, or says no kind at all."""
    return not (kinds := kinds_of(name)) or not _ABOUT_DATA.isdisjoint(kinds)


def apart(names: Sequence[str]) -> list[list[str]]:
    """Part the names of files by the policy that they say, in the order given.

    Two belong together where they share a kind or any other word, but for words that all of them have. A name that says
    no kind, and whose words no other has, says nothing of a policy of its own: it belongs to the first.
    """
    said = [set(_words_of(name)) for name in names]
    common = set.intersection(*said) if said else set()
    groups: list[tuple[set[str], list[str]]] = []
    for name, words in zip(names, said, strict=True):
        met = [group for group in groups if group[0] & words - common]
        joined = (set(chain(words - common, *(words for words, _ in met))), [*chain(*(held for _, held in met)), name])
        groups = [*(group for group in groups if group not in met), joined]
    unsaid: list[list[str]] = []
    parted: list[list[str]] = []
    for words, held in groups:
        (parted if words and (len(held) > 1 or kinds_of(held[0])) else unsaid).append(held)
    parted.sort(key=lambda held: min(map(names.index, held)))
    return [[*chain(*unsaid), *chain(*parted[:1])], *parted[1:]]


def _words_of(name: str) -> Iterator[str]:
    """Yield the kinds that a name speaks of, or else its words."""
    words = (word for word in _WORD.findall(_plain(name)) if word not in _SAYS_NOTHING)
    yield from kinds_of(name) or (word for word in words if len(word) > 2 or not word.isascii())


def _plain(name: str) -> str:
    """Write a name in small letters without accents, its words apart by one space."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)) if not unicodedata.combining(sign)
    )
    return " ".join(_WORD.findall(plain.lower()))
