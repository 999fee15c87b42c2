"""An office in the middle of its work: something of everything, in every state a page can show.

All people are invented. The office is Dushanbe; Moscow's part is played by `request_factories`.
"""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from hamkor import clock
from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.permissions import CHECKS
from hamkor.cases import services as cases
from hamkor.errors import HamkorError
from hamkor.intake import services as intake
from hamkor.persons import services as persons
from hamkor.persons.messages import IdentityDecided, PrivateMatchProposed
from hamkor.web.request_steps import STEPS
from tests import factories
from tests import request_factories as make

PASSWORD = "four words not together"
LONG_NAME = "Абдураҳмонов-Мирзошарифзода Сироҷиддин Муҳаммадраҳимович"


def a_key() -> dict[str, object]:
    """Return what a browser says when it registers a key for signing in."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, b"0" * 16, public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    seen = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 1, credential)
    client = CollectedClientData.create(
        CollectedClientData.TYPE.CREATE, b"challenge", "http://localhost"
    )
    attested = AttestationObject.create("none", seen, {})
    return {
        "id": websafe_encode(credential.credential_id),
        "rawId": websafe_encode(credential.credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(attested),
        },
        "clientExtensionResults": {},
    }


class FullOffice:
    """Fills the database; knows who of the staff may open what.

    Attributes:
        staff: role → officer.
        pages: route → (role, address) of a page that has much to show.
        code: receipt code of a complaint with messages, files, steps of both states.
    """

    def __init__(self) -> None:
        self.staff = {
            "operator": factories.OperatorFactory(full_name="Ҳ. Саидова (ихтироъ)"),
            "duty": factories.DutyOfficerFactory(full_name="М. Назарова (ихтироъ)"),
            "lead": factories.CaseOfficerFactory(full_name="Ф. Каримов (ихтироъ)"),
            "deputy": factories.DeputyFactory(full_name="Д. Олимзода (ихтироъ)"),
            "supervisor": factories.SupervisorFactory(full_name="Р. Шарифӣ (ихтироъ)"),
        }
        self.duty, self.lead, self.deputy = (
            self.staff[role] for role in ("duty", "lead", "deputy")
        )
        self.moscow = make.Moscow()
        self.moscow.trusted()
        with clock.held_at(clock.now() - timedelta(days=45)):
            self._complaints_of_october()
        self._complaints_of_today()
        self._case_work()
        self._requests()
        self._who_is_who()
        self._second_factor()
        self.pages = self._pages()

    def _complaints_of_october(self) -> None:
        """Two who may be one person, and dates that have passed since."""
        filed = factories.file_a_complaint(
            person_name="Раҳмонов Сироҷиддин", born="1994", is_in_danger=True, may_be_shared=True
        )
        self.code, self.complaint = filed.code, filed.complaint
        signal = factories.file_a_complaint(
            mode="signal", person_name="", document_number="", helper="family"
        )
        self.signal_code, self.contested = signal.code, signal.complaint
        intake.register_complaint(self.contested, by=self.duty)
        intake.answer_complaint(
            self.contested, text="Мо санҷидем. (ихтироъ)", outcome="partly_upheld", by=self.duty
        )
        self.raised = intake.escalate_complaint(
            self.contested, text="Ин ҷавоб нест: музд надоданд. (ихтироъ)", token="w" * 22
        )
        other = factories.file_a_complaint(
            person_name="Рахмонов Сирожиддин Каримович",
            born="03.05.1994",
            who_did_it=self.complaint.who_did_it,
        ).complaint
        third = factories.file_a_complaint(person_name="Раҳмон Сирож", born="1994").complaint
        for complaint in (self.complaint, other, third):
            intake.register_complaint(complaint, by=self.duty)
        self.one, self.two, self.three = (
            complaint.person for complaint in (self.complaint, other, third)
        )
        persons.add_name_form(
            self.one, persons.NewName(LONG_NAME, source="passport"), by=self.duty.username
        )
        self.decision = persons.decide_identity(
            self.one,
            self.two,
            verdict="same",
            reasons="Рӯз, моҳ ва ҷои таваллуд як аст. (ихтироъ)",
            by=self.duty,
        )
        intake.add_attachment(self.complaint, name="шартнома.txt", content="Ихтироъ".encode())
        self.case = make.open_case(
            complaint=self.complaint,
            title="Музди се моҳ надодаанд ва шиносномаро гирифтаанд (ихтироъ)",
            summary="Чор моҳ кор, се моҳ музд нест. (ихтироъ)",
            by=self.lead,
        )
        self.late = make.sent(case=self.case, by=self.lead, deputy=self.deputy)

    def _complaints_of_today(self) -> None:
        intake.write_to_person(
            self.complaint, text="Шумо акси шартнома доред?", token="a" * 22, by=self.lead
        )
        intake.write_to_office(self.complaint, text="Бале, фиристодам.", token="b" * 22)
        intake.add_attachment(self.complaint, name="расид.txt", content="Расид".encode())
        self.fresh = factories.ComplaintFactory(is_in_danger=True, category="documents-taken")
        factories.ComplaintFactory(mode="signal", person_name="", document_number="")
        factories.ForwardedComplaintFactory(by=self.duty)
        factories.AnsweredComplaintFactory(by=self.duty)
        factories.WithdrawnComplaintFactory()
        self.registered = factories.RegisteredComplaintFactory(by=self.duty)
        intake.tell_silence()

    def _case_work(self) -> None:
        member = self.case.persons.first()
        boss = cases.add_person(
            self.case, person=self.three, role="witness", note="Бародар (ихтироъ)", by=self.lead
        )
        cases.record_act(
            self.case,
            actor=boss,
            affected=member,
            category="wages",
            description="Музди се моҳро надод. (ихтироъ)",
            year=2026,
            month=6,
            place="Подольск",
            country="RU",
            by=self.lead,
        )
        cases.add_note(self.case, text="Ба корфармо занг задам. (ихтироъ)", by=self.lead)
        self.document = cases.add_document(self.case, by=self.lead, **make.a_file("Расид"))

    def _requests(self) -> None:
        """One in each state that offers a step, on both sides."""
        ours = {"case": self.case, "by": self.lead}
        signed = {**ours, "deputy": self.deputy}
        self.begun = make.draft(**ours, contents={"facts": "Ихтироъ"})
        make.draft(**ours)
        self.waiting = make.asked(**ours)
        make.approved(**signed)
        self.questioned = make.sent(**signed)
        self._moscow_says(self.questioned, messages.Acceptance, messages.InformationQuestion)
        assistance.attach_case_document(
            self.questioned, self.document, stage="information", by=self.lead
        )
        self.answered = make.sent(**signed, kind="interview")
        answer = (messages.Acceptance, messages.ExecutionStarted, messages.Answer)
        self._moscow_says(self.answered, *answer)
        make.received(title="О принятии мер (вымысел)")
        theirs = {"officer": self.lead}
        self.taken = make.taken_on(**theirs, kind="interview", agreement="minsk-1993")
        make.accepted(**theirs, deputy=self.deputy)
        begun = make.accepted(**theirs, deputy=self.deputy)
        assistance.start_execution(begun, by=self.lead)
        answer = {"text": "Пардохт шуд (ихтироъ)", "is_partial": False}
        assistance.draft_answer(begun, **answer, by=self.lead)

    def _moscow_says(self, request: AssistanceRequest, *what: type[messages.StepMessage]) -> None:
        self.moscow.receives(request.reference)
        for each in what:
            self.moscow.says(each, request.reference)
        request.refresh_from_db()

    def _who_is_who(self) -> None:
        """Moscow asks whether two are one, and whom both know."""
        told = {"names": (LONG_NAME, "RAKHMONOV SIROJIDDIN"), "born": "1994-05-??"}
        self.proposal, self.private_run = uuid4(), uuid4()
        said = IdentityDecided(
            decision=self.proposal,
            verdict="not_same",
            reasons="Разные отчества (вымысел)",
            first=told,
            second={"names": ("Рахмонов Сирожиддин",)},
            at=clock.now(),
        )
        assistance.receive_identity(said, **make.came(self.late.reference, limits=make.PROTECTIVE))
        asked = PrivateMatchProposed(
            area="labour-migrants",
            purpose="protection",
            legal_ground="Соглашение двух ведомств, ст. 3 (вымысел)",
            at=clock.now(),
        )
        persons.learn_private_match(asked, **make.came(self.private_run, limits=("protection",)))

    def _second_factor(self) -> None:
        """The duty officer has an app, recovery codes and a key."""
        for officer in self.staff.values():
            officer.set_password(PASSWORD)
            officer.save()
        TOTP.activate(self.duty, generate_totp_secret())
        self.recovery_codes = RecoveryCodes.activate(self.duty).get_unused_codes()
        self.key = Authenticator.objects.create(
            user=self.duty,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Калиди кор", "credential": a_key()},
        )

    def _pages(self) -> dict[str, tuple[str, str]]:
        case, people = self.case.reference, [self.one.reference, self.three.reference]
        return {
            "inbox": ("lead", "/office/"),
            "worklist": ("lead", "/office/worklist/"),
            "paper_forms": ("operator", "/office/paper-forms/"),
            "triage": ("duty", "/office/triage/"),
            "silences": ("deputy", "/office/silences/?what=all"),
            "escalation": ("deputy", reverse("escalation", args=[self.raised.reference])),
            "complaint_letter": (
                "duty",
                reverse("complaint_letter", args=[self.contested.reference]),
            ),
            "search": ("duty", "/office/search/?q=Rahmonov"),
            "complaints": ("duty", "/office/complaints/"),
            "complaint": ("duty", reverse("complaint", args=[self.complaint.reference])),
            "attachment": (
                "duty",
                reverse("attachment", args=[self.complaint.attachments.first().reference]),
            ),
            "open_case": ("duty", reverse("open_case", args=[self.registered.reference])),
            "file_for": ("operator", "/office/complaints/new/"),
            "cases": ("lead", "/office/cases/"),
            "case": ("lead", reverse("case", args=[case])),
            "case_person": ("lead", reverse("case_person", args=[case]) + "?q=Rahmonov"),
            "case_act": ("lead", reverse("case_act", args=[case])),
            "case_situation": ("lead", self._situation()),
            "law_change": ("lead", "/office/law-change/?change=RU-KOAP-32.2%7C2013-05-09"),
            "case_close": ("deputy", reverse("case_close", args=[case])),
            "persons": ("duty", "/office/persons/?q=Rahmonov"),
            "person": ("duty", reverse("person", args=[self.one.reference])),
            "compare": ("duty", reverse("compare", args=people)),
            "add_to_person": ("duty", reverse("add_to_person", args=[self.one.reference])),
            "identity_proposal": ("lead", reverse("identity_proposal", args=[self.proposal])),
            "private_matches": ("deputy", "/office/private-matching/"),
            "private_match": ("deputy", reverse("private_match", args=[self.private_run])),
            "requests": ("lead", "/office/requests/"),
            "request": ("lead", reverse("request", args=[self.questioned.reference])),
            "draft_request": (
                "lead",
                reverse("draft_request", args=[case]) + f"?peer={make.MOSCOW}&kind=interview",
            ),
            "revise_request": ("lead", reverse("revise_request", args=[self.begun.reference])),
            "request_facts": ("lead", reverse("request_facts", args=[self.begun.reference])),
            "exchange": ("deputy", "/office/exchange/"),
            "overview": ("supervisor", "/office/overview/"),
            "audit": ("supervisor", "/office/audit/"),
            **{verb.value: self._step(verb) for verb in STEPS},
        }

    def _step(self, verb) -> tuple[str, str]:
        """Find a request at which somebody of the staff may take this step."""
        for request in AssistanceRequest.objects.order_by("-pk"):
            for role, officer in self.staff.items():
                try:
                    CHECKS[verb](officer, request)
                    check_ready(request, verb)
                except HamkorError:
                    continue
                return role, reverse(verb.value, args=[request.reference])
        raise LookupError(f"nobody may {verb}")

    def _situation(self) -> str:
        """Return the page on what the law says of a person of the case, with answers known."""
        member = self.case.persons.order_by("pk").first()
        facts = {"citizenship": "TJ", "decision": "expulsion", "decided_by": "judge"}
        for name in ("served", "adopted"):
            facts |= {f"{name}_day": "20", f"{name}_month": "11", f"{name}_year": "2026"}
        cases.record_situation(self.case, member, facts=facts, by=self.lead)
        return reverse("case_situation", args=[self.case.reference, member.pk])

    def more_pages(self) -> dict[str, tuple[str, str]]:
        """Return further states of pages, which look different enough."""
        two = [self.one.reference, self.two.reference]
        return {
            "inbox-duty": ("duty", "/office/"),
            "inbox-deputy": ("deputy", "/office/"),
            "inbox-operator": ("operator", "/office/"),
            "inbox-supervisor": ("supervisor", "/office/"),
            "complaint-new": ("duty", reverse("complaint", args=[self.fresh.reference])),
            "complaint-registered": (
                "duty",
                reverse("complaint", args=[self.registered.reference]),
            ),
            "compare-decided": ("duty", reverse("compare", args=two)),
            "persons-none": ("duty", "/office/persons/?q=Zzyzx"),
            "search-none": ("duty", "/office/search/?q=Zzyzx"),
            "search-number": ("duty", f"/office/search/?q={self.case.number}"),
            "request-late": ("lead", reverse("request", args=[self.late.reference])),
            "request-waiting": ("deputy", reverse("request", args=[self.waiting.reference])),
            "request-answered": ("lead", reverse("request", args=[self.answered.reference])),
            "request-theirs": ("deputy", reverse("request", args=[self.taken.reference])),
            "draft-begin": ("lead", reverse("draft_request", args=[self.case.reference])),
        }
