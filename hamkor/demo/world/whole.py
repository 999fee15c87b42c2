"""The whole world: which stories are told, and when the offices can be reached."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from hamkor.demo.offices import all_demo_offices
from hamkor.demo.stage import Story
from hamkor.demo.world.complaining import complaint_story
from hamkor.demo.world.identities import identities
from hamkor.demo.world.people import Cast
from hamkor.demo.world.plan import COMPLAINTS, MATTERS, WAITING, Due
from hamkor.demo.world.telegram import telegram
from hamkor.demo.world.times import SATURDAY, at_work
from hamkor.demo.world.working import case_story

CLOSED_FOR = timedelta(days=10)
"""The offices whose nodes are not started were last seen this long ago."""
REPAIRED = {"tashkent": (timedelta(days=82), timedelta(days=44))}
"""From when until when, before now, a node could not be reached: longer than messages live."""
LAST_HOURS = 46
IN_TIME = ("answered", "answered", "forwarded", "withdrawn")
STILL_OPEN = ("registered", "registered", "answered", "forwarded")
AN_ANSWER_IS_DUE = 33
YEAR = 360


class Whole:
    """One year of four offices up to `now`."""

    def __init__(self, now: datetime, chance: Random) -> None:
        self._now, self._cast = now, Cast(chance)
        self._offices = {each.name: each.office for each in all_demo_offices()}
        self._down = {each.name for each in all_demo_offices() if not each.is_running}
        self._kept: dict[str, str] = {}

    @property
    def code(self) -> str:
        """The receipt code of the complaint that visitors look up; known once it is filed."""
        return self._kept.get("code", "")

    def is_at_work(self, office: str, at: datetime) -> bool:
        """Say whether people used the office's node at `at`."""
        return at <= self._now and not (office in self._down and self._now - at < CLOSED_FOR)

    def is_reachable(self, office: str, at: datetime) -> bool:
        """Say whether the office's node could be reached from others at `at`."""
        ago = self._now - at
        from_ago, until_ago = REPAIRED.get(office, (timedelta(0), timedelta(0)))
        return self.is_at_work(office, at) and not until_ago < ago < from_ago

    def stories(self) -> Iterator[Story]:
        """Return every story of the world; nothing has happened yet."""
        yield telegram(self._offices["moscow"])
        yield identities(self._now)
        for due in MATTERS:
            yield case_story(self._cast, due.matter, self._offices, self._start(due), self._kept)
        for office, count in COMPLAINTS.items():
            for _number in range(count):
                yield self._complaint(office)
        for office, count in WAITING.items():
            for _number in range(count):
                hours = timedelta(hours=self._cast.chance.uniform(1, LAST_HOURS))
                yield complaint_story(self._cast, office, self._now - hours, "waiting")

    def _start(self, due: Due) -> datetime:
        days = self._cast.chance.randint(*due.days_ago)
        day = self._now - timedelta(days=days)
        while day.weekday() >= SATURDAY:
            day -= timedelta(days=1)
        return at_work(self._cast.chance, day)

    def _complaint(self, office: str) -> Story:
        days = self._cast.chance.triangular(3, YEAR, 30)
        filed_at = self._now - timedelta(days=days, minutes=self._cast.chance.randrange(600))
        fates = STILL_OPEN if days < AN_ANSWER_IS_DUE else IN_TIME
        return complaint_story(self._cast, office, filed_at, self._cast.chance.choice(fates))
