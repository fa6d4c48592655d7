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


def checker() -> Path | None:
    """Return the checker's jar: `$VNU_JAR`, else the one that npm installed; None without it or without Java."""
    jar = Path(os.environ.get("VNU_JAR") or _INSTALLED)
    return jar if jar.is_file() and shutil.which("java") else None


def errors(jar: Path, folder: Path) -> dict[str, set[str]]:
    """Return for each page under the folder its errors, worded without their place in the page."""
    command = ["java", "-Xss8m", "-jar", str(jar), "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    messages: list[dict[str, Any]] = json.loads(answer.stderr)["messages"]
    found: dict[str, set[str]] = {path.name: set() for path in folder.rglob("*.html")}
    for message in messages:
        found[Path(unquote(urlsplit(message["url"]).path)).name].add(str(message["message"]))
    return found
