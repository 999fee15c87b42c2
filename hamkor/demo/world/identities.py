"""Records of persons that may be one: decided, withdrawn and open."""

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from hamkor.demo.stage import Do, Story

DUTY, REGISTERS, OFFICER = "dushanbe.duty", "dushanbe.registers", "dushanbe.case1"
Record = dict[str, Any]

THREE_SPELLINGS: tuple[Record, ...] = (
    {"names": [("Ғафуров Ҷамшед Шарифович", "passport")], "born": "1988-05-09"},
    {"names": [("Гафуров Джамшед Шарипович", "translation")], "born": "1988-05-09"},
    {"names": [("Gafurov Jamshed", "ticket")], "born": "1988"},
)
BROTHERS: tuple[Record, ...] = (
    {"names": [("Боқиев Фирӯз Умедович", "passport")], "born": "1994-01-17"},
    {"names": [("Боқиев Фаррух Умедович", "passport")], "born": "1996-10-03"},
)
HOMONYMS: tuple[Record, ...] = (
    {"names": [("Назаров Далер", "passport")], "born": "1979-12-30"},
    {"names": [("Назаров Далер", "complaint")], "born": "2001-04-12"},
)
UNCLEAR: tuple[Record, ...] = (
    {"names": [("Мирзоева Зарина", "complaint")], "born": "1992"},
    {"names": [("Мирзоева Зарина Ҳакимовна", "passport")], "born": "1992-07-21"},
)


def identities(now: datetime) -> Story:
    """Let officers record them, decide on some, withdraw one decision, and leave others open."""
    at = now - timedelta(days=120)
    spellings = yield from _record(THREE_SPELLINGS, at)
    brothers = yield from _record(BROTHERS, at + timedelta(days=20))
    homonyms = yield from _record(HOMONYMS, at + timedelta(days=40))
    unclear = yield from _record(UNCLEAR, at + timedelta(days=60))
    yield _decide(
        spellings[:2],
        "same",
        "Ҳамон сана, ҳамон ному насаб; фарқ танҳо дар ҳарфҳо.",
        DUTY,
        at + timedelta(days=62),
    )
    yield _decide(
        brothers,
        "not_same",
        "Бародарон: санаи таваллуд ва ном дигар.",
        OFFICER,
        at + timedelta(days=63),
    )
    yield _decide(
        homonyms, "not_same", "Ҳамном, фарқи синну сол 22 сол.", DUTY, at + timedelta(days=64)
    )
    yield _decide(
        unclear,
        "unsure",
        "Рӯзу моҳи таваллуд номаълум; аз шикоятгар пурсида шуд.",
        REGISTERS,
        at + timedelta(days=65),
    )


def _record(records: tuple[Record, ...], at: datetime) -> Generator[Do, Any, list[str]]:
    references = []
    for number, record in enumerate(records):
        args = {**record, "sex": "", "citizenship": "TJ", "by": REGISTERS}
        moment = at + timedelta(minutes=5 * number)
        references.append((yield Do(moment, "dushanbe", "record_person", args)))
    return references


def _decide(pair: list[str], verdict: str, reasons: str, by: str, at: datetime) -> Do:
    first, second = pair
    args = {"first": first, "second": second, "verdict": verdict, "reasons": reasons, "by": by}
    return Do(at, "dushanbe", "decide_identity", args)
