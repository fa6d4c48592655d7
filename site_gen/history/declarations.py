"""What a repository's tip says about the site: who publishes, which policies, and the notes of their changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from site_gen.declared import configuration
from site_gen.errors import ConfigError
from site_gen.git.repository import Repository
from site_gen.model import Note, Organisation, Policy, Revision
from site_gen.options import Options


def read_policies(options: Options, repository: Repository) -> tuple[Organisation, tuple[Policy, ...]]:
    """Return who publishes, and the policies to publish, each with a folder name of its own."""
    data = repository.text_at(repository.tip, configuration.CONFIG_PATH)
    found = configuration.read_configuration(data, repository.files(configuration.POLICY_FOLDER))
    named = dict.fromkeys(options.policies)
    policies = tuple(configuration.policy_at(path, found.policies) for path in named) or found.policies
    if not policies:
        raise ConfigError(
            f"{configuration.POLICY_FOLDER}/",
            f"holds no policy at commit {repository.tip[:12]}; name one with --policy PATH, "
            f"or list it in {configuration.CONFIG_PATH}",
        )
    base_url = found.organisation.base_url if options.base_url is None else options.base_url
    return replace(found.organisation, base_url=base_url), tuple(_with_own_folder(policies))


def read_notes(repository: Repository, revisions: Sequence[Sequence[Revision]]) -> dict[str, Note | ConfigError]:
    """Read every note that any revision brought."""
    paths = {oid: path for own in revisions for revision in own for path, oid in revision.note_oids}
    if not paths:
        return {}
    from site_gen.declared.change_note import (
        note_or_error,  # YAML is slow to import, and foreign repositories have no notes
    )

    return {oid: note_or_error(paths[oid], data) for oid, data in repository.blobs(paths)}


def _with_own_folder(policies: Sequence[Policy]) -> Iterator[Policy]:
    """Let one policy of a slug keep it, best that whose file has the slug's name; other folders name their language."""
    plain = {policy.slug: policy.path for policy in sorted(policies, key=_is_translation, reverse=True)}
    taken: set[str] = set()
    for policy in policies:
        slug = policy.slug if plain[policy.slug] == policy.path else f"{policy.slug}.{policy.language.lower()}"
        if slug in taken:
            raise ConfigError(policy.path, f"two policies would share the folder {slug}; give one another slug")
        taken.add(slug)
        yield replace(policy, slug=slug)


def _is_translation(policy: Policy) -> bool:
    return PurePosixPath(policy.path).stem != policy.slug
