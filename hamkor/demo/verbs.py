"""What an office of the demonstration can be told to do: the real services, called by name.

Commands come as JSON, so that officers, complaints, cases, requests and persons are named by user
name or reference; `LOADERS` turns them into what the services take.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model

from hamkor import envelope
from hamkor.accounts import services as accounts
from hamkor.accounts.models import Officer
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.cases import services as cases
from hamkor.cases.models import Case, CasePerson
from hamkor.deadlines.services import cancel_deadlines
from hamkor.exchange import identity
from hamkor.exchange import services as exchange
from hamkor.exchange.models import OutboxMessage
from hamkor.gateway.delivery import settle
from hamkor.gateway.dispatch import dispatch_new
from hamkor.intake import services as intake
from hamkor.intake.models import Complaint
from hamkor.matching import DocumentNumber, PartialDate
from hamkor.persons import services as persons
from hamkor.persons.models import Person


def perform(verb: str, args: Mapping[str, Any]) -> Any:
    """Do one thing and return what of it can be written as JSON: a reference, or facts."""
    loaded = {name: _load(name, value) for name, value in args.items()}
    return _told(VERBS[verb](**loaded))


def file(facts: Mapping[str, Any], language: str, operator: Officer | None = None) -> Any:
    """File a complaint as a person does, on a blank form."""
    filed = intake.file_complaint(
        token=envelope.new_token(),
        facts=intake.ComplaintFacts(**facts),
        language=language,
        operator=operator,
        is_invented=True,
    )
    return {"complaint": str(filed.complaint.reference), "code": filed.code}


def register(complaint: Complaint, by: Officer) -> Any:
    """Register a complaint and say which person's record came of it, if any."""
    intake.register_complaint(complaint, by=by)
    return str(complaint.person.reference) if complaint.person else None


def write_to_person(complaint: Complaint, text: str, by: Officer) -> None:
    """Write to the person on a blank form."""
    intake.write_to_person(complaint, text=text, token=envelope.new_token(), by=by)


def write_to_office(complaint: Complaint, text: str) -> None:
    """Write to the office as the person does."""
    intake.write_to_office(complaint, text=text, token=envelope.new_token())


def record_person(
    names: list[tuple[str, str]],
    by: Officer,
    born: PartialDate | None = None,
    sex: str = "",
    citizenship: str = "",
    documents: list[tuple[str, str]] | None = None,
) -> Person:
    """Record somebody on file: (name, source) pairs and (kind, number) pairs."""
    return persons.record_person(
        written_names=[persons.NewName(written, source=source) for written, source in names],
        by=by.username,
        born=born,
        sex=sex,
        citizenship=citizenship,
        documents=[DocumentNumber(kind, number) for kind, number in documents or []],
        is_invented=True,
    )


def add_new_person(
    case: Case, written: str, role: str, by: Officer, sex: str = "", citizenship: str = ""
) -> CasePerson:
    """Record somebody and say which part they have in the case."""
    return cases.add_new_person(
        case,
        name=persons.NewName(written, source="case"),
        born=None,
        sex=sex,
        citizenship=citizenship,
        documents=(),
        role=role,
        note="",
        by=by,
    )


def person_concerned(case: Case) -> CasePerson | None:
    """Return the person of the case whom the complaint brought in."""
    return case.persons.order_by("id").first()


def drop_dates(about: str) -> None:
    """Let no date run for something of which none is known to have run."""
    cancel_deadlines(UUID(about))


def trust(statements: Mapping[str, str], compared_by: str) -> None:
    """Trust every office whose statement is given with its address."""
    for address, statement in statements.items():
        exchange.trust_peer(statement, address=address, by=compared_by)


def collect(but_not_to: list[str]) -> list[dict[str, str]]:
    """Return what waits to be carried to the offices that can be reached."""
    waiting = OutboxMessage.objects.filter(status="waiting").exclude(peer__in=but_not_to)
    return [
        {
            "message": str(message.message_id),
            "to": message.peer,
            "queued_at": message.queued_at.isoformat(),
            "frame": b64encode(bytes(message.frame)).decode(),
        }
        for message in waiting.order_by("id")
    ]


def accept(frame: str) -> str:
    """Take in a frame and return the signed receipt."""
    return exchange.accept(b64decode(frame))


def note_receipt(message: str, receipt: str) -> None:
    """Believe the other office's receipt."""
    exchange.record_receipt(OutboxMessage.objects.get(message_id=message), receipt)


def tidy() -> None:
    """Do what a worker does besides delivering."""
    dispatch_new()
    exchange.expire_overdue()
    settle()


def _told(result: Any) -> Any:
    if isinstance(result, CasePerson):
        return result.pk
    if isinstance(result, Model):
        return str(getattr(result, "reference", result.pk))
    return result


def _load(name: str, value: Any) -> Any:
    return LOADERS[name](value) if name in LOADERS and value is not None else value


def _officer(username: str) -> Officer:
    return Officer.objects.get(username=username)


def _person(reference: str) -> Person:
    return Person.objects.get(reference=reference)


def _case_person(pk: int) -> CasePerson:
    return CasePerson.objects.get(pk=pk)


LOADERS: dict[str, Callable[[Any], Any]] = {
    "by": _officer,
    "officer": _officer,
    "operator": _officer,
    "complaint": lambda reference: Complaint.objects.get(reference=reference),
    "case": lambda reference: Case.objects.get(reference=reference),
    "request": lambda reference: AssistanceRequest.objects.get(reference=reference),
    "person": _person,
    "first": _person,
    "second": _person,
    "actor": _case_person,
    "affected": _case_person,
    "content": b64decode,
    "until": date.fromisoformat,
    "asked_by_on": date.fromisoformat,
    "born": PartialDate.parse,
}

VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        # The world's own, where a service takes more than JSON can say.
        file,
        register,
        write_to_person,
        write_to_office,
        record_person,
        add_new_person,
        person_concerned,
        drop_dates,
        trust,
        collect,
        accept,
        note_receipt,
        tidy,
        # Services as they are.
        accounts.create_officer,
        identity.our_statement,
        intake.forward_complaint,
        intake.answer_complaint,
        intake.withdraw_complaint,
        intake.add_attachment,
        intake.note_complaint_read,
        intake.note_status_read,
        persons.decide_identity,
        cases.open_case,
        cases.assign_officer,
        cases.add_person,
        cases.record_act,
        cases.add_note,
        cases.add_document,
        cases.close_case,
        assistance.draft_request,
        assistance.attach_document,
        assistance.ask_approval,
        assistance.approve_request,
        assistance.return_request,
        assistance.revise_request,
        assistance.send_request,
        assistance.give_information,
        assistance.withdraw_request,
        assistance.close_request,
        assistance.take_on,
        assistance.accept_request,
        assistance.refuse_request,
        assistance.postpone_request,
        assistance.ask_for_information,
        assistance.start_execution,
        assistance.draft_answer,
        assistance.approve_answer,
        assistance.open_case_for_request,
    )
}
