import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.deadlines.models import Deadline
from hamkor.errors import InputRefused, NotAllowed
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.queries import leaf_of
from hamkor.exchange import identity
from hamkor.intake import limits
from hamkor.intake.models import Complaint
from hamkor.intake.services import file_complaint, filing
from tests.factories import (
    ComplaintFactory,
    OperatorFactory,
    SupervisorFactory,
    complaint_facts,
    file_a_complaint,
)
from tests.services.assertions import assert_recorded_once, everything, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bystander():
    complaint = ComplaintFactory()
    yield complaint
    words, status = complaint.happened, complaint.status
    complaint.refresh_from_db()
    assert (complaint.happened, complaint.status) == (words, status)


def test_a_complaint_is_kept_to_the_letter_with_when_and_by_whom(frozen_clock):
    odd = "  Ман «чор»\r\nмоҳ\tкор кардам…  љ њ \u0301 😀 <b>не</b> %s {x}\n\n"
    facts = complaint_facts(happened=odd, is_in_danger=True, may_be_shared=True)
    filed = file_complaint(token=envelope.new_token(), facts=facts, language="tg")
    complaint = Complaint.objects.get(pk=filed.complaint.pk)
    for field in limits.AT_MOST:
        assert getattr(complaint, field) == getattr(facts, field)
    assert (complaint.area, complaint.category) == ("labour-migrants", "wages")
    assert (complaint.country, complaint.citizenship) == ("RU", "TJ")
    assert (complaint.language, complaint.mode, complaint.status) == ("tg", "open", "received")
    assert complaint.is_in_danger is complaint.may_be_shared is True
    assert complaint.is_invented is False
    assert complaint.filed_by_operator is None
    assert complaint.filed_at.isoformat() == "2026-11-24T09:00:00+00:00"
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_FILED, by="person", about=complaint.reference
    )
    assert entry.facts == {"area": "labour-migrants", "mode": "open"}


def test_the_code_is_given_once_and_kept_only_as_a_slow_hash():
    filed = file_a_complaint()
    assert envelope.parse_code(filed.code) == filed.code
    hashed = envelope.code_hash(filed.code, identity.pepper())
    assert bytes(filed.complaint.code_hash) == hashed
    digits = filed.code.replace(" ", "")
    rows = str(everything())
    assert digits not in rows
    assert filed.code not in rows


def test_the_proof_is_signed_by_this_office_and_proves_every_word(frozen_clock):
    filed = file_a_complaint(happened="Музд надоданд, чор моҳ.", person_name="Раҳмонов Саид")
    proof = envelope.read_filing_proof(filed.proof, identity.our_public_keys())
    complaint = filed.complaint
    assert proof.office == "tj-prosecutor-general"
    assert proof.complaint == str(complaint.reference)
    assert proof.filed_at == complaint.filed_at
    assert proof.salt.hex() == complaint.salt
    assert complaint.proof == filed.proof
    content = dict(filing.proven_content(complaint, "tg"))
    assert proof.proves(content)
    for field in content:
        assert not proof.proves({**content, field: content[field] + "!"})


def test_two_complaints_never_share_salt_code_or_place_in_the_register():
    first, second = file_a_complaint(), file_a_complaint()
    proofs = [
        envelope.read_filing_proof(each.proof, identity.our_public_keys())
        for each in (first, second)
    ]
    assert first.code != second.code
    assert proofs[0].salt != proofs[1].salt
    digests = [envelope.filing_digest(each.proof) for each in (first, second)]
    leaves = [leaf_of(LeafKind.FILING, digest) for digest in digests]
    assert leaves[0].pk < leaves[1].pk
    assert leaves[0].about == str(first.complaint.reference)


def test_the_person_sees_the_first_step_with_the_next_date_promised(frozen_clock):
    complaint = file_a_complaint().complaint
    step = complaint.steps.get()
    assert (step.step, step.state, step.at) == ("filed", "TJ", complaint.filed_at)
    deadline = Deadline.objects.get(about=complaint.reference)
    assert (deadline.time_limit, deadline.responsible) == ("complaint.register", None)
    assert (step.promised_on, step.promised_by) == (deadline.due_on, "TJ")
    assert step.promise_source == "the office's own promise"


def test_the_day_counts_as_it_is_at_the_office(frozen_clock):
    frozen_clock.move_to(datetime(2026, 11, 23, 20, 30, tzinfo=UTC))  # 24 November in Dushanbe
    complaint = file_a_complaint().complaint
    assert str(Deadline.objects.get(about=complaint.reference).started_on) == "2026-11-24"


def test_the_same_form_posted_again_gives_the_same_complaint_code_and_proof():
    token, facts = envelope.new_token(), complaint_facts()
    first = file_complaint(token=token, facts=facts, language="tg")
    before = everything()
    again = file_complaint(token=token, facts=facts, language="tg")
    assert (again.complaint, again.code, again.proof) == (
        first.complaint,
        first.code,
        first.proof,
    )
    assert everything() == before


def test_consent_changed_meanwhile_does_not_make_the_form_another():
    token = envelope.new_token()
    facts = complaint_facts()
    first = file_complaint(token=token, facts=facts, language="tg")
    Complaint.objects.filter(pk=first.complaint.pk).update(may_be_shared=True)
    assert file_complaint(token=token, facts=facts, language="tg").code == first.code


