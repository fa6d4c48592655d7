"""Web pages in old encodings, and files that are no page: what is read, and what is refused in one line."""

from __future__ import annotations

import pytest

from site_gen.errors import PolicyError
from site_gen.importing.model import Format
from tests.site_gen.importing.conftest import Reader


def refused(brought: Reader, data: str | bytes) -> str:
    with pytest.raises(PolicyError) as error:
        brought(data, Format.HTML)
    return str(error.value)


MISLABELLED = ("names another encoding than UTF-8, which it is in; read as UTF-8: check its accents: 1",)


@pytest.mark.parametrize(
    ("page", "remarks"),
    [
        ("<meta charset=iso-8859-1><p>caf\u00e9".encode(), MISLABELLED),
        ("<meta charset=iso-8859-1><p>caf\u00e9".encode("latin-1"), ()),
        (b"<script>" + b"x" * 9000 + b"</script><meta charset=windows-1252><p>caf\xe9", ()),
        (b"<script>'<meta charset=macintosh>'</script><p>caf\xc3\xa9", ()),
    ],
    ids=["says latin, is UTF-8", "latin", "said late", "said in a script"],
)  # fmt: skip
def test_a_page_is_read_in_the_encoding_that_it_is_in(brought: Reader, page: bytes, remarks: tuple[str, ...]) -> None:
    """A server may have said another than the file does, and a script may hold what looks like a word of it."""
    found = brought(page, Format.HTML)
    assert (found.markdown, found.remarks) == ("caf\u00e9\n", remarks)


def test_a_page_that_names_no_encoding_is_read_as_browsers_read_it(brought: Reader) -> None:
    """The remark says which encoding was assumed, and quotes words that would differ in another."""
    page = "<h1>Datenschutz</h1><p>Fragen an die Müller GmbH, Zürich: das Büro ist größer: MENÜ“.</p>"
    found = brought(page.encode("cp1252"), Format.HTML)
    assert found.markdown == "# Datenschutz\n\nFragen an die Müller GmbH, Zürich: das Büro ist größer: MENÜ“.\n"
    words = "names no encoding and is not UTF-8; read as Windows-1252, as browsers do: check words such as these"
    assert found.remarks == (f"{words}: 5 ('Müller', 'Zürich:', 'Büro', ...)",)
    assert brought(page.encode(), Format.HTML).remarks == ()


WAY_OUT = 'save it as UTF-8, or write its encoding into its head, such as `<meta charset="windows-1250">`'


@pytest.mark.parametrize(
    ("encoding", "page", "word"),
    [
        ("cp1250", "<p>Zpracováváme vaše údaje po dobu šesti měsíců.", "měsíců."),
        ("iso-8859-2", "<html lang=pl><p>Przechowujemy je przez sześć lat.", "sześć"),
        ("iso-8859-2", "<html lang=en><p>Az adatait hat hónapig őrizzük meg.", "őrizzük"),
        ("cp1254", "<p>Gizlilik isteğinizi iletin.", "isteğinizi"),
        ("cp1257", "<p>We keep what Žaneta Ūsaitė wrote for six years.", "Žaneta"),
        ("cp1251", "<p>" + "We keep your data for six years. " * 3 + "Yours, Жуки.", "Жуки."),
        ("cp1253", "<p>" + "We keep your data for six years. " * 3 + "Yours, Νίκος.", "Νίκος."),
        ("cp1250", "<p>We keep what you send to Mr Dvořák for as long as the law asks us to.", "Dvořák"),
    ],
)
def test_a_page_that_may_be_in_several_encodings_is_refused(
    brought: Reader, encoding: str, page: str, word: str
) -> None:
    """Its words would be others: what names no encoding is only read where its language has all its letters."""
    with pytest.raises(PolicyError) as error:
        brought(page.encode(encoding), Format.HTML)
    said = word.encode(encoding).decode("cp1252")
    assert str(error.value) == (
        f"old/privacy: names no encoding and is not UTF-8, so `{said}` may be another word; {WAY_OUT}"
    )


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<html lang=fr><p>Où vous êtes protégé à «Genève».", "Où vous êtes protégé à «Genève»."),
        ("<html lang=es-MX><p>¿Qué años? El nº 5.", "¿Qué años? El nº 5."),
        ("<p>Example® at the café; £5, Rivi&egrave;re &#321;ukasz", "Example® at the café; £5, Rivière Łukasz"),
        ("<meta charset=iso-8859-9><p>“İstanbul” şehri", "“İstanbul” şehri"),
        ("<meta charset=windows-1250><p>“Źródło” šest", "“Źródło” šest"),
        ("<meta charset=shift_jis><p>10\uff5e20①", "10\uff5e20①"),
    ],
)
def test_letters_that_a_page_may_have_are_read(brought: Reader, page: str, shown: str) -> None:
    """Of its language, written by name, or in an encoding that it names, as browsers understand the name."""
    named = page.partition("charset=")[2].partition(">")[0]
    encoding = {"iso-8859-9": "cp1254", "shift_jis": "cp932"}.get(named, named or "cp1252")
    assert brought(page.encode(encoding), Format.HTML).markdown == f"{shown}\n"


