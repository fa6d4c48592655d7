"""What happens to the policies of a life: each event changes the repository as people and machines do."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.life_repository import Writer

KINDS = (
    "material", "material", "minor", "editorial", "editorial", "undeclared", "postpone", "put back", "reflow",
    "another policy", "another language", "rename", "take name", "delete", "restore", "pull", "explain", "edit note",
    "correct", "withdraw", "end", "look ahead", "promise", "time zone", "spoil note", "clock back", "twin",
    "split", "join", "rules", "another name", "branch", "move house",
)  # fmt: skip
ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati")
"""Where an organisation may be; in the last, every commit of a life is of another day."""


_AT_ONCE = 60
"""The lead of a pull with which all goes to another repository on the same day."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to a policy."""

    kind: str
    """One of `KINDS`."""
    policy: int
    """Which of the policies there are, counted round."""
    days: int
    """How many pass before it."""
    lead: int
    """Days between publication and effect, where it declares them."""


def random_events(source: random.Random) -> tuple[Event, ...]:
    """Return the events of one life: 3 to 12."""
    days = (0, 0, 0, 0, 0, *range(30))  # much can go wrong on one day
    return tuple(
        Event(source.choice(KINDS), source.randrange(3), source.choice(days), source.choice((0, 0, 20, 35, 60)))
        for _ in range(source.randint(3, 12))
    )