@pytest.mark.parametrize("change", [{"happened": "Дигар сухан аст ин."}, {"is_in_danger": True}])
def test_the_same_form_with_other_words_is_refused_and_the_first_ones_stand(change):
    token = envelope.new_token()
    base = {"person_name": "Раҳмонов", "who_did_it": "x", "document_number": "1234567"}
    file_complaint(token=token, facts=complaint_facts(**base), language="tg")
    with refused(InputRefused, "already"):
        file_complaint(token=token, facts=complaint_facts(**base, **change), language="tg")


def test_the_same_form_in_another_language_is_another_form():
    token, facts = envelope.new_token(), complaint_facts()
    file_complaint(token=token, facts=facts, language="tg")
    with refused(InputRefused, "already"):
        file_complaint(token=token, facts=facts, language="ru")


def test_a_form_that_arrives_twice_at_the_same_moment_is_filed_once(monkeypatch):
    token, facts = envelope.new_token(), complaint_facts()
    first = file_complaint(token=token, facts=facts, language="tg")
    before = everything()
    look, looks = filing._filed_before, iter([True, False])

    def blind_at_first(*arguments):
        return None if next(looks) else look(*arguments)

    monkeypatch.setattr(filing, "_filed_before", blind_at_first)
    assert file_complaint(token=token, facts=facts, language="tg").code == first.code
    assert everything() == before


def test_a_collision_of_something_else_is_not_hidden(monkeypatch):
    facts = complaint_facts()
    filed = file_a_complaint()
    monkeypatch.setattr(envelope, "code_for", lambda *_: filed.code)
    with refused(IntegrityError):
        file_complaint(token=envelope.new_token(), facts=facts, language="tg")


def test_an_operator_files_together_with_a_person():
    operator = OperatorFactory(username="hotline")
    complaint = file_a_complaint(operator=operator).complaint
    assert complaint.filed_by_operator == operator
    assert_recorded_once(AuditAction.COMPLAINT_FILED, by="hotline", about=complaint.reference)


def test_whoever_is_no_operator_files_for_nobody():
    outsider = SupervisorFactory()
    with refused(NotAllowed):
        file_a_complaint(operator=outsider)


def test_without_a_name_a_signal_is_filed_and_nobody_is_recorded():
    complaint = file_a_complaint(mode="signal", person_name="", document_number="").complaint
    assert complaint.person is None
    assert {key[:2] for key in complaint.keys.values_list("key", flat=True)} == {"e:"}


@pytest.mark.parametrize("area", ["trafficking", "minors", "corruption", "military"])
def test_every_area_has_room_for_what_no_category_names(area):
    assert file_a_complaint(area=area, category="other").complaint.area == area


TOO_LONG = [(field, {field: "я" * (limit + 1)}) for field, limit in limits.AT_MOST.items()]
INVISIBLE = [(field, {field: "Матни дароз\x00ҳаст"}) for field in limits.AT_MOST]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        *TOO_LONG,
        *INVISIBLE,
        ("happened", {"happened": "", "category": "other"}),
        ("happened", {"happened": " \n\t " * 10}),
        ("happened", {"happened": "Кӯтоҳ"}),
        ("happened", {"happened": "Матни дароз \x1b[31m"}),
        ("happened", {"happened": "Матни дароз \x85 \x7f"}),
        ("happened", {"happened": "Матни дароз " + chr(0xD800)}),
        ("happened", {"happened": "Матни дароз \ufffd"}),
        ("contact", {"contact": "ду\nсатр"}),
        ("country", {"country": "Russia"}),
        ("citizenship", {"citizenship": "ТҶ"}),
        ("area", {"area": "weather"}),
        ("area", {"area": "../../etc"}),
        ("category", {"category": "weather"}),
        ("mode", {"mode": "secret"}),
        ("person_name", {"mode": "signal"}),
        ("document_number", {"mode": "signal", "person_name": ""}),
        ("person_name", {"mode": "open", "person_name": " "}),
        ("person_name", {"mode": "confidential", "person_name": ""}),
    ],
)
def test_what_cannot_be_filed_is_refused_by_field_and_nothing_is_kept(field, change):
    with refused(InputRefused) as caught:
        file_a_complaint(**change)
    assert caught.value.field == field


def test_what_just_fits_is_filed():
    longest = {field: "я" * limit for field, limit in limits.AT_MOST.items()}
    complaint = file_a_complaint(**longest).complaint
    complaint.refresh_from_db()
    assert complaint.happened == longest["happened"]
    assert file_a_complaint(happened="0123456789").complaint.pk


@pytest.mark.parametrize(
    "token", ["", "short", "x" * 23, "a" * 21 + "!", "а" * 22, "a" * 22 + "\n"]
)
def test_a_form_without_its_token_is_refused(token):
    with refused(InputRefused, "out of date"):
        file_a_complaint(token=token)


@pytest.mark.parametrize("language", ["", "TG", "tajik", "t\x00"])
def test_an_unknown_language_is_refused(language):
    with refused(InputRefused) as caught:
        file_a_complaint(language=language)
    assert caught.value.field == "language"


def test_nothing_is_half_filed_when_the_last_step_fails(monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no ink")

    monkeypatch.setattr(filing, "record", broken)
    with refused(RuntimeError):
        file_a_complaint()


def test_the_audit_log_holds_no_words_of_the_person():
    file_a_complaint(happened="Ҷаъфар маро зад", person_name="Раҳмонов Саид")
    logged = json.dumps(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert "Ҷаъфар" not in logged
    assert "Раҳмонов" not in logged


def test_a_receipt_code_is_looked_up_by_index():
    if connection.vendor != "sqlite":
        pytest.skip("reads the plan of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN SELECT id FROM intake_complaint WHERE code_hash = 'x'")
        assert "USING COVERING INDEX" in str(cursor.fetchall())
