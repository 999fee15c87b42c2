"""Persons who are on file in Dushanbe before anybody complains: whom a first walk meets."""

from datetime import datetime, timedelta

from hamkor.demo.stage import Do, Story

REGISTERS = "dushanbe.registers"
ENTRY_BAN = "манъи вуруд (мегӯянд) / запрет на въезд (со слов)"
PERSONS: tuple[dict[str, object], ...] = (
    {
        # Three spellings of one man; the walk's complainant writes a fourth.
        "names": [
            ("Раҳмонов Саид", ENTRY_BAN),
            ("Рахмонов Саид", "translation"),
        ],
        "born": "1990-03-14",
        "sex": "m",
        "citizenship": "TJ",
    },
    {
        # His brother: same family name, other day, other given name.
        "names": [("Раҳмонов Сафар", "passport")],
        "born": "1993-08-02",
        "sex": "m",
        "citizenship": "TJ",
    },
    {
        # A homonym, a generation older.
        "names": [("Раҳмонов Саид", "passport")],
        "born": "1961-11-20",
        "sex": "m",
        "citizenship": "TJ",
    },
)


def known_persons(now: datetime) -> Story:
    """Let the register keeper record them, some weeks ago."""
    at = now - timedelta(days=40)
    for number, person in enumerate(PERSONS):
        args = {**person, "by": REGISTERS}
        yield Do(at + timedelta(minutes=7 * number), "dushanbe", "record_person", args)
