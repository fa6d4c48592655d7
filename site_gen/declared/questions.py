"""The checklist by which legal decides how much a change means, in the words that readers see.

The ids are those that change notes answer.
"""

from __future__ import annotations

QUESTIONS: dict[str, str] = {
    "M1": "Is personal information used for a purpose that is new or has changed?",
    "M2": "Does a different company or legal entity answer for the information?",
    "M3": "Is there a change in how people exercise their rights: whom to contact, by what means, by when?",
    "M4": "Is a new kind of personal information collected?",
    "M5": "Does a new recipient, or a new kind of recipient, get personal information?",
    "M6": "Does information go to another country, or under another safeguard?",
    "M7": "Is information kept for longer, or by another measure?",
    "M8": "Does the legal basis for using information change?",
    "M9": "Is a right, a choice or a protection taken away or narrowed?",
    "M10": "Are decisions made, or profiles built, by machine where they were not before?",
    "M11": "Does the change reach information collected before it?",
    "M12": "Does it touch what parents have agreed to for their children?",
    "M13": "Would a reasonable account holder be surprised?",
    "M14": "Does what happens to the information change, and not only how the policy describes it?",
    "M15": "Is this only one more instance of something that the policy already describes?",
    "M16": "Does the promise about telling people of changes itself change?",
    "D1": "Does the text itself give a date that is not this version's?",
    "E1": "Is it only spelling, grammar, style, links, layout, numbering or order?",
    "E2": "Does it make the same meaning clearer, and nothing else?",
}
