"""Requests between offices, each told to its fate."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hamkor.demo.stage import Do
from hamkor.demo.world.papers import paper
from hamkor.demo.world.people import Cast, Somebody, words
from hamkor.demo.world.times import days_later, soon
from hamkor.parties.measures import measure
from hamkor.parties.offices import office as office_of

# How far the other office goes, in order; a fate stops after one of them.
BEFORE_SENDING = ("draft", "returned", "awaiting", "approved", "dropped")
WITH_THEM = ("sent", "delivered", "withdrawn", "taken", "refused", "refused_closed", "postponed")
ENDED = {"dropped", "withdrawn", "closed", "refused_closed", "partly_closed", "informed_closed"}
REQUEST = dict[str, str]
Steps = Generator[Do, Any, datetime]
ATTACHED = 0.5


@dataclass
class Ask:
    """A request between two offices of the demonstration (by name), in a case of the first."""

    cast: Cast
    ours: str
    theirs: str
    offices: dict[str, str]
    kind: str
    area: str
    fate: str
    who: Somebody
    case: str = ""
    lead: str = ""
    reference: str = ""

    @property
    def deputy(self) -> str:
        """Who approves here."""
        return f"{self.ours}.deputy"

    @property
    def their_officer(self) -> str:
        """Who executes there; one of each office's two, by the area."""
        second = self.theirs in ("dushanbe", "moscow") and len(self.area) % 2
        return f"{self.theirs}.case{2 if second else 1}"

    @property
    def their_deputy(self) -> str:
        """Who decides there."""
        return f"{self.theirs}.deputy"

    def here(self, at: datetime, verb: str, by: str, **args: Any) -> Do:
        """Do something with the request at our office."""
        return Do(at, self.ours, verb, {"request": self.reference, "by": by, **args})

    def there(self, at: datetime, verb: str, by: str, **args: Any) -> Do:
        """Do something with the request at the other office."""
        return Do(at, self.theirs, verb, {"request": self.reference, "by": by, **args})


def ask(a: Ask, at: datetime) -> Steps:
    """Tell one request from its draft to its fate; return when that was."""
    texts = a.cast.chance.choice(words("requests")["areas"][a.area])
    slots = a.cast.slots(a.who, "ru")
    said = {name: text.format_map(slots) for name, text in texts.items()}
    at = yield from _prepare(a, said, slots, at)
    if a.fate in BEFORE_SENDING:
        return at
    at = soon(a.cast.chance, at)
    yield a.here(at, "send_request", a.deputy)
    if a.fate in ("sent", "delivered"):
        return at
    if a.fate == "not_delivered":
        return at
    if a.fate == "sent_again":
        at = days_later(a.cast.chance, at, 38, 39)
        yield a.here(at, "send_request", a.deputy)
    return (yield from _handle(a, said, at))


def _prepare(a: Ask, said: dict[str, str], slots: dict[str, str], at: datetime) -> Steps:
    yield from _draft(a, said, slots, at)
    if a.fate == "draft":
        return at
    if a.fate == "dropped":
        at = days_later(a.cast.chance, at, 1, 5)
        yield a.here(at, "withdraw_request", a.lead, reasons=words("requests")["dropped"])
        return at
    if a.cast.chance.random() < ATTACHED:
        at = soon(a.cast.chance, at)
        yield a.here(at, "attach_document", a.lead, stage="request", **paper(a.cast.chance))
    at = soon(a.cast.chance, at)
    yield a.here(at, "ask_approval", a.lead)
    if a.fate == "awaiting":
        return at
    at = days_later(a.cast.chance, at, 1, 2)
    if a.fate == "returned":
        yield a.here(at, "return_request", a.deputy, remarks=words("requests")["returned"])
        return at
    yield a.here(at, "approve_request", a.deputy)
    return at


def _draft(
    a: Ask, said: dict[str, str], slots: dict[str, str], at: datetime
) -> Generator[Do, Any, None]:
    asked_by = (at + timedelta(days=a.cast.chance.choice((20, 30, 40)))).date()
    a.reference = yield Do(
        at,
        a.ours,
        "draft_request",
        {
            "case": a.case,
            "by": a.lead,
            "peer": a.offices[a.theirs],
            "kind": a.kind,
            "area": a.area,
            "title": said["title"],
            "contents": _contents(a, said, slots),
            "language": "ru",
            "asked_by_on": asked_by.isoformat(),
        },
    )


