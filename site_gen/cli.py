"""`policy-site`: build, log, diff, serve, verify, import."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen.errors import SiteGenError

if TYPE_CHECKING:
    from site_gen.check.proposal import Request
    from site_gen.options import Options

_WIDTH = 100  # of the help; to ask the terminal takes longer than all the rest of the parser
_EXAMPLES = """examples:
  policy-site build --repo . --out build/site
  policy-site diff 2024-06-24 2025-09-30 --format text
  policy-site diff old.md new.md --format html > redline.html"""


def entry() -> None:
    """Run as a program."""
    gc.set_threshold(200_000)  # what a build makes it keeps: looking through it for garbage takes time and finds none
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when refused or failed, 2 on wrong use."""
    given = sys.argv[1:] if argv is None else argv
    arguments = parser(given).parse_args(given)
    try:
        return int(arguments.run(arguments))
    except SiteGenError as error:
        if arguments.debug:
            raise
        print(f"policy-site: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("policy-site: stopped; the site is as it was, or the next run completes it", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of a command line; without one, the parser of all."""
    top = argparse.ArgumentParser(
        prog="policy-site",
        description="Publish a policy's versions from its git history, each with a redline against the one before.",
        epilog=_EXAMPLES,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=_WIDTH),
    )
    top.add_argument("--debug", action="store_true", help="show the program's own trace when something fails")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND", prog=top.prog)
    command = next((word for word in given if not word.startswith("-")), None)
    # Each command's options take a millisecond; only where none is named must all be told of.
    for name in [command] if command in _COMMANDS else _COMMANDS:
        add = _COMMANDS[name]
        form = partial(argparse.HelpFormatter, width=_WIDTH)
        add(commands.add_parser(name, help=add.__doc__, description=add.__doc__, formatter_class=form))
    return top


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="FOLDER", help="any folder of the repository (default: here)"
    )
    parser.add_argument("--branch", help="the publishing branch (default: the one checked out)")
    parser.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="PATH",
        help="a policy's slug, or its path from the top folder; may be repeated (default: those in policy/)",
    )
    parser.add_argument(
        "--today", type=_day, metavar="DATE", help="the day to publish for (default: today, where the organisation is)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--base-url", metavar="URL", help="the site's public address (default: what policy/policy.toml says)"
    )
    parser.add_argument("--jobs", type=_positive, metavar="N", help="processes to use (default: one per core)")
    parser.add_argument(
        "--redlines", choices=["none", "changes", "all"], default="all",
        help="none; changes: each version against the one before; all: also against the newest (default)",
    )  # fmt: skip
    parser.add_argument("--cache", type=Path, metavar="FILE", help="where to keep what earlier builds worked out")


def _add_init(parser: argparse.ArgumentParser) -> None:
    """Start with a repository of your own: write what is missing, change nothing that is there."""
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="FOLDER", help="any folder of the repository (default: here)"
    )
    parser.add_argument(
        "--policy", metavar="PATH", help="the policy's file, from the top folder (default: the likeliest)"
    )
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FILE",
        help="take the text from a Markdown, HTML, Word or .odt file",
    )
    parser.add_argument("--organisation", metavar="NAME", help="who publishes it")
    parser.add_argument("--base-url", metavar="URL", help="where the pages will appear")
    parser.add_argument("--contact", metavar="EMAIL", help="where readers send questions")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take the likeliest, leave the rest for later")
    parser.set_defaults(run=_init)


def _add_build(parser: argparse.ArgumentParser) -> None:
    """Build the site into a folder; only what changed is written."""
    _add_source(parser)
    _add_site(parser)
    parser.add_argument("--out", type=Path, default=Path("build/site"), metavar="FOLDER", help="default: build/site")
    parser.add_argument(
        "--published", metavar="URL|FOLDER",
        help="the published site, where it is not in --out: nothing of it may change or vanish undeclared",
    )  # fmt: skip
    parser.add_argument(
        "--replace-published", action="store_true", help="let published versions change or vanish without a word"
    )
    parser.set_defaults(run=_build)


def _add_log(parser: argparse.ArgumentParser) -> None:
    """List a policy's versions."""
    _add_source(parser)
    parser.set_defaults(run=_log)


def _add_facts(parser: argparse.ArgumentParser) -> None:
    """List what a policy says, and since which version: kinds of data, recipients, purposes, periods, promises."""
    _add_source(parser)
    parser.set_defaults(run=_facts)


def _add_diff(parser: argparse.ArgumentParser) -> None:
    """Show what changed between two versions, commits or files."""
    parser.add_argument("old", metavar="OLD", help="a version id, a branch, tag or commit, or a file")
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument(
        "--format", choices=["html", "markdown", "text", "json", "docx"], default="text",
        help="default: text; docx is a Word document with tracked changes",
    )  # fmt: skip
    _add_source(parser)
    parser.set_defaults(run=_diff)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    """Show a built site in a browser on this machine."""
    parser.add_argument("--site", type=Path, default=Path("build/site"), metavar="FOLDER", help="default: build/site")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000")
    parser.set_defaults(run=_serve)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    """Work the site out anew from the repository and compare every byte with what is published."""
    _add_source(parser)
    _add_site(parser)
    parser.add_argument("--site", type=Path, default=Path("build/site"), metavar="FOLDER", help="default: build/site")
    parser.set_defaults(run=_verify)


