"""What Orca says of a page in a real browser, key by key.

Usage: python -m tests.screen_reader.listen chromium|firefox PAGE [KEY...]

PAGE is a file or an address. Prints what is said once the page is open, then what follows each KEY of xdotool
(`Tab`, `KP_Add` to read on from here, `h` for the next heading, `ctrl+Home`).
Needs Orca, Xvfb, xdotool, openbox, dbus-run-session and the browser; everything runs on a display of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.screen_reader.synthesiser import Synthesiser

PROGRAMS = ("orca", "Xvfb", "xdotool", "openbox", "dbus-run-session")
_PREFERENCES = (
    ("browser.shell.checkDefaultBrowser", "false"),
    ("browser.aboutwelcome.enabled", "false"),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("app.update.enabled", "false"),
    ("network.captive-portal-service.enabled", "false"),
    ("accessibility.force_disabled", "-1"),
)
WORDS_A_MINUTE = 175


@dataclass(slots=True)
class Listener:
    """A person with a keyboard and no screen."""

    display: str
    synthesiser: Synthesiser

    def wait(self, seconds: float = 2.5, patience: float = 90) -> list[str]:
        """Return what is said from now until it falls silent."""
        before = len(self.synthesiser.said)
        self.synthesiser.silence(seconds, patience)
        return self.synthesiser.said[before:]

    def press(self, key: str, patience: float = 90) -> list[str]:
        """Press a key and return what it made Orca say."""
        before = len(self.synthesiser.said)
        subprocess.run(["xdotool", "key", key], env={**os.environ, "DISPLAY": self.display}, check=True)
        self.synthesiser.silence(2.0, patience)
        return self.synthesiser.said[before:]


def missing(browser: str) -> list[str]:
    """Return the programs that are not installed here."""
    return [name for name in (*PROGRAMS, _program(browser)) if not shutil.which(name)]


@contextmanager
def listening(browser: str, page: str) -> Iterator[Listener]:
    """Open a page in a browser, with Orca; to be called inside a D-Bus session of its own."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        synthesiser = Synthesiser(home / "speech.sock")
        stack.callback(synthesiser.close)
        reading, writing = os.pipe()
        screen = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        stack.enter_context(_running(screen, dict(os.environ), pass_fds=(writing,)))
        display = f":{os.read(reading, 16).decode().strip()}"
        environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "DISPLAY": display,
            "SPEECHD_ADDRESS": f"unix_socket:{home / 'speech.sock'}",
            "ACCESSIBILITY_ENABLED": "1",
            "GNOME_ACCESSIBILITY": "1",
            "LC_ALL": "C.UTF-8",
        }
        environment.pop("WAYLAND_DISPLAY", None)
        stack.enter_context(_running(["openbox"], environment))
        stack.enter_context(_running(["orca", "--replace", "--disable", "braille"], environment))
        listener = Listener(display, synthesiser)
        listener.wait(3, 30)
        stack.enter_context(_running(_command(browser, home, page), environment))
        _focus(environment)
        yield listener


def _program(browser: str) -> str:
    return "firefox-esr" if browser == "firefox" else "chromium"


def _command(browser: str, home: Path, page: str) -> list[str]:
    if browser == "firefox":
        profile = home / "profile"
        profile.mkdir()
        lines = [f'user_pref("{name}", {value});' for name, value in _PREFERENCES]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        return ["firefox-esr", "--no-remote", "--profile", str(profile), page]
    flags = ["--no-sandbox", "--force-renderer-accessibility", "--no-first-run", "--disable-background-networking"]
    return ["chromium", *flags, "--disable-gpu", f"--user-data-dir={home / 'profile'}", page]


@contextmanager
def _running(command: Sequence[str], environment: dict[str, str], pass_fds: Sequence[int] = ()) -> Iterator[None]:
    nothing = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=environment, pass_fds=pass_fds, stdout=nothing, stderr=nothing, start_new_session=True
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def _focus(environment: dict[str, str]) -> None:
    """Give the browser's window the keyboard, once there is one."""
    for _ in range(300):
        seek = ["xdotool", "search", "--onlyvisible", "--class", "chromium|firefox"]
        found = subprocess.run(seek, env=environment, capture_output=True, text=True, check=False).stdout.split()
        if found:
            subprocess.run(["xdotool", "windowfocus", found[-1]], env=environment, check=False)
            return
        time.sleep(0.1)


def main() -> int:
    """Print what is heard."""
    browser, page, *keys = sys.argv[1:]
    if "SECTION11_LISTENING" not in os.environ:
        if lacking := missing(browser):
            sys.stderr.write(f"Not installed: {', '.join(lacking)}\n")
            return 1
        again = ["dbus-run-session", "--", sys.executable, "-m", "tests.screen_reader.listen", browser, page, *keys]
        return subprocess.run(again, env={**os.environ, "SECTION11_LISTENING": "1"}, check=False).returncode
    address = page if "://" in page else Path(page).resolve().as_uri()
    with listening(browser, address) as listener:
        for name, said in (("(open)", listener.wait(6, 60)), *((key, listener.press(key)) for key in keys)):
            words = sum(len(each.split()) for each in said)
            sys.stdout.write(f"== {name}: {words} words, {words * 60 / WORDS_A_MINUTE:.0f} s\n")
            sys.stdout.writelines(f"{each}\n" for each in said)
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
