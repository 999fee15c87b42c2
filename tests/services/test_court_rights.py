"""Who may have evidence written for a court, and that it is recorded."""

import hashlib
from uuid import uuid4

import pytest

from hamkor.audit.models import AuditEntry
from hamkor.court.services import export_matter
from hamkor.errors import NotAllowed, NotFound
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Leaf
from tests.factories import CaseOfficerFactory, DutyOfficerFactory, OperatorFactory
from tests.request_factories import approved
from tests.services.test_court_export import exported, moscow, request_  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
# ruff: noqa: F811


def test_an_export_is_recorded_in_both_logs(exported, request_):
    entry = AuditEntry.objects.get(action="exchange.evidence_exported")
    assert (entry.actor, entry.about) == (request_.approved_by.username, request_.reference)
    digest = hashlib.sha256(exported.read_bytes()).digest()
    leaf = Leaf.objects.get(kind=LeafKind.EXPORT)
    assert bytes(leaf.digest) == digest
    assert entry.facts["digest"] == digest.hex()


def test_a_whole_case_is_exported_with_all_its_requests(request_, tmp_path):
    count = export_matter(request_.case.reference, tmp_path / "a", by=request_.case.lead)
    assert count == 3


def test_whoever_may_not_read_it_gets_nothing(request_, tmp_path):
    for reference, officer, refusal in (
        (request_.reference, CaseOfficerFactory(), NotFound),
        (request_.reference, OperatorFactory(), NotAllowed),
        (request_.reference, DutyOfficerFactory(), NotAllowed),
        (request_.case.reference, CaseOfficerFactory(), NotFound),
        (uuid4(), request_.approved_by, NotFound),
    ):
        with pytest.raises(refusal):
            export_matter(reference, tmp_path / "a", by=officer)
    assert list(tmp_path.iterdir()) == []
    assert not Leaf.objects.filter(kind=LeafKind.EXPORT).exists()


def test_a_matter_of_which_nothing_was_sent_has_no_export(moscow, tmp_path):
    request = approved()
    with pytest.raises(NotFound, match="Nothing"):
        export_matter(request.reference, tmp_path / "a", by=request.approved_by)
    assert list(tmp_path.iterdir()) == []
