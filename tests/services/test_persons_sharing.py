"""Two offices agree on who is who: proposed, answered, binding both, taken back."""

from uuid import uuid4

import pytest

from hamkor import clock
from hamkor.assistance import services as assistance
from hamkor.audit.actions import AuditAction
from hamkor.cases.services import add_person
from hamkor.errors import (
    FirewallBreach,
    InputRefused,
    NotAllowed,
    NotFound,
    RuleViolation,
    WrongState,
)
from hamkor.exchange.models import OutboxMessage
from hamkor.matching import DocumentNumber
from hamkor.persons import limits, queries
from hamkor.persons.messages import IdentityAnswered, IdentityDecided, IdentityWithdrawn
from hamkor.persons.models import IdentityDecision, SharedDecision
from hamkor.persons.services import confirm_decision, decide_identity, withdraw_decision
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DutyOfficerFactory, PersonFactory
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db

REASONS = "Father's name and village differ. (invented)"
PROTECTIVE = make.PROTECTIVE


@pytest.fixture
def moscow(frozen_clock):
    peer = make.Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina")


@pytest.fixture
def bystander(moscow):
    """A decision that no office is told of."""
    pair = PersonFactory(name="Олимова Лола"), PersonFactory(name="Олимова Лола")
    return decide_identity(*pair, verdict="not_same", reasons=REASONS, by=CaseOfficerFactory())


def two_in_case(case, officer, **changes):
    pair = (
        PersonFactory(
            name="Раҳмонов Саид",
            born="1990-05-03",
            documents=[DocumentNumber("passport", "40 1234567", "TJ")],
        ),
        PersonFactory(name="Рахмонов Сайд", born="1991", **changes),
    )
    for person in pair:
        add_person(case, person=person, role="witness", by=officer)
    return pair


@pytest.fixture
def request_known(moscow, officer, bystander):
    request = make.sent(by=officer)
    moscow.receives(request.reference)
    request.refresh_from_db()
    return request


@pytest.fixture
def pair(request_known, officer):
    return two_in_case(request_known.case, officer)


@pytest.fixture
def decision(pair, officer):
    return decide_identity(*pair, verdict="not_same", reasons=REASONS, by=officer)


@pytest.fixture
def proposed(request_known, decision, officer):
    return assistance.propose_identity(request_known, decision, by=officer)


def says(moscow, which, about, limits_given=PROTECTIVE, **said):
    body = which(at=clock.now(), **said)
    return moscow.delivers(
        moscow.seal(
            body.KIND, body.model_dump(mode="json"), about=about, limits_on_use=limits_given
        )
    )


PARTICULARS = {"names": ("Рахмонов Саид",), "born": "1990-05-??", "citizenship": "TJ"}


def moscow_proposes(moscow, about, verdict="not_same", **changes):
    said = {
        "decision": uuid4(),
        "verdict": verdict,
        "reasons": "Разные люди (вымысел)",
        "first": PARTICULARS,
        "second": {"names": ("Рахмонов Сайд",)},
        **changes,
    }
    return says(moscow, IdentityDecided, about, **said)


def learnt():
    return SharedDecision.objects.get(is_ours=False)


def test_the_other_office_is_told_who_is_meant_without_a_document_number(
    proposed, request_known, decision, moscow, bystander
):
    (said,) = moscow.receives(request_known.reference)
    assert said.kind == "identity.decision/1"
    assert tuple(said.limits_on_use) == PROTECTIVE
    assert said.body["verdict"] == "not_same"
    assert said.body["first"] == {
        "names": ["Раҳмонов Саид"],
        "born": "1990-05-03",
        "citizenship": "TJ",
    }
    assert "1234567" not in str(said.body)
    assert said.body["decision"] == str(proposed.reference)
    assert (proposed.state, proposed.is_ours, proposed.decision) == ("proposed", True, decision)
    assert not bystander.shared.exists()
    assert_recorded_once(AuditAction.IDENTITY_PROPOSED, by="zarina", about=proposed.reference)


@pytest.mark.parametrize(("agrees", "state"), [(True, "agreed"), (False, "declined")])
def test_their_answer_is_learnt_once(proposed, request_known, moscow, agrees, state):
    answer = {"decision": proposed.reference, "agrees": agrees, "reasons": "Так и есть"}
    says(moscow, IdentityAnswered, request_known.reference, **answer)
    proposed.refresh_from_db()
    assert (proposed.state, proposed.answer, proposed.answered_by) == (
        state,
        "Так и есть",
        make.MOSCOW,
    )
    says(moscow, IdentityAnswered, request_known.reference, **(answer | {"agrees": not agrees}))
    proposed.refresh_from_db()
    assert proposed.state == state


