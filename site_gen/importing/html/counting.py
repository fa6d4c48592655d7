"""What a browser counts: items of lists, and whatever a page's styles count, each given the label that a reader saw.

Reads of CSS what counts (`list-style-type`, `counter-reset`, `counter-increment`, `counter-set`, `content` before an
element or as its marker), by selectors of names, classes and ids. Source: CSS Lists and Counters Level 3; HTML, the li
element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from site_gen.importing.html.counter_styles import (
    SIGNS,
    CounterStyle,
    counter_style,
    css_text,
    marker,
    read_counter_styles,
    unescape_css,
    write_number,
)
from site_gen.importing.html.selectors import RuleIndex, Steps, cut_selector, is_match
from site_gen.importing.html.sheets import own_sheets, sheet_rules
from site_gen.importing.html.tree import Node

_MOST_RULES = 5000
_LONGEST_SIGN = 4
UNKNOWN_FORM = "lists counted in a form that the page does not say, written as 1, 2, 3: check"
UNREAD_RULE = "rules of a style sheet that count something and cannot be read: check the numbers"
_BEFORE = re.compile(r"::?(before|marker)$", re.IGNORECASE)
_NOT_AT_REST = re.compile(r":(?:hover|focus|active|visited|target|checked|disabled|invalid|autofill)", re.IGNORECASE)
_NOT_READ = re.compile(r"::?[\w-]+(?:\([^()]*\))?")
_COUNTS = re.compile(r"([\w-]+)(?:\s+(-?\d{1,6}))?")
_QUOTED = r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'"
_PIECE = re.compile(
    rf"{_QUOTED}|counters?\(\s*([\w-]+)\s*(?:,\s*(?:{_QUOTED})\s*)?(?:,\s*([\w-]+|symbols\([^)]*\))\s*)?\)", re.DOTALL
)
_WORD = re.compile(rf"{_QUOTED}|symbols\([^)]*\)|url\([^)]*\)|[^\s]+", re.DOTALL)
_GOOGLES = re.compile(r"\blst-kix_(\w+)-(\d)\b")
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_COUNTED = _LISTS | {"li", "p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "td", "div", "section", "span"}
_OF_LISTS = "list-item"
"""The counter that lists advance by themselves."""
_PLACES = frozenset({"inside", "outside"})
_NO_FORM = _PLACES | {"inherit", "initial", "unset", "revert", "revert-layer", ""}
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_READ = frozenset({
    "list-style", "list-style-type", "counter-reset", "counter-increment", "counter-set", "content", "display",
})  # fmt: skip


class _Rule(Struct, frozen=True):
    steps: Steps
    place: str
    """`before` or `marker` for what stands there; empty for the element itself."""
    declared: Mapping[str, str]
    forced: Mapping[str, str]
    """What is `!important`."""

    def weight(self) -> tuple[int, ...]:
        """Return what decides between rules: ids, classes, names (CSS Selectors: specificity)."""
        signs = [sign for _, parts in self.steps for sign, _ in parts]
        return signs.count("#"), signs.count(".") + signs.count("["), signs.count("")


class Styles(Struct, frozen=True):
    """What a page's own style sheets count, and how."""

    rules: Sequence[_Rule]
    counter_styles: Mapping[str, CounterStyle]
    unread: Sequence[tuple[str, Steps]]
    """Selectors of rules that count and cannot be read here, with as much of them as can."""


def read_styles(tree: Node) -> Styles:
    """Return what counts in a page's own style sheets, the rule that decides last."""
    found: list[_Rule] = []
    own: dict[str, CounterStyle] = {}
    unread: list[tuple[str, Steps]] = []
    for sheet in own_sheets(tree):
        own |= read_counter_styles(sheet)
        for rule in sheet_rules(sheet):
            declared, forced = _declarations(rule.body)
            for selector in map(str.strip, rule.selectors.split(",") if declared or forced else ()):
                place = _BEFORE.search(selector)
                steps = cut_selector(_BEFORE.sub("", selector) or "*")
                if steps and not rule.is_conditional and len(found) < _MOST_RULES:
                    found.append(_Rule(steps, place[1].lower() if place else "", declared, forced))
                elif _counts(declared | forced) and not _NOT_AT_REST.search(selector):
                    unread.append((selector, cut_selector(_NOT_READ.sub("", selector) or "*")))
    return Styles(sorted(found, key=_Rule.weight), own, unread)