def _add_sign(parser: argparse.ArgumentParser) -> None:
    """Sign what a built site publishes, and have a time-stamping service say since when it exists."""
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="FOLDER", help="any folder of the repository (default: here)"
    )
    parser.add_argument("--branch", help="the publishing branch (default: the one checked out)")
    parser.add_argument("--site", type=Path, default=Path("build/site"), metavar="FOLDER", help="default: build/site")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="an Ed25519 key of OpenSSH (default: SECTION11_SIGNING_KEY holds it)"
    )
    parser.add_argument("--tsa", metavar="URL", help="a time-stamping service (RFC 3161)")
    parser.add_argument("--published", metavar="URL|FOLDER", help="the published site, whose older witnesses stay")
    parser.set_defaults(run=_sign, policy=[], today=None)


def _add_import(parser: argparse.ArgumentParser) -> None:
    """Bring old versions (.md, .html, .docx, .odt) into git, each dated the day it was published."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="DIR|FILE", help="a folder of old versions, or files")
    parser.add_argument(
        "--from-history", metavar="PLACE",
        help="take the days too from where the versions are: a file in another git repository (or REPOSITORY:PATH), "
        "or a folder of snapshots with days in their names, as web archives write them",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="with --from-history: the days shown are right")
    parser.add_argument(
        "--date", action="append", type=_day, default=[], metavar="DATE",
        help="the day a file was published; once for each file, in their order (default: what the names say)",
    )  # fmt: skip
    parser.add_argument("--policy", metavar="NAME", help="slug or path of the policy (default: policy/privacy.md)")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="FOLDER", help="any folder of the repository (default: here)"
    )
    parser.add_argument("--branch", help="the branch to write to (default: the one checked out)")
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=_import)


def _add_check(parser: argparse.ArgumentParser) -> None:
    """Say whether a change may be merged: its note, its class, its dates and its text."""
    _add_source(parser)
    _add_change(parser)
    parser.add_argument(
        "--format", choices=["text", "github", "json", "markdown"], default="text",
        help="text (default); github: annotations; markdown: a pull request's comment",
    )  # fmt: skip
    parser.add_argument("--repository-url", default="", metavar="URL", help="where the branch is, for the comment")
    parser.add_argument("--head-branch", default="", metavar="NAME", help="the branch's name, for the same")
    parser.add_argument("--details-url", default="", metavar="URL", help="where the whole result is, for the same")
    parser.set_defaults(run=_check)


def _add_note(parser: argparse.ArgumentParser) -> None:
    """Write the change note of the change in hand, with the questions that the text raises."""
    _add_source(parser)
    _add_change(parser)
    parser.add_argument("--stdout", action="store_true", help="print the note instead of writing it")
    parser.add_argument("--postpone", metavar="VERSION", help="write a note that postpones this version; with --until")
    parser.add_argument("--until", type=_day, metavar="DATE", help="the day on which it takes effect instead")
    parser.set_defaults(run=_note)


def _add_approve(parser: argparse.ArgumentParser) -> None:
    """Write into the change note of the change in hand that somebody approved its exact text."""
    _add_source(parser)
    _add_change(parser)
    parser.add_argument("--as", dest="who", metavar="NAME", help="who approves (default: asked for)")
    parser.set_defaults(run=_approve)


def _add_rules(parser: argparse.ArgumentParser) -> None:
    """Print what laws and guidelines ask of a change, as counsel has it in notice-rules.toml."""
    _add_source(parser)
    parser.add_argument("--format", choices=["text", "markdown", "json"], default="text", help="default: text")
    parser.set_defaults(run=_rules)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    """Explain a rule of the check or a question of the checklist in plain words."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="such as note-missing or M5; left out: lists them all")
    parser.set_defaults(run=_explain)