def test_a_withdrawal_here_is_told_there_and_binds_nobody_any_more(
    proposed, request_known, decision, moscow, officer
):
    answer = {"decision": proposed.reference, "agrees": True, "reasons": "Да"}
    says(moscow, IdentityAnswered, request_known.reference, **answer)
    moscow.receives(request_known.reference)
    withdraw_decision(decision, reasons="The passports were exchanged.", by=officer)
    (said,) = moscow.receives(request_known.reference)
    assert said.kind == "identity.withdrawal/1"
    assert said.body["reasons"] == "The passports were exchanged."
    proposed.refresh_from_db()
    assert proposed.state == "withdrawn"


def test_a_withdrawal_there_leaves_our_officers_decision_but_unbound(
    proposed, request_known, decision, moscow
):
    said = {"decision": proposed.reference, "reasons": "Ошибка (вымысел)"}
    says(moscow, IdentityWithdrawn, request_known.reference, **said)
    proposed.refresh_from_db()
    decision.refresh_from_db()
    assert (proposed.state, proposed.withdrawal_reasons) == ("withdrawn", "Ошибка (вымысел)")
    assert decision.withdrawn_at is None
    # An agreement that crossed the withdrawal revives nothing.
    answer = {"decision": proposed.reference, "agrees": True, "reasons": "Да"}
    says(moscow, IdentityAnswered, request_known.reference, **answer)
    proposed.refresh_from_db()
    assert proposed.state == "withdrawn"


def test_what_they_propose_changes_nothing_until_our_officer_agrees(
    request_known, pair, moscow, officer
):
    moscow_proposes(moscow, request_known.reference)
    shared = learnt()
    assert (shared.state, shared.peer, shared.decision) == ("proposed", make.MOSCOW, None)
    assert queries.decision_between(*pair) is None
    assistance.agree_to_identity(shared, *pair, reasons=REASONS, by=officer)
    shared.refresh_from_db()
    assert shared.state == "agreed"
    assert shared.decision == queries.decision_between(*pair)
    assert shared.decision.verdict == "not_same"
    (said,) = moscow.receives(request_known.reference)
    assert (said.kind, said.body["agrees"]) == ("identity.answer/1", True)


def test_what_we_have_decided_already_is_what_we_agree_with(
    request_known, pair, decision, moscow, officer
):
    moscow_proposes(moscow, request_known.reference)
    assistance.agree_to_identity(learnt(), *pair, reasons=REASONS, by=officer)
    assert learnt().decision == decision


def test_they_are_told_that_two_are_one_only_when_our_second_officer_has_confirmed(
    request_known, pair, moscow, officer
):
    moscow_proposes(moscow, request_known.reference, verdict="same")
    assistance.agree_to_identity(learnt(), *pair, reasons=REASONS, by=officer)
    assert learnt().state == "proposed"
    assert moscow.receives(request_known.reference) == []
    with refused(WrongState, "answered or withdrawn"):
        assistance.agree_to_identity(learnt(), *pair, reasons=REASONS, by=officer)
    confirm_decision(learnt().decision, by=DutyOfficerFactory())
    assert learnt().state == "agreed"
    (said,) = moscow.receives(request_known.reference)
    assert said.body["agrees"] is True


def test_taking_back_what_they_were_not_told_yet_opens_their_proposal_again(
    request_known, pair, moscow, officer
):
    moscow_proposes(moscow, request_known.reference, verdict="same")
    assistance.agree_to_identity(learnt(), *pair, reasons=REASONS, by=officer)
    withdraw_decision(learnt().decision, reasons="It was too early.", by=officer)
    assert (learnt().state, learnt().decision) == ("proposed", None)
    assert moscow.receives(request_known.reference) == []


def test_we_may_not_agree_and_say_why(request_known, pair, moscow, officer):
    moscow_proposes(moscow, request_known.reference)
    assistance.decline_identity(learnt(), reasons="They are one man here.", by=officer)
    assert learnt().state == "declined"
    (said,) = moscow.receives(request_known.reference)
    assert (said.body["agrees"], said.body["reasons"]) == (False, "They are one man here.")
    with refused(WrongState):
        assistance.decline_identity(learnt(), reasons="They are one man here.", by=officer)


def test_a_contradiction_with_our_own_decision_must_be_settled_first(
    request_known, pair, decision, moscow, officer
):
    moscow_proposes(moscow, request_known.reference, verdict="same")
    shared = learnt()
    with refused(WrongState, "withdraw it first"):
        assistance.agree_to_identity(shared, *pair, reasons=REASONS, by=officer)