def _counts(declared: Mapping[str, str]) -> bool:
    form = _form(declared)
    return "counter" in declared.get("content", "") or bool(form and form.lower() not in SIGNS)


def add_labels(root: Node, styles: Styles) -> Iterator[tuple[str, str]]:
    """Give each counted item its `number` or `label`, and put before other elements what a style counts there.

    Yields what nobody can tell from the page: a kind of doubt, and what it concerns.
    """
    _gather_googles(root)
    counter = _Counter(RuleIndex((rule.steps, rule) for rule in styles.rules), styles.counter_styles)
    counter.walk(root, [])
    yield from ((UNKNOWN_FORM, form) for form in counter.unknown)
    lists = list(_lists_with_around(root, [])) if styles.unread else []
    for selector, steps in styles.unread:
        if not steps or any(is_match(steps, node, around) for node, around in lists):
            yield UNREAD_RULE, selector


def _lists_with_around(node: Node, around: list[Node]) -> Iterator[tuple[Node, list[Node]]]:
    """Yield what may be counted, each with the elements that it stands in."""
    around = [*around, node]
    for child in node.elements():
        if child.tag in _COUNTED:
            yield child, around
        yield from _lists_with_around(child, around)


class _Style(Struct, frozen=True):
    """What is declared for one element."""

    own: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    marker: dict[str, str] = field(default_factory=dict)

    def of(self, place: str) -> dict[str, str]:
        """Return what is declared for a place of it: before it, as its marker, or for itself."""
        return {"": self.own, "before": self.before, "marker": self.marker}[place]


