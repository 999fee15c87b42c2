"""Every form of the node in the state it is for: who sends it, where it stands, what it says.

`FORMS` has a line for each route that takes what people type; a test compares it with the list of
routes, so that a new form is attacked like the others. All people are invented.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.cases import services as cases
from hamkor.intake import services as intake
from hamkor.persons import services as persons
from hamkor.persons.messages import IdentityDecided, PrivateMatchProposed
from hamkor.persons.services import decide_identity
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    ComplaintFactory,
    DeputyFactory,
    DutyOfficerFactory,
    PersonFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
)
from tests.web.contesting_forms import CONTESTING
from tests.web.every_form_of_the_person import OF_THE_PERSON, a_file
from tests.web.offered_forms import Ready
from tests.web.office import as_officer

DECIDED = {
    "decision": "expulsion",
    **{f"{name}_day": "20" for name in ("served", "adopted")},
    **{f"{name}_month": "11" for name in ("served", "adopted")},
    **{f"{name}_year": "2026" for name in ("served", "adopted")},
}
REASONS = "Ихтироъ: сабаби кофӣ дароз."


def _officers(name: str, said: dict[str, Any], *, ready: Callable[..., Any], by: type) -> Any:
    """Return how a form on one thing of the office gets ready."""

    def made() -> Ready:
        officer = by()
        thing = ready(officer)
        return Ready(as_officer(officer), reverse(name, args=[thing.reference]), dict(said))

    return made


def _on(page: str, make_ready: Callable[[], Ready]) -> Callable[[], Ready]:
    """Say that a form stands on the page `page` of the same thing."""

    def made() -> Ready:
        ready = make_ready()
        ready.page = reverse(page, args=[ready.action.split("/")[3]])
        return ready

    return made


def _complaint(name: str, said: dict[str, Any], *, new: bool = False) -> Callable[[], Ready]:
    factory = ComplaintFactory if new else RegisteredComplaintFactory
    made = _officers(name, said, ready=lambda by: factory(), by=DutyOfficerFactory)
    return made if name == "open_case" else _on("complaint", made)


def _case(name: str, said: dict[str, Any], *, by: type = CaseOfficerFactory) -> Any:
    def opened(officer: Any) -> Any:
        lead = officer if by is CaseOfficerFactory else CaseOfficerFactory()
        return make.open_case(by=lead)

    return _officers(name, said, ready=opened, by=by)


def _assign() -> Ready:
    ready = _on("case", _case("case_assign", {}, by=DutyOfficerFactory))()
    ready.said = {"officer": str(CaseOfficerFactory().pk), "is_lead": "on"}
    return ready


def _end_assignment() -> Ready:
    duty, lead = DutyOfficerFactory(), CaseOfficerFactory()
    case = make.open_case(by=lead)
    address = reverse("case_end_assignment", args=[case.reference, lead.username])
    return Ready(as_officer(duty), address, page=reverse("case", args=[case.reference]))


def _person_on_file() -> Ready:
    ready = _case("case_person", {"role": "witness"})()
    ready.said["person"] = str(PersonFactory(name="Раҳмонов Саид").reference)
    ready.page = ready.action + "?q=Раҳмонов"
    return ready


def _act() -> Ready:
    return _case("case_act", {"category": "wages", "description": "Музд надоданд."})()


def _situation(name: str, said: dict[str, Any]) -> Callable[[], Ready]:
    """Return a form on a person's situation in a case, of whom the law can say something."""

    def made() -> Ready:
        officer = CaseOfficerFactory()
        case = make.open_case(by=officer)
        member = cases.add_person(case, person=PersonFactory(), role="witness", by=officer)
        cases.record_situation(case, member, facts=DECIDED, by=officer)
        page = reverse("case_situation", args=[case.reference, member.pk])
        action = reverse(name, args=[case.reference, member.pk])
        return Ready(as_officer(officer), action, dict(said), page)

    return made


def _identity(name: str, said: dict[str, Any]) -> Callable[[], Ready]:
    def made() -> Ready:
        officer, two = DutyOfficerFactory(), (PersonFactory(), PersonFactory())
        if name == "withdraw_identity":
            decide_identity(*two, verdict="same", reasons=REASONS, by=officer)
        ids = [each.reference for each in two]
        page = reverse("compare", args=ids)
        return Ready(as_officer(officer), reverse(name, args=ids), dict(said), page)

    return made


def _confirmation() -> Ready:
    officer, two = CaseOfficerFactory(), (PersonFactory(), PersonFactory())
    cases.add_person(make.open_case(by=officer), person=two[0], role="witness", by=officer)
    decide_identity(*two, verdict="same", reasons=REASONS, by=officer)
    ids = [each.reference for each in two]
    page = reverse("compare", args=ids)
    return Ready(
        as_officer(DutyOfficerFactory()), reverse("confirm_identity", args=ids), page=page
    )


