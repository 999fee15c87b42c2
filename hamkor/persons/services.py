"""Persons as files speak of them: recorded, never guessed, never merged.

`record_person` and `add_name_form` are called by verbs of intake and cases, which say who may.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from hamkor import matching
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.errors import InputRefused, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.persons import limits
from hamkor.persons.checks import check_document, check_name, check_person
from hamkor.persons.keys import comparison_keys, search_keys
from hamkor.persons.models import (
    IdentityDecision,
    MatchKey,
    NameForm,
    Person,
    PersonDocument,
    Verdict,
)
from hamkor.persons.permissions import (
    check_can_decide_identity,
    check_can_read_persons,
    check_can_withdraw_decision,
)
from hamkor.persons.queries import decision_between, same_as, to_record
from hamkor.persons.scripts import script_code
from hamkor.persons.texts import check_text


@dataclass(frozen=True)
class NewName:
    """A name as one source writes it; the parts only where the source separates them.

    `source` says where it was read: "complaint", "passport", "translation", "court"…
    """

    written: str
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    source: str = "complaint"


@transaction.atomic
def record_person(
    *,
    written_names: Sequence[NewName],
    by: str,
    born: matching.PartialDate | None = None,
    sex: str = "",
    citizenship: str = "",
    birthplace: str = "",
    documents: Sequence[matching.DocumentNumber] = (),
    is_sealed: bool = False,
    is_invented: bool = False,
) -> Person:
    """Record somebody a file speaks of, and the keys under which others will find the record.

    Args:
        written_names: every spelling known; may be empty when there is a document.
        by: user name of whoever records it.
        born: None when nothing is known; each part may be unknown.
        sex: "f", "m" or empty.
        citizenship: ISO 3166-1 alpha-2, or empty.
        birthplace: as written.
        documents: identity documents; numbers are compared, never searched by part.
        is_sealed: the name was given to be kept secret; see `queries.visible_to`.
        is_invented: belongs to a demonstration.

    Raises:
        InputRefused: neither a name nor a document, or something that cannot be stored.
    """
    check_person(written_names, documents, born, sex, citizenship, birthplace)
    person = Person.objects.create(
        sex=sex,
        citizenship=citizenship,
        birthplace=birthplace,
        birth_year=born.year if born else None,
        birth_month=born.month if born else None,
        birth_day=born.day if born else None,
        is_sealed=is_sealed,
        is_invented=is_invented,
    )
    NameForm.objects.bulk_create(_name_form(person, name) for name in _once(written_names))
    PersonDocument.objects.bulk_create(
        PersonDocument(person=person, **asdict(document)) for document in documents
    )
    _write_keys(person)
    record(AuditAction.PERSON_RECORDED, by=by, about=person.reference)
    return person


@transaction.atomic
def add_name_form(person: Person, name: NewName, *, by: str) -> NameForm:
    """Add one more spelling; the same spelling from the same source is kept once.

    Raises:
        InputRefused: it cannot be stored, or the person has as many spellings as are kept.
    """
    check_name(name)
    _hold(person)
    known = person.name_forms.filter(written=name.written, source=name.source).first()
    if known:
        return known
    if person.name_forms.count() >= limits.NAME_FORMS:
        raise InputRefused(_("At most %(limit)s spellings are kept"), limit=limits.NAME_FORMS)
    form = _name_form(person, name)
    form.save()
    _write_keys(person)
    record(AuditAction.PERSON_CHANGED, by=by, about=person.reference, what="name")
    return form


@transaction.atomic
def add_person_document(
    person: Person, document: matching.DocumentNumber, *, by: str
) -> PersonDocument:
    """Add one more identity document; the same number of the same kind is kept once.

    Raises:
        InputRefused: it cannot be stored, or the person has as many documents as are kept.
    """
    check_document(document)
    _hold(person)
    known = person.documents.filter(**asdict(document)).first()
    if known:
        return known
    if person.documents.count() >= limits.DOCUMENTS:
        raise InputRefused(_("At most %(limit)s documents are kept"), limit=limits.DOCUMENTS)
    added = PersonDocument.objects.create(person=person, **asdict(document))
    _write_keys(person)
    record(AuditAction.PERSON_CHANGED, by=by, about=person.reference, what="document")
    return added


@transaction.atomic
def decide_identity(
    first: Person, second: Person, *, verdict: str, reasons: str, by: Officer
) -> IdentityDecision:
    """Decide whether two records are one person. The comparison shown is kept with the decision.

    Nothing is merged. The same decision sent twice by the same officer is kept once.

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
    _hold(one, other)
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
def withdraw_decision(decision: IdentityDecision, *, reasons: str, by: Officer) -> None:
    """Take a decision on identity out of force. It stays on file with the reasons for both.

    Raises:
        NotAllowed: `by` may not decide on identities.
        InputRefused: no reasons.
        WrongState: it is not in force any more.
    """
    check_can_withdraw_decision(by)
    at_least, at_most = limits.REASONS
    check_text(reasons, field="reasons", at_least=at_least, at_most=at_most, is_one_line=False)
    in_force = IdentityDecision.objects.filter(pk=decision.pk, withdrawn_at=None)
    if not in_force.update(
        withdrawn_at=now(), withdrawn_by=by.username, withdrawal_reasons=reasons
    ):
        raise WrongState(_("This decision has been withdrawn already"))
    decision.refresh_from_db()
    record(AuditAction.IDENTITY_DECISION_WITHDRAWN, by=by.username, about=decision.reference)


