"""Plays one office of the demonstration's past: does what it is told, when it is told it was.

Reads one JSON line per batch of commands and answers with one line. A node must be open.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TextIO

from django.db import connection

from hamkor.clock import held_at
from hamkor.demo.verbs import perform
from hamkor.errors import HamkorError


def play(batches: Iterable[str] = sys.stdin, answers: TextIO = sys.stdout) -> None:
    """Do every batch until there are no more; each command at its own held instant.

    The database is told to wait for the disk once, at the end: a past that was not played to
    its end is thrown away and played again.
    """
    _set_pace("OFF")
    for line in batches:
        print(json.dumps(_do(json.loads(line))), file=answers, flush=True)
    _set_pace("FULL")
    connection.close()


def _do(batch: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    results: list[Any] = []
    for command in batch:
        try:
            with held_at(datetime.fromisoformat(command["at"])):
                results.append(perform(command["verb"], command["args"]))
        except Exception as error:
            # Whatever it is, the one who directs must hear of it, and where it happened.
            kind = "" if isinstance(error, HamkorError) else f"{type(error).__name__}: "
            return {"failed": f"{command['verb']} at {command['at']}: {kind}{error}"}
    return {"results": results}


def _set_pace(synchronous: str) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        if synchronous == "FULL":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
