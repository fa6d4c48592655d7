"""Read documents with LibreOffice after it accepted or rejected every change: `python3 docx_soffice.py FILE...`.

Runs under a Python that has LibreOffice's `uno`, alone: it imports nothing of ours. Prints one JSON object a line,
`{"file", "side", "blocks"}`; a block is [style, list label, text] or, for a table row, ["row", cell, ...].
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

_SIDES = {"newer": ".uno:AcceptAllTrackedChanges", "older": ".uno:RejectAllTrackedChanges"}


def _connected(context: Any, pipe: str) -> Any:
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not start")


def _blocks(text: Any) -> Iterator[list[str]]:
    found = text.createEnumeration()
    while found.hasMoreElements():
        block = found.nextElement()
        if block.supportsService("com.sun.star.text.TextTable"):
            for row in block.getDataArray():
                yield ["row", *(str(cell) for cell in row)]
        else:
            is_item = block.NumberingIsNumber and block.NumberingStyleName
            label = f"{block.NumberingLevel} {block.ListLabelString}" if is_item else ""
            yield [block.ParaStyleName, label, block.String]


def _read(desktop: Any, dispatcher: Any, path: Path) -> Iterator[dict[str, object]]:
    for side, command in _SIDES.items():
        hidden = PropertyValue("Hidden", 0, True, 0)
        document = desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, (hidden,))
        dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
        yield {"file": path.name, "side": side, "blocks": list(_blocks(document.Text))}
        document.close(True)


def main(paths: list[str]) -> None:
    """Read each file twice, all changes accepted and all rejected."""
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"pipe{os.getpid()}"
        command = ["soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
        command.append(f"-env:UserInstallation={Path(profile).as_uri()}")
        office = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            context = _connected(uno.getComponentContext(), pipe)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
            for path in paths:
                for found in _read(desktop, dispatcher, Path(path)):
                    print(json.dumps(found), flush=True)
            desktop.terminate()
            office.wait(30)
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
