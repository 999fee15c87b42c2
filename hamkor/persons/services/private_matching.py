"""Private matching with another office: proposed, agreed to there, run by the workers, forgotten.

Called for the first two steps by verbs of `cases`, which choose the persons; the other steps are
messages. See `hamkor.private_matching` for the protocol and docs/howto/match-privately.md for
what it tells.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Unpack

from django.db import transaction

from hamkor import envelope, matching, private_matching
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.errors import InputRefused, NotAllowed, NotFound, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.messages import Message
from hamkor.exchange.services import queue_message
from hamkor.law.firewall import check_purpose
from hamkor.persons import limits
from hamkor.persons.forms import to_record
from hamkor.persons.messages import (
    PrivateMatchAnswered,
    PrivateMatchEnded,
    PrivateMatchPoints,
    PrivateMatchProposed,
)
from hamkor.persons.models import Person, PrivateMatch, PrivateMatchFound, PrivateMatchState
from hamkor.persons.permissions import check_can_match_privately
from hamkor.persons.services.deciding import check_reasons
from hamkor.persons.services.learning import check_limits
from hamkor.persons.texts import check_text

if TYPE_CHECKING:
    from hamkor.persons.services.learning import Came

BINARY = "application/octet-stream"
OPEN = (PrivateMatchState.PROPOSED, PrivateMatchState.COMPARING)


@transaction.atomic
def propose_private_match(
    persons: Sequence[Person],
    *,
    peer: str,
    area: str,
    purpose: str,
    legal_ground: str,
    by: Officer,
) -> PrivateMatch:
    """Propose to another office to learn which persons both know; nothing is sent of them yet.

    Raises:
        NotAllowed: `by` may not start private matching.
        FirewallBreach: the purpose has no way in.
        InputRefused: no legal ground, nobody to compare, or too many.
        WrongState: a run with this office is open, or there were as many as are allowed.
    """
    check_can_match_privately(by)
    check_purpose(purpose, limits=(purpose,))
    at_least, at_most = limits.LEGAL_GROUND
    check_text(
        legal_ground,
        field="legal_ground",
        at_least=at_least,
        at_most=at_most,
        is_one_line=False,
    )
    _check_how_many(persons)
    _check_rate(peer)
    match = PrivateMatch.objects.create(
        peer=peer,
        is_ours=True,
        area=area,
        purpose=purpose,
        legal_ground=legal_ground,
        owners=[person.pk for person in persons],
        proposed_by=by.username,
    )
    body = PrivateMatchProposed(
        area=area, purpose=purpose, legal_ground=legal_ground, at=match.proposed_at
    )
    _tell(match, body)
    _record(AuditAction.PRIVATE_MATCH_PROPOSED, match, by.username, persons=len(persons))
    return match


@transaction.atomic
def agree_to_private_match(match: PrivateMatch, persons: Sequence[Person], *, by: Officer) -> None:
    """Agree to a run that another office proposed, and send our blinded points.

    Raises:
        NotAllowed: `by` may not agree to private matching.
        InputRefused: nobody to compare, or too many.
        WrongState: it is ours, or was answered already.
    """
    check_can_match_privately(by)
    _check_waits_for_us(match)
    _check_how_many(persons)
    secret = private_matching.new_secret()
    blinded = _blinded(persons, secret, match)
    _move(
        match,
        PrivateMatchState.PROPOSED,
        state=PrivateMatchState.COMPARING,
        secret=secret,
        owners=list(blinded.owners),
        our_points=len(blinded.owners),
        answered_at=now(),
        answered_by=by.username,
    )
    _tell(match, PrivateMatchAnswered(agrees=True, at=now()), points=blinded.points)
    _record(AuditAction.PRIVATE_MATCH_AGREED, match, by.username, persons=len(persons))


@transaction.atomic
def decline_private_match(match: PrivateMatch, *, reasons: str, by: Officer) -> None:
    """Tell the other office that ours does not take part, and why.

    Raises:
        NotAllowed: `by` may not answer for the office.
        InputRefused: no reasons.
        WrongState: it is ours, or was answered already.
    """
    check_can_match_privately(by)
    check_reasons(reasons)
    _check_waits_for_us(match)
    _move(
        match,
        PrivateMatchState.PROPOSED,
        state=PrivateMatchState.DECLINED,
        answered_at=now(),
        answered_by=by.username,
        answer=reasons,
    )
    _tell(match, PrivateMatchAnswered(agrees=False, reasons=reasons, at=now()))
    _record(AuditAction.PRIVATE_MATCH_DECLINED, match, by.username)


@transaction.atomic
def learn_private_match(body: PrivateMatchProposed, **came: "Unpack[Came]") -> None:
    """Take in a proposal; nothing happens until an officer of ours agrees.

    Raises:
        FirewallBreach: its purpose has no way in here.
        NotAllowed: its reference belongs to a run with another office.
        WrongState: a run with this office is open, or there were as many as are allowed.
    """
    check_limits(came["limits_on_use"])
    check_purpose(body.purpose, limits=(body.purpose,))
    known = PrivateMatch.objects.filter(reference=came["about"]).first()
    if known is not None:
        if known.peer != came["sender"]:
            raise NotAllowed(_("This office has no part in that run"))
        return
    _check_rate(came["sender"])
    match = PrivateMatch.objects.create(
        reference=came["about"],
        peer=came["sender"],
        is_ours=False,
        area=body.area,
        purpose=body.purpose,
        legal_ground=body.legal_ground,
        proposed_at=min(body.at, now()),
        proposed_by=came["sender"],
    )
    _record(AuditAction.PRIVATE_MATCH_LEARNT, match, NODE)


@transaction.atomic
def learn_private_answer(body: PrivateMatchAnswered, **came: "Unpack[Came]") -> None:
    """Learn whether the other office takes part; if so, blind its points and send it ours.

    Raises:
        NotFound: no such run with that office.
        WrongState: we did not propose it, or it was answered already.
        InputRefused: what came is no set of points.
    """
    match = _find(came, PrivateMatchState.PROPOSED, is_ours=True)
    answered = {"answered_at": min(body.at, now()), "answered_by": match.peer}
    if not body.agrees:
        _move(
            match,
            PrivateMatchState.PROPOSED,
            state=PrivateMatchState.DECLINED,
            owners=[],
            answer=body.reasons,
            **answered,
        )
        return
    (theirs,) = _points(came, 1)
    persons = list(_chosen(match.owners))
    secret = private_matching.new_secret()
    blinded = _blinded(persons, secret, match)
    again = private_matching.blind_again(theirs, secret=secret, at_most=limits.PRIVATE_POINTS)
    _move(
        match,
        PrivateMatchState.PROPOSED,
        state=PrivateMatchState.COMPARING,
        secret=secret,
        owners=list(blinded.owners),
        kept=again,
        our_points=len(blinded.owners),
        their_points=len(theirs) // private_matching.POINT_BYTES,
        **answered,
    )
    _tell(match, PrivateMatchPoints(at=now()), points=blinded.points, again=again)


@transaction.atomic
def learn_private_points(body: PrivateMatchPoints, **came: "Unpack[Came]") -> None:
    """Learn, as the office that agreed, whom both know; send theirs back so that they learn too.

    Raises:
        NotFound: no such run with that office.
        WrongState: we proposed it, or do not wait for points.
        InputRefused: what came is not what the protocol wants.
    """
    match = _find(came, PrivateMatchState.COMPARING, is_ours=False)
    theirs, ours_again = _points(came, 2)
    secret = bytes(match.secret or b"")
    again = private_matching.blind_again(theirs, secret=secret, at_most=limits.PRIVATE_POINTS)
    match.their_points = len(theirs) // private_matching.POINT_BYTES
    _end(match, ours_again=ours_again, theirs_again=again)
    _tell(match, PrivateMatchEnded(at=now()), again=again)


@transaction.atomic
def learn_private_end(body: PrivateMatchEnded, **came: "Unpack[Came]") -> None:
    """Learn, as the office that proposed, whom both know.

    Raises:
        NotFound: no such run with that office.
        WrongState: we did not propose it, or have not sent our points.
        InputRefused: not as many points as we sent.
    """
    match = _find(came, PrivateMatchState.COMPARING, is_ours=True)
    (ours_again,) = _points(came, 1)
    _end(match, ours_again=ours_again, theirs_again=bytes(match.kept or b""))


def _end(match: PrivateMatch, *, ours_again: bytes, theirs_again: bytes) -> None:
    """Keep whom both know, and forget everything that served to find out."""
    found = private_matching.in_common(
        ours_again, theirs_again, match.owners, at_most=limits.PRIVATE_POINTS
    )
    known = set(Person.objects.filter(pk__in=found).values_list("pk", flat=True))
    PrivateMatchFound.objects.bulk_create(
        PrivateMatchFound(match=match, person_id=pk, items=items)
        for pk, items in sorted(found.items())
        if pk in known
    )
    _move(
        match,
        PrivateMatchState.COMPARING,
        state=PrivateMatchState.ENDED,
        secret=None,
        owners=[],
        kept=None,
        their_points=match.their_points,
        ended_at=now(),
    )
    _record(
        AuditAction.PRIVATE_MATCH_ENDED,
        match,
        NODE,
        found=len(known),
        our_points=match.our_points,
        their_points=match.their_points,
    )


def _blinded(
    persons: Iterable[Person], secret: bytes, match: PrivateMatch
) -> private_matching.Blinded:
    items: dict[str, int] = {}
    for person in persons:
        held = to_record(person)
        for item in private_matching.items_of(held, matching.keys(held)):
            items.setdefault(item, person.pk)
    blinded = private_matching.blind(items, secret=secret, run=match.reference.bytes)
    if len(blinded.owners) > limits.PRIVATE_POINTS:
        raise InputRefused(_("At most %(limit)s of these are kept"), limit=limits.PRIVATE_POINTS)
    return blinded


def _chosen(pks: Sequence[int | None]) -> Iterable[Person]:
    """Return the persons chosen at the start, without those sealed since."""
    persons = Person.objects.filter(pk__in=[pk for pk in pks if pk], is_sealed=False)
    return persons.prefetch_related("name_forms", "documents").order_by("pk")


def _check_how_many(persons: Sequence[Person]) -> None:
    if not persons:
        raise InputRefused(_("No person stands in an open case of this area for this purpose"))
    if len(persons) > limits.PRIVATE_PERSONS:
        raise InputRefused(_("At most %(limit)s of these are kept"), limit=limits.PRIVATE_PERSONS)


def _check_rate(peer: str) -> None:
    runs = PrivateMatch.objects.filter(peer=peer)
    if runs.filter(state__in=OPEN).exists():
        raise WrongState(_("Another run with this office is not ended"))
    since = now() - timedelta(days=limits.PRIVATE_RUNS_DAYS)
    if runs.filter(proposed_at__gt=since).count() >= limits.PRIVATE_RUNS:
        raise WrongState(
            _("There were %(limit)s runs with this office in %(days)s days: no more are allowed"),
            limit=limits.PRIVATE_RUNS,
            days=limits.PRIVATE_RUNS_DAYS,
        )


def _check_waits_for_us(match: PrivateMatch) -> None:
    if match.is_ours or match.state != PrivateMatchState.PROPOSED:
        raise WrongState(_("This proposal has been answered or withdrawn already"))


def _find(came: "Came", state: str, *, is_ours: bool) -> PrivateMatch:
    check_limits(came["limits_on_use"])
    found = PrivateMatch.objects.select_for_update().filter(reference=came["about"])
    match = found.filter(peer=came["sender"]).first()
    if match is None:
        raise NotFound(_("No such run is known with this office"))
    if match.state != state or match.is_ours != is_ours:
        raise WrongState(_("This step of the run is not the one that comes now"))
    return match


def _move(match: PrivateMatch, before: str, **changes: object) -> None:
    waiting = PrivateMatch.objects.filter(pk=match.pk, state=before)
    if not waiting.update(**changes):
        raise WrongState(_("This proposal has been answered or withdrawn already"))
    match.refresh_from_db()


def _points(came: "Came", count: int) -> list[bytes]:
    documents = came["documents"]
    if len(documents) != count:
        raise InputRefused(_("The points of the other office are cut short"))
    return [bytes(getattr(each, "content", b"")) for each in documents]


def _tell(match: PrivateMatch, body: Message, **documents: bytes) -> None:
    attached = [envelope.Document(name, BINARY, content) for name, content in documents.items()]
    queue_message(
        body,
        to=match.peer,
        about=match.reference,
        documents=attached,
        limits_on_use=[match.purpose],
    )


def _record(action: AuditAction, match: PrivateMatch, by: str, **facts: int) -> None:
    """Write the step down; the log holds no text, so of the ground its fingerprint."""
    record(
        action,
        by=by,
        about=match.reference,
        peer=match.peer,
        purpose=match.purpose,
        area=match.area,
        ground=sha256(match.legal_ground.encode()).hexdigest(),
        **facts,
    )
