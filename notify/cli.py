"""The command line: stdout is data, stderr is talk. Exit codes: 0 done, 1 refused or failed, 2 usage, 3 partly done."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from notify.errors import NotifyError
from notify.net import hide_passwords
from notify.output import escape_controls, say
from notify.providers import REGISTRY
from notify.providers.base import Option

EPILOG = "Exit codes: 0 done, 1 refused or failed, 2 usage, 3 partly done."


class Parser(argparse.ArgumentParser):
    """Repeats what was typed only as a terminal may have it."""

    def error(self, message: str) -> NoReturn:
        """End with 2 and the usage."""
        super().error(escape_controls(hide_passwords(message)))


def entry() -> None:
    """Run as a console script."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except (NotifyError, OSError) as error:
        say(f"policy-notify: {_words_of(error)}")
        if arguments.debug:
            raise
        return 1
    except KeyboardInterrupt:
        say("policy-notify: interrupted; the same command goes on from here")
        return 1


def _words_of(error: NotifyError | OSError) -> str:
    """Say what is wrong; an error of the system names its file or nothing."""
    if isinstance(error, NotifyError):
        return str(error)
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or type(error).__name__}; check the path, its permissions and the room on the disk"


def parser() -> argparse.ArgumentParser:
    """Build the parser, one small function for each family of commands."""
    top = Parser(
        prog="policy-notify",
        description="Tells every account holder who is owed a notice of a policy change, once, and proves it.",
        epilog=EPILOG,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _plan,
        _freeze,
        _preview,
        _send,
        _status,
        _due,
        _orders,
        _events,
        _unreached,
        _sign,
        _proof,
        _record,
        _pages,
        _forget,
        _copies,
    ):
        add(commands)
    return top


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Any]  # noqa: SLF001 - argparse has no public name for it


def _command(commands: Commands, name: str, words: str, *, ledger: bool = True) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words, epilog=EPILOG)
    command.set_defaults(run=lambda arguments: _run(name, arguments))
    command.add_argument("--json", action="store_true", help="print the answer as JSON")
    command.add_argument("--debug", action="store_true", help="show where an error was raised")
    if ledger:
        command.add_argument(
            "--ledger", default="sqlite:///ledger.db", metavar="URL", help="sqlite:///PATH (default: %(default)s)"
        )
    return command


def _run(name: str, arguments: argparse.Namespace) -> int:
    from notify.commands import run  # noqa: PLC0415 - `--help` and usage errors need none of it

    return run(name, arguments)


def _audience(command: argparse.ArgumentParser, *, needed: bool = True) -> None:
    command.add_argument("--manifest", required=needed, metavar="FILE_OR_URL", help="the published manifest.json")
    command.add_argument(
        "--accounts", required=needed, metavar="FILE_OR_URL", help="CSV, JSONL, Parquet, or a database URL"
    )
    command.add_argument("--query", metavar="SQL", help="what to ask the database (default: SELECT * FROM accounts)")
    command.add_argument(
        "--config",
        metavar="FILE",
        help="policy.toml with [accounts.columns] and [notices] (default: policy/policy.toml, if there)",
    )
    command.add_argument(
        "--version", metavar="ID", help="the version whose notices are meant (default: the newest that owes any)"
    )
    command.add_argument(
        "--from",
        dest="from_email",
        metavar="ADDRESS",
        help="who messages come from (default: policy.toml, then the policy's contact)",
    )
    command.add_argument(
        "--base-url",
        metavar="URL",
        help="where the manifest's folder is published, when the manifest is a file with relative addresses",
    )
    _today(command)


def _today(command: argparse.ArgumentParser) -> None:
    command.add_argument("--today", type=_date, default=None, metavar="DATE", help="pretend it is this day")


def _transport(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--transport",
        choices=tuple(REGISTRY),
        default=None,
        help="the first hop (default: outbox, files on disk)",
    )
    command.add_argument(
        "--live", action="store_true", help="real mail to real people: needed for any host but this machine"
    )
    for provider in REGISTRY.values():
        for option in provider.options:
            _add_option(command, option)
    command.add_argument(
        "--timeout",
        type=_positive,
        default=30.0,
        metavar="SECONDS",
        help="how long to wait for an answer (default: %(default)s)",
    )