def _known_request() -> tuple[Any, AssistanceRequest, make.Moscow]:
    officer, moscow = CaseOfficerFactory(), make.Moscow()
    moscow.trusted()
    asked = make.sent(by=officer)
    moscow.receives(asked.reference)
    return officer, AssistanceRequest.objects.get(pk=asked.pk), moscow


def _proposing() -> Ready:
    officer, asked, _moscow = _known_request()
    two = PersonFactory(), PersonFactory()
    for person in two:
        cases.add_person(asked.case, person=person, role="witness", by=officer)
    decide_identity(*two, verdict="not_same", reasons=REASONS, by=officer)
    ids = [each.reference for each in two]
    page = reverse("compare", args=ids)
    return Ready(as_officer(officer), reverse("propose_identity", args=ids), page=page)


def _private_matching() -> Ready:
    officer = CaseOfficerFactory()
    case = make.open_case(by=officer)
    cases.add_person(case, person=PersonFactory(), role="witness", by=officer)
    said = {
        "peer": make.MOSCOW,
        "area": case.area,
        "purpose": "protection",
        "legal_ground": REASONS,
    }
    return Ready(as_officer(DeputyFactory()), "/office/private-matching/", said)


def _private_answer() -> Ready:
    about = uuid4()
    body = PrivateMatchProposed(
        area="minors", purpose="protection", legal_ground=REASONS, at=make.clock.now()
    )
    persons.learn_private_match(body, **make.came(about, limits=("protection",)))
    action = reverse("private_match", args=[about])
    said = {"answer": "declines", "reasons": REASONS}
    return Ready(as_officer(DeputyFactory()), action, said)


def _proposal() -> Ready:
    officer, asked, _moscow = _known_request()
    told = {"names": ("Раҳмонов Саид",), "born": "", "citizenship": ""}
    body = IdentityDecided(
        decision=uuid4(),
        verdict="same",
        reasons=REASONS,
        first=told,
        second=told,
        at=make.clock.now(),
    )
    assistance.receive_identity(body, **make.came(asked.reference, limits=make.PROTECTIVE))
    action = reverse("identity_proposal", args=[body.decision])
    return Ready(as_officer(officer), action, {"answer": "declines", "reasons": REASONS})


def _draft() -> Ready:
    ready = _case("draft_request", {"title": "Ихтироъ"})()
    ready.action += f"?peer={make.MOSCOW}&kind=inter_office_inquiry"
    return ready


def _status(status: str, **more: Any) -> Callable[[Any], AssistanceRequest]:
    """Return how a sent request gets into a state that the other office brings about."""

    def made(by: Any) -> AssistanceRequest:
        request = make.sent(by=by)
        values = {**more, "status": status, "peer_step": 1}
        AssistanceRequest.objects.filter(pk=request.pk).update(**values)
        return request

    return made


def _answer_drafted(deputy: Any) -> AssistanceRequest:
    request = make.accepted()
    assistance.draft_answer(request, text="Пурра", by=request.responsible)
    return request


def _step(name: str, said: dict[str, Any], ready: Any, by: type = CaseOfficerFactory) -> Any:
    made = _officers(name, said, ready=ready, by=by)
    return _on("request", made) if name == "start_execution" else made


def _original_of_a_file() -> Ready:
    file = intake.add_attachment(ComplaintFactory(), name="a.txt", content="Ихтироъ".encode())
    action, page = (
        reverse(name, args=[file.reference]) for name in ("attachment_original", "attachment")
    )
    client = as_officer(DutyOfficerFactory())
    return Ready(client, action, {"reason": "genuine"}, page, accepted=200)


SURE = {"is_considered": "on"}
CASE = {"title": "Ихтироъ", "area": "labour-migrants", "purpose": "protection"}
NEW_PERSON = {"name": "Ихтироъӣ Корфармо", "source": "court", "role": "employer"}

