"""Sign the chain of decisions and have it time-stamped."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from notify.commands.common import DONE, now, open_named
from notify.config import read_config
from notify.errors import WitnessError
from notify.flows.witness import read_roots
from notify.flows.witness import sign as sign_head
from notify.output import answer, say
from notify.requests.sign import SignRequest
from notify.witness.signature import KEY_VARIABLE, read_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


READ_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH


def run(request: SignRequest) -> int:
    """Sign the chain of decisions as it stands now, and have it stamped.

    Raises WitnessError where there is neither a key nor a service.
    """
    config = read_config(request.config)
    key = _key(request.key)
    if key is None and not request.tsa:
        raise WitnessError(f"there is neither a key ({KEY_VARIABLE}, or --key FILE) nor a service (--tsa URL)")
    with open_named(request.ledger) as ledger:
        made = sign_head(ledger, key, request.tsa, config, read_roots(config, request.config), now())
    stamped = f"stamped {made.stamped_at:%Y-%m-%d %H:%M:%S} UTC" if made.stamped_at else "no time stamp"
    words = f"{made.file}: entry {made.seq}, {made.sha256}: {'signed' if key else 'not signed'}, {stamped}"
    answer(made, words, as_json=request.json)
    return DONE


def _key(file: Path | None) -> Ed25519PrivateKey | None:
    written = os.environ.get(KEY_VARIABLE, "").encode()
    if file is None:
        return read_key(written, KEY_VARIABLE) if written else None
    quoted = shlex.quote(str(file))
    try:
        key = read_key(file.read_bytes(), str(file))
    except OSError as error:
        way = f"name the file of a private key, or make one with ssh-keygen -t ed25519 -N '' -f {quoted}"
        raise WitnessError(f"{file}: cannot be read: {error.strerror}; {way}") from None
    if file.stat().st_mode & READ_BY_OTHERS:
        say(f"{file}: others on this machine may read this private key; let nobody but you: chmod 600 {quoted}")
    return key
