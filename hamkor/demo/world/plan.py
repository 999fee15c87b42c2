"""How much of everything there is: matters by office and fate, complaints by office."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from hamkor.demo.world.asking import ENDED
from hamkor.demo.world.working import Matter

COMPLAINTS = {"dushanbe": 156, "moscow": 44, "bishkek": 24, "tashkent": 24}
"""Those that need no case."""
WAITING = {"dushanbe": 7, "moscow": 3}
"""Filed in the last hours, not yet registered."""
D, M, B, T = "dushanbe", "moscow", "bishkek", "tashkent"
INQUIRY, REFERRAL, NEWS = "inter_office_inquiry", "complaint_referral", "spontaneous_information"
KINDS = (INQUIRY, "interview", REFERRAL, "records", INQUIRY, "service_of_documents")
# The ten areas of the agreement; the first is what most complaints are about.
AREAS = (
    "labour-migrants",
    "trafficking",
    "labour-migrants",
    "migration-law",
    "corruption",
    "minors",
    "labour-migrants",
    "illegal-migration",
    "cyber",
    "terrorism",
    "environment",
    "arms-drugs",
)
WITHOUT_REFERRAL = {"illegal-migration"}

# Fate → since how many days at least and at most. A fate must have had the time to come about:
# every step takes up to three days and a weekend, and a complaint comes some twelve days before.
QUICK = {
    "draft": (1, 4),
    "awaiting": (2, 5),
    "returned": (5, 8),
    "approved": (5, 8),
    "sent": (6, 7),
    "delivered": (5, 9),
    "not_delivered": (79, 80),
    "sent_again": (79, 80),
}
SLOW = {
    "taken": (20, 24),
    "accepted": (26, 34),
    "information_asked": (31, 40),
    "information_given": (37, 44),
    "in_execution": (41, 58),
    "in_case": (41, 70),
    "partly": (55, 90),
    "postponed": (27, 60),
    "refused": (28, 120),
    "executed": (54, 90),
    "dropped": (40, 200),
    "withdrawn": (28, 250),
    "refused_closed": (60, 300),
    "partly_closed": (90, 300),
    "closed": (90, 345),
    "informed": (27, 80),
    "informed_closed": (45, 300),
}
A_COMPLAINT_TAKES = 12
LONG_AGO = (165, 330)
"""Days; requests to and from offices that are down now, or were, had come to their end before."""


@dataclass(frozen=True)
class Due:
    """A matter, and since how many days (least, most)."""

    matter: Matter
    days_ago: tuple[int, int]


# (asking, asked, {fate: how many}).
ASKED: tuple[tuple[str, str, dict[str, int]], ...] = (
    (
        D,
        M,
        {
            "draft": 2,
            "awaiting": 2,
            "returned": 1,
            "approved": 1,
            "delivered": 2,
            "dropped": 1,
            "taken": 2,
            "accepted": 2,
            "information_asked": 2,
            "information_given": 2,
            "in_execution": 3,
            "in_case": 2,
            "partly": 2,
            "postponed": 2,
            "refused": 2,
            "refused_closed": 1,
            "executed": 3,
            "closed": 7,
            "partly_closed": 2,
            "withdrawn": 2,
            "informed": 1,
            "informed_closed": 2,
        },
    ),
    (
        M,
        D,
        {
            "draft": 1,
            "awaiting": 1,
            "approved": 1,
            "delivered": 2,
            "taken": 1,
            "accepted": 1,
            "information_asked": 1,
            "information_given": 1,
            "in_execution": 2,
            "in_case": 1,
            "partly": 1,
            "postponed": 1,
            "refused": 1,
            "refused_closed": 1,
            "executed": 1,
            "closed": 4,
            "withdrawn": 1,
            "informed_closed": 1,
        },
    ),
    (D, B, {"sent": 2, "closed": 2}),
    (D, T, {"sent": 1, "not_delivered": 1, "sent_again": 1, "closed": 1}),
    (M, B, {"sent": 1, "closed": 1}),
    (M, T, {"closed": 1}),
    (B, D, {"closed": 1}),
    (T, D, {"closed": 1}),
    (B, M, {"closed": 1}),
)


def _matters() -> Iterator[Due]:
    areas, kinds = cycle(AREAS), cycle(KINDS)
    # While a request is under way the answer to a complaint is late; most offices are in time.
    ended, under_way = cycle((True, False, True)), cycle((False, False, True))
    for office, asked, fates in ASKED:
        for fate, count in fates.items():
            for _number in range(count):
                kind = NEWS if fate.startswith("informed") else next(kinds)
                area = next(areas)
                if kind == REFERRAL and area in WITHOUT_REFERRAL:
                    kind = INQUIRY
                yield _due(
                    office,
                    asked,
                    area,
                    kind,
                    fate,
                    on_complaint=next(ended if fate in ENDED else under_way),
                )
    yield from _without_request()


def _due(office: str, asked: str, area: str, kind: str, fate: str, *, on_complaint: bool) -> Due:
    is_quick = fate in QUICK
    least, most = QUICK.get(fate) or SLOW[fate]
    if on_complaint and not is_quick:
        least, most = least + A_COMPLAINT_TAKES, most + A_COMPLAINT_TAKES
    if {B, T} & {office, asked} and not is_quick:
        least, most = LONG_AGO
    matter = Matter(
        office,
        area,
        ((asked, kind, fate),),
        on_complaint=on_complaint and not is_quick,
        is_finished=fate not in ("dropped", "withdrawn"),
        is_quick=is_quick,
    )
    return Due(matter, (least, most))


def _without_request() -> Iterator[Due]:
    """Cases at home: three just opened, some closed; one whose code visitors are given."""
    for office in (D, D, M):
        yield Due(Matter(office, AREAS[0], is_finished=False), (12, 16))
    for office in (D, D, D, M, B, T):
        yield Due(Matter(office, AREAS[0]), (60, 300))
    asked = ((M, INQUIRY, "partly"),)
    yield Due(Matter(D, AREAS[0], asked, keep_code=True), (66, 70))


MATTERS = tuple(_matters())
