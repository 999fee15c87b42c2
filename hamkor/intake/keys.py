"""Keys by which complaints about the same matter find each other: same person, document, doer.

They are stored blind: equal things give equal keys, and whoever has only the database learns
neither a name nor a number from them.
"""

import hashlib
import re
from typing import TYPE_CHECKING
from uuid import UUID

from hamkor import envelope, matching
from hamkor.exchange import identity
from hamkor.intake.facts import ComplaintFacts
from hamkor.persons.keys import comparison_keys

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint

DOER = "e:"
DOCUMENT = "d:"
TOO_WEAK = ("b:", "m:", "y:")
SHORTEST_DOER = 4
IDENTITY_DOCUMENT = "identity_document"
KIND_LENGTH = 2


def complainant_record(facts: "ComplaintFacts | Complaint") -> matching.Record:
    """Return what a complaint says of the person, as far as it helps to find records."""
    named = (matching.Name(facts.person_name, source="complaint"),) if facts.person_name else ()
    number = facts.document_number
    numbered = (matching.DocumentNumber(IDENTITY_DOCUMENT, number),) if number else ()
    return matching.Record(
        names=named,
        born=matching.PartialDate.parse(facts.born),
        citizenship=facts.citizenship,
        documents=numbered,
    )


def duplicate_keys(facts: "ComplaintFacts | Complaint") -> set[str]:
    """Return the blind keys of one complaint, each behind the two letters of its kind.

    A birth date alone is none, nor one word of a name with a year or a day of birth: too many
    share them.
    """
    keys = comparison_keys(complainant_record(facts))
    found = {key for key in keys if not key.startswith(TOO_WEAK)}
    doer = " ".join(re.findall(r"\w+", facts.who_did_it.casefold()))
    if len(doer) >= SHORTEST_DOER:
        found.add(DOER + hashlib.sha256(doer.encode()).hexdigest())
    return {blind(key) for key in found}


def blind(key: str) -> str:
    """Return `key` as it is stored: its kind in clear, the rest blind."""
    hidden = envelope.blind_key(identity.pepper(), key, purpose="complaints alike")
    return key[:KIND_LENGTH] + hidden


def mark_of(digest: str, complaint: UUID) -> str:
    """Return what stands for a file in the database, so that one complaint keeps it once."""
    return envelope.blind_key(identity.pepper(), digest, purpose=f"file of {complaint}")
