"""What stands before a change: its number, which leads to the next one, the way back, and the other end of a move."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from site_gen.catalogue import Words


class Lead(Struct, frozen=True):
    """The start of a changed block; whoever cannot see the number's place hears the change's words with it.

    The number's link is described by the words of its block. A description is read out when the link gets the
    keyboard, and not when the page is read from the top: there the words follow by themselves.
    """

    number: str = ""
    remarks: str = ""
    words: str = ""
    """Id of what describes the number; empty where there is none."""

    def with_remark(self, remark: str) -> Lead:
        """Add a remark that belongs to the words."""
        return replace(self, remarks=self.remarks + remark)

    def before(self, html: str) -> str:
        """Write it before a block's words, which it names."""
        said = self.remarks + html
        return f'{self.number}<span id="{self.words}">{said}</span>' if self.words else said

    def before_cell(self, html: str) -> str:
        """Write it before the first cell of a row that bears its id."""
        return f"{self.number}{self.remarks}{html}"

    @property
    def attribute(self) -> str:
        """Return the id of an element that holds all of the words, as an attribute."""
        return f' id="{self.words}"' if self.words else ""


def numbered_lead(change: int, total: int, remarks: str, words: Words) -> Lead:
    """Return the lead of a change in the tour of them; the last one leads back to the list."""
    if change < total:
        target = f"c{change + 1}"
        label = words.say("Change %(change)s of %(total)s, go to %(next)s", change=change, total=total, next=change + 1)
    else:
        target = "_changes"
        label = words.say("Change %(change)s of %(total)s, go to the list of changes", change=change, total=total)
    described_by = f"_w{change}"
    # The blank keeps the number from the word after it, in a program that turns the page into plain text.
    number = (
        f'<a class="redline-ui nav" id="c{change}" href="#{target}" aria-describedby="{described_by}" '
        f'aria-label="{label}">{change} </a>'
    )
    return Lead(number + _way_back(change, words), remarks, described_by)


def _way_back(change: int, words: Words) -> str:
    """Return the link to the change before; the styles show it at the change that the reader is at."""
    if change == 1:
        return ""
    label = words.say("Back to change %(number)s", number=change - 1)
    return f'<a class="redline-ui nav back" href="#c{change - 1}" aria-label="{label}">\u2191 </a>'
