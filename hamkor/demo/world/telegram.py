"""The first matter of all: the public facts of the urgent telegram of 2 June 2023, no more."""

from datetime import UTC, datetime, time, timedelta

from hamkor.demo.stage import Do, Story
from hamkor.demo.world.people import words

OFFICE, LEAD, DEPUTY = "dushanbe", "dushanbe.case2", "dushanbe.deputy2"
AREA = "labour-migrants"


def telegram(peer: str) -> Story:
    """Send it as a request; it is delivered, and no answer is known publicly.

    No date is let run for it on the other side: none is known to have run, and a demonstration
    must not show a real office late.
    """
    told = words("telegram")
    day = datetime.fromisoformat(told["on"]).date()
    at = datetime.combine(day, time(5, 0), UTC)
    case = yield Do(
        at,
        OFFICE,
        "open_case",
        {
            "complaint": None,
            "title": told["title"],
            "area": AREA,
            "purpose": "protection",
            "summary": told["summary"],
            "by": LEAD,
            "is_invented": True,
        },
    )
    args = {"case": case, "by": LEAD, "text": told["note"]}
    yield Do(at + timedelta(minutes=1), OFFICE, "add_note", args)
    request = yield Do(
        at + timedelta(minutes=5),
        OFFICE,
        "draft_request",
        {
            "case": case,
            "by": LEAD,
            "peer": peer,
            "kind": "inter_office_inquiry",
            "area": AREA,
            "title": told["request_title"],
            "contents": told["contents"],
            "language": "ru",
        },
    )
    about = {"request": request}
    steps = (("ask_approval", LEAD), ("approve_request", DEPUTY), ("send_request", DEPUTY))
    for number, (verb, by) in enumerate(steps, 1):
        yield Do(at + timedelta(minutes=5 + 10 * number), OFFICE, verb, {**about, "by": by})
    morning_after = at + timedelta(days=1)
    yield Do(morning_after, "moscow", "drop_dates", {"about": request})
