"""Rules about links: each leads somewhere, safely, and where its words say."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import CaseRule, Fault, Severity, TextRule
from site_gen.check.rules import anchors
from site_gen.check.rules.characters import mixed_scripts
from site_gen.check.rules.places import ESCAPED, Inline, bound, fault, inlines, line_within, quote, visible_stretches
from site_gen.check.rules.scripts import LOOKS_LATIN
from site_gen.check.rules.targets import Target, line_of_target, targets
from site_gen.text.inline import INVISIBLE, is_invisible

_WEB = frozenset({"http", "https"})
_SAFE = _WEB | {"mailto", "tel", "sms"}
_REFUSED_BY_PARSER = re.compile(
    r"(?:\]\(\s*<?|^ {0,3}\[[^\]]{1,100}\]:\s*<?|<)\s*((?:javascript|vbscript|data|file):[^\s)>]{0,100})",
    re.IGNORECASE,
)
_UNREAD = re.compile(r"\]\(([^()\n]{0,200})|\] \(((?:mailto:|#)[^()\s]{0,200})")
_UNLINKED = re.compile(r"\b(?:ftp://|xmpp:)[^\s<>]{1,100}", re.IGNORECASE)
_UNDEFINED = re.compile(r"\[([^\[\]]{1,100})\]\[([^\[\]]{0,100})\]")
_NO_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,60})\]")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]^][^\[\]]{0,200})\]:[ \t]*\S+[ \t]*(?:\"[^\"]*\"|'[^']*'|\([^()]*\))?[ \t]*")
_MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}")
_HOST = re.compile(r"(?:https?://)?((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_HOST_SUFFIXES = frozenset({"com", "org", "net", "eu", "uk", "de", "fr", "gov", "edu", "io", "info", "ca", "au", "co"})
_PHONE = re.compile(r"[+(]?\d[\d\s().-]{6,20}")


def _unsafe_links(text: Text, _: Surroundings) -> Iterator[Fault]:
    for target in targets(text):
        if problem := _danger(target):
            message = f"the link {target.describe()} {problem}"
            yield fault(text, line_of_target(text, target), message, target.href)
    for inline, words in _unread_text(text, escaped=True):
        for found in _REFUSED_BY_PARSER.finditer(words):
            message = (
                f"{quote(found[1])} is not an address of a page but something that runs or hides content; {_WEB_HINT}"
            )
            yield fault(text, line_within(text, inline.leaf, found[1][:20]), message, found[1])


_WEB_HINT = "link to a page whose address begins with https://"


def _danger(target: Target) -> str:
    scheme = target.scheme
    if target.href.startswith("//"):
        return f"names no scheme, so where it leads depends on the page; write https:{quote(target.href)[1:-1]}"
    if not scheme or (scheme not in _SAFE and _is_host(target)):
        return ""
    if scheme not in _SAFE:
        return f"begins with {scheme}:, which readers' browsers may run or hand to a program; {_WEB_HINT}"
    parts = target.parts
    if scheme not in _WEB or parts is None:
        return ""
    if "@" in parts.netloc:
        return "has a user name before the host, which hides where it leads; delete what comes before the @"
    return _disguise(parts.hostname or "")


def _disguise(host: str) -> str:
    """Say how a host pretends to be another; empty where it does not."""
    for label in host.split("."):
        name = _decode(label)
        letters = [letter for letter in name or "" if letter.isalpha()]
        if name is None or INVISIBLE.search(name):
            return (
                f"has a host, {quote(label)}, that no browser can show as it is; copy the address again from the page"
            )
        if len(mixed_scripts(name)) > 1 or (letters and all(letter in LOOKS_LATIN for letter in letters)):
            return f"has a host, {quote(name)}, with letters that only look Latin; type the address again"
    return ""


def _decode(label: str) -> str | None:
    """Return a label of a host as it reads; None where it is not a valid one."""
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return None


def _unencrypted_links(text: Text, _: Surroundings) -> Iterator[Fault]:
    for target in targets(text):
        if target.scheme == "http":
            message = (
                f"the link {target.describe()} is not encrypted; write https:// if the page has it, as nearly all do"
            )
            yield fault(text, line_of_target(text, target), message, target.href)


def _broken_links(text: Text, around: Surroundings) -> Iterator[Fault]:
    for target in targets(text):
        if problem := _dead_end(text, around, target):
            message = f"the link {target.describe()} {problem}"
            yield fault(text, line_of_target(text, target), message, target.href or f"to nothing: {target.words}")
    yield from _spaced_links(text)
    yield from _unlinked_addresses(text)
    for inline, words in _unread_text(text):
        for pattern, tell in _SLIPS:
            for found in pattern.finditer(words):
                if not _REFUSED_BY_PARSER.match(found[0]) and not _is_escaped(words, found.start()):
                    line = line_within(text, inline.leaf, found[0].split(ESCAPED)[0])
                    yield fault(text, line, tell(found), found[0])


def _unlinked_addresses(text: Text) -> Iterator[Fault]:
    """Find bare addresses that GitHub links and a page does not."""
    for inline in inlines(text):
        for found in (found for words in visible_stretches(inline.tokens) for found in _UNLINKED.finditer(words)):
            message = (
                f"{quote(found[0])} is not a link: only addresses that begin with https://, http:// or mailto: are"
            )
            yield fault(text, line_within(text, inline.leaf, found[0][:20]), message, found[0])


def _spaced_links(text: Text) -> Iterator[Fault]:
    """Find words in brackets with a space before their address, which is then a link by itself."""
    for inline in inlines(text):
        for before, after in pairwise(inline.tokens):
            if after.type == "link_open" and before.type == "text" and before.content.endswith("] ("):
                words = f"{before.content[before.content.rfind('[') :]}{after.attrs['href']})"
                yield fault(text, line_within(text, inline.leaf, before.content[-20:]), _unread_words(words), words)


def _unread_text(text: Text, *, escaped: bool = False) -> Iterator[tuple[Inline, str]]:
    """Yield what the parser left as text where it may have been meant as a link."""
    for inline in inlines(text):
        if "[" in inline.source or "<" in inline.source:
            for words in visible_stretches(inline.tokens, escaped=escaped):
                if "]" in words or "<" in words:
                    yield inline, words


def _is_escaped(words: str, place: int) -> bool:
    """Whether the last bracket before a place is one that the author escaped."""
    return words.rfind(ESCAPED, 0, place) > words.rfind("[", 0, place)


def _tell_unread(found: re.Match[str]) -> str:
    return _unread_words(found[0].removeprefix("]"))


def _unread_words(words: str) -> str:
    return (
        f"{quote(words)} shows as it is typed: a link is [words](address), with no space between the brackets and "
        "none inside the address"
    )


def _tell_undefined(found: re.Match[str]) -> str:
    label = found[2] or found[1]
    return (
        f"{quote(found[0])} refers to an address that is not given anywhere; write [{found[1]}](https://...), or add a "
        f"line [{label}]: https://..."
    )


def _tell_footnote(found: re.Match[str]) -> str:
    return f"{quote(found[0])} refers to a footnote that does not exist; add a line [^{found[1]}]: and its text"


_SLIPS = ((_UNREAD, _tell_unread), (_UNDEFINED, _tell_undefined), (_NO_FOOTNOTE, _tell_footnote))


def _dead_end(text: Text, around: Surroundings, target: Target) -> str:
    """Say why a link leads nowhere; empty where it may lead somewhere."""
    if target.href in {"", "#"}:
        return "has no address; write where it leads (#top is the top of the page), or delete the brackets"
    if target.scheme in _WEB:
        return "" if target.parts and target.parts.hostname else "has an address without a host; write it in full"
    if target.scheme == "mailto":
        address = target.path.partition(":")[2]
        return "" if _MAIL.fullmatch(address.strip()) else "names no email address; write mailto: and one address"
    if _is_host(target):
        hint = "mailto:" if "@" in target.path else "https://"
        return f"lacks what makes it a web or email address; write {hint} before it"
    if target.scheme or target.href[0] in "#/":
        return ""
    return _no_page(text, around, target)


def _is_host(target: Target) -> bool:
    """Whether an address reads like one of the web or of mail, of which the beginning was left out."""
    if target.href.startswith("www.") or (_MAIL.fullmatch(target.path) and not re.search("[:/]", target.path)):
        return True
    found = _HOST.fullmatch(target.href)
    return found is not None and found[1].rpartition(".")[2].lower() in _HOST_SUFFIXES


_IN_FULL = "write the full address of the page, beginning with https://"


def _no_page(text: Text, around: Surroundings, target: Target) -> str:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(text.path), target.path))
    if path.startswith(".."):
        return f"leads out of the repository; {_IN_FULL}"
    if page := around.pages.get(path) or around.pages.get(f"{path}.md"):
        anchor = f"#{target.fragment}" if target.fragment else ""
        return f"leads to {quote(path)}, which readers find at {page}{anchor}; write that address"
    if path in around.files or f"{path}.md" in around.files:
        return f"leads to {quote(path)}, a file of the repository, and on the published page nowhere; {_IN_FULL}"
    return (
        f"leads to {quote(path)}, which the repository does not have; write the full address, beginning with https://"
    )


def _from_root(text: Text, _: Surroundings) -> Iterator[Fault]:
    for target in targets(text):
        if target.href.startswith("/") and not target.href.startswith("//"):
            message = (
                f"the link {target.describe()} begins with a slash and works only where the policy is on the "
                f"same host; {_IN_FULL}"
            )
            yield fault(text, line_of_target(text, target), message, target.href)


def _contradicting_links(text: Text, _: Surroundings) -> Iterator[Fault]:
    for target in targets(text):
        words = target.words.strip().rstrip(".,;:").removeprefix("mailto:")
        if _contradicts(words, target):
            message = f"{quote(words)} leads to {quote(target.href)}; make the words and the address agree"
            yield fault(text, line_of_target(text, target), message, f"{words} -> {target.href}")


def _silent_links(text: Text, _: Surroundings) -> Iterator[Fault]:
    for target in targets(text):
        if is_invisible(target.words):
            message = (
                f"the link to {quote(target.href)} has no words, so that nobody sees it, and a keyboard stops at it; "
                "write what it leads to between the brackets, or take it out"
            )
            yield fault(text, line_of_target(text, target), message, target.href)


def _contradicts(words: str, target: Target) -> bool:
    if _MAIL.fullmatch(words):
        return target.scheme == "mailto" and target.path.partition(":")[2].strip().lower() != words.lower()
    if target.scheme == "tel" and _PHONE.fullmatch(words):
        return _digits(words)[-7:] != _digits(target.href)[-7:]
    said, parts = _HOST.fullmatch(words), target.parts
    if said is None or parts is None or not parts.hostname or target.scheme not in _WEB:
        return False
    return _site(said[1]) != _site(parts.hostname)


def _digits(words: str) -> str:
    return "".join(re.findall(r"\d", words))


def _site(host: str) -> str:
    """Return the part of a host's name that its owner chose, as near as can be told without a list of suffixes."""
    labels = [_decode(label) or label for label in host.lower().removeprefix("www.").split(".")]
    return max(labels[:-1], key=len, default=host)