def test_a_proposal_comes_in_once_and_not_without_end(request_known, moscow, monkeypatch):
    reference = uuid4()
    moscow_proposes(moscow, request_known.reference, decision=reference)
    moscow_proposes(moscow, request_known.reference, decision=reference)
    assert SharedDecision.objects.count() == 1
    monkeypatch.setattr(limits, "PROPOSALS_OPEN", 1)
    assert moscow_proposes(moscow, request_known.reference).set_aside_at
    assert SharedDecision.objects.count() == 1


@pytest.mark.parametrize("about", ["unknown", "of another office"])
def test_what_is_about_no_request_of_the_two_is_set_aside(moscow, bystander, about):
    other = make.received().reference
    if about == "of another office":
        from hamkor.assistance.models import AssistanceRequest

        AssistanceRequest.objects.update(peer="kz-prosecutor-general")
    inbox = moscow_proposes(moscow, uuid4() if about == "unknown" else other)
    assert inbox.failure
    assert not SharedDecision.objects.exists()


@pytest.mark.parametrize("which", [IdentityDecided, IdentityAnswered, IdentityWithdrawn])
def test_nothing_comes_in_for_migration_enforcement(proposed, request_known, moscow, which):
    said = {"decision": proposed.reference, "reasons": "Да"}
    if which is IdentityDecided:
        said |= {"verdict": "same", "first": PARTICULARS, "second": PARTICULARS}
    if which is IdentityAnswered:
        said |= {"agrees": True}
    inbox = says(
        moscow, which, request_known.reference, limits_given=("migration_enforcement",), **said
    )
    assert FirewallBreach.code in inbox.failure
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_an_answer_to_nothing_we_said_is_set_aside(request_known, moscow, decision):
    inbox = says(
        moscow,
        IdentityAnswered,
        request_known.reference,
        decision=uuid4(),
        agrees=True,
        reasons="Да",
    )
    assert NotFound.code in inbox.failure


def test_who_does_not_work_on_the_request_tells_nobody(request_known, decision, moscow):
    moscow_proposes(moscow, request_known.reference)
    outsider = CaseOfficerFactory()
    shared = learnt()
    with refused(NotAllowed):
        assistance.propose_identity(request_known, decision, by=outsider)
    with refused(NotAllowed):
        assistance.agree_to_identity(
            shared, decision.first, decision.second, reasons=REASONS, by=outsider
        )
    with refused(NotAllowed):
        assistance.decline_identity(shared, reasons=REASONS, by=outsider)


def test_only_persons_of_the_case_are_told_of(request_known, officer, bystander):
    with refused(RuleViolation, "persons of the case"):
        assistance.propose_identity(request_known, bystander, by=officer)


def test_a_sealed_name_is_told_to_nobody(request_known, officer):
    sealed = two_in_case(request_known.case, officer, is_sealed=True)
    decision = decide_identity(*sealed, verdict="not_same", reasons=REASONS, by=officer)
    with refused(RuleViolation, "kept secret"):
        assistance.propose_identity(request_known, decision, by=officer)


def test_what_is_not_in_effect_or_was_asked_already_is_not_proposed(
    request_known, proposed, decision, officer
):
    with refused(WrongState, "asked about this decision"):
        assistance.propose_identity(request_known, decision, by=officer)
    withdraw_decision(decision, reasons="It was too early.", by=officer)
    waiting = decide_identity(
        decision.first, decision.second, verdict="same", reasons=REASONS, by=officer
    )
    for unready in (decision, waiting):
        with refused(WrongState, "in effect"):
            assistance.propose_identity(request_known, unready, by=officer)


def test_a_request_that_did_not_arrive_is_no_ground_for_telling(moscow, officer, bystander):
    request = make.sent(by=officer)
    pair = two_in_case(request.case, officer)
    decision = decide_identity(*pair, verdict="not_same", reasons=REASONS, by=officer)
    with refused(WrongState, "does not know of this request"):
        assistance.propose_identity(request, decision, by=officer)
    assert not OutboxMessage.objects.filter(kind__startswith="identity.").exists()


def test_agreeing_needs_reasons(request_known, pair, moscow, officer):
    moscow_proposes(moscow, request_known.reference)
    shared = learnt()
    with refused(InputRefused):
        assistance.agree_to_identity(shared, *pair, reasons="", by=officer)
    assert IdentityDecision.objects.filter(first=pair[0]).count() == 0
