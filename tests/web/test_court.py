"""The button that hands out evidence for a court: who has it, what it gives, what it leaves."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from hamkor.audit.models import AuditEntry
from hamkor.court.checking import check_container, is_all_right
from hamkor.evidence.models import Leaf
from hamkor.exchange.frames import folder
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OfficerFactory,
    SupervisorFactory,
)
from tests.request_factories import Moscow

pytestmark = pytest.mark.django_db
BUTTON = "Write the file"


@pytest.fixture
def asked(frozen_clock):
    """A request that was sent, beside one of another case that was sent too."""
    Moscow().trusted()
    make.sent()
    return make.sent()


def post(client, matter, by):
    client.force_login(by)
    answer = client.post(reverse("export_for_court", args=[matter.reference]))
    if answer.streaming:
        answer.whole = b"".join(answer.streaming_content)
    return answer


def page(client, name, matter, by):
    client.force_login(by)
    return client.get(reverse(name, args=[matter.reference])).content.decode()


def exports():
    return AuditEntry.objects.filter(action="exchange.evidence_exported")


@pytest.mark.parametrize("whose", ["request", "case"])
def test_whoever_works_on_it_gets_one_file_that_proves_itself(client, asked, tmp_path, whose):
    matter, name = (asked, "request") if whose == "request" else (asked.case, "case")
    officer = asked.case.lead
    assert BUTTON in page(client, name, matter, officer)
    answer = post(client, matter, officer)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.etsi.asic-e+zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="hamkor-2')
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    (tmp_path / "a.asice").write_bytes(answer.whole)
    assert is_all_right(list(check_container(tmp_path / "a.asice", {})))
    entry = exports().get()
    assert (entry.actor, entry.about) == (officer.username, matter.reference)
    assert Leaf.objects.filter(kind="export").count() == 1


def test_no_copy_stays_on_the_node(client, asked):
    before = set(folder().iterdir())
    answer = post(client, asked, DeputyFactory())
    content = answer.whole
    assert zipfile.ZipFile(BytesIO(content)).namelist()[0] == "mimetype"
    assert {path for path in folder().iterdir() if path.is_dir()} <= before


@pytest.mark.parametrize(
    "role", [DutyOfficerFactory, SupervisorFactory, lambda: OfficerFactory(role="administrator")]
)
def test_whoever_may_not_have_it_written_gets_no_file_and_sees_no_button(client, asked, role):
    officer = role()
    assert BUTTON not in page(client, "request", asked, officer)
    assert post(client, asked, officer).status_code in {403, 404}
    assert not exports().exists()


def test_an_officer_of_another_case_gets_nothing(client, asked):
    assert post(client, asked, CaseOfficerFactory()).status_code == 404
    assert not exports().exists()


def test_of_what_was_never_sent_there_is_no_file_and_no_button(client, frozen_clock):
    Moscow().trusted()
    draft = make.draft()
    officer = draft.case.lead
    assert BUTTON not in page(client, "request", draft, officer)
    assert BUTTON not in page(client, "case", draft.case, officer)
    assert post(client, draft, officer).status_code == 404
    assert not exports().exists()


def test_a_link_does_not_write_it(client, asked):
    client.force_login(DeputyFactory())
    assert client.get(reverse("export_for_court", args=[asked.reference])).status_code == 405
    assert not exports().exists()


def test_a_file_that_was_lost_can_be_written_again_from_the_same_page(client, asked):
    client.force_login(DeputyFactory())
    for _again in range(2):
        answer = client.post(
            reverse("export_for_court", args=[asked.reference]), {"csrfmiddlewaretoken": "same"}
        )
        assert b"".join(answer.streaming_content)
    assert exports().count() == 2
