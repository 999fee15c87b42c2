"""Officers' decisions on who is who: with reasons, by one or two officers, never for ever."""

from django.db import IntegrityError, transaction

from hamkor import matching
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.errors import InputRefused, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.persons import limits
from hamkor.persons.forms import weigh
from hamkor.persons.models import IdentityDecision, Person, Verdict
from hamkor.persons.permissions import (
    check_can_confirm_decision,
    check_can_decide_identity,
    check_can_withdraw_decision,
)
from hamkor.persons.queries.decisions import (
    are_kept_apart,
    decision_between,
    same_as,
    waits_for_second,
)
from hamkor.persons.services.locking import hold
from hamkor.persons.services.telling import tell_agreements, tell_withdrawal
from hamkor.persons.texts import check_text


@transaction.atomic
def decide_identity(
    first: Person, second: Person, *, verdict: str, reasons: str, by: Officer
) -> IdentityDecision:
    """Decide whether two records are one person. The comparison shown is kept with the decision.

    Nothing is merged. The same decision sent twice by the same officer is kept once. That two
    records are one person takes effect when a second officer confirms it, if one of them stands
    in a case (`queries.waits_for_second`).

    Args:
        first: one record.
        second: the other; their order does not matter.
        verdict: a `Verdict` value.
        reasons: why, in the officer's words.
        by: the deciding officer.

    Raises:
        NotAllowed: `by` may not decide on identities.
        InputRefused: an unknown verdict, no reasons, or one record twice.
        WrongState: there is a decision in force, or others in force contradict this one.
    """
    check_can_decide_identity(by)
    _check_decision(first, second, verdict, reasons)
    one, other = sorted((first, second), key=lambda person: person.pk)
    hold(one, other)
    in_force = decision_between(one, other)
    if in_force and _is_repeat(in_force, verdict, reasons, by):
        return in_force
    if in_force:
        raise WrongState(_("There is a decision on these two already: withdraw it first"))
    _check_no_contradiction(one, other, verdict)
    decision = _store_decision(one, other, verdict=verdict, reasons=reasons, by=by)
    record(
        AuditAction.IDENTITY_DECIDED,
        by=by.username,
        about=decision.reference,
        verdict=verdict,
        suggested=decision.suggestion["verdict"],
        persons=[str(one.reference), str(other.reference)],
    )
    return decision


@transaction.atomic
def confirm_decision(decision: IdentityDecision, *, by: Officer) -> None:
    """Confirm, as the second officer, that two records of which one is in a case are one person.

    Raises:
        NotAllowed: `by` may not decide on identities, or decided this one.
        WrongState: nobody waits for it, or other decisions contradict it by now.
    """
    check_can_confirm_decision(by, decision)
    hold(decision.first, decision.second)
    decision.refresh_from_db()
    if not waits_for_second(decision):
        raise WrongState(_("This decision waits for nobody"))
    _check_no_contradiction(decision.first, decision.second, decision.verdict)
    open_one = IdentityDecision.objects.filter(
        pk=decision.pk, withdrawn_at=None, confirmed_at=None
    )
    if not open_one.update(confirmed_at=now(), confirmed_by=by.username):
        raise WrongState(_("Someone else has just decided on these two"))
    decision.refresh_from_db()
    tell_agreements(decision, by=by)
    record(AuditAction.IDENTITY_CONFIRMED, by=by.username, about=decision.reference)


@transaction.atomic
def withdraw_decision(decision: IdentityDecision, *, reasons: str, by: Officer) -> None:
    """Take a decision on identity out of force. It stays on file with the reasons for both.

    An office with which it was agreed is told, with the reasons.

    Raises:
        NotAllowed: `by` may not decide on identities.
        InputRefused: no reasons.
        WrongState: it is not in force any more.
    """
    check_can_withdraw_decision(by)
    check_reasons(reasons)
    in_force = IdentityDecision.objects.filter(pk=decision.pk, withdrawn_at=None)
    if not in_force.update(
        withdrawn_at=now(), withdrawn_by=by.username, withdrawal_reasons=reasons
    ):
        raise WrongState(_("This decision has been withdrawn already"))
    decision.refresh_from_db()
    tell_withdrawal(decision, reasons=reasons, by=by)
    record(AuditAction.IDENTITY_DECISION_WITHDRAWN, by=by.username, about=decision.reference)


def check_reasons(reasons: str) -> None:
    at_least, at_most = limits.REASONS
    check_text(reasons, field="reasons", at_least=at_least, at_most=at_most, is_one_line=False)


def _check_decision(first: Person, second: Person, verdict: str, reasons: str) -> None:
    if first.pk == second.pk:
        raise InputRefused(_("This is one record: there is nothing to compare"))
    if verdict not in Verdict.values:
        raise InputRefused(_("Choose one of the answers"), field="verdict")
    check_reasons(reasons)


def _is_repeat(decision: IdentityDecision, verdict: str, reasons: str, by: Officer) -> bool:
    said = (decision.verdict, decision.reasons, decision.decided_by)
    return said == (verdict, reasons, by.username)


def _check_no_contradiction(one: Person, other: Person, verdict: str) -> None:
    """Refuse to call A and C different while A is B and B is C, and the other way round."""
    if verdict == Verdict.UNSURE:
        return
    ones, others = same_as(one) | {one}, same_as(other) | {other}
    if verdict == Verdict.NOT_SAME:
        is_contradicted = other in ones
    else:
        is_contradicted = are_kept_apart(ones, others)
    if is_contradicted:
        raise WrongState(
            _("This contradicts decisions in force on records of the same person: withdraw those")
        )


def _store_decision(
    one: Person, other: Person, *, verdict: str, reasons: str, by: Officer
) -> IdentityDecision:
    comparison = weigh(one, other)
    try:
        with transaction.atomic():
            return IdentityDecision.objects.create(
                first=one,
                second=other,
                verdict=verdict,
                reasons=reasons,
                suggestion=_as_shown(comparison),
                decided_by=by.username,
            )
    except IntegrityError as error:
        raise WrongState(_("Someone else has just decided on these two")) from error


def _as_shown(comparison: matching.Comparison) -> dict[str, object]:
    """Keep what was suggested: levels and bits, without the names that the facts hold."""
    return {
        "verdict": comparison.verdict,
        "score": round(comparison.score, 2),
        "probability": round(comparison.probability, 4),
        "would_settle": comparison.would_settle,
        "reasons": [
            {"field": reason.field, "level": reason.level, "bits": round(reason.bits, 2)}
            for reason in comparison.reasons
        ],
    }
