"""Signs of symbol fonts as Unicode's own: what Word stores by the place in a font. Pure.

Source of the tables: the encodings of the fonts Symbol and Wingdings, as Unicode's mapping files give them;
WordPerfect's typographic character set (4), whose fonts begin at place 33.
"""

from __future__ import annotations

_PRIVATE = range(0xF000, 0xF100)
_SYMBOL = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x30, 0x3A), "0123456789", strict=True)),
    **{ord(sign): sign for sign in "!#%&()+,./:;<=>?[]_{|} "},
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼",
    0xA0: "€", 0xA1: "ϒ", 0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xA6: "ƒ", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥",
    0xAA: "♠", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥",
    0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xBF: "↵",
    0xC0: "ℵ", 0xC1: "ℑ", 0xC2: "ℜ", 0xC3: "℘", 0xC4: "⊗", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃",
    0xCA: "⊇", 0xCB: "⊄", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©",
    0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDD: "⇑",
    0xDE: "⇒", 0xDF: "⇓", 0xE0: "◊", 0xE1: "〈", 0xE2: "®", 0xE3: "©", 0xE4: "™", 0xE5: "∑", 0xF1: "〉", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x20: " ", 0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x41: "✌", 0x46: "☞", 0x4A: "☺", 0x4C: "☹",
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖",
    0x77: "⬥", 0x78: "☒", 0x80: "⓪", **{0x81 + place: chr(0x2460 + place) for place in range(10)},
    0x8B: "⓿", **{0x8C + place: chr(0x2776 + place) for place in range(10)},
    0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "◻", 0xAA: "✦", 0xAB: "★", 0xAC: "✶",
    0xB2: "✯", 0xD8: "➢", 0xDC: "➲", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨",
    0xFB: "✘", 0xFC: "✔", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "•", 0x97: "●", 0xA2: "■", 0xA3: "□",
    0x2A: "□",
}  # fmt: skip
_WEBDINGS = {0x61: "✔", 0x63: "☐", 0x67: "■", 0x72: "✖", 0x20: " "}
_WORDPERFECT = {
    33 + place: sign
    for place, sign in enumerate("●○■•*¶§¡¿«»£¥₧ƒªº½¼¢²ⁿ®©¤¾³‛’‘‟”“–—‹›○□†‡™℠℞")
}  # fmt: skip
_TABLES = {
    "symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS,
    "wp typographicsymbols": _WORDPERFECT,
}  # fmt: skip
_OTHERS = frozenset({"wingdings 3", "zapf dingbats", "zapfdingbats", "marlett"})
_CP1252 = {0x80 + place: sign for place, sign in enumerate(bytes(range(0x80, 0xA0)).decode("cp1252", "replace"))}


def sign(font: str, code: int) -> str | None:
    """Return the sign at a place of a font; None where the font has pictures that no letter stands for."""
    place = code - 0xF000 if code in _PRIVATE else code
    name = font.strip().lower()
    if name in _TABLES:
        return _TABLES[name].get(place)
    if name in _OTHERS or name.startswith("wp ") or place > 0x10FFFF or 0xD800 <= place < 0xE000:
        return None
    return _CP1252.get(place, chr(place)) if place >= 0x20 else None


def is_symbol_font(font: str) -> bool:
    """Whether the letters of a font are pictures."""
    return font.strip().lower() in _TABLES.keys() | _OTHERS


def without_private(text: str, font: str) -> tuple[str, list[str]]:
    """Replace places of symbol fonts by signs; return also the places that have none."""
    unknown: list[str] = []
    if not is_symbol_font(font) and not any(ord(each) in _PRIVATE for each in text):
        return text, unknown
    name = font if is_symbol_font(font) else "Symbol"
    found = ""
    for each in text:
        known = sign(name, ord(each)) if ord(each) in _PRIVATE or (is_symbol_font(font) and each != " ") else each
        if known is None:
            unknown.append(f"{font or name} {ord(each):04X}")
        found += known or ""
    return found, unknown