def _unused_definitions(text: Text, _: Surroundings) -> Iterator[Fault]:
    if "]:" not in text.source:
        return
    used = [_label(label) for label in re.findall(r"\[([^\[\]]{1,200})\](?!:)", text.source)]
    before_blank = True
    for number, line in enumerate(text.lines, 1):
        found = _DEFINITION.fullmatch(line) if before_blank else None
        if found and _label(found[1]) not in used:
            message = (
                f"{quote(line)} gives an address that nothing refers to, and is not shown; delete the line, or {_USE}"
            )
            yield fault(text, number, message, line.strip()[:200])
        before_blank = bool(found) or not line.strip()


_USE = "write \\[ where the bracket is meant as a sign"


def _label(words: str) -> str:
    return " ".join(words.split()).casefold()


_RULES = (
    TextRule(
        code="unsafe-link",
        title="Every link leads to a page or a person, and shows where.",
        explanation=(
            "An address that begins with javascript: or data: runs something or hides what it shows; one with a "
            "user name before the host (https://bank.example@other.example) leads elsewhere than it seems; one "
            "whose host holds Cyrillic or Greek letters that look Latin is a disguise. Readers of a privacy "
            "policy trust its links, and emails that pretend to announce a changed policy are a common fraud.\n\n"
            "To put it right, copy the address again from the page that is meant. Links begin with https://, "
            "mailto: or tel:. A link such as “//example.com” becomes “https://example.com”."
        ),
        source="GDPR Art 32 (security); Unicode UTS 39; RFC 3986, section 7.6",
        check=_unsafe_links,
    ),
    TextRule(
        code="link-broken",
        title="Every link leads somewhere.",
        explanation=(
            "A link without an address, to a file that does not exist, or with a space where none may be "
            "leaves the reader with nothing. Links to files of the repository, such as [terms](terms.md), work on "
            "GitHub, but the published policy stands at two addresses, one for the version in force and one of "
            "its own: what is relative to one of them is wrong at the other.\n\n"
            "To put it right, write the full address of the page: [terms](https://legal.example.com/terms/). "
            "Links to a section of the same policy are short: [section 4](#your-rights)."
        ),
        source="GDPR Art 12(1) and (2) (easily accessible; exercise of rights made easy)",
        check=_broken_links,
    ),
    *anchors.RULES,
    TextRule(
        code="insecure-link",
        severity=Severity.WARNING,
        title="Links are encrypted.",
        explanation=(
            "What a reader sends to a page whose address begins with http:// can be read and changed on its way, "
            "which matters most for forms through which rights are exercised.\n\n"
            "To put it right, open the address with https:// and, if it works, write it so."
        ),
        source="GDPR Art 32(1)(a) (encryption)",
        check=_unencrypted_links,
    ),
    TextRule(
        code="link-from-root",
        severity=Severity.WARNING,
        title="Links to other pages give their full address.",
        explanation=(
            "A link such as [cookies](/cookies) leads to a page on whatever host shows the policy. The published "
            "policy may stand on a host of its own, is saved and printed, and is quoted in mails: there the link "
            "leads elsewhere or nowhere.\n\n"
            "To put it right, write the full address: [cookies](https://www.example.com/cookies)."
        ),
        check=_from_root,
    ),
    TextRule(
        code="link-says-nothing",
        severity=Severity.WARNING,
        title="Every link has words.",
        explanation=(
            "A link without words cannot be seen or touched. A keyboard stops at it all the same, and a screen reader "
            "reads its address out, letter by letter. It is mostly what was left of a picture or of an icon when the "
            "text came out of a web page.\n\n"
            "For example, “[](https://example.com/rights)” becomes “[your rights](https://example.com/rights)”."
        ),
        source="WCAG 2.2, 2.4.4 and 4.1.2; GDPR Art 12(1) (easily accessible)",
        check=_silent_links,
    ),
    TextRule(
        code="link-says-otherwise",
        severity=Severity.WARNING,
        title="A link that shows an address leads to that address.",
        explanation=(
            "Where the words of a link are an address, a mail address or a number, readers type them, print them "
            "and read them out. If the link leads elsewhere, one of the two is wrong, and a request for access or "
            "deletion may end where nobody reads it.\n\n"
            "For example, “[privacy@example.com](mailto:press@example.com)” becomes "
            "“[privacy@example.com](mailto:privacy@example.com)”."
        ),
        source="GDPR Art 12(2) and 13(1)(a)-(b) (contact details; exercise of rights made easy)",
        check=_contradicting_links,
    ),
    TextRule(
        code="definition-unused",
        severity=Severity.WARNING,
        title="Every line that only gives an address is used.",
        explanation=(
            "A line such as “[terms]: https://example.com/terms” shows nowhere by itself: it gives the address "
            "for links written [terms]. If nothing refers to it, the address is lost to readers, and so is a "
            "short sentence that happens to look like one, such as “[Note]: confidential”.\n\n"
            "To put it right, delete the line, refer to it, or write a backslash before the bracket to show it."
        ),
        source="CommonMark 4.7",
        check=_unused_definitions,
    ),
)

RULES: tuple[TextRule, ...] = bound(_RULES)
_OF_A_POLICY = frozenset({"anchor-duplicate", "anchor-misplaced", "definition-unused"})
OF_A_NOTE: tuple[TextRule, ...] = tuple(rule for rule in RULES if rule.code not in _OF_A_POLICY)
"""A note stands on pages, in mails and in the feed; a link to a section leads to the text that the note explains."""
CASE_RULES: tuple[CaseRule, ...] = anchors.CASE_RULES