def test_a_page_of_windows_that_names_iso_is_refused(brought: Reader) -> None:
    """ISO 8859-2 has no letter where Windows-1250 has `ś`, and others in the place of `ą`."""
    page = "<meta charset=iso-8859-2>\n<p>są prywatności".encode("cp1250")
    with pytest.raises(PolicyError, match=r"privacy:2: says that it is iso-8859-2, .* \(byte 0x9c\); save it as UTF-8"):
        brought(page, Format.HTML)


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "utf-16"])
def test_old_encodings_are_read_as_browsers_did(brought: Reader, encoding: str) -> None:
    """What a page declares counts, and Latin-1 means Windows-1252, as on the web."""
    page = f"<meta charset={encoding}><p>\u201cCaf\u00e9\u201d \u2013 &#150;</p>"
    data = page.encode("utf-16" if encoding == "utf-16" else "windows-1252")
    assert brought(data, Format.HTML).markdown == "\u201cCaf\u00e9\u201d \u2013 \u2013\n"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("<p>ok\n<p>Привет".encode("cp1251"), "old/privacy:2: is not UTF-8, and names no other encoding (byte 0xcf)"),
        ("<p>Café ".encode() + b"caf\xe9", "old/privacy:1: is not UTF-8, and names no other encoding (byte 0xe9)"),
        (b"<p>ok\n<p>\x9d", "old/privacy:2: is not UTF-8, and names no other encoding (byte 0x9d); save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not UTF-8"),
        (b"<p>a\0b", "old/privacy:1: is not a web page: it holds a zero byte"),
        (b"<meta charset=utf-7><p>x", "names an encoding that the web does not use (`utf-7`)"),
        (b"<meta charset=zlib_codec><p>x", "names an encoding that the web does not use (`zlib_codec`)"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><p>&a;", "declares entities, which no web page does"),
        (b"<p>" + b"word " * 100_000, "one line or list has 499,999 characters (`word word"),
        (b"<h1>P</h1><!-- x<p>y", "old/privacy:1: ends in a comment that nothing closes, so its text may be cut"),
        (b"<div>" * 150 + b"x", "nests them too deeply"),
        (b"<script>x()</script>", "holds no text; is it the right file?"),
        (b"", "holds no text; is it the right file?"),
    ],
    ids=[
        "an alphabet", "two encodings", "UTF-8", "image", "zero", "UTF-7", "codec", "entities",
        "long line", "cut", "deep", "script", "empty",
    ],
)  # fmt: skip
def test_what_is_no_policy_is_refused(brought: Reader, data: bytes, problem: str) -> None:
    """One clear line names the file, the fault and the next step."""
    assert problem in refused(brought, data)


@pytest.mark.parametrize(
    "data",
    [b"word " * 900_000, b"caf\xe9", b"\x89PNG\0", b"---\ntitle: x\n---\n", b" \n"],
    ids=["5 MB line", "Latin-1", "binary", "front matter alone", "blank"],
)
def test_markdown_that_is_none_is_refused(brought: Reader, data: bytes) -> None:
    """The same holds for Markdown."""
    with pytest.raises(PolicyError, match=r"old/privacy"):
        brought(data, Format.MARKDOWN)
