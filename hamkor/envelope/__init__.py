"""All that needs a key: messages sealed and opened, receipts, proofs, codes, stored secrets.

No other package imports `cryptography`. Nothing here knows Django, the network or the time of day.
"""

from hamkor.envelope.at_rest import open_at_rest, seal_at_rest
from hamkor.envelope.cms import (
    ContainerKey,
    certificate_key_named,
    check_detached,
    claims_of_certificate,
    read_certificate_claims,
    sign_certificate,
)
from hamkor.envelope.codes import code_for, code_hash, new_token, parse_code
from hamkor.envelope.content import (
    Steady,
    blind_key,
    new_content_key,
    open_content,
    seal_content,
)
from hamkor.envelope.dissect import Dissected, dissect, prove_header
from hamkor.envelope.drafts import (
    digits_in,
    draft_locator,
    draft_number_for,
    open_draft,
    seal_draft,
)
from hamkor.envelope.frame import MAX_FILE_BYTES, MAX_FRAME_BYTES, MAX_HEADER_BYTES
from hamkor.envelope.keys import KeyPair, OfficeKeys, PublicKeys, key_id
from hamkor.envelope.manifest import MAX_MANIFEST_BYTES
from hamkor.envelope.message import (
    MAX_DOCUMENTS,
    MAX_RECIPIENTS,
    Document,
    FileDocument,
    Header,
    Message,
    Part,
    Recipient,
    TrafficClass,
)
from hamkor.envelope.proof import (
    FilingProof,
    content_digest,
    filing_digest,
    new_salt,
    read_filing_proof,
    sign_filing,
)
from hamkor.envelope.receipt import (
    Outcome,
    Receipt,
    claims_of_receipt,
    key_named_in_receipt,
    read_receipt,
    sign_receipt,
)
from hamkor.envelope.root import (
    MIN_PASSPHRASE,
    RootKey,
    SingleKey,
    five_digit_groups,
    root_fingerprint,
    verify_single,
)
from hamkor.envelope.seal import Address, Sealed, seal
from hamkor.envelope.seal_file import seal_to
from hamkor.envelope.statement import (
    CLOCK_SKEW,
    GRACE,
    MAX_STATEMENT_BYTES,
    KeyUse,
    OfficeStatement,
    Revocation,
    StatedKey,
    check_follows,
    read_office_statement,
    sign_office_statement,
    statement_digest,
)
from hamkor.envelope.stream import SEALED_CHUNK_BYTES, chunk_hash, root_of
from hamkor.envelope.suites import SUITES, SuiteName, common_suite
from hamkor.envelope.unseal import (
    MAX_CLOCK_SKEW,
    KeyLookup,
    read_header,
    unseal,
    unseal_from,
)

__all__ = [
    "CLOCK_SKEW",
    "GRACE",
    "MAX_CLOCK_SKEW",
    "MAX_DOCUMENTS",
    "MAX_FILE_BYTES",
    "MAX_FRAME_BYTES",
    "MAX_HEADER_BYTES",
    "MAX_MANIFEST_BYTES",
    "MAX_RECIPIENTS",
    "MAX_STATEMENT_BYTES",
    "MIN_PASSPHRASE",
    "SEALED_CHUNK_BYTES",
    "SUITES",
    "Address",
    "ContainerKey",
    "Dissected",
    "Document",
    "FileDocument",
    "FilingProof",
    "Header",
    "KeyLookup",
    "KeyPair",
    "KeyUse",
    "Message",
    "OfficeKeys",
    "OfficeStatement",
    "Outcome",
    "Part",
    "PublicKeys",
    "Receipt",
    "Recipient",
    "Revocation",
    "RootKey",
    "Sealed",
    "SingleKey",
    "StatedKey",
    "Steady",
    "SuiteName",
    "TrafficClass",
    "blind_key",
    "certificate_key_named",
    "check_detached",
    "check_follows",
    "chunk_hash",
    "claims_of_certificate",
    "claims_of_receipt",
    "code_for",
    "code_hash",
    "common_suite",
    "content_digest",
    "digits_in",
    "dissect",
    "draft_locator",
    "draft_number_for",
    "filing_digest",
    "five_digit_groups",
    "key_id",
    "key_named_in_receipt",
    "new_content_key",
    "new_salt",
    "new_token",
    "open_at_rest",
    "open_content",
    "open_draft",
    "parse_code",
    "prove_header",
    "read_certificate_claims",
    "read_filing_proof",
    "read_header",
    "read_office_statement",
    "read_receipt",
    "root_fingerprint",
    "root_of",
    "seal",
    "seal_at_rest",
    "seal_content",
    "seal_draft",
    "seal_to",
    "sign_certificate",
    "sign_filing",
    "sign_office_statement",
    "sign_receipt",
    "statement_digest",
    "unseal",
    "unseal_from",
    "verify_single",
]