class _Counter(Struct):
    rules: RuleIndex[_Rule]
    counter_styles: Mapping[str, CounterStyle]
    counts: dict[str, list[int]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    """Forms of numbers that nothing describes."""

    def walk(self, node: Node, around: list[Node]) -> None:
        own: list[str] = []
        around = [*around, node]
        styles = {id(child): self._style(child, around) for child in node.elements()}
        if node.tag in _LISTS:
            self._number(node, self._style(node, around[:-1]), styles)
            self.counts.setdefault(_OF_LISTS, []).append(0)
            own.append(_OF_LISTS)
        for child in node.elements():
            style = styles[id(child)]
            if child.tag == "li" and "number" in child.attributes:
                self.counts[_OF_LISTS][-1] = int(child.attributes["number"])
            self._count(style.own, own, of_list=child.tag == "li" or child.tag in _LISTS)
            inside: list[str] = []
            self._count(style.before, inside)
            self._label(node, child, style)
            self.walk(child, around)
            self._forget(inside)
        self._forget(own)

    def _label(self, node: Node, child: Node, style: _Style) -> None:
        label = self._content(style.before.get("content", "") or style.marker.get("content", ""))
        if node.tag == "ol" and re.fullmatch(r"[0-9]{1,8}\.", label):
            child.attributes["number"] = label.removesuffix(".")
            child.attributes.pop("label", None)
        elif label and child.tag == "li":
            child.attributes["label"] = label
        elif child.tag == "li" and (sign := _drawn_sign(style.before.get("content", ""))):
            _set_bullet(node, child, sign)
        elif label:
            child.children.insert(0, Node("made", {}, [f"{label} "]))

    def _style(self, node: Node, around: Sequence[Node]) -> _Style:
        style = _Style()
        rules = self.rules.of(node, around)
        for rule in rules:
            style.of(rule.place).update(rule.declared)
        declared, forced = _declarations(node.attributes.get("style", ""))
        style.own.update(declared)
        for rule in rules:
            style.of(rule.place).update(rule.forced)
        style.own.update(forced)
        return style

    def _number(self, node: Node, style: _Style, styles: Mapping[int, _Style]) -> None:
        """Give the items of a list their numbers and labels, as HTML and CSS do."""
        items = [child for child in node.elements() if child.tag == "li"]
        step = -1 if "reversed" in node.attributes and node.tag == "ol" else 1
        number = _whole(node.attributes.get("start", ""), len(items) if step < 0 else 1)
        number = _said_of_list(style.own, "counter-reset", number - step) + step
        usual = _form(style.own) or _TYPES.get(node.attributes.get("type", ""), "")
        forms = [_form_of_item(node, item, styles[id(item)].own) or usual for item in items]
        if forms and all(form.lower() in SIGNS for form in forms):
            node.tag = "ul"
        elif "decimal" in forms:
            node.tag = "ol"
        for item, form in zip(items, forms, strict=True):
            own = styles[id(item)].own
            number = _whole(
                item.attributes.get("value", ""), number - step + _said_of_list(own, "counter-increment", step)
            )
            number = _said_of_list(own, "counter-set", number)
            item.attributes["number"] = str(number)
            label = self._marker(number, form or ("decimal" if node.tag == "ol" else "disc"))
            if label is not None:
                item.attributes["label"] = label
            number += step

    def _marker(self, number: int, form: str) -> str | None:
        """Return what stands before an item; None for a bullet, and for a number that Markdown writes by itself."""
        if form == "none":
            return ""
        if form.lower() in SIGNS:
            return None
        if form[:1] not in "\"'" and counter_style(form, self.counter_styles) is None:
            self.unknown.append(form)
            form = "decimal"
        label = " ".join(marker(number, form, self.counter_styles).split())
        return None if re.fullmatch(r"(?:0|[1-9][0-9]*)\.", label) else label

    def _count(self, style: Mapping[str, str], begun: list[str], *, of_list: bool = False) -> None:
        """Begin and advance counters; add those that begin to the ones that begun among an element's neighbours.

        `of_list`: the counter of lists has its number already.
        """
        for name, start in _COUNTS.findall(style.get("counter-reset", "")):
            if of_list and name == _OF_LISTS:
                continue
            if name in begun:
                self.counts[name][-1] = int(start or 0)
            elif name != "none":
                self.counts.setdefault(name, []).append(int(start or 0))
                begun.append(name)
        for name, step in _COUNTS.findall(style.get("counter-increment", "")):
            if name != "none" and not (of_list and name == _OF_LISTS):
                self._at_hand(name, begun)[-1] += int(step or 1)
        for name, number in _COUNTS.findall(style.get("counter-set", "")):
            if name != "none" and not (of_list and name == _OF_LISTS):
                self._at_hand(name, begun)[-1] = int(number or 0)

    def _at_hand(self, name: str, begun: list[str]) -> list[int]:
        """Return the numbers of a counter, the innermost last; one that nothing began begins here."""
        if not self.counts.get(name):
            self.counts[name] = [0]
            begun.append(name)
        return self.counts[name]

    def _forget(self, names: Sequence[str]) -> None:
        for name in names:
            self.counts[name].pop()

    def _content(self, said: str) -> str:
        """Return what stands before an element; nothing where no counter is in it."""
        if "counter" not in said:
            return ""
        found = ""
        for one, two, name, between, other, form in _PIECE.findall(said):
            if not name:
                found += unescape_css(one or two)
                continue
            numbers = self.counts.get(name) or [0]
            shown = [
                "" if form == "none" else write_number(each, form or "decimal", self.counter_styles) for each in numbers
            ]
            is_all = f"counters({name}" in said.replace(" ", "")
            found += unescape_css(between or other).join(shown) if is_all else shown[-1]
        return " ".join(found.split())


def _drawn_sign(content: str) -> str:
    """Return the bullet that a style puts before an item; words are none."""
    sign = "" if "counter" in content else css_text(content).strip()
    return sign if len(sign) < _LONGEST_SIGN and not any(each.isalnum() for each in sign) else ""


def _set_bullet(of: Node, item: Node, sign: str) -> None:
    """Let an item that shows no number of its own have the bullet that a style draws."""
    if item.attributes.get("label") == "":
        item.attributes["label"] = sign
        if of.tag != "ol":
            del item.attributes["label"]


def _said_of_list(style: Mapping[str, str], how: str, otherwise: int) -> int:
    """Return the number that a style gives to the counter of lists."""
    said = dict(_COUNTS.findall(style.get(how, ""))).get(_OF_LISTS)
    usual = 1 if how == "counter-increment" else 0
    return otherwise if said is None else int(said or usual)


def _form(style: Mapping[str, str]) -> str:
    """Return what counts a list, or the string that stands before its items; empty where nothing is said."""
    said = style.get("list-style-type", "")
    return said if said.lower() not in _NO_FORM else ""


def _form_of_item(of: Node, item: Node, own: Mapping[str, str]) -> str:
    """Return what counts an item where it says so itself; one that is laid out as no item shows no number."""
    if of.tag == "ol" and own.get("display", "list-item").lower() not in _NO_FORM | {"list-item", "none"}:
        return "none"
    return _form(own) or _TYPES.get(item.attributes.get("type", ""), "")


def _form_in_shorthand(said: str) -> str:
    """Return the form that `list-style` sets: a disc where it names none, as after `inside` or a picture."""
    if said.lower() in _NO_FORM - _PLACES:
        return said
    words = [found[0] for found in _WORD.finditer(said)]
    has_picture = any(word.startswith("url(") for word in words)
    named = [word for word in words if word.lower() not in _NO_FORM and not word.startswith("url(")]
    forms = [word for word in named if word != "none"] or named
    return "disc" if has_picture and forms in ([], ["none"]) else next(iter(forms), "disc")


def _gather_googles(node: Node) -> None:
    """Put Google's lists of lower levels, which it writes one after the other, into the items above them."""
    children: list[Node | str] = []
    for child in node.children:
        if not isinstance(child, Node):
            children.append(child)
            continue
        _gather_googles(child)
        before = next((each for each in reversed(children) if isinstance(each, Node) or each.strip()), None)
        if not (isinstance(before, Node) and _take_in(before, child)):
            children.append(child)
    node.children = children


def _take_in(before: Node, child: Node) -> bool:
    above = _GOOGLES.search(before.attributes.get("class", ""))
    own = _GOOGLES.search(child.attributes.get("class", ""))
    if not (above and own and above[1] == own[1] and before.tag in {"ol", "ul"}):
        return False
    items = [each for each in before.elements() if each.tag == "li"]
    if above[2] == own[2] and before.tag == child.tag:
        first = next(child.elements(), None)
        if first is not None and "start" in child.attributes:
            first.attributes.setdefault("value", child.attributes["start"])
        before.children += child.children
        return True
    if int(own[2]) < int(above[2]) or not items:
        return False
    inner = next((each for each in reversed(items[-1].children) if isinstance(each, Node)), None)
    if not (inner is not None and _take_in(inner, child)):
        items[-1].children.append(child)
    return True


def _declarations(body: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is declared, and what is declared as `!important`; a shorthand takes back what it stands for."""
    found: dict[str, str] = {}
    forced: dict[str, str] = {}
    for each in re.split(r";(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)", body) if len(body) < 2000 else ():
        name, _, said = each.partition(":")
        name = name.strip().lower()
        if name in _READ:
            of = forced if _IMPORTANT.search(said) else found
            said = _IMPORTANT.sub("", said).strip()
            if name == "list-style":
                name, said = "list-style-type", _form_in_shorthand(said)
            of[name] = said
    return found, forced


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,8}", text.strip()) else default