def _add_option(command: argparse.ArgumentParser, option: Option) -> None:
    if option.is_switch:
        command.add_argument(option.flag, action="store_true", help=option.help)
    else:
        command.add_argument(
            option.flag, metavar=option.metavar, choices=option.choices or None, default=option.default,
            help=option.help,
        )  # fmt: skip


def _patience(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--quiet", type=_seconds, default=timedelta(minutes=15), metavar="SECONDS",
        help="served events: silence after which a batch in doubt counts as not taken (default: 900)",
    )  # fmt: skip
    command.add_argument(
        "--witnesses", type=_count, default=20, metavar="N",
        help="served events: later batches that must be fully accounted for before that (default: %(default)s)",
    )  # fmt: skip


def _plan(commands: Commands) -> None:
    command = _command(
        commands,
        "plan",
        "Show which notices are owed, to how many accounts and by when. Changes nothing.",
        ledger=False,
    )
    command.add_argument("--ledger", default=None, metavar="URL", help="accepted for symmetry; a plan reads no ledger")
    _audience(command)
    command.add_argument(
        "--rate",
        type=_positive,
        default=100.0,
        metavar="N",
        help="recipients a second, for the estimate (default: %(default)s)",
    )


def _freeze(commands: Commands) -> None:
    command = _command(commands, "freeze", "Freeze the audience and the messages of every notice that a version owes.")
    _audience(command)
    command.add_argument("--replace", action="store_true", help="freeze again, as long as nothing was sent")


def _preview(commands: Commands) -> None:
    command = _command(commands, "preview", "Write the messages of sampled recipients, or send one test.", ledger=False)
    _audience(command, needed=False)
    command.add_argument(
        "--out", type=Path, default="preview", metavar="DIR", help="where to write them (default: %(default)s)"
    )
    command.add_argument("--to", metavar="ADDRESS", help="send one test message there instead")
    _transport(command)


def _send(commands: Commands) -> None:
    command = _command(commands, "send", "Send a notice; started again after any kind of end, it simply goes on.")
    command.add_argument(
        "notice",
        nargs="?",
        metavar="NOTICE",
        help="a notice id, or its beginning; may be left out where there is only one",
    )
    _audience(command, needed=False)
    command.add_argument(
        "--site", metavar="DIR_OR_URL", help="where the public page is checked (default: where the manifest lies)"
    )
    command.add_argument("--confirm", type=_count, metavar="COUNT", help="the frozen count, typed back")
    command.add_argument(
        "--yes", action="store_true", help="do not ask; needed beside --confirm where there is no terminal"
    )
    command.add_argument(
        "--late", action="store_true", help="send although the lead time is no longer kept; status will say so"
    )
    command.add_argument(
        "--as-frozen",
        action="store_true",
        help="send the rest although the version was postponed since: the messages name the earlier day",
    )
    command.add_argument(
        "--canary",
        type=_count,
        default=0,
        metavar="N",
        help="send to N first, and to the rest only after good news from them",
    )
    command.add_argument("--rate", type=_positive, metavar="N", help="at most N recipients a second")
    command.add_argument(
        "--clock-is-right",
        action="store_true",
        help="your word that this machine's clock is right, though the ledger knows of later moments",
    )
    command.add_argument(
        "--in-flight", type=_count, default=0, metavar="N", help="attempts at once (default: the transport's)"
    )
    command.add_argument(
        "--batch-size",
        type=_count,
        default=0,
        metavar="N",
        help="at most N recipients an attempt, fixed by the first send: less in doubt after a crash",
    )
    command.add_argument(
        "--on-ambiguous", choices=("hold", "resend", "assume_sent"), default="hold",
        help="what to do with doubt that no evidence settles (default: %(default)s); "
        "resend may tell people twice, assume_sent may leave some out",
    )  # fmt: skip
    command.add_argument(
        "--wait",
        type=_positive,
        default=0.0,
        metavar="SECONDS",
        help="wait so long for events that settle doubt (default: 0)",
    )
    command.add_argument(
        "--metrics", type=_port, metavar="PORT", help="metrics for Prometheus on this machine's own address meanwhile"
    )
    _patience(command)
    _transport(command)


