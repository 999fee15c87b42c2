"""What the person reads with the code, and what the person can do there."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.clock import now, today
from hamkor.intake.models import Complaint, Step
from hamkor.intake.services import add_step, register_complaint, write_to_person
from hamkor.intake.states import KEPT_BY
from hamkor.web.progress import OWED, STAGES, stages
from tests.factories import ComplaintFactory, DutyOfficerFactory, file_a_complaint
from tests.web.test_public_filing import token_on, words

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@pytest.fixture
def complaint(client, frozen_clock):
    """A complaint whose person has just come back with the code; a bystander beside it."""
    cache.clear()
    ComplaintFactory()
    filed = file_a_complaint(may_be_shared=False)
    client.post("/code/", {"code": filed.code})
    return filed.complaint


def file(name, content):
    return SimpleUploadedFile(name, content)


def happened(*steps):
    return [
        type("E", (), {"step": s, "at": now(), "state": "TJ", "get_step_display": str})()
        for s in steps
    ]


def test_the_person_reads_what_each_state_did_and_what_is_promised_next(client, complaint):
    register_complaint(complaint, by=DutyOfficerFactory())
    promised_on = today("Europe/Moscow") + timedelta(days=10)
    add_step(complaint, Step.REQUEST_SENT, state="TJ")
    add_step(
        complaint,
        Step.REQUEST_DELIVERED,
        state="RU",
        promised_on=promised_on,
        promised_by="RU",
        promise_source="art. 9",
    )
    said = words(client.get("/status/"))
    assert "Russia: Our request arrived there, with a signed receipt" in said
    assert "Russia has promised to say whether it accepts the request" in said
    assert "art. 9" in said
    assert "is late" not in said


def test_who_is_late_is_named_with_the_date(client, complaint, frozen_clock):
    register_complaint(complaint, by=DutyOfficerFactory())
    add_step(
        complaint,
        Step.REQUEST_SENT,
        state="TJ",
        promised_on=today("Europe/Moscow") + timedelta(days=1),
        promised_by="RU",
        promise_source="art. 9",
    )
    frozen_clock.move_on(days=3)
    session = client.session
    session["complaint_seen"] = session["complaint_began"] = now().timestamp()
    session.save()
    said = words(client.get("/status/"))
    assert "Russia is late." in said
    assert "25 November 2026 to take in the request" in said


def test_reading_the_status_is_on_record(client, complaint):
    client.get("/status/")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.about) == (AuditAction.COMPLAINT_STATUS_READ, complaint.reference)


def test_messages_go_both_ways_and_a_double_post_is_one(client, complaint):
    officer = DutyOfficerFactory()
    write_to_person(complaint, text="Шартнома доред?", token="t" * 22, by=officer)
    page = client.get("/status/")
    assert "Шартнома доред?" in words(page)
    assert officer.full_name not in words(page)
    form = {"text": "Бале", "token": token_on(page)}
    client.post("/status/messages/", form)
    client.post("/status/messages/", form)
    assert [m.text for m in complaint.messages.all()] == ["Шартнома доред?", "Бале"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Please fill this in"), ("а" * 10_001, "at most 10000 characters")],
)
def test_a_message_that_cannot_be_sent_comes_back(client, complaint, text, sentence):
    token = token_on(client.get("/status/"))
    answer = client.post("/status/messages/", {"text": text, "token": token})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert complaint.messages.count() == 0


def test_files_are_added_several_at_once_and_listed_by_name(client, complaint):
    answer = client.post(
        "/status/files/",
        {"file": [file("акс.png", PNG), file("нома.txt", "матн".encode())]},
        follow=True,
    )
    assert "акс.png" in words(answer)
    assert "нома.txt" in words(answer)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.png", b"", "is empty"),
        ("a.exe", b"MZ" + bytes(range(256)), "Files of the type of “a.exe” are not taken in"),
        ("a.pdf", PNG, "does not fit the content: it should end in .png"),
        ("a.png", PNG[:40], "cannot be opened: it is damaged"),
        ("a.png", PNG + bytes(50 * 1024 * 1024), "is larger than 50 MB"),
    ],
)
def test_a_file_that_is_not_taken_in_gets_its_own_sentence_and_the_others_are_kept(
    client, complaint, name, content, sentence
):
    given = {"file": [file(name, content), file("хуб.png", PNG)]}
    answer = client.post("/status/files/", given)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert [a.name for a in complaint.attachments.all()] == ["хуб.png"]


def test_no_file_and_one_too_many_are_said_in_words(client, complaint, settings):
    settings.MAX_ATTACHMENTS = 3
    assert "Choose a file first" in words(client.post("/status/files/", {}))
    texts = [file(f"{n}.txt", f"матни {n}".encode()) for n in range(4)]
    answer = client.post("/status/files/", {"file": texts})
    assert "At most 3 files fit into one complaint" in words(answer)
    assert complaint.attachments.count() == 3


def test_consent_is_given_and_taken_back(client, complaint):
    for answer, is_shared in (("yes", True), ("no", False)):
        client.post("/status/consent/", {"may_be_shared": answer})
        complaint.refresh_from_db()
        assert complaint.may_be_shared is is_shared
    assert client.post("/status/consent/", {}).status_code == 422


def test_taking_it_back_asks_first_and_closes_the_forms(client, complaint):
    assert "cannot undo this" in words(client.get("/status/withdraw/"))
    complaint.refresh_from_db()
    assert complaint.status == "received"
    page = client.post("/status/withdraw/", follow=True)
    complaint.refresh_from_db()
    assert complaint.status == "withdrawn"
    assert "/status/messages/" not in page.content.decode()
    assert Complaint.objects.filter(status="received").count() == 1


def test_the_proof_is_a_file_that_the_page_of_proofs_accepts(client, complaint):
    proof = client.get("/status/proof/")
    assert proof["Content-Disposition"].startswith('attachment; filename="proof-')
    said = words(client.post("/proof/", {"file": file("p.txt", proof.content)}))
    assert "Yes, it is genuine" in said
    assert "The words in the file are those that were filed" in said


def test_another_persons_complaint_is_out_of_reach(client, complaint):
    other = Complaint.objects.exclude(pk=complaint.pk).get()
    assert other.happened not in client.get("/status/").content.decode()
    client.post("/status/withdraw/", {"complaint": str(other.reference)})
    other.refresh_from_db()
    assert other.status == "received"


@pytest.mark.parametrize(
    ("steps", "states"),
    [
        (["filed"], ["done", "now", "", "", ""]),
        (["filed", "registered"], ["done", "done", "now", "", ""]),
        (["filed", "registered", "case_opened"], ["done", "done", "now", "", ""]),
        (
            ["filed", "registered", "case_opened", "request_sent"],
            ["done", "done", "done", "now", ""],
        ),
        (
            ["filed", "registered", "case_opened", "request_sent", "request_executed"],
            ["done", "done", "done", "done", "now"],
        ),
        (
            ["filed", "registered", "request_sent", "request_refused", "request_sent"],
            ["done", "done", "", "now", ""],
        ),
        (["filed", "registered", "answered"], ["done", "done", "", "", "done"]),
        (["filed", "registered", "forwarded"], ["done", "done", "done", "", ""]),
        (["filed", "withdrawn"], ["done", "", "", "", "done"]),
    ],
)
def test_the_five_stages_show_where_it_stands(steps, states):
    assert [stage.state for stage in stages(happened(*steps), [])] == states


def test_a_broken_promise_marks_the_stage_that_goes_on():
    shown = stages(happened("filed"), [object()])
    assert [stage.state for stage in shown] == ["done", "late", "", "", ""]


def test_every_step_has_its_stage_and_every_promise_its_words():
    assert set(Step) == {step for kind in STAGES for step in kind.steps}
    assert {step for step, kept in KEPT_BY.items() if kept} <= OWED.keys()


@pytest.mark.parametrize("address", ["/status/", "/status/withdraw/", "/status/proof/"])
def test_no_page_of_a_visit_stays_in_a_browser(client, complaint, address):
    assert "no-store" in client.get(address)["Cache-Control"]
