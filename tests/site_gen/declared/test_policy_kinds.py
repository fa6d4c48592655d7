"""Which kind of policy the names of files and titles speak of."""

from __future__ import annotations

import pytest

from site_gen.declared.policy_kinds import apart, is_about_data, kinds_of


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("PrivacyPolicy_2019", ("privacy",)),
        ("privacy-and-cookies", ("privacy", "cookies")),
        ("Politique de confidentialit\u00e9", ("privacy",)),
        ("AGB 2021", ("terms",)),
        ("acceptable_use-v3", ("acceptable-use",)),
        ("determined-2020", ()),
        ("2020-01-01", ()),
    ],
)
def test_a_name_says_its_kinds_in_their_order(name: str, kinds: tuple[str, ...]) -> None:
    """Whatever joins its words and whatever accents they have; a part of a word says nothing."""
    assert kinds_of(name) == kinds
    assert is_about_data(name) is (not kinds or kinds[0] in {"privacy", "cookies"})


@pytest.mark.parametrize(
    ("names", "parted"),
    [
        (("privacy-2018", "terms-2019", "privacy-2020"), [["privacy-2018", "privacy-2020"], ["terms-2019"]]),
        (("2018", "privacy 25 May 2019", "old website 2020"), [["2018", "old website 2020", "privacy 25 May 2019"]]),
        (("acme-2018", "acme-privacy", "acme-terms"), [["acme-2018", "acme-privacy"], ["acme-terms"]]),
        (("vendors-1", "guide-1", "vendors-2", "guide-2"), [["vendors-1", "vendors-2"], ["guide-1", "guide-2"]]),
        (("privacy-policy-2018", "privacy-notice-2019"), [["privacy-policy-2018", "privacy-notice-2019"]]),
    ],
)
def test_names_are_parted_by_what_they_say(names: tuple[str, ...], parted: list[list[str]]) -> None:
    """By kind, or by a word that several have and not all; a name that alone has its words belongs to the first."""
    assert apart(names) == parted
