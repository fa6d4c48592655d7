"""Sets of fonts for a browser to draw with, in place of whatever the machine has."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class FontSet:
    """The families that a reader's system has for its interface and for running text, and the Debian packages."""

    name: str
    sans: str
    serif: str
    packages: str


DEJAVU = FontSet("dejavu", "DejaVu Sans", "DejaVu Serif", "fonts-dejavu-core")
LIBERATION = FontSet("liberation", "Liberation Sans", "Liberation Serif", "fonts-liberation")
INTER = FontSet("inter", "Inter", "DejaVu Serif", "fonts-inter, fonts-dejavu-core")
SETS = (DEJAVU, LIBERATION, INTER)
"""DejaVu is the widest that is common; Liberation has the widths of Arial and Times; Inter those of a newer system."""


def font_files(family: str) -> list[Path]:
    """Return the files of a family that fontconfig finds on this machine; none where it finds none."""
    lister = shutil.which("fc-list")
    if lister is None:
        return []
    listed = subprocess.run([lister, f":family={family}", "file"], capture_output=True, text=True, check=True)
    return sorted(Path(line.partition(": ")[0].removesuffix(":")) for line in listed.stdout.splitlines() if line)


def font_configuration(fonts: FontSet, folder: Path) -> Path | None:
    """Write a fontconfig file that shows a program this set alone; return it, or nothing where a family is missing."""
    files = [font_files(family) for family in (fonts.sans, fonts.serif)]
    if not all(files):
        return None
    shown = folder / fonts.name
    shown.mkdir()
    for path in {path for family in files for path in family}:
        (shown / path.name).symlink_to(path)
    generic = (("sans-serif", fonts.sans), ("system-ui", fonts.sans), ("serif", fonts.serif))
    lines = (
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        f"<dir>{escape(str(shown))}</dir>",
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>",
        *(_alias(asked, given) for asked, given in generic),
        "</fontconfig>",
    )
    configuration = folder / f"{fonts.name}.conf"
    configuration.write_text("\n".join(lines), encoding="utf-8")
    return configuration


def _alias(asked: str, given: str) -> str:
    return (
        f'<match target="pattern"><test name="family"><string>{asked}</string></test>'
        f'<edit name="family" mode="prepend" binding="strong"><string>{given}</string></edit></match>'
    )
