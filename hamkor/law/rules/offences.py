"""What an offence against the rules of stay and work costs, and how long it counts.

KoAP arts 4.5, 4.6, 18.8–18.20 of Russia.
"""

from collections.abc import Iterable
from itertools import pairwise

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer
from hamkor.law.counting import count
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Offence, Person
from hamkor.law.provisions import Version, provisions
from hamkor.parties.sayings import Saying

PAPERLESS = "RU-KOAP-18.1-N2"
LIMITATION, PUNISHED = "RU-KOAP-4.5", "RU-KOAP-4.6"
FOUR_REGIONS = ("RU-MOW", "RU-SPE", "RU-MOS", "RU-LEN")
"""Moscow, St Petersburg and their regions, by ISO 3166-2: KoAP threatens more there."""


@rule("sanction")
def sanction(offence: Offence, person: Person, law: Law) -> Answer | None:
    """Return what the article threatens: fine in roubles and whether with expulsion."""
    if offence.article is None or offence.committed_on is None:
        return None
    id = provision_of(offence.article, offence.part)
    version = law.version(id, offence.committed_on) if id in provisions() else None
    if version is None:
        says = _("No such offence was found in the law of that day.")
        return Answer(None, Saying(says))
    values = version.values
    threat = (values["fine_from"], values["fine_to"], values["expulsion"])
    says = _EXPULSION[str(values["expulsion"])]
    places = {"least": values["fine_from"], "most": values["fine_to"]}
    notes: tuple[Saying, ...] = ()
    if person.is_stateless and law.version(PAPERLESS, offence.committed_on):
        notes = (_PAPERLESS,)
    return Answer(threat, Saying(says, places), notes=notes)


@rule("liability_until")
def liability_until(offence: Offence, law: Law) -> Answer | None:
    """Return the last day on which the offence may still be punished, inclusive."""
    start = offence.discovered_on if offence.is_continuing else offence.committed_on
    if start is None or offence.article is None or offence.in_force_on or offence.decided_on:
        return None
    articles = law.value(LIMITATION, "articles", start)
    term = law.term(LIMITATION, start)
    if term is None or not isinstance(articles, tuple) or offence.article not in articles:
        return None
    day = count(term, start, law.calendar("RU")).last_day
    return Answer(day, Saying(_("It can be punished until %(day)s."), {"day": day}))


@rule("punished_until")
def punished_until(offence: Offence, law: Law) -> Answer | None:
    """Return the last day on which the person counts as punished, so that a new act repeats it."""
    if offence.in_force_on is None:
        return None
    term = law.term(PUNISHED, offence.in_force_on)
    if term is None:
        return None
    early = law.value(PUNISHED, "early_payment", offence.in_force_on)
    paid = offence.fine_paid_on
    start = offence.executed_on or paid
    if early and paid and paid < offence.in_force_on:
        start = paid
    if start is None:
        says = _("Until the penalty is executed and one year more, the person counts as punished.")
        return Answer(None, Saying(says))
    day = count(term, start, law.calendar("RU")).last_day
    return Answer(day, Saying(_("The person counts as punished until %(day)s."), {"day": day}))


def provision_of(article: str, part: str | None) -> str:
    """Return the id of the provision of an offence, such as ``RU-KOAP-18.8-1.1``."""
    return f"RU-KOAP-{article}" + (f"-{part}" if part else "")


def counted(offences: Iterable[Offence], ground: Version) -> list[Offence]:
    """Return the offences in force that a ground of an entry ban counts."""
    articles = ground.values.get("articles")
    return [
        each
        for each in offences
        if each.in_force_on and (not isinstance(articles, tuple) or each.article in articles)
    ]


def are_close(offences: Iterable[Offence], ground: Version, law: Law) -> bool:
    """Say whether two of the offences lie within the time that a ground names, both inclusive."""
    days = sorted(day for each in offences if (day := each.committed_on or each.in_force_on))
    window, calendar = ground.terms["window"], law.calendar("RU")
    return any(other <= count(window, one, calendar).last_day for one, other in pairwise(days))


_EXPULSION = {
    "none": _("A fine of %(least)s to %(most)s roubles, no expulsion."),
    "optional": _("A fine of %(least)s to %(most)s roubles, with or without expulsion."),
    "mandatory": _("A fine of %(least)s to %(most)s roubles with expulsion."),
}
_PAPERLESS = Saying(
    _("A stateless person who came for an identity paper is not punished for what was found then.")
)
