"""In which language a note is written: certain, or no answer."""

from __future__ import annotations

import pytest

from site_gen.text.written_language import other_language, written_language

ENGLISH = "From 10 March 2027 we share your address with a company that delivers parcels. It keeps it for a month."
GERMAN = "Ab dem 10. März 2027 geben wir Ihre Adresse an eine Firma weiter, die Pakete zustellt und sie nicht behält."
FRENCH = "À partir du 10 mars 2027, nous transmettons votre adresse à une société qui livre les colis pour nous."
SPANISH = "A partir del 10 de marzo compartimos su dirección con una empresa que entrega los paquetes por usted."
OTHERS = {
    "nl": "Vanaf 10 maart 2027 delen wij uw adres met een bedrijf dat pakketten bezorgt. Het bedrijf bewaart het niet.",
    "it": "Dal 10 marzo 2027 comunichiamo il Suo indirizzo a una società che consegna i pacchi per conto nostro.",
    "pt": "A partir de 10 de março de 2027 partilhamos o seu endereço com uma empresa que entrega as encomendas.",
    "ca": "A partir del 10 de març de 2027 compartim la vostra adreça amb una empresa que lliura els paquets.",
    "sv": "Från och med den 10 mars 2027 delar vi din adress med ett företag som levererar paket för oss.",
    "ar": "ابتداء من 10 مارس 2027 نشارك عنوانكم مع شركة توصل الطرود نيابة عنا ولا تحتفظ به أكثر من شهر واحد.",
}


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("de", GERMAN), ("fr", FRENCH), ("es", SPANISH)])
def test_running_words_have_their_language(language: str, words: str) -> None:
    """Also with a long address among them, and beside a policy in a wider or narrower tag of it."""
    assert written_language(f"{words} [x](https://example.com/the/of/and/to)") == language
    assert not other_language(words, f"{language.upper()}-XX")
    assert other_language(words, "ar") == language


@pytest.mark.parametrize("words", [*OTHERS.values(), "", "Wir teilen mehr.", f"{ENGLISH} {GERMAN}"])
def test_what_is_not_certain_has_none(words: str) -> None:
    """A language that it does not know, a few words, or two languages in one."""
    assert written_language(words) == ""