def _add_change(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base", metavar="REF", help="what is published (default: origin's main branch, else main)")
    parser.add_argument("--head", metavar="REF", help="what is proposed, as a commit (default: the files on disk)")


_COMMANDS = {
    "init": _add_init,
    "build": _add_build,
    "check": _add_check,
    "note": _add_note,
    "approve": _add_approve,
    "explain": _add_explain,
    "rules": _add_rules,
    "log": _add_log,
    "facts": _add_facts,
    "diff": _add_diff,
    "serve": _add_serve,
    "verify": _add_verify,
    "sign": _add_sign,
    "import": _add_import,
}


def _init(arguments: argparse.Namespace) -> int:
    from site_gen.commands.init import Request, run

    request = Request(
        repository=arguments.repo,
        policy=arguments.policy,
        source=arguments.source,
        organisation=arguments.organisation,
        base_url=arguments.base_url,
        contact=arguments.contact,
        asks=not arguments.yes and sys.stdin.isatty(),
    )
    return run(request)


def _build(arguments: argparse.Namespace) -> int:
    from site_gen.commands.build import run

    return run(_options(arguments), arguments.out, as_json=arguments.json)


def _log(arguments: argparse.Namespace) -> int:
    from site_gen.commands.log import run

    return run(_options(arguments), as_json=arguments.json)


def _facts(arguments: argparse.Namespace) -> int:
    from site_gen.commands.facts import run

    return run(_options(arguments), as_json=arguments.json)


def _diff(arguments: argparse.Namespace) -> int:
    from site_gen.commands.diff import run

    return run(_options(arguments), arguments.old, arguments.new, "json" if arguments.json else arguments.format)


def _import(arguments: argparse.Namespace) -> int:
    from site_gen.commands.imports import Request, run

    if bool(arguments.paths) == bool(arguments.from_history) or (arguments.from_history and arguments.date):
        print(
            "policy-site import: name files (with --date or without), or one place by --from-history", file=sys.stderr
        )
        return 2
    request = Request(
        repository=arguments.repo,
        branch=arguments.branch,
        policy=arguments.policy,
        paths=tuple(arguments.paths),
        days=tuple(arguments.date),
        now=datetime.now(UTC),
        dry_run=arguments.dry_run,
        from_history=arguments.from_history,
        is_confirmed=arguments.yes or not arguments.from_history,
    )
    return run(request, as_json=arguments.json)


def _serve(arguments: argparse.Namespace) -> int:
    from site_gen.commands.serve import run

    return run(arguments.site, arguments.port)


def _sign(arguments: argparse.Namespace) -> int:
    from site_gen.commands.sign import Request, run

    request = Request(arguments.site, arguments.key, arguments.tsa or None, arguments.published or None)
    return run(_options(arguments), request)


def _verify(arguments: argparse.Namespace) -> int:
    from site_gen.commands.verify import run

    return run(_options(arguments), arguments.site, as_json=arguments.json)


def _check(arguments: argparse.Namespace) -> int:
    from site_gen.check.report.pull_request import Links
    from site_gen.commands.check import run

    links = Links(
        repository_url=arguments.repository_url,
        head_branch=arguments.head_branch,
        details_url=arguments.details_url,
    )
    form = "json" if arguments.json else arguments.format
    return run(_options(arguments), _check_request(arguments), form, links)


def _note(arguments: argparse.Namespace) -> int:
    from site_gen.commands.note import postpone, run

    if (arguments.postpone is None) != (arguments.until is None):
        print("policy-site note: --postpone VERSION and --until DATE go together", file=sys.stderr)
        return 2
    if arguments.postpone:
        question = _check_request(arguments)
        return postpone(_options(arguments), question, arguments.postpone, arguments.until, to_stdout=arguments.stdout)
    return run(_options(arguments), _check_request(arguments), to_stdout=arguments.stdout)


def _approve(arguments: argparse.Namespace) -> int:
    from site_gen.commands.approve import run

    who = arguments.who
    if who is None and sys.stdin.isatty():
        print("Who approves? ", end="", file=sys.stderr, flush=True)
        who = sys.stdin.readline()
    if not who or not who.strip():
        print("policy-site approve: say who approves, with --as NAME", file=sys.stderr)
        return 2
    if arguments.head:
        print(
            "policy-site approve: the note is written on disk; check the commit out, and leave --head", file=sys.stderr
        )
        return 2
    return run(_options(arguments), _check_request(arguments), who)


def _rules(arguments: argparse.Namespace) -> int:
    from site_gen.commands.rules import run

    return run(_options(arguments), "json" if arguments.json else arguments.format)


def _explain(arguments: argparse.Namespace) -> int:
    from site_gen.commands.explain import run

    return run(arguments.code)


def _check_request(arguments: argparse.Namespace) -> Request:
    from site_gen.check.proposal import Request

    return Request(base=arguments.base, head=arguments.head, now=datetime.now(UTC), today=arguments.today)


def _options(arguments: argparse.Namespace) -> Options:
    from site_gen.options import (
        Options,
        Redlines,
    )

    given, now = vars(arguments), datetime.now(UTC)
    return Options(
        repository=arguments.repo,
        policies=tuple(arguments.policy),
        branch=arguments.branch,
        base_url=given.get("base_url"),
        today=arguments.today or now.date(),
        now=None if arguments.today else now,
        jobs=given.get("jobs"),
        redlines=Redlines(given.get("redlines", "all")),
        cache=given.get("cache"),
        published=given.get("published"),
        replace_published=given.get("replace_published", False),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date; write it as 2026-12-01") from None


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a number of processes; write 1 or more")
    return int(text)
