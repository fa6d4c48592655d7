"""What a repository's tip says about the site: who publishes, which policies, and the notes of their changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from site_gen.declared import configuration
from site_gen.declared.notice_record import RECORDS_FOLDER, NoticeRecorded, read_address, read_id, read_record
from site_gen.errors import ConfigError, PassedOverNoteError
from site_gen.git.main_line import Step
from site_gen.git.repository import Repository, open_repository
from site_gen.model.history import Revision
from site_gen.model.note import ChangeNote, Note
from site_gen.model.notice import NoticeGiven
from site_gen.model.policy import Organisation, Policy, Witness
from site_gen.options import Options


class Declared(Struct, frozen=True, kw_only=True):
    """What the tip says about the site, before anybody says which folder is whose."""

    organisation: Organisation
    policies: tuple[Policy, ...]
    is_by_name: bool
    """Whether the policies are those whose files are there, neither listed nor named by anybody."""


def read_declared(options: Options, repository: Repository) -> Declared:
    """Read the tip, which may hold no policy: whether the last one was published, the record says."""
    found = _configuration(repository)
    return Declared(
        organisation=_organisation(options, found),
        policies=_chosen_policies(options, found),
        is_by_name=not options.policies and not found.is_listed,
    )


def read_removed(repository: Repository, line: Sequence[Step]) -> tuple[Policy, ...]:
    """Return the policies whose files the main line removed; whether they were ever published, the record says.

    `line` is the main line where git's first parents are not it.
    """
    removed = repository.removed_files(configuration.POLICY_FOLDER, line)
    return tuple(configuration.policy_by_name(path) for path in removed if configuration.is_policy(path))


def on_its_day(options: Options, repository: Repository) -> Options:
    """Return the options for the day that it is where the organisation publishes, unless the user named a day."""
    if options.now is None:
        return options
    zone = configuration.time_zone_of(_configuration(repository).organisation)
    return options._replace(today=options.now.astimezone(zone).date(), now=None, is_current=True)


def read_policies(options: Options, repository: Repository) -> tuple[Organisation, tuple[Policy, ...]]:
    """Return who publishes, and the policies to publish, each with a folder name of its own."""
    found = _configuration(repository)
    policies = name_folders(_chosen_policies(options, found))
    refuse_none(policies, repository)
    return _organisation(options, found), policies


def read_witness(options: Options) -> tuple[Witness, bytes | None]:
    """Return by what the site is witnessed, and the certificates of the time-stamping service, where they are named.

    Raises ConfigError where the repository does not hold the certificates that are named.
    """
    repository = open_repository(options.repository, branch=options.branch)
    witness = _configuration(repository).witness
    roots = repository.text_at(repository.tip, witness.tsa_roots) if witness.tsa_roots else None
    if witness.tsa_roots and roots is None:
        problem = f"[witness] tsa_roots names {witness.tsa_roots}, which commit {repository.tip[:12]} does not hold"
        raise ConfigError(configuration.CONFIG_PATH, problem)
    return witness, roots


def _configuration(repository: Repository) -> configuration.Configuration:
    data = repository.text_at(repository.tip, configuration.CONFIG_PATH)
    return configuration.read_configuration(data, repository.files(configuration.POLICY_FOLDER))


def _chosen_policies(options: Options, found: configuration.Configuration) -> tuple[Policy, ...]:
    named = dict.fromkeys(options.policies)
    policies = tuple(configuration.policy_at(path, found.policies) for path in named) or found.policies
    if named:
        configuration.refuse_twins(policies)
    return policies


def refuse_none(policies: Sequence[Policy], repository: Repository) -> None:
    """Raise ConfigError where there is no policy to show, with what there was and what to do."""
    if policies:
        return
    folder = configuration.POLICY_FOLDER
    there_was = next((policy.path for policy in read_removed(repository, ())), "PATH")
    was = f", and held {there_was} once" if there_was != "PATH" else ""
    raise ConfigError(
        f"{folder}/",
        repository.obstacle(folder)
        or f"holds no policy at commit {repository.tip[:12]}{was}; name one with --policy {there_was}, or list it in "
        f"{configuration.CONFIG_PATH} (where it is now, or where it was last), and commit both",
    )


def _organisation(options: Options, found: configuration.Configuration) -> Organisation:
    given = options.base_url
    base_url = found.organisation.base_url if given is None else configuration.with_slash(given)
    return replace(found.organisation, base_url=base_url)


def read_notices_given(repository: Repository) -> tuple[NoticeGiven, ...]:
    """Read what the public records at the tip say about the notices that were sent."""
    return tuple(each for path, data in _records(repository) for each in read_record(path, data))


def read_notices_recorded(repository: Repository) -> tuple[NoticeRecorded, ...]:
    """Read where the page of each notice stands that has a public record at the tip."""
    return tuple(each for path, data in _records(repository) for each in read_address(path, data))


def _records(repository: Repository) -> Iterator[tuple[str, bytes]]:
    """Yield the record of each notice; of two there is no telling which holds."""
    found: dict[str, str] = {}
    for path in (each for each in repository.files(RECORDS_FOLDER) if each.endswith(".json")):
        data = repository.text_at(repository.tip, path) or b""
        notice_id = read_id(path, data)
        if (other := found.setdefault(notice_id, path)) != path:
            raise ConfigError(path, f"is a second record of notice {notice_id}, beside {other}; delete the older one")
        yield path, data


def read_notes(repository: Repository, revisions: Sequence[Sequence[Revision]]) -> dict[str, Note | ConfigError]:
    """Read every note that any revision brought; one of which nothing can be read is there as its error."""
    paths = {oid: path for own in revisions for revision in own for path, oid in revision.note_oids}
    if not paths:
        return {}
    from site_gen.declared.change_note import read_old_note  # most repositories of others have no notes

    notes = {oid: read_old_note(paths[oid], data) for oid, data in repository.blobs(paths)}
    unreadable = {paths[oid]: oid for oid, note in notes.items() if _is_unread(note)}
    there = repository.texts_at((repository.tip, path) for path in unreadable)
    gone = {oid: path for path, oid in unreadable.items() if (repository.tip, path) not in there}
    return notes | {
        oid: PassedOverNoteError(path, "cannot be read, and its file is gone") for oid, path in gone.items()
    }


def _is_unread(note: Note | ConfigError) -> bool:
    return isinstance(note, ConfigError) or (isinstance(note, ChangeNote) and note.fault is not None)


def name_folders(policies: Sequence[Policy], published: Mapping[str, str] = MappingProxyType({})) -> tuple[Policy, ...]:
    """Let one policy of a slug keep it, and name the language in the folders of the others.

    The one is that whose language is published there, as `published` says; else best that whose file has the slug's
    name, or had it (`formerly`); else one whose file's name ends in no language. Raises ConfigError where two would
    still share a folder.
    """
    plain = {policy.slug: policy.path for policy in sorted(policies, key=_strangeness, reverse=True)}
    plain |= {policy.slug: policy.path for policy in policies if published.get(policy.slug) == policy.language}
    named: dict[str, Policy] = {}
    for policy in policies:
        slug = policy.slug if plain[policy.slug] == policy.path else language_folder(policy)
        if slug in named:
            raise ConfigError(policy.path, f"two policies would share the folder {slug}; give one another slug")
        named[slug] = replace(policy, slug=slug)
    return tuple(named.values())


def language_folder(policy: Policy) -> str:
    """Name the folder of a policy beside which another has its slug."""
    return f"{policy.slug}.{policy.language.lower()}"


def _strangeness(policy: Policy) -> tuple[bool, bool]:
    """Rank the policies of a slug: first those whose file is or was called so, then those that name no language."""
    names = [configuration.name_of(path) for path in (policy.path, *policy.formerly)]
    return policy.slug not in names, configuration.names_language(policy.path)