@dataclass(slots=True)
class Policies:
    """The policies of a life: their texts, their notes, and what policy.toml says of them."""

    writer: Writer
    manifest_of: Callable[[str], Mapping[str, Any]]
    """Answers for what is published of a policy, by its path."""
    today: date
    texts: dict[str, list[str]] = field(default_factory=dict)
    """By path, every text it had; the last is the one it has."""
    gone: dict[str, list[str]] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    """By path, the folder in which the policy is published."""
    notes: int = 0
    declared: dict[str, str] = field(default_factory=dict)
    """By the policy's path, the note that declared its last change."""
    withdrawing: str = ""
    """The folder of the policy of which a text is being taken down; its files may change in the next build."""
    is_moved_aside: bool = False
    """Whether a pull may have taken a commit that renamed a file off git's own line."""
    is_listed: bool = False
    """Whether policy.toml lists the policies; else they are those whose files are there."""
    lead_days: int | None = None
    """What policy.toml promises."""
    zone: str = "UTC"
    name: str = ""
    """Of the organisation."""

    def happens(self, event: Event) -> bool:
        """Let it happen; return whether it could."""
        paths = sorted(self.texts)
        path = paths[event.policy % len(paths)] if paths else ""
        return (
            self._changes(event, path)
            or self._goes_wrong(event, path)
            or self._moves(event.kind, path, paths)
            or self._is_regrouped(event, path, paths)
            or self._is_configured(event, paths)
        )

    def begin(self, path: str, slug: str) -> None:
        """Let a policy begin."""
        self._add(path, slug, f"# {slug}\n\nHere we say what we do.\n\nWe do 1 thing.\n")
        self.commit()

    def _add(self, path: str, slug: str, text: str) -> None:
        self.slugs[path], self.texts[path] = slug, [text]
        self.writer.files[path] = text

    def commit(self) -> None:
        """Commit the files as they are."""
        if self.is_listed or self.lead_days is not None or self.name or self.zone != "UTC":
            self.writer.files["policy/policy.toml"] = "\n".join(self._configuration())
        self.writer.commit(self.today)

    def _changes(self, event: Event, path: str) -> bool:
        """Change the text or the days of a policy."""
        match event.kind:
            case "material" | "minor" | "editorial" | "undeclared" if path:
                lead = event.lead if event.kind in {"material", "minor"} else 0
                self._change(path, _mended(self.texts[path][-1], len(self.texts[path])), event.kind, lead)
            case "put back" if path and len(self.texts[path]) > 1:
                self._change(path, self.texts[path][-2], "minor", 0)
            case "reflow" if path:
                self._write(path, self.texts[path][-1].replace(" we ", "\nwe ", 1))
            case "postpone" if path:
                return self._postpone(path, event.lead or 10)
            case "explain" if path:
                self._note(path, self._front("minor", event.lead))
                self.commit()
            case "edit note" if path in self.declared:
                self.writer.files[self.declared[path]] = f"{self._front('minor', event.lead)}Said better.\n"
                self.commit()
            case "correct" if path:
                return self._correct(path)
            case "withdraw" if path:
                return self._withdraw(path)
            case _:
                return False
        return True

    def _goes_wrong(self, event: Event, path: str) -> bool:
        """Let somebody, or a machine, do what no check saw."""
        match event.kind:
            case "spoil note" if path in self.declared:
                front = self._front("minor", event.lead).removesuffix("---\n")
                self.writer.files[self.declared[path]] = f"{front}language: german\n---\n"
                self.commit()
            case "clock back" if path:
                self.texts[path].append(_mended(self.texts[path][-1], len(self.texts[path])))
                self.writer.files[path] = self.texts[path][-1]
                self.writer.commit(self.today - timedelta(days=1))
            case _:
                return False
        return True

    def _moves(self, kind: str, path: str, paths: Sequence[str]) -> bool:
        """Change which policies there are, and where."""
        match kind:
            case "another policy" if "terms" not in self.slugs.values():
                self.begin("policy/terms.md", "terms")
            case "another language" if "privacy.de" not in self.slugs.values():
                self.begin("policy/privacy.de.md", "privacy.de")
            case "rename" if path and path.count("-") < 2:
                return self._rename(path)
            case "take name":
                return self._take_name(path)
            case "delete" | "end" if len(paths) > 1:
                if kind == "end":
                    self._note(path, "---\nends: policy\n---\nThe service closed.\n")
                self.gone[path] = self.texts.pop(path)
                del self.writer.files[path]
                self.commit()
            case "restore" if self.gone:
                path, texts = self.gone.popitem()
                self.texts[path] = texts
                self._write(path, texts[-1])
            case _:
                return False
        return True

    def _is_regrouped(self, event: Event, path: str, paths: Sequence[str]) -> bool:
        """Make two policies of one or one of two, or take all of them elsewhere."""
        match event.kind:
            case "split" if path and "cookies" not in self.slugs.values():
                head, _, last = self.texts[path][-1].rstrip().rpartition("\n\n")
                self._add("policy/cookies.md", "cookies", f"# cookies\n\n{last}\n")
                self._change(path, f"{head}\n\nMore is said elsewhere.\n", "minor", event.lead)
            case "join" if len(paths) > 1:
                other = paths[(event.policy + 1) % len(paths)]
                self.gone[other] = self.texts.pop(other)
                del self.writer.files[other]
                body = self.gone[other][-1].partition("\n\n")[2]
                self._change(path, f"{self.texts[path][-1]}\n## As said before\n\n{body}", "material", event.lead)
            case "branch" if paths:
                self.notes += 1
                self.writer.rename_branch(f"trunk-{self.notes}")
            case "move house" if paths:
                self._move_house()
            case _:
                return False
        return True

    def _is_configured(self, event: Event, paths: Sequence[str]) -> bool:
        """Change policy.toml or the rules, or the line of commits."""
        match event.kind:
            case "rules":
                self.notes += 1
                days, default = self.notes % 45, self.notes % 20
                self.writer.files["policy/notice-rules.toml"] = _RULES.format(days=days, default=default)
                self.commit()
            case "another name":
                self.notes += 1
                self.name = f"Example {self.notes}"
                self.commit()
            case "promise":
                self.notes += 1
                self.lead_days = self.notes % 40
                self.commit()
            case "time zone":
                self.zone = ZONES[(ZONES.index(self.zone) + 1 + event.policy) % len(ZONES)]
                self.commit()
            case "pull" if paths:
                self.notes += 1
                self.is_moved_aside |= any("-again" in each for each in paths)
                self.writer.pull(self.today, f"elsewhere-{self.notes}.txt")
                if event.lead == _AT_ONCE:  # before any build tells of the pull
                    self._move_house()
            case _:
                return False
        return True

    def _move_house(self) -> None:
        self.notes += 1
        self.writer.move(self.writer.folder.with_name(f"moved-{self.notes}.git"))

    def keep_zone(self, zone: str) -> None:
        """Go back to the time zone that there was."""
        self.zone = zone
        self.writer.files["policy/policy.toml"] = "\n".join(self._configuration())
        self.writer.commit(self.today)

    def _configuration(self) -> list[str]:
        organisation = f'name = "{self.name}"' if self.name else ""
        lines = ["[organisation]", organisation, f'time_zone = "{self.zone}"']
        if self.lead_days is not None:
            lines += ["[promise]", f"lead_days = {self.lead_days}"]
        if self.is_listed:
            for path in (*self.texts, *self.gone):
                language = "de" if self.slugs[path].endswith("de") else "en"
                lines += ["[[policy]]", f'path = "{path}"', f'slug = "{self.slugs[path]}"', f'language = "{language}"']
        return [*lines, ""]

    def _change(self, path: str, text: str, declared: str, lead: int) -> None:
        is_another = text != self.texts[path][-1]
        self.texts[path].append(text)
        if declared != "undeclared":
            note = self._note(path, f"{self._front(declared, lead)}In short, number {self.notes}.\n")
            if is_another:  # one that declares nothing may yet be the note of a text to come, and has to be readable
                self.declared[path] = note
        self._write(path, text)

    def _front(self, declared: str, lead: int) -> str:
        effective = f"effective: {self.today + timedelta(days=lead)}\n" if lead else ""
        return f"---\n{effective}class: {declared}\n---\n"

    def _correct(self, path: str) -> bool:
        """Mend a mistake of the newest version, in public."""
        versions = self.manifest_of(path).get("versions", [])
        if not versions:
            return False
        self._note(path, f"---\nclass: editorial\ncorrects: {versions[0]['version_id']}\n---\nA word was wrong.\n")
        self.texts[path].append(self.texts[path][-1].replace("Here", "There", 1) + "\nMended.\n")
        self._write(path, self.texts[path][-1])
        return True

    def _withdraw(self, path: str) -> bool:
        """Take down the oldest text that has been replaced, if there is one."""
        manifest = self.manifest_of(path)
        versions = [v for v in manifest.get("versions", []) if "withdrawn" not in v]
        if not any(v["effective_on"] <= self.today.isoformat() for v in versions[:-1]):
            return False
        self._note(path, f"---\nwithdraws: {versions[-1]['version_id']}\n---\nA court said so.\n")
        self.withdrawing = f"{manifest['policy']['slug']}/"
        self.commit()
        return True

    def _postpone(self, path: str, days: int) -> bool:
        """Postpone the last announced version, if there is one."""
        manifest = self.manifest_of(path)
        announced = [v for v in manifest.get("versions", []) if v["effective_on"] > self.today.isoformat()]
        if not announced:
            return False
        until = date.fromisoformat(announced[0]["effective_on"]) + timedelta(days=days)
        self._note(path, f"---\npostpones: {announced[0]['version_id']}\neffective: {until}\n---\nLate.\n")
        self.commit()
        return True

    def _rename(self, path: str) -> bool:
        stem, language = Path(path).name.partition(".")[::2]
        new = f"policy/{stem}-again{self.notes or ''}.{language}"
        if new in self.slugs:
            return False
        self._move(path, new)
        return True

    def _move(self, path: str, new: str) -> None:
        self.texts[new], self.slugs[new] = self.texts.pop(path), self.slugs[path]
        self.writer.files[new] = self.writer.files.pop(path)
        self.commit()

    def _take_name(self, path: str) -> bool:
        """Let a policy have a path that a renamed one left, with the list that says which is which.

        It is a new one, or else another that moves there.
        """
        free = [each for each in self.slugs if each not in self.texts and each not in self.gone]
        if not free:
            return False
        self.is_listed = True
        left = free[-1]
        slug = f"new-{self.slugs[left].replace('.', '-')}"
        if slug not in self.slugs.values():
            self.begin(left, slug)
        elif path and self.slugs[path] != self.slugs[left]:
            self._move(path, left)
        else:
            return False
        return True

    def _note(self, path: str, text: str) -> str:
        """Write a note and return its path."""
        slug = self.slugs[path]
        folder = "privacy.en" if slug == "privacy" else slug
        self.notes += 1
        place = f"policy/changes/{folder}/note-{self.notes}.md"
        self.writer.files[place] = text
        return place

    def _write(self, path: str, text: str) -> None:
        self.writer.files[path] = text
        self.commit()


_RULES = """\
[default]
lead_days = {default}

[[regime]]
id = "of-somewhere"
name = "A law of somewhere"
on = true
regions = ["FR"]
classes = ["material", "material+consent"]
channel = "email"
lead_days = {days}
consent = false
kind = "law"
how = "text"
checked_on = 2024-01-01
asks = "Tell people before it applies."
source = "Art. 1"
"""


def _mended(text: str, number: int) -> str:
    return (
        text.replace("We do ", f"We also do {number}, and we do ", 1) if number % 3 else f"{text}\nAnd {number} more.\n"
    )
