"""A law applies because of a fact: each question shows what a yes brings in, and consent is asked where one asks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_gen.check.report.sentences import Said, woken_words
from site_gen.declared.notice_rules import RULES_PATH
from site_gen.model.rules import DataKind
from site_gen.signals.words.lexicon import lexicon
from tests.site_gen.check.conftest import LONGER, POLICY, TEXT, Desk, note

RULES = """
[[regime]]
id = "longer-storage"
name = "Storage Act"
regions = ["*"]
classes = ["material", "material+consent"]
questions = ["M7"]
channel = "email"
lead_days = 0
consent = true
asks = "Ask people before their information is kept for longer."
source = "Storage Act, s. 4"
how = "text"
on = {on}
"""


@pytest.fixture
def keeper(desk: Desk) -> Desk:
    """Return a desk whose rules know a law on storage, and a change that stores for longer."""
    desk.repo.commit("2026-11-01", {"policy/notice-rules.toml": RULES.format(on="true")})
    return desk.propose(text=LONGER)


def test_a_question_shows_the_rules_that_a_yes_brings_in(keeper: Desk) -> None:
    """Under the open question on storage stands the law on storage, and under no other."""
    woken = {question.code: [each.name for each in question.wakes] for question in keeper.verdict().questions}
    assert woken["M7"] == ["Storage Act"]
    assert not any(names for code, names in woken.items() if code != "M7")


@pytest.mark.parametrize("declared", ["minor", "material"])
def test_a_yes_that_brings_in_consent_asks_for_it_whatever_the_class(keeper: Desk, declared: str) -> None:
    """A class that only tells people is refused, until it asks them or the answer says why not."""
    answers = ("M7: yes. Twice as long.", "M13: no. It is not.", "M14: yes. From that day on.", "M11: no. Not before.")
    keeper.propose(note=note(declared, answers=answers))
    assert "consent-of-a-rule" in keeper.refused()
    keeper.propose(note=note("material+consent", answers=answers))
    assert "consent-of-a-rule" not in keeper.refused()
    without = ("M7: yes. Twice as long; no consent is needed for records of account.", *answers[1:])
    keeper.propose(note=note(declared, answers=without))
    assert "consent-of-a-rule" not in keeper.refused()


def test_a_law_that_is_not_in_force_on_the_day_of_effect_asks_for_no_consent(desk: Desk) -> None:
    """It neither stands under the question nor refuses the class."""
    rules = RULES.format(on="true") + "in_force_from = 2027-01-01\n"
    desk.repo.commit("2026-11-01", {RULES_PATH: rules})
    desk.propose(text=LONGER, note=note(answers=("M7: yes. Twice as long.", "M13: no. No.", "M14: yes. So it is.")))
    assert "consent-of-a-rule" not in desk.refused()
    desk.propose(note=note(effective="2027-01-01", answers=("M7: yes. Twice as long.", "M13: no. No.")))
    assert "consent-of-a-rule" in desk.refused()


@pytest.mark.parametrize(
    ("named", "is_shown", "is_slip"), [("privacy", True, False), ("terms", False, False), ("privcy", False, True)]
)
def test_a_law_about_another_policy_is_not_shown(desk: Desk, named: str, *, is_shown: bool, is_slip: bool) -> None:
    """An entry that names another policy wakes nothing here; a name that is a slip is pointed out."""
    desk.repo.commit("2026-11-01", {RULES_PATH: RULES.format(on="true") + f'policies = ["{named}"]\n'})
    verdict = desk.propose(text=LONGER).verdict()
    assert any(question.wakes for question in verdict.questions) is is_shown
    found = [each.fault.message for each in verdict.findings if each.rule.code == "rule-about-no-policy"]
    assert [("did you mean `privacy`?" in each) for each in found] == [True] * is_slip


SHIPPED = (Path(__file__).parents[3] / RULES_PATH).read_bytes()
ABROAD = TEXT.replace("for 12 months.", "for 12 months. We store it in Germany and in India.")
PROFILED = TEXT.replace("for 12 months.", "for 12 months. We make automated decisions about your credit limit.")
GROUND = TEXT.replace("for 12 months.", "for 12 months. We do so on the basis of our legitimate interests.")
LOOSER = TEXT.replace("30 days before", "7 days before")
PUT = ("M13: no. Nobody is.", "M14: yes. From that day on.")


@pytest.fixture
def counsel(desk: Desk) -> Desk:
    """Return a desk with the rules as they are shipped."""
    desk.repo.commit("2026-11-01", {RULES_PATH: SHIPPED})
    return desk


@pytest.mark.parametrize(
    ("text", "question", "name"),
    [
        (ABROAD, "M6", "GDPR, changes to what people were told"),
        (LONGER, "M7", "GDPR, changes to what people were told"),
        (GROUND, "M8", "GDPR, changes to what people were told"),
        (PROFILED, "M10", "GDPR, changes to what people were told"),
        (LOOSER, "M16", "FTC, deceptive or unfair changes"),
        (LONGER, "M14", "GDPR, consent after a considerable change (guidance), which asks for consent"),
    ],
)
def test_the_shipped_rules_stand_under_the_questions_that_their_sources_name(
    counsel: Desk, text: str, question: str, name: str
) -> None:
    """What is stored abroad, kept, decided or promised shows the counted rules that name such changes."""
    (put,) = [each for each in counsel.propose(text=text).verdict().questions if each.code == question]
    assert any(lead == "Such a change is named by " and name in names for lead, names, _ in woken_words(put, Said()))


def test_a_rule_that_names_changes_among_others_counts_for_others_too(counsel: Desk) -> None:
    """A list that its source leaves open narrows nothing: no answer puts the rule to sleep."""
    counsel.propose(text=LONGER, note=note(answers=("M7: no. It is not.", *PUT)))
    asked = {each.rule for each in counsel.verdict().deadlines.requirements}
    assert {"gdpr-transparency", "colorado"} <= asked
    assert "gdpr-new-purpose" not in asked


@pytest.mark.parametrize("declared", ["minor", "material"])
def test_what_reaches_back_asks_for_consent_by_the_laws_name(counsel: Desk, declared: str) -> None:
    """The law refuses a class that only tells people, and the general warning does not say it again."""
    answers = ("M7: yes. Twice as long.", "M11: yes. Of all accounts.", *PUT)
    counsel.propose(text=LONGER, note=note(declared, answers=answers))
    assert "consent-of-a-rule" in counsel.refused()
    assert "consent-unasked" not in counsel.warned()
    counsel.propose(note=note("material+consent", answers=answers))
    assert "consent-of-a-rule" not in counsel.refused()


def test_what_legal_says_yes_to_unasked_shows_whom_it_concerns(counsel: Desk) -> None:
    """A ground of law that changes unseen by the text stands among the questions, with the laws that name it."""
    answers = ("M7: yes. Twice as long.", "M8: yes. We no longer ask.", *PUT)
    counsel.propose(text=LONGER, note=note("minor", answers=answers))
    (put,) = [each for each in counsel.verdict().questions if each.code == "M8"]
    assert "gdpr-transparency" in [regime.regime_id for regime in put.wakes]
    assert put.follows == "Answered in the note, though nothing in the text asks it."
    (low,) = [each for each in counsel.verdict().refusals if each.rule.code == "class-too-low"]
    assert "M8 is answered yes" in low.fault.message


HEALTHY = TEXT.replace("for 12 months.", "for 12 months. We share your health information with our insurer.")
CHILDISH = TEXT.replace("for 12 months.", "for 12 months. We share photographs of your children with advertisers.")
PLAIN = TEXT.replace("for 12 months.", "for 12 months. We collect your shoe size.")


def _wakes(desk: Desk) -> dict[str, list[str]]:
    return {question.code: [each.regime_id for each in question.wakes] for question in desk.verdict().questions}


def test_a_law_about_certain_data_stands_where_such_data_is_named(counsel: Desk) -> None:
    """A law on health that is not switched on stands under what names health, with that word, and nowhere else."""
    plain = _wakes(counsel.propose(text=PLAIN))
    assert not any("washington-health" in names for names in plain.values())
    put = counsel.propose(text=HEALTHY).verdict().questions
    (shared,) = [each for each in put if each.code == "M5"]
    assert {"washington-health", "hipaa-with-site"} <= {regime.regime_id for regime in shared.wakes}
    lead = "About health, which is named here, and not switched on: "
    assert (lead, "Washington, My Health My Data Act", ".") in list(woken_words(shared, Said()))


def test_children_in_a_passage_ask_about_their_parents(counsel: Desk) -> None:
    """What is done with children's information asks what parents agreed to, and shows the law on that."""
    woken = _wakes(counsel.propose(text=CHILDISH))
    assert "coppa" in woken["M12"]
    assert "coppa" in woken["M5"]
    assert "M12" not in _wakes(counsel.propose(text=PLAIN))


