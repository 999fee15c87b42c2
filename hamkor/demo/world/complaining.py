"""Complaints that need no case: filed, registered, talked about, decided or left waiting."""

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from hamkor.demo.stage import Do, Story
from hamkor.demo.world.papers import paper
from hamkor.demo.world.people import Cast, words
from hamkor.demo.world.telling import Told, tell
from hamkor.demo.world.times import days_later, soon

SLOW_OFFICE_DAYS = 26
WITH_A_PAPER, WITH_THE_CONSULATE, WITH_A_TALK, WHO_LOOKS_UP = 0.25, 0.15, 0.4, 0.5


def duty(office: str) -> str:
    """Return the user name of an office's duty officer."""
    return f"{office}.duty"


def file(cast: Cast, office: str, told: Told, at: datetime) -> Generator[Do, Any, dict[str, str]]:
    """File a complaint, perhaps with an operator or with a paper."""
    operator = {}
    if office == "dushanbe" and cast.chance.random() < WITH_THE_CONSULATE:
        operator = {"operator": "dushanbe.consulate"}
    args = {"facts": told.facts, "language": told.language, **operator}
    filed: dict[str, str] = yield Do(at, office, "file", args)
    if cast.chance.random() < WITH_A_PAPER:
        args = {"complaint": filed["complaint"], **paper(cast.chance)}
        yield Do(at + timedelta(minutes=2), office, "add_attachment", args)
    return filed


def register(
    cast: Cast, office: str, complaint: str, at: datetime
) -> Generator[Do, Any, tuple[datetime, str | None]]:
    """Read and register a complaint a day or two after `at`."""
    at = days_later(cast.chance, at, 1, 2)
    args = {"complaint": complaint, "by": duty(office)}
    yield Do(at, office, "note_complaint_read", args)
    at = soon(cast.chance, at)
    person = yield Do(at, office, "register", args)
    return at, person


def complaint_story(cast: Cast, office: str, filed_at: datetime, fate: str) -> Story:
    """Tell one complaint to its fate: waiting, registered, answered, forwarded or withdrawn."""
    told = tell(cast, office)
    filed = yield from file(cast, office, told, filed_at)
    if fate == "waiting":
        return
    complaint = filed["complaint"]
    at, _person = yield from register(cast, office, complaint, filed_at)
    if cast.chance.random() < WHO_LOOKS_UP:
        yield Do(soon(cast.chance, at), office, "note_status_read", {"complaint": complaint})
    if cast.chance.random() < WITH_A_TALK:
        at = yield from talk(cast, office, complaint, told, at)
    yield from _decide(cast, office, complaint, told, at, fate)


def talk(
    cast: Cast, office: str, complaint: str, told: Told, at: datetime
) -> Generator[Do, Any, datetime]:
    """Let the office ask the person something, and the person answer."""
    replies = words("complaints")["replies"]
    at = days_later(cast.chance, at, 1, 3)
    ask = {"text": cast.one_of(replies["more"], told.language), "by": duty(office)}
    yield Do(at, office, "write_to_person", {"complaint": complaint, **ask})
    at = days_later(cast.chance, at, 1, 4)
    text = cast.one_of(replies["more_given"], told.language).format_map(told.slots)
    yield Do(at, office, "write_to_office", {"complaint": complaint, "text": text})
    return at


def _decide(cast: Cast, office: str, complaint: str, told: Told, at: datetime, fate: str) -> Story:
    replies, about = words("complaints")["replies"], {"complaint": complaint}
    if fate == "forwarded":
        at = days_later(cast.chance, at, 1, 6)
        to = cast.chance.choice(words("complaints")["bodies"][office])
        args = {"to": to, "reasons": cast.one_of(replies["forward"], told.language)}
        yield Do(at, office, "forward_complaint", {**about, **args, "by": duty(office)})
    elif fate == "answered":
        at = days_later(cast.chance, at, 6, SLOW_OFFICE_DAYS)
        args = {"text": cast.one_of(replies["answer"], told.language), "by": duty(office)}
        yield Do(at, office, "answer_complaint", {**about, **args})
        yield Do(at + timedelta(hours=9), office, "note_status_read", about)
    elif fate == "withdrawn":
        at = days_later(cast.chance, at, 1, 12)
        yield Do(at, office, "withdraw_complaint", about)