@transaction.atomic
def note_person_read(person: Person, *, by: Officer) -> None:
    """Write into the audit log that an officer looked at this record.

    Raises:
        NotAllowed: `by` may not look persons up.
    """
    check_can_read_persons(by)
    record(AuditAction.PERSON_READ, by=by.username, about=person.reference)


def _hold(*persons: Person) -> None:
    """Let nobody else add to these records or decide on them until the transaction ends.

    In the order of the keys, so that two officers never wait for each other. SQLite has no row
    locks and needs none: its transactions begin with the right to write.
    """
    chosen = Person.objects.filter(pk__in=[person.pk for person in persons]).order_by("pk")
    list(chosen.select_for_update(no_key=True))


def _once(names: Sequence[NewName]) -> list[NewName]:
    return list({(name.written, name.source): name for name in names}.values())


def _name_form(person: Person, name: NewName) -> NameForm:
    return NameForm(person=person, script=script_code(name.written), **asdict(name))


def _write_keys(person: Person) -> None:
    """Add the keys that the record has now; keys already there stay.

    A key never becomes wrong: spellings and documents are added, not taken away.
    """
    held = to_record(person)
    keys = comparison_keys(held) | search_keys(held)
    MatchKey.objects.bulk_create(
        (MatchKey(person=person, key=key) for key in sorted(keys)), ignore_conflicts=True
    )


def _check_decision(first: Person, second: Person, verdict: str, reasons: str) -> None:
    if first.pk == second.pk:
        raise InputRefused(_("This is one record: there is nothing to compare"))
    if verdict not in Verdict.values:
        raise InputRefused(_("Choose one of the answers"), field="verdict")
    at_least, at_most = limits.REASONS
    check_text(reasons, field="reasons", at_least=at_least, at_most=at_most, is_one_line=False)


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
        is_contradicted = _are_kept_apart(ones, others)
    if is_contradicted:
        raise WrongState(
            _("This contradicts decisions in force on records of the same person: withdraw those")
        )


def _are_kept_apart(ones: set[Person], others: set[Person]) -> bool:
    apart = IdentityDecision.objects.filter(verdict=Verdict.NOT_SAME, withdrawn_at=None)
    return (
        apart.filter(first__in=ones, second__in=others).exists()
        or apart.filter(first__in=others, second__in=ones).exists()
    )


def _store_decision(
    one: Person, other: Person, *, verdict: str, reasons: str, by: Officer
) -> IdentityDecision:
    comparison = matching.compare(to_record(one), to_record(other))
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
