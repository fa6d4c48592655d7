"""Read a change: each policy that it may concern, as a case for the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from site_gen.check.case import Case, Surroundings
from site_gen.check.proposal.both_sides import BothSides
from site_gen.check.proposal.languages import read_languages
from site_gen.check.proposal.new_files import find_new_files
from site_gen.check.proposal.notes import Notes
from site_gen.check.proposal.published_commits import count_published_commits
from site_gen.check.proposal.rereading import find_rereading
from site_gen.check.proposal.sides import Outlines, Side
from site_gen.check.proposal.texts import Texts, text_sha256
from site_gen.declared.configuration import CONFIG_PATH, time_zone_of
from site_gen.declared.toml import did_you_mean
from site_gen.errors import ConfigError, HistoryError, UnknownPolicyError
from site_gen.git.main_line import Join, Relation
from site_gen.git.repository import Repository, open_repository
from site_gen.git.trees import CommitTree, DiskTree
from site_gen.history.declarations import name_folders
from site_gen.history.governing_terms import Terms, read_terms, rules_about, terms_since
from site_gen.history.lineage import Trail
from site_gen.model.history import History
from site_gen.options import Options
from site_gen.redline import compare
from site_gen.signals.judge import signals

_LIKELY_BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


class Request(Struct, frozen=True, kw_only=True):
    """What the user asks to have checked."""

    base: str | None
    """What is published, as a branch or commit; None for the publishing branch."""
    head: str | None
    """What is proposed, as a commit; None for the files as they are on disk."""
    now: datetime
    today: date | None
    """The day to judge for; None for the day that it is where the organisation publishes."""
    naming: str = ""
    """The version that a note names which is still to be written."""


def read_cases(options: Options, request: Request) -> Iterator[Case]:
    """Yield each policy that the change may concern."""
    repository = open_repository(options.repository, branch=options.branch)
    if request.head:
        repository = repository.at(request.head)
    named = (request.base or "").strip("0")  # to a hook git names nothing but zeros before a branch's first commit
    base = repository.at(request.base or "") if named else _usual_base(repository)
    before = Side(repository.at_fork(base.tip), None, options, is_published=True)
    after = Side(repository, None if request.head else _on_disk(repository), options)
    _refuse_unknown(before, after, options)
    gone = [policy for policy in before.policies if not after.concerns(policy) and before.holds(policy)]
    is_contained = before.repository.tip == base.tip != repository.tip
    join = repository.join(base.tip) if is_contained else Join(relation=Relation.ON_LINE)
    for policy in (*after.policies, *gone):
        after.refuse_obstacle(policy)
        yield _read_case(BothSides(before, after, policy), CommitTree(base), join, request)


def _refuse_unknown(before: Side, after: Side, options: Options) -> None:
    """Refuse a name by which neither side has a policy, and say which names there are."""
    for name, policy in zip(dict.fromkeys(options.policies), after.policies, strict=False):
        if not (after.holds(policy) or before.holds(policy)):
            known = [each.path for each in after.configuration.policies]
            near = get_close_matches(name, known, n=1, cutoff=0.3)
            meant = f" Did you mean {near[0]}?" if near else ""
            there = f" The policies are {', '.join(known)}." if known else ""
            raise UnknownPolicyError(
                f"{name}: there is no policy of this name, and no file at this path.{meant}{there}"
            )


def work_files(options: Options) -> DiskTree:
    """Return the files of the working tree, to write one; refuse where there is none."""
    repository = open_repository(options.repository, branch=options.branch)
    disk = _on_disk(repository)
    if disk is None:
        raise HistoryError(f"{options.repository} has no working tree to write into; add --stdout, or use a clone")
    return disk


def _usual_base(repository: Repository) -> Repository:
    for name in _LIKELY_BASES:
        try:
            return repository.at(name)
        except HistoryError:
            continue
    return repository


def _on_disk(repository: Repository) -> DiskTree | None:
    folder = repository.work_tree()
    return DiskTree(folder, CommitTree(repository)) if folder else None


def _read_case(both: BothSides, base: CommitTree, join: Join, request: Request) -> Case:
    organisation, policy = both.after.configuration.organisation, both.policy
    texts = Texts(both)
    notes = Notes(both, is_version=texts.is_version)
    redline = compare(texts.old.document, texts.new.document) if texts.old and texts.new else None
    held_to = _terms_held_to(both)
    history = _read_history(both, notes.named | {request.naming} - {""})
    return Case(
        policy=policy,
        organisation=organisation,
        today=request.today or request.now.astimezone(time_zone_of(organisation)).date(),
        before=texts.old,
        after=texts.new,
        around_before=_around(both, both.before, both.old_path or policy.path),
        around_after=_around(both, both.after, policy.path),
        redline=redline,
        is_version=texts.is_version,
        signals=signals(redline) if redline else (),
        brought=notes.brought,
        notes=notes.declaring,
        notes_of_others=notes.of_others,
        touched=notes.touched,
        note_folder=both.trail.shared_folders()[0],
        history=history,
        promise=held_to.promise,
        rules=held_to.rules,
        rules_before=rules_about(policy, both.before.rules),
        misnamed=tuple(_likely_slips(both)),
        terms=read_terms(both.before.repository, [history])[0] if history and notes.postpone else {},
        languages=read_languages(both, notes.brought, is_version=texts.is_version),
        published_commits=count_published_commits(both, base, join, is_commit=request.head is not None),
        new_files=find_new_files(both, texts),
        rereading=find_rereading(both, texts),
        is_return=bool(both.old_path is None and both.published and texts.new),
        is_struck_off=_is_struck_off(both),
        text_sha256=text_sha256(both.after, policy.path),
        sibling_sha256s=frozenset(text_sha256(both.after, other.path) for other in both.siblings),
        approvals_asked=max(side.configuration.review.approvals for side in (both.before, both.after)),
    )


def _around(both: BothSides, side: Side, path: str) -> Surroundings:
    return Surroundings(
        policy=both.policy,
        files=side.names,
        other_outlines=Outlines(both.before, side, path),
        pages=_pages(side),
    )


def _pages(side: Side) -> dict[str, str]:
    """Return where readers find each policy, by its path; nothing where policy.toml does not say where the site is."""
    base = side.configuration.organisation.base_url.rstrip("/")
    try:
        return {each.path: f"{base}/{each.slug}/" for each in name_folders(side.configuration.policies)} if base else {}
    except ConfigError:  # two policies of one folder: that is refused where the site is built
        return {}


def _terms_held_to(both: BothSides) -> Terms:
    """Return what the change is judged by: what the newest version promises, and what was tightened since."""
    proposed = both.after.configuration.organisation.promise
    rules = rules_about(both.policy, both.after.rules)
    if both.published is None:
        return Terms(promise=proposed, rules=rules)
    published = both.before.tree.read(CONFIG_PATH) if CONFIG_PATH in both.before.names else None
    return terms_since(both.before.repository, both.published.history.versions[-1], published, proposed, rules)


def _likely_slips(both: BothSides) -> Iterator[tuple[str, str, str]]:
    """Yield what looks like a slip; a name that is like no other may be of a policy that is still to come."""
    known = {name for each in both.after.policies for name in (each.slug, Trail.of(each).shared_slug)}
    for regime in both.after.rules.regimes:
        for slug in sorted(set(regime.policies) - known):
            if hint := did_you_mean(slug, sorted(known)):
                yield regime.regime_id, slug, hint


def _read_history(both: BothSides, named: frozenset[str]) -> History | None:
    """Return what is published: where a note names a version that only a line taken off by a pull has, along that."""
    published = both.published
    if published and not named <= published.version_ids:
        hidden = both.before.read_through_pulls(replace(both.policy, path=both.old_path or both.policy.path))
        if hidden and named & hidden.version_ids - published.version_ids:
            return hidden.history
    return published.history if published else None


def _is_struck_off(both: BothSides) -> bool:
    """Whether policy.toml lists policies, and neither this one, which was published, nor its file."""
    then, now, policy = both.before.configuration, both.after.configuration, both.policy
    if not (then.is_listed or now.is_listed) or policy not in then.policies:
        return False
    slugs = {(each.slug, each.language.lower()) for each in now.policies}
    paths = {path for each in now.policies for path in (each.path, *each.formerly)}
    return (policy.slug, policy.language.lower()) not in slugs and policy.path not in paths
