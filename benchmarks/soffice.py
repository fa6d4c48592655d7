"""Read documents with LibreOffice: `python3 soffice.py HOW < NAMES`, one name a line.

Runs under a Python that has LibreOffice's `uno`, alone: it imports nothing of ours. Prints one JSON object a line:

    numbers  {"file", "paragraphs"}: [label, text] each, the label empty where there is none or a bullet. Tables are
             read cell by cell; text boxes and notes are left out, and so is hidden text. What LibreOffice works out
             anew, such as today's date, and the marks of notes are one sign, U+FFFC.
    sides    {"file", "side", "blocks"} twice, all changes accepted and all rejected. A block is [style, list label,
             text] or, for a table row, ["row", cell, ...]. Writes NAME.newer.docx and NAME.older.docx beside the file.
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
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # LibreOffice's own
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # as above
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]  # as above

_BULLETS = {6, 8}
"""NumberingType: a sign of a font, a picture."""
_WORKED_OUT = frozenset({"TextField", "Footnote", "Frame", "TextFieldStart", "TextFieldEnd", "TextFieldStartEnd"})
"""Kinds of portions whose words are not kept in the document, or not as they are shown."""
_SIDES = {"newer": ".uno:AcceptAllTrackedChanges", "older": ".uno:RejectAllTrackedChanges"}


class Office:
    """A LibreOffice that has started."""

    def __init__(self, context: Any) -> None:
        services = context.ServiceManager
        self._desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)

    @contextmanager
    def open(self, path: Path) -> Iterator[Any]:
        """Open a document; None where LibreOffice cannot."""
        hidden = PropertyValue("Hidden", 0, True, 0)
        document = self._desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, (hidden,))
        yield document
        if document:
            document.close(True)

    def do(self, document: Any, command: str) -> None:
        """Give a command, as a menu does."""
        self._dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())

    def save(self, document: Any, path: Path) -> None:
        """Write a document for Word."""
        document.storeToURL(path.resolve().as_uri(), (PropertyValue("FilterName", 0, "MS Word 2007 XML", 0),))

    def end(self) -> None:
        """Let it close."""
        self._desktop.terminate()


@contextmanager
def start() -> Iterator[Office]:
    """Start LibreOffice with a profile of its own, and end it."""
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"pipe{os.getpid()}"
        command = ["soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
        command.append(f"-env:UserInstallation={Path(profile).as_uri()}")
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            office = Office(_connect(uno.getComponentContext(), pipe))
            yield office
            office.end()
            process.wait(30)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _connect(context: Any, pipe: str) -> Any:
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not start")


def read_numbers(office: Office, path: Path) -> Iterator[dict[str, object]]:
    """Yield the paragraphs of a document, each with its number."""
    with office.open(path) as document:
        is_text = bool(document) and document.supportsService("com.sun.star.text.TextDocument")
        found = list(_paragraphs(document.Text)) if is_text else []
        yield {"file": path.name, "paragraphs": found}


def read_sides(office: Office, path: Path) -> Iterator[dict[str, object]]:
    """Yield the blocks of a document after every change was accepted, and after every change was rejected."""
    for side, command in _SIDES.items():
        with office.open(path) as document:
            office.do(document, command)
            office.save(document, path.with_suffix(f".{side}.docx"))
            yield {"file": path.name, "side": side, "blocks": list(_blocks(document.Text))}


def _walk(text: Any) -> Iterator[Any]:
    found = text.createEnumeration()
    while found.hasMoreElements():
        yield found.nextElement()


def _paragraphs(text: Any) -> Iterator[list[str]]:
    for block in _walk(text):
        if block.supportsService("com.sun.star.text.TextTable"):
            for name in sorted(block.getCellNames(), key=_place):
                yield from _paragraphs(block.getCellByName(name))
        elif block.supportsService("com.sun.star.text.Paragraph"):
            yield [_label(block), "".join(_shown(block))]


def _shown(paragraph: Any) -> Iterator[str]:
    for portion in _walk(paragraph):
        kind = portion.TextPortionType
        if kind == "Text" and not portion.CharHidden:
            yield portion.String
        elif kind == "ContentControl":
            yield from _shown(portion.ContentControl)
        elif kind in _WORKED_OUT:
            yield "\ufffc"


def _place(name: str) -> tuple[int, int, str]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :].split(".", maxsplit=1)[0] or 0), len(letters), letters


def _label(paragraph: Any) -> str:
    rules = paragraph.NumberingRules
    if not rules or not paragraph.NumberingIsNumber:
        return ""
    level = {each.Name: each.Value for each in rules.getByIndex(paragraph.NumberingLevel)}
    return "" if level.get("NumberingType") in _BULLETS else str(paragraph.ListLabelString)


def _blocks(text: Any) -> Iterator[list[str]]:
    for block in _walk(text):
        if block.supportsService("com.sun.star.text.TextTable"):
            for row in block.getDataArray():
                yield ["row", *(str(cell) for cell in row)]
        else:
            is_item = block.NumberingIsNumber and block.NumberingStyleName
            label = f"{block.NumberingLevel} {block.ListLabelString}" if is_item else ""
            yield [block.ParaStyleName, label, block.String]


_READERS = {"numbers": read_numbers, "sides": read_sides}

if __name__ == "__main__":
    with start() as running:
        for file in sys.stdin.read().splitlines():
            for facts in _READERS[sys.argv[1]](running, Path(file)):
                print(json.dumps(facts), flush=True)
