"""The promise in the policy's words against the one in policy.toml, by which days are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_gen.check import promise_words
from site_gen.check.promise_in_text import said_promise
from site_gen.check.promise_words import read_promise_language
from site_gen.errors import ConfigError
from tests.site_gen.check.conftest import CONFIG, LONGER, TEXT, Desk, note
from tests.site_gen.check.reading import read

SIXTY = TEXT.replace("30 days before a change applies", "at least 60 days before a change applies")


@pytest.mark.parametrize(
    ("words", "days", "channels"),
    [
        ("We email you at least 60 days before a change.", 60, ("email",)),
        ("We will give you thirty (30) days' notice of material changes by email.", 30, ("email",)),
        ("We notify you two weeks before any change takes effect.", 14, ()),
        ("We will inform you of changes one month in advance.", 31, ()),
        ("We tell you 10 business days before a change applies.", 14, ()),
        ("We alert you 48 hours before a change.", 2, ()),
        ("We will notify you of an update by posting a notice on our website 30 days before it.", 30, ("site",)),
        ("We email you 7 days before a change. We email you 30 days before a material change.", 30, ("email",)),
        ("We email you 90 days before a change. We email you 30 days before a material change.", 30, ("email",)),
        ("You will hear from us not less than forty-five days in advance of a change.", 45, ()),
        ("Changes take effect 90 days after we post them.", 90, ()),
        ("We email you 21 days before any change, so you can close your account.", 21, ("email",)),
        ("If you have an account, we notify you twelve weeks before a change.", 84, ()),
        ("Any change applies no sooner than 60 days after it is announced by email.", 60, ("email",)),
        ("Revised terms come into effect one calendar month after the email that announces them.", 31, ("email",)),
        ("We post changes here and they apply a fortnight later, after we have told you by e-mail.", 14, ("email",)),
        ("We announce changes by email. They apply 60 days later.", 60, ("email",)),
        ("A year before any change, we email you.", 366, ("email",)),
        ("Half a year before any change, we email you.", 183, ("email",)),
        ("We notify you by email at least (60) days before changes apply.", 60, ("email",)),
        ("Updates to this policy come into force on the 60th day after we emailed you.", 60, ("email",)),
        ("Material changes are announced by email a quarter in advance.", 92, ("email",)),
        ("We email you forty five days before a change.", 45, ("email",)),
        ("We keep your email for 60 days before deletion after a change of address.", None, ()),
        ("We tell you of changes by email. These emails are deleted after 30 days.", None, ()),
        ("You have 30 days to object after we notify you of a change.", None, ()),
        ("If you wish to change your plan, you must give us 30 days' notice.", None, ()),
        ("You may leave by giving us 60 days' notice before a change of plan.", None, ()),
        ("We tell you of changes before they take effect.", None, ()),
        ("We delete your data 30 days after you change your address.", None, ()),
        ("We answer a request within 30 days and notify you of changes before they apply.", None, ()),
        ("We may change this policy at any time, without 30 days of notice.", None, ()),
        ("Wir informieren Sie mindestens 60 Tage vor jeder Änderung per E-Mail.", 60, ("email",)),
        ("Änderungen teilen wir Ihnen sechs Wochen vor ihrem Inkrafttreten mit.", 42, ()),
        ("Über wesentliche Änderungen benachrichtigen wir Sie einen Monat im Voraus.", 31, ()),
        ("Wir kündigen Änderungen mit einer Frist von dreißig (30) Tagen an.", 30, ()),
        ("Änderungen dieser Erklärung veröffentlichen wir zehn Werktage vorher auf dieser Seite.", 14, ("site",)),
        ("Wir teilen Ihnen Änderungen mit. Sie gelten frühestens fünfundvierzig Tage später.", 45, ()),
        ("Eine Änderung wird Ihnen mit zweiwöchigem Vorlauf per Brief mitgeteilt.", 14, ("post",)),
        ("Wir löschen Ihre Daten 30 Tage, nachdem Sie Ihre Adresse geändert haben.", None, ()),
        (
            "Wir können diese Erklärung jederzeit ohne Frist von 30 Tagen ändern und informieren Sie vorher nicht.",
            None,
            (),
        ),
        ("Wenn Sie den Tarif ändern, müssen Sie uns das 30 Tage vorher mitteilen.", None, ()),
        ("Widersprechen Sie nicht innerhalb von sechs Wochen nach der Mitteilung der Änderung, so gilt sie.", None, ()),
        ("Nous vous informerons par courriel au moins 30 jours avant toute modification.", 30, ("email",)),
        ("Toute modification substantielle vous sera notifiée avec un préavis d'un mois.", 31, ()),
        ("Les changements sont annoncés sur notre site quinze jours avant leur entrée en vigueur.", 15, ("site",)),
        ("Nous vous avertirons des modifications dix jours ouvrés à l'avance.", 14, ()),
        ("Nous annonçons les changements. Ils prennent effet quarante-cinq jours plus tard.", 45, ()),
        ("Vous disposez de 30 jours avant la modification pour nous faire part de votre opposition.", None, ()),
        ("Nous pouvons modifier cette politique sans préavis de 30 jours.", None, ()),
        ("Nous conservons votre courriel 60 jours.", None, ()),
        ("Le informaremos por correo electrónico al menos 30 días antes de cualquier cambio.", 30, ("email",)),
        ("Los cambios importantes se comunicarán con un mes de antelación.", 31, ()),
        ("Le avisaremos de las modificaciones treinta y cinco días antes de que entren en vigor.", 35, ()),
        ("Publicaremos los cambios en nuestro sitio con diez días hábiles de antelación.", 14, ("site",)),
        ("Podemos modificar esta política sin previo aviso de 30 días.", None, ()),
        ("Si desea cambiar de plan, debe avisarnos 30 días antes.", None, ()),
    ],
)
def test_the_words_are_read_as_days_and_means(words: str, days: int | None, channels: tuple[str, ...]) -> None:
    """A sentence that promises to tell of changes so long before gives its days and its means; others give nothing."""
    said = said_promise(read(words))
    assert (said.days if said else None, said.channels if said else ()) == (days, channels)


def test_words_that_promise_more_than_is_counted_stop_the_merge(desk: Desk) -> None:
    """Sixty days in the words and thirty in policy.toml are a difference, quoted, whichever of them moved."""
    assert "promise-differs" in desk.propose(text=SIXTY, note=note(answers=("M16: yes. More days.",))).refused()
    desk.repo.git("checkout", "--quiet", ".")
    desk.propose(text=None, note=None)
    desk.repo.git("checkout", "--quiet", ".")
    lowered = CONFIG.replace("lead_days = 30", "lead_days = 7")
    (finding,) = desk.propose(config=lowered, text=TEXT).verdict().refusals
    assert finding.rule.code == "promise-differs"
    assert "We tell you by email 30 days before a change applies." in finding.fault.message


def test_an_old_difference_stops_what_people_are_told_of_alone(desk: Desk) -> None:
    """A published difference warns beside a typo, and stops a change that people are told of."""
    desk.repo.commit("2025-04-01", {"policy/privacy.md": SIXTY})
    typo = SIXTY.replace("We collect", "We do collect")
    desk.propose(text=typo, note=note("editorial", "", answers=(), body=""))
    assert "promise-differs" in desk.warned()
    assert "promise-differs" not in desk.refused()
    longer = SIXTY.replace("12 months", "24 months")
    assert "promise-differs" in desk.propose(text=longer, note=note()).refused()


def test_words_that_agree_say_nothing(desk: Desk) -> None:
    """Where words and configuration name the same days, there is nothing to tell."""
    desk.propose(text=LONGER, note=note())
    assert "promise-differs" not in [*desk.refused(), *desk.warned()]


def test_words_that_policy_toml_does_not_know_of_warn(desk: Desk) -> None:
    """Without `[promise]` notices could not name the promise of the words, whether it was published or not."""
    silent = CONFIG.split("[promise]")[0]
    desk.propose(config=silent, text=LONGER, note=note())
    (said,) = [
        each.fault.message
        for verdict in desk.verdicts()
        for each in verdict.warnings
        if each.rule.code == "promise-differs"
    ]
    assert "We tell you by email 30 days before a change applies." in said
    assert "`lead_days = 30`" in said


def test_a_promise_in_a_language_that_is_not_read_is_left_to_a_person(desk: Desk) -> None:
    """Where nobody here reads the words, a new text and a change that people are told of say so; a typo does not."""
    dutch = "# Beleid\n\nWij melden u wijzigingen 60 dagen vooraf.\n\nWij bewaren gegevens 12 maanden.\n"
    desk.repo.write("policy/cookies.nl.md", dutch)
    assert "promise-unread" in desk.warned()
    desk.repo.commit("2025-04-01", {"policy/cookies.nl.md": dutch})
    desk.repo.write("policy/cookies.nl.md", dutch.replace("melden u", "melden aan u"))
    desk.repo.write("policy/changes/cookies/slip.md", note("editorial", "", answers=(), body=""))
    assert "promise-unread" not in desk.warned()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("working = [", "workdays = [", "has the key workdays, which nothing reads"),
        ("tells = [", 'tells = "notify"\nnone = [', "tells: is not a list"),
        ("tells = [", "tells = ['(', ", "is not a pattern"),
        ("day = [", "eon = ['eons?']\nday = [", "units"),
    ],
)
def test_a_file_of_promise_words_that_does_not_fit_is_refused_by_its_key(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    """Whoever teaches another language reads which file and which key is wrong."""
    english = Path(promise_words.__file__).parent / "promise_words" / "en.toml"
    file = tmp_path / "en.toml"
    file.write_text(english.read_text(encoding="utf-8").replace(f"\n{old}", f"\n{new}", 1), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        read_promise_language(file)
    assert str(file) in str(refused.value)
    assert words in str(refused.value)