def _copies(commands: Commands) -> None:
    command = _command(
        commands, "backup", "Copy the ledger and the folder beside it, while it is used; read the copy back."
    )
    command.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder for the copy")
    command.add_argument(
        "--final",
        action="store_true",
        help="to move: the ledger sends nothing any more, and the copy is known to be the newest",
    )
    command = _command(
        commands, "restore", "Put a backup in place as the ledger; hold whatever may have been sent after it was made."
    )
    command.add_argument("folder", type=Path, metavar="FOLDER", help="what `backup` made")
    command.add_argument("--replace", action="store_true", help="put aside what lies there now; it is not deleted")
    command = _command(
        commands, "adopt", "Go on with this copy of the ledger, and hold whatever another copy may have sent."
    )
    command.add_argument(
        "--newest",
        action="store_true",
        help="your word that no other copy has sent anything since this one was made: nothing is held",
    )


def _status(commands: Commands) -> None:
    command = _command(commands, "status", "Count everybody: frozen = accepted + held + unreached + ready.")
    command.add_argument("--all", action="store_true", help="every notice of the ledger; 3 while one is late")
    command.add_argument(
        "--html", type=Path, metavar="FILE", help="write that as a page too, for a person: counts, no names"
    )
    command.add_argument(
        "notice",
        nargs="?",
        metavar="NOTICE",
        help="a notice id, or its beginning; may be left out where there is only one",
    )
    command.add_argument(
        "--manifest",
        metavar="FILE_OR_URL",
        help="the published manifest.json (default: where the notice was frozen from)",
    )
    _today(command)


def _due(commands: Commands) -> None:
    command = _command(
        commands, "due", "List every notice that is owed and where it stands; 3 while any is late or at risk."
    )
    command.add_argument(
        "--manifest",
        action="extend",
        nargs="+",
        required=True,
        metavar="FILE_OR_URL",
        help="a published manifest.json, or several; may be repeated",
    )
    command.add_argument("--rate", type=float, default=50.0, metavar="N", help="messages a second (default: 50)")
    command.add_argument(
        "--config",
        metavar="FILE",
        help="[review] and [witness] stand there (default: policy/policy.toml, if there)",
    )
    command.add_argument("--format", choices=("text", "github"), default="text", help="github: the body of an issue")
    _today(command)


def _orders(commands: Commands) -> None:
    words = {
        "pause": "Stop handing over within a second; what is in the air finishes.",
        "resume": "Go on after a pause, or let the rest follow a canary that needs a person's judgement.",
        "cancel": "Never hand over the rest; what was accepted stays accepted.",
    }
    for name, description in words.items():
        command = _command(commands, name, description)
        command.add_argument(
            "notice",
            nargs="?",
            metavar="NOTICE",
            help="a notice id, or its beginning; may be left out where there is only one",
        )


def _events(commands: Commands) -> None:
    family = commands.add_parser("events", help="Bring in what the provider says became of the messages.")
    kinds = family.add_subparsers(dest="events_command", required=True, metavar="COMMAND")
    bring = _command(kinds, "import", "Import the provider's events (JSON array or lines) or bounce messages (.eml).")
    bring.set_defaults(run=lambda arguments: _run("events import", arguments))
    bring.add_argument("files", type=Path, nargs="+", metavar="FILE")
    bring.add_argument(
        "--complete-until", type=_moment, metavar="TIME",
        help="your word that all events up to then are in (ISO 8601 with a zone, or seconds since 1970): "
        "what is in doubt, was over two seconds before then and has no event may go again",
    )  # fmt: skip
    _patience(bring)
    serve = _command(kinds, "serve", "Receive the provider's event webhook: verify, store, answer; understand later.")
    serve.set_defaults(run=lambda arguments: _run("events serve", arguments))
    serve.add_argument("--host", default="127.0.0.1", help="(default: %(default)s)")
    serve.add_argument("--port", type=_port, default=8111, help="(default: %(default)s; 0 takes a free one)")
    posting = {name: provider.webhook for name, provider in REGISTRY.items() if provider.webhook}
    serve.add_argument(
        "--provider", choices=tuple(posting), default=next(iter(posting)), help="whose webhook (default: %(default)s)"
    )
    serve.add_argument(
        "--public-key",
        metavar="KEY_OR_FILE",
        help=f"the webhook's verification key (default: {', '.join(hook.key_variable for hook in posting.values())})",
    )
    serve.add_argument(
        "--dashboard",
        action="store_true",
        help="the operator's page at /dashboard, for whoever gives the token that POLICY_NOTIFY_DASHBOARD_TOKEN holds",
    )
    serve.add_argument(
        "--unsigned", action="store_true", help="take posts without a signature; on this machine's own address alone"
    )
    _patience(serve)