FORMS: dict[str, Callable[[], Ready]] = {
    **CONTESTING,
    **OF_THE_PERSON,
    "register_complaint": _complaint("register_complaint", {}, new=True),
    "attachment_original": _original_of_a_file,
    "forward_complaint": _complaint(
        "forward_complaint", {"to": "Inspectorate", "reasons": REASONS}
    ),
    "answer_complaint": _complaint(
        "answer_complaint", {"text": "Мо тафтиш кардем.", "outcome": "upheld"}
    ),
    "return_complaint": _complaint("return_complaint", {"lacks": "who", "text": "Кӣ?"}),
    "extend_answer": _complaint("extend_answer", {"reasons": REASONS}),
    "write_to_person": _complaint("write_to_person", {"text": "Шартнома доред?"}),
    "open_case": _complaint("open_case", CASE),
    "case_person": _person_on_file,
    "case_new_person": lambda: _new_person(),
    "case_act": _act,
    "case_situation": _situation("case_situation", {"citizenship": "TJ"}),
    "case_situation_date": _situation("case_situation_date", {"name": "decisions[0].appeal_by"}),
    "check_situation": lambda: Ready(
        Client(), "/check/", {"step": "0", "citizenship": "TJ"}, accepted=200
    ),
    "case_note": _on("case", _case("case_note", {"text": "Занг задам."})),
    "case_document_add": _on("case", _case("case_document_add", {"file": a_file()})),
    "case_purpose": _on("case", _case("case_purpose", {"purpose": "statistics"})),
    "case_assign": _assign,
    "case_end_assignment": _end_assignment,
    "case_close": _case("case_close", {"outcome": "Музд дода шуд."}, by=DeputyFactory),
    "decide_identity": _identity("decide_identity", {"verdict": "same", "reasons": REASONS}),
    "add_to_person": lambda: Ready(
        as_officer(DutyOfficerFactory()),
        reverse("add_to_person", args=[PersonFactory().reference]),
        {"source": "court", "name": "Ихтироъ"},
    ),
    "confirm_identity": _confirmation,
    "private_matches": _private_matching,
    "private_match": _private_answer,
    "propose_identity": _proposing,
    "identity_proposal": _proposal,
    "withdraw_identity": _identity("withdraw_identity", {"reasons": REASONS}),
    "draft_request": _draft,
    "revise_request": _step("revise_request", {"title": "Нав"}, lambda by: make.draft(by=by)),
    "request_facts": _step(
        "request_facts", {"fact-0": "1990-01-01"}, lambda by: make.draft(by=by, kind="interview")
    ),
    "attach_document": _step(
        "attach_document", {"content": a_file()}, lambda by: make.draft(by=by)
    ),
    "ask_approval": _step("ask_approval", SURE, lambda by: make.draft(by=by)),
    "approve_request": _step("approve_request", SURE, lambda by: make.asked(), DeputyFactory),
    "return_request": _step(
        "return_request", {"remarks": "Аз нав"}, lambda by: make.asked(), DeputyFactory
    ),
    "send_request": _step("send_request", {}, lambda by: make.approved(deputy=by), DeputyFactory),
    "give_information": _step("give_information", {"text": "Ана"}, _status("information_asked")),
    "withdraw_request": _step(
        "withdraw_request", {"reasons": "Нодаркор"}, lambda by: make.draft(by=by)
    ),
    "close_request": _step(
        "close_request", {}, _status("executed", answer="Пардохт", answered_at=make.clock.now())
    ),
    "take_on": _step("take_on", {}, lambda by: make.received()),
    "open_case_for_request": _step(
        "open_case_for_request", CASE, lambda by: make.taken_on(officer=by)
    ),
    "accept_request": _step("accept_request", {}, lambda by: make.taken_on(), DeputyFactory),
    "refuse_request": _step(
        "refuse_request",
        {"ground": "outside_powers", "reasons": REASONS},
        lambda by: make.taken_on(),
        DeputyFactory,
    ),
    "postpone_request": _step(
        "postpone_request",
        {"until": "2026-12-24", "reasons": REASONS},
        lambda by: make.taken_on(),
        DeputyFactory,
    ),
    "ask_for_information": _step(
        "ask_for_information", {"question": "Шартнома?"}, lambda by: make.taken_on(officer=by)
    ),
    "note_other_channel": _step(
        "note_other_channel",
        {"channel": "post", "on": "2026-01-05", "text": "№ 7"},
        lambda by: make.sent(by=by),
    ),
    "start_execution": _step("start_execution", {}, lambda by: make.accepted(officer=by)),
    "draft_answer": _step(
        "draft_answer",
        {"text": "Пурра", "is_partial": "partly"},
        lambda by: make.accepted(officer=by),
    ),
    "approve_answer": _step("approve_answer", {}, _answer_drafted, DeputyFactory),
    "take_up_message": lambda: _message_set_aside(),
    "distrust_office": lambda: _office_whose_keys_were_stolen(),
}


def _office_whose_keys_were_stolen() -> Ready:
    action = reverse("distrust_office", args=[make.MOSCOW])
    return Ready(as_officer(SupervisorFactory()), action, page=reverse("exchange"))


def _message_set_aside() -> Ready:
    moscow = make.Moscow()
    moscow.trusted()
    aside = moscow.says(make.messages.Acceptance, uuid4())
    action = reverse("take_up_message", args=[aside.message_id])
    return Ready(as_officer(DeputyFactory()), action, page=reverse("exchange"))


def _new_person() -> Ready:
    ready = _case("case_new_person", NEW_PERSON)()
    ready.page = reverse("case_person", args=[ready.action.split("/")[3]])
    return ready
