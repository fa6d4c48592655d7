"""What a browser counts: items of lists, and whatever a page's styles count, each given the label that a reader saw.

Reads of CSS what counts (`list-style-type`, `counter-reset`, `counter-increment`, `content` before an element), by
selectors of names, classes and ids. Source: CSS Lists and Counters Level 3; HTML, the li element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from site_gen.importing.html.tree import Node
from site_gen.importing.word.numerals import numeral

COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MOST_RULES = 5000
_BEFORE = re.compile(r"::?before$")
_PART = re.compile(r"([.#]?)([\w-]+)")
_STEP = re.compile(r"\s*([>+~]|\s)\s*")
_RESET = re.compile(r"([\w-]+)(?:\s+(-?\d{1,6}))?")
_PIECE = re.compile(
    r"\"([^\"]*)\"|'([^']*)'|counters?\(\s*([\w-]+)\s*(?:,\s*(?:\"([^\"]*)\"|'([^']*)')\s*)?(?:,\s*([\w-]+)\s*)?\)"
)
_GOOGLES = re.compile(r"\blst-kix_(\w+)-(\d)\b")
_FORMS = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "cjk-decimal": "ideographDigital", "hebrew": "hebrew1", "thai": "thaiNumbers", "devanagari": "hindiNumbers",
    "katakana": "aiueoFullWidth", "katakana-iroha": "irohaFullWidth", "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac", "cjk-ideographic": "chineseCountingThousand",
    "trad-chinese-informal": "chineseCountingThousand", "simp-chinese-informal": "chineseCountingThousand",
}  # fmt: skip
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_SIGNS = frozenset({"disc", "circle", "square", "disclosure-open", "disclosure-closed", ""})
_READ = frozenset({"list-style", "list-style-type", "counter-reset", "counter-increment", "content"})

Steps = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""A selector, from the element itself upwards: how it is joined to the next below, and its (sign, name) parts."""


@dataclass(frozen=True, slots=True)
class _Rule:
    steps: Steps
    is_before: bool
    declared: Mapping[str, str]


def read_styles(tree: Node) -> list[_Rule]:
    """Return the rules of a page's own style sheets that count something."""
    found: list[_Rule] = []
    for sheet in (node.text() for node in tree.nodes() if node.tag == "style"):
        for selectors, body in RULE.findall(COMMENT.sub(" ", sheet)):
            declared = _declarations(body)
            if not declared:
                continue
            for selector in selectors.split(","):
                is_before = bool(_BEFORE.search(selector.strip()))
                steps = cut_selector(_BEFORE.sub("", selector.strip()))
                found += [_Rule(steps, is_before, declared)] if steps and len(found) < _MOST_RULES else []
    return found


def add_labels(root: Node, rules: Sequence[_Rule]) -> None:
    """Give each counted item its `number` or `label`, and put before other elements what a style counts there."""
    _gather_googles(root)
    _Counter(rules).walk(root, [])


