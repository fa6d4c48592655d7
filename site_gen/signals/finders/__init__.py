"""What a change is found to say: its terms by the words of the lexicon, the rest by a file for each kind of change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from site_gen.signals.comparing.changes import Change
from site_gen.signals.finders import (
    acting,
    answers,
    bargain,
    choosing,
    companies,
    conditions,
    degrees,
    lists,
    numbers,
    polarity,
    recipients,
    relying,
    rewording,
    timing,
)
from site_gen.signals.finders.findings import Finding, Scene

FINDERS: tuple[Callable[[Change, Scene], Iterator[Finding]], ...] = (
    polarity.find_turned_denial,
    polarity.find_turned_modal,
    polarity.find_unpromised,
    acting.find_actor,
    conditions.find_hedged,
    conditions.find_turned_condition,
    conditions.find_premise,
    conditions.find_softened,
    conditions.find_choices,
    conditions.find_excepted,
    relying.find_order,
    relying.find_assured,
    relying.find_manner,
    relying.find_some,
    relying.find_weakened,
    choosing.find_switched,
    choosing.find_asking,
    answers.find_answers,
    numbers.find_numbers,
    numbers.find_quantity,
    degrees.find_bound,
    degrees.find_degree,
    degrees.find_eased,
    timing.find_expiry,
    timing.find_event_gone,
    timing.find_moved,
    bargain.find_terms,
    bargain.find_changed_changes,
    bargain.find_channels,
    companies.find_companies,
    recipients.find_listed,
    recipients.find_named,
    recipients.find_redefined,
    recipients.find_doers,
    lists.find_filled_cells,
    lists.find_members,
    lists.find_opened,
    rewording.find_new_or_gone,
    rewording.find_altered,
    rewording.find_unqualified,
    companies.find_contacts,
)
"""In the order in which their questions about one change are asked."""
