"""The small cases that tell redline programs apart: each changes one thing in a text of a few lines."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """One change, and what a reader should see."""

    name: str
    older: str
    newer: str
    wanted: str


_ABOUT = "# Policy\n\nWe respect your privacy and explain here what we do.\n\n"
_COOKIES = (
    "## Cookies\n\nWe set cookies that keep you signed in and remember your language. You can refuse them in your"
    " browser, though some pages will then not work.\n\n"
)
_SHARING = (
    "## Sharing\n\nCompanies that host our servers and send our mail see the data they need for that work and may use"
    " it for nothing else.\n\n"
)
_CONTACT = "## Contact\n\nWrite to us at any time.\n"
_RIGHTS = "You have the right to:\n\n1. access your data;\n2. correct your data;\n3. delete your account.\n"
_THREE = ("your name and address", "your payment details", "the pages you visit")
_TABLE = "| Category | Kept for |\n|---|---|\n| Account data | {} months |\n| Support letters | 24 months |\n"

CASES = (
    Case(
        "1 moved section",
        _ABOUT + _COOKIES + _SHARING + _CONTACT,
        _ABOUT + _SHARING + _COOKIES + _CONTACT,
        "one section marked as moved",
    ),
    Case("2 cell 12 -> 24", _TABLE.format(12), _TABLE.format(24), "the number replaced"),
    Case(
        "3 link target only",
        "Read [our partners' list](https://example.com/old) first.\n",
        "Read [our partners' list](https://example.com/new) first.\n",
        "no word marked, a note with both addresses",
    ),
    Case("4 bold added", "We never sell your data to anyone.\n", "We **never sell** your data to anyone.\n", "a note"),
    Case(
        "5 reflow",
        "We never sell your data\nto anyone, and never will.\n",
        "We never sell your data to anyone,\nand never will.\n",
        "nothing marked",
    ),
    Case(
        "6 item inserted in ol",
        _RIGHTS,
        _RIGHTS.replace("2. correct", "2. receive a copy of your data;\n3. correct").replace("3. delete", "4. delete"),
        "one item inserted",
    ),
    Case(
        "7 paragraph -> list",
        f"We collect {_THREE[0]}, {_THREE[1]}, and {_THREE[2]}.\n",
        "We collect:\n\n" + "".join(f"- {item}\n" for item in _THREE),
        "no item marked whole",
    ),
    Case(
        "8 list -> paragraph",
        "We collect:\n\n" + "".join(f"- {item}\n" for item in _THREE),
        f"We collect {_THREE[0]}, {_THREE[1]}, and {_THREE[2]}.\n",
        "no item marked whole",
    ),
    Case(
        "9 table -> paragraphs",
        _TABLE.format(12),
        "**Category**\n\nKept for\n\nAccount data\n\n12 months\n\nSupport letters\n\n24 months\n",
        "no cell marked",
    ),
    Case(
        "10 paragraph split",
        "We keep your data while you have an account. We delete it within a month after you leave.\n",
        "We keep your data while you have an account.\n\nWe delete it within a month after you leave.\n",
        "a break, no word",
    ),
    Case(
        "11 paragraphs merged",
        "We keep your data while you have an account.\n\nWe delete it within a month after you leave.\n",
        "We keep your data while you have an account. We delete it within a month after you leave.\n",
        "a break, no word",
    ),
    Case(
        "12 Chinese",
        "我们会在十二个月内删除您的数据。\n",
        "我们会在二十四个月内删除您的数据。\n",
        "the number replaced",
    ),
    Case(
        "13 Hebrew",
        "אנו שומרים את המידע שלך למשך שנה אחת.\n",
        "אנו שומרים את המידע שלך למשך שנתיים.\n",
        "the duration replaced",
    ),
    Case(
        "14 heading renumbered",
        _ABOUT + "## 2. Sharing\n\nWith nobody.\n",
        _ABOUT + "## 3. Sharing\n\nWith nobody.\n",
        "the number replaced",
    ),
    Case(
        "15 word added in a link",
        "See the [data processing terms](/dpa).\n",
        "See the [updated data processing terms](/dpa).\n",
        "one word inserted, one link",
    ),
    Case(
        "16 column added",
        _TABLE.format(12),
        _TABLE.format(12).replace(" |\n", " | x |\n").replace("---|\n", "---|---|\n"),
        "three cells",
    ),
)
