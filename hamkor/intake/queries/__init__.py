"""What may be read of complaints, by whom: by the person with the code, by officers by role."""

from hamkor.intake.queries.by_person import (
    PublicStatus,
    by_code,
    may_try,
    of_reference,
    status_for_complainant,
)
from hamkor.intake.queries.of_proof import ProofAnswer, check_proof, proof_file
from hamkor.intake.queries.to_officers import (
    NamesToo,
    Similar,
    attachment_for,
    complaint_for,
    complaints_by,
    conversation,
    counts_by_status,
    others_naming,
    similar_complaints,
    undecided_of,
    visible_to,
    waiting,
    with_unread_messages,
)

__all__ = [
    "NamesToo",
    "ProofAnswer",
    "PublicStatus",
    "Similar",
    "attachment_for",
    "by_code",
    "check_proof",
    "complaint_for",
    "complaints_by",
    "conversation",
    "counts_by_status",
    "may_try",
    "of_reference",
    "others_naming",
    "proof_file",
    "similar_complaints",
    "status_for_complainant",
    "undecided_of",
    "visible_to",
    "waiting",
    "with_unread_messages",
]