def _contents(a: Ask, said: dict[str, str], slots: dict[str, str]) -> dict[str, str]:
    places = {
        **slots,
        **said,
        "ours": office_of(a.offices[a.ours]).names.ru,
        "peer": office_of(a.offices[a.theirs]).names.ru,
    }
    items = words("requests")["items"]
    filled = {id: text.format_map(places) for id, text in items.items()}
    known = {item.id for item in measure(a.kind).contents}
    return {id: text for id, text in {**filled, **said}.items() if id in known}


def _handle(a: Ask, said: dict[str, str], at: datetime) -> Steps:
    """What the other office does with it, and what we do then."""
    chance = a.cast.chance
    if a.fate == "withdrawn":
        at = days_later(chance, at, 3, 9)
        yield a.here(at, "withdraw_request", a.deputy, reasons=words("requests")["withdrawn"])
        return at
    at = days_later(chance, at, 1, 3)
    yield a.there(at, "take_on", f"{a.theirs}.duty", officer=a.their_officer)
    if a.fate == "taken":
        return at
    if a.fate in ("refused", "refused_closed"):
        return (yield from _refuse(a, at))
    if a.fate == "postponed":
        at = days_later(chance, at, 2, 4)
        until = (at + timedelta(days=75)).date().isoformat()
        reasons = words("requests")["postponed"]
        yield a.there(at, "postpone_request", a.their_deputy, until=until, reasons=reasons)
        return at
    at = days_later(chance, at, 1, 4)
    yield a.there(at, "accept_request", a.their_deputy)
    if a.fate in ("accepted", "informed"):
        return at
    if a.fate == "informed_closed":
        return (yield from _close(a, at))
    return (yield from _execute(a, said, at))


def _refuse(a: Ask, at: datetime) -> Steps:
    at = days_later(a.cast.chance, at, 2, 6)
    ground = "outside_powers" if a.kind in INTER_OFFICE else "sovereignty_security"
    reasons = words("requests")["refused"]
    yield a.there(at, "refuse_request", a.their_deputy, ground=ground, reasons=reasons)
    return at if a.fate == "refused" else (yield from _close(a, at))


def _execute(a: Ask, said: dict[str, str], at: datetime) -> Steps:
    chance = a.cast.chance
    if a.fate.startswith("information") or chance.random() < ATTACHED:
        at = days_later(chance, at, 1, 3)
        question = said["question"]
        yield a.there(at, "ask_for_information", a.their_officer, question=question)
        if a.fate == "information_asked":
            return at
        at = days_later(chance, at, 1, 4)
        yield a.here(at, "attach_document", a.lead, stage="information", **paper(chance))
        at = soon(chance, at)
        yield a.here(at, "give_information", a.lead, text=said["information"])
        if a.fate == "information_given":
            return at
    at = days_later(chance, at, 1, 2)
    if a.fate == "in_case":
        yield from _open_their_case(a, said, at)
        at = soon(chance, at)
    yield a.there(at, "start_execution", a.their_officer)
    if a.fate in ("in_execution", "in_case"):
        return at
    return (yield from _answer(a, said, at))


def _open_their_case(a: Ask, said: dict[str, str], at: datetime) -> Generator[Do, Any, None]:
    args = {
        "title": said["title"],
        "area": a.area,
        "purpose": "investigation_of_harm",
        "summary": said["facts"],
    }
    yield a.there(at, "open_case_for_request", a.their_officer, **args)


def _answer(a: Ask, said: dict[str, str], at: datetime) -> Steps:
    if a.fate in ("partly", "partly_closed"):
        partly = words("requests")["partly"]
        at = yield from _send_answer(a, partly, at, is_partial=True)
        return at if a.fate == "partly" else (yield from _close(a, at))
    at = yield from _send_answer(a, said["answer"], at, is_partial=False)
    return at if a.fate == "executed" else (yield from _close(a, at))


def _send_answer(a: Ask, text: str, at: datetime, *, is_partial: bool) -> Steps:
    chance = a.cast.chance
    at = days_later(chance, at, 3, 7)
    yield a.there(at, "attach_document", a.their_officer, stage="answer", **paper(chance))
    at = soon(chance, at)
    yield a.there(at, "draft_answer", a.their_officer, text=text, is_partial=is_partial)
    at = days_later(chance, at, 1, 2)
    yield a.there(at, "approve_answer", a.their_deputy)
    return at


def _close(a: Ask, at: datetime) -> Steps:
    at = days_later(a.cast.chance, at, 1, 3)
    yield a.here(at, "close_request", a.lead)
    return at


INTER_OFFICE = ("inter_office_inquiry", "complaint_referral", "spontaneous_information")
