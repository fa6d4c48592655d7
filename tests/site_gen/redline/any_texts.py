"""Texts that Hypothesis makes, and how many of them are tried."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

WORDS = (
    "we",
    "you",
    "data",
    "keep",
    "share",
    "delete",
    "partners",
    "may",
    "will",
    "not",
    "never",
    "for",
    "with",
    "consent",
    "12",
    "30",
    "days",
    "months",
    "account",
    "cookies",
    "address",
    "数",
    "据",
    "שלך",
    "بيانات",
)

word = st.sampled_from(WORDS)

plain = st.lists(word, min_size=1, max_size=9).map(" ".join)

styled = st.one_of(
    plain,
    plain.map("**{}**".format),
    plain.map("*{}*".format),
    plain.map("`{}`".format),
    st.tuples(plain, st.sampled_from(["/a", "/b", "#c", "https://example.com/d"])).map("[{0[0]}]({0[1]})".format),
    st.sampled_from(["https://example.com/e", "dpo@example.com", "<b>bold</b>", 'x<sub>2</sub> <a id="f"></a>', "~g~"]),
    st.sampled_from(
        ["<br>", "<b>", "[^1]", "&amp;", "word\u200bword", "12\u00a0days", "\\*", "a|b", "{x}", "![sign](/s.png)"]
    ),
)

line = st.lists(styled, min_size=1, max_size=4).map(" ".join)

paragraph = st.lists(line, min_size=1, max_size=3).map(".\n".join).map("{}.".format)

heading = st.tuples(st.integers(1, 4), line).map(lambda parts: "#" * parts[0] + " " + parts[1])


def list_of(bullets: Callable[[int], str]) -> st.SearchStrategy[str]:
    items = st.lists(st.tuples(line, st.sampled_from(["", "  ", "\n"])), min_size=1, max_size=4)
    return items.map(
        lambda found: "\n".join(f"{'' if s == chr(10) else s}{bullets(n)} {t}" for n, (t, s) in enumerate(found, 1))
    )


cell = line.map(lambda text: text.replace("|", "/").replace("\n", " "))


@st.composite
def table(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 3))
    rows = [[draw(cell) for _ in range(width)] for _ in range(draw(st.integers(1, 4)))]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


block = st.one_of(
    paragraph,
    paragraph,
    heading,
    list_of("-".format),
    list_of(lambda number: f"({'abcd'[number - 1]})"),
    line.map("<table><tr><td>{0}</td><td>{0}</td></tr></table>".format),
    line.map("<details><summary>{0}</summary>\n\n{0}\n\n</details>".format),
    list_of("{}.".format),
    table(),
    line.map("> {}".format),
    line.map("Term\n: {}".format),
    line.map("[^1]: {}".format),
    line.map("    {}".format),
    st.just("---"),
    st.just("<!-- a comment -->"),
)

blocks = st.lists(block, max_size=7)

texts = blocks.map("\n\n".join)


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str]:
    """Draw two versions of one text: blocks edited, dropped, inserted, moved, joined."""
    older = draw(blocks)
    newer = list(older)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(newer)))
        change = draw(st.sampled_from(["insert", "drop", "move", "edit", "join", "itemise"]))
        if change == "insert":
            newer.insert(place, draw(block))
        elif place < len(newer):
            newer = changed(draw, newer, place, change)
    return "\n\n".join(older), "\n\n".join(newer)


def changed(draw: st.DrawFn, blocks: list[str], place: int, change: str) -> list[str]:
    block, rest = blocks[place], blocks[:place] + blocks[place + 1 :]
    if change == "drop":
        return rest
    if change == "move":
        target = draw(st.integers(0, len(rest)))
        return [*rest[:target], block, *rest[target:]]
    if change == "edit":
        edited = block.replace(draw(word), draw(word))
    elif change == "join":
        edited = " ".join(blocks[place : place + 2])
        rest = blocks[:place] + blocks[place + 2 :]
    else:
        edited = "\n".join(f"- {line}" for line in block.split("\n"))
    return [*rest[:place], edited, *rest[place:]]


@st.composite
def relinked(draw: st.DrawFn) -> tuple[str, str]:
    """Draw one sentence twice, with links over other stretches of it, and with or without a change of its words."""
    words = draw(st.lists(word, min_size=2, max_size=7))
    edited = draw(st.sampled_from([words, words, [draw(word), *words[1:]]]))
    return draw(linked(words)), draw(linked(edited))


@st.composite
def linked(draw: st.DrawFn, words: list[str]) -> str:
    """Draw links over stretches of words."""
    edges = sorted(draw(st.sets(st.integers(0, len(words)), max_size=6)) | {0, len(words)})
    stretches = (" ".join(words[start:end]) for start, end in pairwise(edges))
    targets = st.sampled_from(["", "/a", "/a", "/b"])
    return " ".join(f"[{words}]({target})" if (target := draw(targets)) else words for words in stretches)


any_two = st.one_of(versions(), versions(), st.tuples(texts, texts), relinked())

often = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
