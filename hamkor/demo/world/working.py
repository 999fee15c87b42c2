"""Cases: opened on a complaint or by the office, worked on, asked abroad about, closed."""

from collections.abc import Generator, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hamkor.demo.stage import Do, Story
from hamkor.demo.world.asking import ENDED, Ask, ask
from hamkor.demo.world.complaining import duty, file, register, talk
from hamkor.demo.world.papers import paper
from hamkor.demo.world.people import Cast, Somebody, words
from hamkor.demo.world.telling import Told, tell
from hamkor.demo.world.times import days_later, soon
from hamkor.parties.areas import area as area_of

OTHERS = ("employer", "witness", "recruiter", "official", "alleged", "family")
LANGUAGE = {"dushanbe": "tg", "moscow": "ru", "bishkek": "ru", "tashkent": "ru"}


@dataclass(frozen=True)
class Matter:
    """A case that will be: where, about what, and the requests made in it.

    Attributes:
        office: by name.
        area: a folder in data/areas.
        asked: (office asked, kind, fate) of each request, one after the other.
        on_complaint: whether a person's complaint starts it.
        is_finished: whether it is answered and closed when its requests have ended.
        is_quick: whether it is opened and its request drafted on one day.
        keep_code: whether the complaint's code is printed for visitors.
    """

    office: str
    area: str
    asked: Sequence[tuple[str, str, str]] = ()
    on_complaint: bool = True
    is_finished: bool = True
    is_quick: bool = False
    keep_code: bool = False


@dataclass
class _Open:
    """A case on its way."""

    reference: str
    lead: str
    told: Told
    complaint: str = ""

    @property
    def who(self) -> Somebody:
        return self.told.who


Steps = Generator[Do, Any, datetime]


def case_story(
    cast: Cast,
    matter: Matter,
    offices: dict[str, str],
    at: datetime,
    kept: MutableMapping[str, str],
) -> Story:
    """Tell a case from its complaint to its end, as far as time allows."""
    case = _Open(
        "", _lead(cast, matter.office), tell(cast, matter.office, area=matter.area, is_named=True)
    )
    if matter.on_complaint:
        at = yield from _complain(cast, matter, case, at, kept)
    at = yield from _open(cast, matter, case, at)
    at = yield from _work(cast, matter, case, at)
    for theirs, kind, fate in matter.asked:
        at = _next(cast, matter, at)
        request = Ask(
            cast,
            matter.office,
            theirs,
            offices,
            kind,
            matter.area,
            fate,
            case.who,
            case=case.reference,
            lead=case.lead,
        )
        at = yield from ask(request, at)
    if matter.is_finished and all(fate in ENDED for _theirs, _kind, fate in matter.asked):
        yield from _finish(cast, matter, case, at)


def _next(cast: Cast, matter: Matter, at: datetime) -> datetime:
    return soon(cast.chance, at) if matter.is_quick else days_later(cast.chance, at, 1, 3)


def _lead(cast: Cast, office: str) -> str:
    has_two = office in ("dushanbe", "moscow")
    return f"{office}.case{cast.chance.choice((1, 1, 2)) if has_two else 1}"


def _complain(
    cast: Cast, matter: Matter, case: _Open, at: datetime, kept: MutableMapping[str, str]
) -> Steps:
    filed = yield from file(cast, matter.office, case.told, at)
    case.complaint = filed["complaint"]
    if matter.keep_code:
        kept["code"] = filed["code"]
    at, _person = yield from register(cast, matter.office, case.complaint, at)
    return at


def _open(cast: Cast, matter: Matter, case: _Open, at: datetime) -> Steps:
    language, area = LANGUAGE[matter.office], area_of(matter.area)
    about = {category.id: category.names for category in area.complaint_categories}
    category = str(getattr(about[case.told.facts["category"]], language))
    at = days_later(cast.chance, at, 1, 3) if matter.on_complaint else at
    case.reference = yield Do(
        at,
        matter.office,
        "open_case",
        {
            "complaint": case.complaint or None,
            "title": words("requests")["titles"][language].format(category=category),
            "area": matter.area,
            "purpose": area.purposes[0],
            "summary": case.told.facts["happened"],
            "by": duty(matter.office),
            "is_invented": True,
        },
    )
    at = soon(cast.chance, at)
    by = cast.chance.choice((duty(matter.office), f"{matter.office}.deputy"))
    args = {"case": case.reference, "officer": case.lead, "is_lead": True, "by": by}
    yield Do(at, matter.office, "assign_officer", args)
    return at


def _work(cast: Cast, matter: Matter, case: _Open, at: datetime) -> Steps:
    """Add persons, an act, a note and a paper."""
    chance, language = cast.chance, LANGUAGE[matter.office]
    at = _next(cast, matter, at)
    here = {"case": case.reference, "by": case.lead}
    affected = yield Do(at, matter.office, "person_concerned", {"case": case.reference})
    if affected is None:
        affected = yield from _add(matter, here, case.who, "person_concerned", at)
    other = cast.somebody(chance.choice(("TJ", "UZ", "KG")))
    actor = yield from _add(matter, here, other, chance.choice(OTHERS), soon(chance, at))
    at = soon(chance, at)
    yield Do(at, matter.office, "record_act", {**here, **_act(cast, case, at, actor, affected)})
    at = soon(chance, at)
    text = cast.one_of(words("requests")["notes"], language)
    yield Do(at, matter.office, "add_note", {**here, "text": text})
    yield Do(soon(chance, at), matter.office, "add_document", {**here, **paper(chance)})
    return at


def _add(
    matter: Matter, here: dict[str, str], who: Somebody, role: str, at: datetime
) -> Generator[Do, Any, int]:
    args = {"written": who.in_russian, "role": role, "sex": who.sex}
    added: int = yield Do(
        at, matter.office, "add_new_person", {**here, **args, "citizenship": who.citizenship}
    )
    return added


def _act(cast: Cast, case: _Open, at: datetime, actor: int, affected: int) -> dict[str, Any]:
    month = cast.chance.randint(1, 12)
    description = cast.one_of(words("requests")["acts"], case.told.language)
    return {
        "actor": actor,
        "affected": affected,
        "category": case.told.facts["category"],
        "description": description.format_map(case.told.slots),
        "year": at.year - 1,
        "month": month,
        "day": cast.chance.choice((None, cast.chance.randint(1, 28))),
        "place": case.told.slots["town"],
        "country": "RU",
    }


def _finish(cast: Cast, matter: Matter, case: _Open, at: datetime) -> Story:
    language = LANGUAGE[matter.office]
    if case.complaint:
        at = yield from talk(cast, matter.office, case.complaint, case.told, at)
        at = days_later(cast.chance, at, 1, 4)
        text = cast.one_of(words("complaints")["replies"]["answer"], case.told.language)
        args = {"complaint": case.complaint, "text": text, "by": case.lead}
        yield Do(at, matter.office, "answer_complaint", args)
    at = days_later(cast.chance, at, 1, 5)
    outcome = cast.one_of(words("requests")["outcomes"], language)
    args = {"case": case.reference, "outcome": outcome, "by": f"{matter.office}.deputy"}
    yield Do(at, matter.office, "close_case", args)
