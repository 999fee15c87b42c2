"""Filing: the one verb that must never lose anything and never do anything twice."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.clock import now
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.services import append
from hamkor.exchange import identity
from hamkor.intake.clocks import OfficeDuty, start_clock
from hamkor.intake.facts import ComplaintFacts, check_facts, check_language, proven_content
from hamkor.intake.keys import duplicate_keys
from hamkor.intake.models import Complaint, ComplaintKey, PaperForm, Step
from hamkor.intake.permissions import check_can_file_for
from hamkor.intake.services.naming import note_helper
from hamkor.intake.services.steps import add_step
from hamkor.intake.triage import urgency_of
from hamkor.vault.keys import make_key

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
"""What `envelope.new_token` draws."""


@dataclass(frozen=True)
class Filed:
    """What the person takes home: the secret code and the signed proof."""

    complaint: Complaint
    code: str
    proof: str


def file_complaint(
    *,
    token: str,
    facts: ComplaintFacts,
    language: str,
    operator: Officer | None = None,
    is_invented: bool = False,
    helper: str = "",
    has_agreed: bool = False,
) -> Filed:
    """File a complaint and give the code and the proof of filing for it.

    The same form posted again gives the same complaint, code and proof, and changes nothing.

    Args:
        token: from `envelope.new_token`, drawn with the blank form.
        facts: what the person says; kept to the letter.
        language: ISO 639 code of the language the person writes in.
        operator: who files together with the person, if anybody.
        is_invented: belongs to a demonstration.
        helper: which kind of helper wrote it for the person ("family", "union"…); empty for none.
        has_agreed: the helper says that the person agrees; the person is asked with the code.

    Raises:
        NotAllowed: `operator` may not file for others.
        InputRefused: something cannot be filed; or the form was filed with other words before.
    """
    if operator is not None:
        check_can_file_for(operator)
    if not TOKEN.fullmatch(token):
        raise InputRefused(_("This form is out of date: please open a new one"))
    check_language(language)
    check_facts(facts)
    filed = _filed_before(token, facts, language)
    if filed:
        return filed
    code = envelope.code_for(token, identity.pepper())
    # The slow hash is taken before the transaction: nobody else's filing waits for it.
    code_hash = envelope.code_hash(code, identity.pepper())
    reference = uuid4()
    make_key(reference)  # lies on disk before the first word does
    try:
        complaint = _store_with_helper(
            reference=reference,
            helper=helper,
            has_agreed=has_agreed,
            submission=_submission(token),
            code_hash=code_hash,
            facts=facts,
            language=language,
            operator=operator,
            is_invented=is_invented,
        )
    except IntegrityError:
        # The same form arrived twice at the same moment, and the other one was stored.
        filed = _filed_before(token, facts, language)
        if filed is None:
            raise
        return filed
    return Filed(complaint, code, complaint.proof)


def _submission(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _filed_before(token: str, facts: ComplaintFacts, language: str) -> Filed | None:
    complaint = Complaint.objects.filter(submission=_submission(token)).first()
    if complaint is None:
        return None
    if proven_content(complaint, complaint.language) != proven_content(facts, language):
        raise InputRefused(
            _("This form was filed already, with other words; it stands as it was first filed")
        )
    return Filed(complaint, envelope.code_for(token, identity.pepper()), complaint.proof)


@transaction.atomic
def _store_with_helper(*, helper: str, has_agreed: bool, **what: Any) -> Complaint:
    complaint = _store(**what)
    if helper:
        note_helper(complaint, helper=helper, has_agreed=has_agreed)
    return complaint


def _store(
    *,
    reference: UUID,
    submission: str,
    code_hash: bytes,
    facts: ComplaintFacts,
    language: str,
    operator: Officer | None,
    is_invented: bool,
) -> Complaint:
    complaint = Complaint.objects.create(
        submission=submission,
        code_hash=code_hash,
        language=language,
        filed_by_operator=operator,
        is_invented=is_invented,
        filed_at=now(),
        reference=reference,
        salt=envelope.new_salt().hex(),
        urgency=urgency_of(facts).level,
        **asdict(facts),
    )
    PaperForm.objects.filter(submission=submission).update(sealed=b"", used_at=now())
    complaint.proof = _sign_proof(complaint, proven_content(facts, language))
    complaint.save(update_fields=["proof"])
    digest = envelope.filing_digest(complaint.proof)
    append(LeafKind.FILING, digest, about=str(complaint.reference))
    ComplaintKey.objects.bulk_create(
        ComplaintKey(complaint=complaint, key=key) for key in sorted(duplicate_keys(facts))
    )
    _promise_registration(complaint)
    record(
        AuditAction.COMPLAINT_FILED,
        by=operator.username if operator else PERSON,
        about=complaint.reference,
        area=complaint.area,
        mode=complaint.mode,
    )
    return complaint


def _sign_proof(complaint: Complaint, content: Mapping[str, str]) -> str:
    salt = bytes.fromhex(complaint.salt)
    proof = envelope.FilingProof(
        office=identity.our_office().id,
        complaint=str(complaint.reference),
        filed_at=complaint.filed_at,
        content_digest=envelope.content_digest(salt, content),
        salt=salt,
    )
    return envelope.sign_filing(proof, identity.our_keys())


def _promise_registration(complaint: Complaint) -> None:
    promise = start_clock(complaint, OfficeDuty.REGISTER, responsible=None)
    add_step(
        complaint,
        Step.FILED,
        state=identity.our_state(),
        at=complaint.filed_at,
        promised_on=promise.on,
        promise_source=promise.source,
    )
