"""The command line: stdout is data, stderr is talk. Exit codes: 0 done, 1 refused or failed, 2 usage, 3 partly done."""

from __future__ import annotations

import argparse
import errno
import gc
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from types import ModuleType
from typing import NoReturn

from notify.errors import NotifyError
from notify.net import hide_passwords
from notify.output import escape_controls, say
from notify.requests.base import read_request

EPILOG = "Exit codes: 0 done, 1 refused or failed, 2 usage, 3 partly done."

COMMANDS = {
    "plan": "Show which notices are owed, to how many accounts and by when. Changes nothing.",
    "freeze": "Freeze the audience and the messages of every notice that a version owes.",
    "preview": "Write the messages of sampled recipients, or send one test.",
    "send": "Send a notice; run again after any interruption, it carries on where it stopped.",
    "worker": "Send what `send --workers` hands out; any number of them, on any number of machines.",
    "status": "Show where everybody stands: frozen = accepted + held + unreached + ready.",
    "due": "List every notice that is owed and where it stands; exit with 3 while any is late or at risk.",
    "pause": "Stop sending within a second; what is already in flight finishes.",
    "resume": "Continue after a pause, or release the rest after a canary that needs a person's judgement.",
    "cancel": "Never send the rest; what was accepted stays accepted.",
    "events import": "Import the provider's events (JSON array or lines) or bounce messages (.eml).",
    "events serve": "Receive the provider's event webhook: verify, store and answer now, interpret later.",
    "gate serve": "Answer a product: what an account still has to be shown or asked, and keep what it did.",
    "gate import": "Take over what an older system knows of who agreed to what, marked as imported.",
    "unreached": "List the accounts that need a second channel.",
    "sign": "Sign the chain of decisions and have it time-stamped, so that nobody can rewrite it unnoticed.",
    "proof": "Write who was told what, and what became of it, as a zip with its own verifier.",
    "record": "Export the public record of each notice, without personal data, for `pages`.",
    "pages": "Write each notice's public page into the site, from the manifest and the public records alone.",
    "forget": "Delete the personal data of notices that ended before a given day, or of one account; counts stay.",
    "backup": "Copy the ledger and the folder beside it while they are in use, and read the copy back.",
    "restore": "Put a backup in place as the ledger; hold whatever may have been sent after it was made.",
    "upgrade": "Bring the ledger's tables up to this release; every other command does so too, before anything else.",
    "adopt": "Carry on with this copy of the ledger, and hold whatever another copy may have sent.",
}
"""What each command does; its options stand in the file of its name in `requests/`, its work in that in `commands/`."""

FAMILIES = {
    "events": "Bring in the provider's reports of what became of the messages.",
    "gate": "Tell people inside a product, and keep what they saw and answered.",
}
"""What the commands of two words have in common."""


class Parser(argparse.ArgumentParser):
    """Repeats what was typed only in a form that is safe for a terminal."""

    def error(self, message: str) -> NoReturn:
        """End with 2 and the usage, and with the word that was probably meant."""
        super().error(escape_controls(hide_passwords(message)) + _nearest(message))


def _nearest(message: str) -> str:
    """Find the word nearest to the one that argparse does not know."""
    found = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    near = get_close_matches(found[1].lower(), re.findall(r"[\w-]+", found[2]), 1, 0.5) if found else []
    return f"; did you mean {near[0]}?" if near else ""


def entry() -> None:
    """Run as a console script."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    gc.set_threshold(50_000, 20, 20)  # rows come by the thousand and make no cycles: to look for some is mostly in vain
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = parser(sys.argv[1:] if argv is None else argv).parse_args(argv)
    try:
        return int(_load(arguments.file).run(read_request(arguments.request, arguments)))
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except (NotifyError, OSError) as error:
        say(f"policy-notify: {_words_of(error)}")
        if arguments.debug:
            raise
        return 1
    except KeyboardInterrupt:
        say("policy-notify: interrupted; run the same command again to carry on")
        return 1


def _words_of(error: NotifyError | OSError) -> str:
    """Say what is wrong; an error of the system may name a file."""
    if isinstance(error, NotifyError):
        return str(error)
    where = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{where}the disk is full; free some space and run the same command again, which carries on"
    return f"{where}{error.strerror or type(error).__name__}; check the path, its permissions and the free disk space"


def parser(given: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser for a command line, with the options of the command that it names; without one, of all."""
    top = Parser(
        prog="policy-notify",
        description="Tells every account holder who is owed a notice of a policy change, once, and proves it.",
        epilog=EPILOG,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    families = {}
    typed = [word for word in given or () if not word.startswith("-")]
    named = [name for name in COMMANDS if typed[: len(name.split())] == name.split()]
    # A command that is named needs neither the names of the others nor their options.
    for name in named or COMMANDS:
        family, _, own = name.rpartition(" ")
        if family and family not in families:
            one = commands.add_parser(family, help=FAMILIES[family])
            families[family] = one.add_subparsers(dest=f"{family}_command", required=True, metavar="COMMAND")
        words = COMMANDS[name]
        command = families.get(family, commands).add_parser(own, help=words, description=words, epilog=EPILOG)
        if given is None or named:
            command.add_argument("--json", action="store_true", help="print the answer as JSON")
            command.add_argument("--debug", action="store_true", help="show where an error was raised")
            file = name.replace(" ", "_")
            import_module(f"notify.requests.{file}").add_arguments(command)
            command.set_defaults(file=file)
    return top


def _load(file: str) -> ModuleType:
    """Import what does a command's work; a machine that only builds the site lacks what it needs."""
    try:
        return import_module(f"notify.commands.{file}")
    except ModuleNotFoundError as error:
        lacking = (error.name or "").partition(".")[0]
        if lacking in {"notify", "site_gen"}:
            raise
        sys.exit(f"policy-notify: {lacking} is not installed; install section11[notify]: the site alone needs less")
