"""What each command does, once its arguments are parsed: one short function a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from notify.commands.answers import forget, pages, proof, record, status, unreached
from notify.commands.audience import freeze, plan, preview
from notify.commands.events import import_events, serve
from notify.commands.orders import cancel, pause, resume, send

RUN: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "plan": plan,
    "freeze": freeze,
    "preview": preview,
    "send": send,
    "status": status,
    "pause": pause,
    "resume": resume,
    "cancel": cancel,
    "events import": import_events,
    "events serve": serve,
    "unreached": unreached,
    "proof": proof,
    "record": record,
    "pages": pages,
    "forget": forget,
}
