"""Ask the Nu HTML Checker what is wrong with a folder of pages; it is the one judge of valid HTML here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_INSTALLED = Path(__file__).parent.parent / "node_modules/vnu-jar/build/dist/vnu.jar"

# A file has no origin, so that none is its own (`'self'`); what a page may load is asked in a browser.
_OWN_FILES = "Resource violates Content Security Policy"


def checker() -> Path | None:
    """Return the checker's jar: `$VNU_JAR`, else the one that npm installed; None without it or without Java."""
    jar = Path(os.environ.get("VNU_JAR") or _INSTALLED)
    return jar if jar.is_file() and shutil.which("java") else None


def faults(jar: Path, folder: Path) -> dict[str, set[str]]:
    """Return for each page under the folder its errors and warnings, worded without their place in the page.

    A page's name is its way from the folder.
    """
    return _ask(jar, folder)


def errors(jar: Path, folder: Path) -> dict[str, set[str]]:
    """Return the errors alone."""
    return _ask(jar, folder, "--errors-only")


def _ask(jar: Path, folder: Path, *options: str) -> dict[str, set[str]]:
    # Seconds are not worth Java's second compiler, nor collecting on several cores: without, it takes half the time.
    java = ("java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    command = [*java, "-jar", str(jar), *options, "--format", "json", "--skip-non-html", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    messages: list[dict[str, Any]] = json.loads(answer.stderr)["messages"]
    top = folder.resolve()
    found: dict[str, set[str]] = {path.relative_to(folder).as_posix(): set() for path in folder.rglob("*.html")}
    for message in messages:
        if not message["message"].startswith(_OWN_FILES):
            path = Path(unquote(urlsplit(message["url"]).path))
            found[path.relative_to(top).as_posix()].add(str(message["message"]))
    return found