@dataclass(slots=True)
class _Counter:
    rules: Sequence[_Rule]
    counts: dict[str, list[int]] = field(default_factory=dict)

    def walk(self, node: Node, around: list[Node]) -> None:
        own: list[str] = []
        around = [*around, node]
        styles = {id(child): self._style(child, around) for child in node.elements()}
        if node.tag == "ol":
            _number(node, self._style(node, around[:-1])[0], styles)
        for child in node.elements():
            style, before = styles[id(child)]
            self._count(style, own)
            inside: list[str] = []
            self._count(before, inside)
            label = self._content(before.get("content", ""))
            if node.tag == "ol" and re.fullmatch(r"\d{1,8}\.", label):
                child.attributes["number"] = label.removesuffix(".")
                child.attributes.pop("label", None)
            elif label and child.tag == "li":
                child.attributes["label"] = label
            elif label:
                child.children.insert(0, Node("made", {}, [f"{label} "]))
            self.walk(child, around)
            self._forget(inside)
        self._forget(own)

    def _style(self, node: Node, around: Sequence[Node]) -> tuple[dict[str, str], dict[str, str]]:
        style: dict[str, str] = {}
        before: dict[str, str] = {}
        for rule in self.rules:
            if is_match(rule.steps, node, around):
                (before if rule.is_before else style).update(rule.declared)
        return style | _declarations(node.attributes.get("style", "")), before

    def _count(self, style: Mapping[str, str], begun: list[str]) -> None:
        """Begin and advance counters; add those that begin to the ones that begun among an element's neighbours."""
        for name, start in _RESET.findall(style.get("counter-reset", "")):
            if name in begun:
                self.counts[name][-1] = int(start or 0)
            elif name != "none":
                self.counts.setdefault(name, []).append(int(start or 0))
                begun.append(name)
        for name, step in _RESET.findall(style.get("counter-increment", "")):
            if name == "none":
                continue
            if not self.counts.get(name):
                self.counts[name] = [0]
                begun.append(name)
            self.counts[name][-1] += int(step or 1)

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
                found += one or two
                continue
            numbers = self.counts.get(name) or [0]
            shown = [numeral(each, _FORMS.get(form or "decimal", "decimal")) or str(each) for each in numbers]
            is_all = f"counters({name}" in said.replace(" ", "")
            found += (between or other).join(shown) if is_all else shown[-1]
        return " ".join(found.split())


def _number(node: Node, style: Mapping[str, str], styles: Mapping[int, tuple[dict[str, str], dict[str, str]]]) -> None:
    """Give the items of an ordered list their numbers, as HTML does."""
    items = [child for child in node.elements() if child.tag == "li"]
    step = -1 if "reversed" in node.attributes else 1
    number = _whole(node.attributes.get("start", ""), len(items) if step < 0 else 1)
    for item in items:
        number = _whole(item.attributes.get("value", ""), number)
        form = (
            _form(styles[id(item)][0])
            or _TYPES.get(item.attributes.get("type", ""), "")
            or _form(style)
            or _TYPES.get(node.attributes.get("type", ""), "decimal")
        )
        item.attributes["number"] = str(number)
        if form == "none":
            item.attributes["label"] = ""
        elif form != "decimal" and form not in _SIGNS:
            shown = numeral(number, _FORMS.get(form, "decimal"))
            item.attributes["label"] = f"{shown or number}."
        elif number < 0:
            item.attributes["label"] = f"{number}."
        number += step


def _form(style: Mapping[str, str]) -> str:
    said = style.get("list-style-type") or style.get("list-style", "")
    return next((word for word in said.lower().split() if word in _FORMS or word in _SIGNS or word == "none"), "")


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


def _declarations(body: str) -> dict[str, str]:
    found = {}
    for each in re.split(r";(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)", body) if len(body) < 2000 else ():
        name, _, said = each.partition(":")
        if name.strip().lower() in _READ and (name.strip().lower() != "content" or "counter" in said):
            found[name.strip().lower()] = said.replace("!important", "").strip()
    return found


def cut_selector(selector: str) -> Steps:
    """Cut a selector into compounds; nothing where it says more than names, classes and ids."""
    if not selector or not re.fullmatch(r"[\w.#>\s*-]+", selector):
        return ()
    pieces = _STEP.split(selector)
    compounds = [tuple(_PART.findall(piece)) for piece in pieces[::2]]
    joints = ["", *pieces[-2:0:-2]]
    return tuple(zip(joints, reversed(compounds), strict=True))


def is_match(steps: Steps, node: Node, around: Sequence[Node]) -> bool:
    """Tell whether a selector means an element; `around` are those that it stands in, outermost first."""
    if not all(_has(node, part) for part in steps[0][1]):
        return False
    place = len(around)
    for joint, parts in steps[1:]:
        place -= 1
        while place >= 0 and joint != ">" and not all(_has(around[place], part) for part in parts):
            place -= 1
        if place < 0 or not all(_has(around[place], part) for part in parts):
            return False
    return True


def _has(node: Node, part: tuple[str, str]) -> bool:
    sign, name = part
    if sign == ".":
        return name in node.attributes.get("class", "").split()
    return node.attributes.get("id", "") == name if sign else node.tag == name.lower()


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,8}", text.strip()) else default