def test_children_who_were_named_before_ask_about_their_parents_too(counsel: Desk) -> None:
    """More that is known of the same children asks what parents agreed to, though no word about children is new."""
    before = TEXT.replace("for 12 months.", "for 12 months. We collect the names of your children.")
    counsel.repo.commit("2026-11-02", {POLICY: before})
    counsel.propose(text=before.replace("the names of", "the names and photographs of"))
    (parents,) = [each for each in counsel.verdict().questions if each.code == "M12"]
    assert parents.signals == ()
    assert "names children" in parents.follows


@pytest.mark.parametrize("declared", ["minor", "material"])
def test_data_that_a_law_names_asks_for_its_consent_whatever_the_class(counsel: Desk, declared: str) -> None:
    """Where a law on health counts, a yes about a recipient of health information asks for consent as well."""
    rules = SHIPPED.decode().replace("on = false    # for services that hold health data", "on = true    #")
    counsel.repo.commit("2026-11-02", {RULES_PATH: rules})
    answers = ("M5: yes. Our insurer.", "M11: no. Not before.", *PUT)
    counsel.propose(text=HEALTHY, note=note(declared, answers=answers))
    assert "consent-of-a-rule" in counsel.refused()
    counsel.propose(note=note(declared, answers=("M5: yes. They get it with consent alone.", *answers[1:])))
    assert "consent-of-a-rule" not in counsel.refused()


def test_every_kind_of_data_has_words_in_the_lexicon() -> None:
    """A kind that no word tells would never wake a law."""
    terms = lexicon("en").terms
    assert [
        kind for kind in DataKind if not any(terms.of((family, kind)) for family in ("sensitive", "children"))
    ] == []
