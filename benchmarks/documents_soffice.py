"""Read documents with LibreOffice, each paragraph with its number: `python3 documents_soffice.py < NAMES`.

Runs under a Python that has LibreOffice's `uno`, alone: it imports nothing of ours. Prints one JSON object a line,
`{"file", "paragraphs"}`; a paragraph is [label, text], the label empty where there is none or a bullet. Tables are read
cell by cell; text boxes and notes are left out.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # LibreOffice's own
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # as above
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]  # as above

_BULLETS = {6, 8}
"""NumberingType: a sign of a font, a picture."""


def _connected(context: Any, pipe: str) -> Any:
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not start")


def _paragraphs(text: Any) -> Iterator[list[str]]:
    found = text.createEnumeration()
    while found.hasMoreElements():
        block = found.nextElement()
        if block.supportsService("com.sun.star.text.TextTable"):
            for name in sorted(block.getCellNames(), key=_place):
                yield from _paragraphs(block.getCellByName(name))
        elif block.supportsService("com.sun.star.text.Paragraph"):
            yield [_label(block), block.String]


def _place(name: str) -> tuple[int, int, str]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :].split(".", maxsplit=1)[0] or 0), len(letters), letters


def _label(paragraph: Any) -> str:
    rules = paragraph.NumberingRules
    if not rules or not paragraph.NumberingIsNumber:
        return ""
    level = {each.Name: each.Value for each in rules.getByIndex(paragraph.NumberingLevel)}
    return "" if level.get("NumberingType") in _BULLETS else str(paragraph.ListLabelString)


def main(paths: list[str]) -> None:
    """Read each file once."""
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"pipe{os.getpid()}"
        command = ["soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
        command.append(f"-env:UserInstallation={Path(profile).as_uri()}")
        office = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            desktop = _connected(uno.getComponentContext(), pipe)
            desktop = desktop.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", desktop)
            for path in paths:
                hidden = PropertyValue("Hidden", 0, True, 0)
                document = desktop.loadComponentFromURL(Path(path).resolve().as_uri(), "_blank", 0, (hidden,))
                found = list(_paragraphs(document.Text)) if document and hasattr(document, "Text") else []
                print(json.dumps({"file": Path(path).name, "paragraphs": found}), flush=True)
                if document:
                    document.close(True)
            desktop.terminate()
            office.wait(30)
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.stdin.read().splitlines())
