"""What counts as a yes to a question of the checklist, and what as a no, with an example of each."""

from __future__ import annotations

from typing import NamedTuple


class Guide(NamedTuple):
    """How to answer one question."""

    yes: str
    no: str


GUIDES: dict[str, Guide] = {
    "M1": Guide(
        "Information serves an aim that people could not read of before: addresses given for delivery now train a "
        "recommendation model.",
        "The same aim in other words: “to run the service” becomes “to provide the service”.",
    ),
    "M2": Guide(
        "Another company decides about the information: the service was sold, or a subsidiary takes it over.",
        "The same company has a new name or address.",
    ),
    "M3": Guide(
        "Requests go to another address or form, need more proof, or are answered within another time.",
        "A dead link to the same form is repaired.",
    ),
    "M4": Guide(
        "You collect what the policy did not name: location, contacts, a voice recording.",
        "You name one more example of a kind that was named: “browser version” beside “device information”.",
    ),
    "M5": Guide(
        "Somebody gets information who did not: an advertising network, a parent company, the police on request.",
        "The same recipients are described in other words, or one of them has a new name. M15 asks about one more of a "
        "kind that the policy names.",
    ),
    "M6": Guide(
        "Servers or staff in a country that was not named, or standard clauses in place of an adequacy decision.",
        "The same transfer, described in more detail.",
    ),
    "M7": Guide(
        "90 days become a year, or a period becomes “as long as needed”. A shorter period is a yes as well: it is "
        "another one.",
        "“Three months” becomes “3 months”.",
    ),
    "M8": Guide(
        "What rested on consent now rests on legitimate interests, or the other way round.",
        "The same ground is named by its article.",
    ),
    "M9": Guide(
        "An opt-out goes, “never” becomes “generally not”, or a right holds only in some countries.",
        "A right is explained at greater length and stays as it was.",
    ),
    "M10": Guide(
        "A program decides who gets an account, or scores people, and did not before.",
        "A person still decides, as before, and the text says so more clearly.",
    ),
    "M11": Guide(
        "The new use takes in what people gave while the older text applied.",
        "Only what is collected from the effective day on is used in the new way.",
    ),
    "M12": Guide(
        "More is collected from children, or used or shared otherwise, than parents agreed to.",
        "The paragraph about children moves, and says the same.",
    ),
    "M13": Guide(
        "Somebody who read the older text, and uses the service, would say: I did not expect that.",
        "What happens is what anybody would expect of such a service, and you can say why.",
    ),
    "M14": Guide(
        "From the effective day on you do something that you did not do before, or stop doing something.",
        "You did the same before; only now does the policy describe it, or describe it better.",
    ),
    "M15": Guide(
        "A third payment provider joins two, and the policy already says that payment providers get card data.",
        "It is the first of its kind, or gets more than the others.",
    ),
    "M16": Guide(
        "The policy promises fewer days, another channel, or no notice at all.",
        "The same promise moves to another section.",
    ),
    "D1": Guide(
        "The date is right as it stands, and is another one on purpose: the day on which a law begins to apply.",
        "The date was meant to be this version's: correct it, or better, take it out.",
    ),
    "E1": Guide(
        "A comma, a heading, a repaired link, another order of the same sections.",
        "A word changes what is promised: “will” becomes “may”.",
    ),
    "E2": Guide(
        "A long sentence becomes two, or a technical word is explained.",
        "The clearer text says more, or less, than the older one did.",
    ),
}
