"""What officers read: queues, one complaint, those that may be about the same matter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.intake import limits
from hamkor.intake.keys import DOCUMENT, DOER
from hamkor.intake.models import (
    Attachment,
    Complaint,
    ComplaintKey,
    ComplaintMessage,
    ComplaintStatus,
)
from hamkor.intake.permissions import may_read_identity
from hamkor.persons.models import Person
from hamkor.persons.queries import organisations_like

SAME_PERSON = _("the name may be the same")
SAME_DOCUMENT = _("the same document number")
SAME_DOER = _("the same employer or person is complained of")
KEYS_LOOKED_AT = 1000
REOPENED_TO = (ComplaintStatus.REGISTERED, ComplaintStatus.IN_CASE)


@dataclass(frozen=True)
class Similar:
    """Another complaint that may be about the same matter, and why (English msgids)."""

    complaint: Complaint
    because: tuple[str, ...]


@dataclass(frozen=True)
class NamesToo:
    """Another complaint that names an employer or doer who may be the same; `name` as there."""

    complaint: Complaint
    name: str
    verdict: str


@dataclass(frozen=True)
class Alike:
    """How many other complaints may be of the same person, and about the same doer."""

    same_person: int
    same_doer: int


def visible_to(officer: Officer) -> QuerySet[Complaint]:
    """Return the complaints the officer may read: all for whoever reads complaints, else none.

    An operator, too, reads a complaint only with the person and the code.
    """
    every = Complaint.objects.select_related("responsible")
    return every if officer.may(Permission.COMPLAINT_READ) else every.none()


def complaint_for(officer: Officer, reference: UUID) -> Complaint:
    """Return one complaint.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    complaint = visible_to(officer).filter(reference=reference).first()
    if complaint is None:
        raise NotFound(_("There is no such complaint"))
    return complaint


def attachment_for(officer: Officer, reference: UUID) -> Attachment:
    """Return one file of a complaint.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    found = Attachment.objects.filter(
        reference=reference, complaint__in=visible_to(officer)
    ).select_related("complaint")
    attachment = found.first()
    if attachment is None:
        raise NotFound(_("There is no such file"))
    return attachment


def conversation(complaint: Complaint) -> QuerySet[ComplaintMessage]:
    """Return the messages of both sides with their authors, oldest first."""
    return complaint.messages.select_related("author")


def waiting() -> QuerySet[Complaint]:
    """Return the complaints nobody has registered, the most urgent first, then the oldest."""
    received = Complaint.objects.filter(status=ComplaintStatus.RECEIVED)
    return received.order_by("-urgency", "id")


def nobodys() -> QuerySet[Complaint]:
    """Return those that the person had opened again and for which nobody answers yet."""
    live = Complaint.objects.filter(status__in=REOPENED_TO, responsible=None)
    return live.order_by("-urgency", "id")


def undecided_of(officer: Officer) -> QuerySet[Complaint]:
    """Return the registered complaints for which `officer` answers and that go nowhere yet."""
    registered = visible_to(officer).filter(status=ComplaintStatus.REGISTERED)
    return registered.filter(responsible=officer).order_by("-urgency", "id")


def with_unread_messages(officer: Officer) -> QuerySet[Complaint]:
    """Return the complaints of `officer` whose person wrote something that nobody has read."""
    unread = ComplaintMessage.objects.filter(
        complaint=OuterRef("pk"), is_from_office=False, read_at=None
    )
    return visible_to(officer).filter(Exists(unread), responsible=officer).order_by("id")


def complaints_by(person: Person, *, to: Officer) -> list[Complaint]:
    """Return the complaints of one person, without those whose name is sealed to `to`."""
    complaints = visible_to(to).filter(person=person)
    return [complaint for complaint in complaints if may_read_identity(to, complaint)]


def counts_by_status(officer: Officer) -> dict[str, int]:
    """Return how many complaints the officer may read stand where; every status is there."""
    counted = visible_to(officer).order_by().values_list("status").annotate(Count("pk"))
    return {**dict.fromkeys(ComplaintStatus.values, 0), **dict(counted)}


def similar_complaints(complaint: Complaint) -> list[Similar]:
    """Return other complaints that may be about the same matter, most reasons first.

    A suggestion by shared keys: whether it is a duplicate is for an officer to say.
    """
    keys = list(complaint.keys.values_list("key", flat=True))
    shared = ComplaintKey.objects.filter(key__in=keys).exclude(complaint=complaint)
    reasons: dict[int, set[str]] = defaultdict(set)
    newest = shared.order_by("-complaint_id").values_list("complaint_id", "key")
    for pk, key in newest[:KEYS_LOOKED_AT]:
        reasons[pk].add(_reason(key))
    ranked = sorted(reasons, key=lambda pk: (-len(reasons[pk]), -pk))[: limits.SIMILAR]
    complaints = Complaint.objects.in_bulk(ranked)
    return [Similar(complaints[pk], tuple(sorted(reasons[pk]))) for pk in ranked]


def alike_among(complaints: Iterable[Complaint]) -> dict[int, Alike]:
    """Return, for each of a page of complaints, how many others share a key with it, in one go."""
    pks = [each.pk for each in complaints]
    mine: dict[str, set[int]] = defaultdict(set)
    for pk, key in ComplaintKey.objects.filter(complaint__in=pks).values_list("complaint", "key"):
        mine[key].add(pk)
    sharing = ComplaintKey.objects.filter(key__in=mine).order_by("-complaint_id")
    same: dict[int, set[int]] = defaultdict(set)
    doer: dict[int, set[int]] = defaultdict(set)
    for other, key in sharing.values_list("complaint", "key")[:KEYS_LOOKED_AT]:
        for pk in mine[key] - {other}:
            (doer if key.startswith(DOER) else same)[pk].add(other)
    return {pk: Alike(len(same[pk]), len(doer[pk])) for pk in pks}


def others_naming(complaint: Complaint, *, to: Officer) -> list[NamesToo]:
    """Return the other registered complaints that name whom this one is about, likeliest first.

    Several people who name one employer are a pattern that no single complaint shows.
    """
    named = organisations_like(complaint.who_did_it, but_not=complaint.reference)
    abouts = [(about, each) for each in named for about in each.mentions]
    found = visible_to(to).filter(reference__in=[about for about, _each in abouts])
    complaints = {each.reference: each for each in found}
    return [
        NamesToo(complaints[about], each.organisation.name, each.verdict)
        for about, each in abouts
        if about in complaints
    ][: limits.SIMILAR]


def _reason(key: str) -> str:
    if key.startswith(DOER):
        return SAME_DOER
    return SAME_DOCUMENT if key.startswith(DOCUMENT) else SAME_PERSON
