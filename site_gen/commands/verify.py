"""`policy-site verify`: work everything out again and compare."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from site_gen.build.entry import build
from site_gen.build.folder import RECORD
from site_gen.build.pages.notice_pages import (
    NOTICES,
    is_notice_page,
    notice_pages,
    pages_options,
    warn_of_missing,
)
from site_gen.commands.progress import watch
from site_gen.errors import OutputError, PublishedError
from site_gen.history.declarations import read_witness
from site_gen.options import Options
from site_gen.requests.arguments import built_site, options_of
from site_gen.witness.shelf import MANIFEST, is_witness, manifests, problems

_SHOWN = 20
_WRITTEN_TO = (
    "the manifest was altered after it was built, or the same commits are read differently (policy.toml, a change "
    "note, --today). `policy-site build --out FOLDER`, into a new folder and without --published, makes the site as "
    "the repository has it. Compare its manifest.json with this one and with a copy that others keep: a signed one, "
    "the feed, or a mail that names the link of its version. Publish the one that they agree with."
)
_OTHER_POLICIES = (
    "the repository, or --policy, names no policy for that address. Without --policy, verify takes all that "
    "policy/policy.toml lists."
)
_MISSING, _DIFFERS, _FOREIGN = "is missing", "differs", "is not from this repository"


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(options_of(arguments), arguments.site or built_site(arguments.repo), as_json=arguments.json)


def run(options: Options, site: Path, *, as_json: bool) -> int:
    """Compare a site with what its repository says; every difference is named.

    Raises OutputError where there is no such folder.
    """
    if not site.is_dir():
        raise OutputError(f"{site}: no such folder; name the published site with --site")
    with tempfile.TemporaryDirectory(prefix="policy-site-") as name:
        fresh = Path(name) / "site"
        published = str(site) if any(manifests(site)) else ""  # without one, each is told as missing
        try:
            with watch() as progress:
                report = build(
                    options._replace(cache=Path(name) / "cache", published=published, is_comparison=True),
                    fresh,
                    progress,
                )
        except PublishedError as error:
            return _say_otherwise(error, site, as_json=as_json)
        differences = sorted([*_differences(fresh, site), *_witness_problems(options, site)])
        apart = notice_pages(_files(site))
        compared = len(_built_files(fresh))
    for warning in (*report.warnings, *warn_of_missing(report.notices, site)):
        print(f"warning: {warning}", file=sys.stderr)
    if as_json:
        _write_json(differences, compared, apart)
    else:
        _say(differences, compared, site)
        _say_not_compared(apart, site)
        if not differences:
            _say_signers(options, site)
    return 1 if differences else 0


def _write_json(differences: Sequence[tuple[str, str]], compared: int, apart: Sequence[str] = ()) -> None:
    found = [{"path": path, "what": what} for path, what in differences]
    print(json.dumps({"compared": compared, "differences": found, "not_compared": list(apart)}, indent=2))


def _say_not_compared(apart: Sequence[str], site: Path) -> None:
    """Name what another command makes, and so can compare."""
    for slug in dict.fromkeys(path.partition("/")[0] for path in apart):
        own = [path for path in apart if path.startswith(f"{slug}/")]
        print(
            f"Not compared: {len(own):,} file{'' if len(own) == 1 else 's'} in {slug}/{NOTICES}/, made from the public "
            f"records. This compares them: policy-notify pages --check {pages_options(site, slug)}"
        )


def _say_signers(options: Options, site: Path) -> None:
    """Name signatures that hold, of which the repository does not say whose they are."""
    witness, _ = read_witness(options)
    signed = [manifest for manifest in manifests(site) if manifest.with_name(f"{MANIFEST}.sig").is_file()]
    for manifest in () if witness.public_key else signed:
        print(
            f"{manifest.relative_to(site).as_posix()}: signed with the key in {MANIFEST}.pem, and policy.toml does not "
            "say whose that is. If it is yours, name it as public_key in [witness]."
        )


def _say_otherwise(error: PublishedError, site: Path, *, as_json: bool) -> int:
    """Say where a manifest tells of its versions what the repository does not: nothing else can be compared then."""
    if as_json:
        _write_json(error.differences, 0)
        return 1
    for version, what in error.differences[:_SHOWN]:
        # A version is told with a verb; of a policy, the whole sentence is there.
        told = f"{version}: from the repository it {what}" if "/" in version else f"from the repository, {what}"
        print(told, file=sys.stderr)
    count = sum("/" in version for version, _ in error.differences)
    whose = f"{count:,} version{'' if count == 1 else 's'}" if count else "a policy"
    head = f"policy-site: {site} says of {whose} what the repository does not say, so no page was compared."
    print("\n".join([head, f"Why: {error.why or (_WRITTEN_TO if count else _OTHER_POLICIES)}"]), file=sys.stderr)
    return 1


def _say(differences: list[tuple[str, str]], compared: int, site: Path) -> None:
    if not differences:
        print(f"{site} matches the repository: {compared:,} files, byte for byte.")
        return
    for path, what in differences[:_SHOWN]:
        print(f"{path}: {what}", file=sys.stderr)
    more = f", of which {_SHOWN} are shown" if len(differences) > _SHOWN else ""
    count = f"{len(differences):,} file{'s' if len(differences) > 1 else ''}"
    head = f"policy-site: {site} differs from what the repository says in {count}{more}."
    print("\n".join([head, *_ways_out({what for _, what in differences}, site)]), file=sys.stderr)


def _ways_out(kinds: set[str], site: Path) -> Iterator[str]:
    if kinds & {_MISSING, _DIFFERS}:
        yield "Was it built by this release, and with the same --today, --base-url, --redlines, --pdf and --word?"
        yield f"`policy-site build --out {site}` restores what is missing there or was altered since; whatever it"
        yield f"leaves is made again by a build into another folder with `--published {site}`: it keeps the versions."
    if _FOREIGN in kinds:
        yield "Files that are not from this repository stay as they are: move them away, or leave them."


def _differences(fresh: Path, site: Path) -> Iterator[tuple[str, str]]:
    wanted, found = _built_files(fresh), _files(site)
    for path in wanted - found:
        yield path, _MISSING
    for path in wanted & found:
        if (fresh / path).read_bytes() != (site / path).read_bytes():
            yield path, _DIFFERS
    for path in found - wanted:
        if not is_notice_page(path) and not is_witness(path):
            yield path, _FOREIGN


def _witness_problems(options: Options, site: Path) -> Iterator[tuple[str, str]]:
    """Check every signature and time stamp, with nothing from outside but what the repository names."""
    witness, roots = read_witness(options)
    for manifest in manifests(site):
        for problem in problems(manifest.parent, witness, roots):
            yield manifest.relative_to(site).as_posix(), problem


def _built_files(fresh: Path) -> set[str]:
    """Name what the build made; the pages of notices it took over as they are published."""
    return {path for path in _files(fresh) if not is_notice_page(path)}


def _files(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    return {path.relative_to(folder).as_posix() for path in files}
