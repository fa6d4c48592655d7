"""The checklist by which legal decides how much a change means, in the words that readers see.

The ids are those that change notes answer.
"""

from __future__ import annotations

from site_gen.catalogue import message

QUESTIONS: dict[str, str] = {
    "M1": message("Is personal information used for a purpose that is new or has changed?"),
    "M2": message("Does a different company or legal entity answer for the information?"),
    "M3": message("Is there a change in how people exercise their rights: whom to contact, by what means, by when?"),
    "M4": message("Is a new kind of personal information collected?"),
    "M5": message("Does a new recipient, or a new kind of recipient, get personal information?"),
    "M6": message("Does information go to another country, or under another safeguard?"),
    "M7": message("Is information kept for longer, or by another measure?"),
    "M8": message("Does the legal basis for using information change?"),
    "M9": message("Is a right, a choice or a protection taken away or narrowed?"),
    "M10": message("Are decisions made, or profiles built, by machine where they were not before?"),
    "M11": message("Does the change reach information collected before it?"),
    "M12": message("Does it touch what parents have agreed to for their children?"),
    "M13": message("Would a reasonable account holder be surprised?"),
    "M14": message("Does what you do with information change, or what people may or must do, not only the wording?"),
    "M15": message("Is this only one more instance of something that the policy already describes?"),
    "M16": message("Does the promise about telling people of changes itself change?"),
    "D1": message("Does the text itself give a date that is not this version's?"),
    "E1": message("Is it only spelling, grammar, style, links, layout, numbering or order?"),
    "E2": message("Does it make the same meaning clearer, and nothing else?"),
}

ABOUT_ONE_THING = frozenset({*(f"M{number}" for number in range(1, 13)), "M16"})
"""Questions about one thing each. Whoever answered none of them has not said what the change is about."""
SURPRISE = "M13"
PRACTICE = "M14"
"""A yes to it changes what people get, so that it cannot be editorial."""
MAKE_MATERIAL = ABOUT_ONE_THING | {SURPRISE}
"""A yes to one of these makes a change material."""
EARLIER_DATA = "M11"
REACHING_BACK = ("M1", "M4", "M5", "M9", "M10")
"""Where one of these is a yes, it matters whether information collected earlier is concerned (FTC, Colorado 6.04)."""
FAMILIES = "M12"