def _unreached(commands: Commands) -> None:
    command = _command(commands, "unreached", "List the accounts that need a second channel.")
    command.add_argument(
        "notice",
        nargs="?",
        metavar="NOTICE",
        help="a notice id, or its beginning; may be left out where there is only one",
    )
    command.add_argument("--format", choices=("csv", "json"), default="csv", help="(default: %(default)s)")


def _sign(commands: Commands) -> None:
    command = _command(
        commands,
        "sign",
        "Sign the chain of decisions, and have it time-stamped: then nobody rewrites it unseen.",
    )
    command.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="an Ed25519 key of OpenSSH (default: SECTION11_SIGNING_KEY holds the key itself)",
    )
    command.add_argument("--tsa", metavar="URL", help="a time-stamping service (RFC 3161)")
    command.add_argument("--config", metavar="FILE", help="policy.toml (default: policy/policy.toml, if there)")


def _proof(commands: Commands) -> None:
    command = _command(
        commands, "proof", "Write what was told to whom, and what became of it, as a zip with its own verifier."
    )
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--account", metavar="ID", help="everything about one account")
    what.add_argument("--notice", metavar="ID", help="everything about one notice")
    command.add_argument("--out", metavar="FILE", help="the zip (default: proof-....zip)")
    command.add_argument(
        "--site", metavar="DIR_OR_URL", help="where the policy's texts are read (default: where the manifest lay)"
    )
    command.add_argument("--redact", action="store_true", help="leave out raw event posts, which name other people too")


def _record(commands: Commands) -> None:
    command = _command(
        commands, "record", "Export the public record of each notice, without personal data, for `pages`."
    )
    command.add_argument(
        "--out", type=Path, default="notices", metavar="DIR", help="where the records are kept (default: %(default)s)"
    )
    _today(command)


def _pages(commands: Commands) -> None:
    command = _command(
        commands,
        "pages",
        "Write each notice's public page beside the site, from the manifest and the public records alone.",
        ledger=False,
    )
    command.add_argument("--manifest", required=True, metavar="FILE_OR_URL", help="the published manifest.json")
    command.add_argument("--out", type=Path, required=True, metavar="SITE", help="the site's folder")
    command.add_argument(
        "--records",
        type=Path,
        default="notices",
        metavar="DIR",
        help="public records that `record` exported (default: %(default)s, if there)",
    )
    command.add_argument("--config", metavar="FILE", help="policy.toml (default: policy/policy.toml, if there)")
    command.add_argument("--from", dest="from_email", metavar="ADDRESS", help="who messages come from")
    command.add_argument(
        "--base-url", metavar="URL", help="where the manifest's folder is published, when its addresses are relative"
    )
    _today(command)


def _forget(commands: Commands) -> None:
    command = _command(
        commands,
        "forget",
        "Delete the personal data of notices that ended before a day, or of one account; counts stay.",
    )
    whose = command.add_mutually_exclusive_group(required=True)
    whose.add_argument("--before", type=_date, metavar="DATE", help="the end of your retention period")
    whose.add_argument("--account", metavar="ID", help="one person, in every notice of this ledger")
    command.add_argument(
        "--outbox",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="another outbox than the one beside the ledger",
    )
    command.add_argument(
        "--preview",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="another folder of previews than ./preview",
    )
    command.add_argument("--yes", action="store_true", help="do it; without this, only say what would go")


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1970 <= day.year <= 9000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2027-01-15")
    return day


def _moment(text: str) -> datetime:
    try:
        moment = (
            datetime.fromtimestamp(float(text), UTC)
            if text.replace(".", "", 1).isdigit()
            else datetime.fromisoformat(text)
        )
        if moment.tzinfo is None:
            raise argparse.ArgumentTypeError(f"{text!r} names no time zone; add Z, or an offset such as +02:00")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment; write it as 2027-01-15T09:30:00Z") from None


def _count(text: str) -> int:
    number = text.replace(",", "").replace("_", "")
    if not (number.isascii() and number.isdigit() and len(number) < 13):
        raise argparse.ArgumentTypeError(f"{text!r} is not a count")
    return int(number)


def _port(text: str) -> int:
    number = _count(text)
    if number > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give 1 to 65535, or 0 for a free one")
    return number


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return value


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=_positive(text))
