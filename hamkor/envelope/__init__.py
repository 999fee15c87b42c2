"""All that needs a key: messages sealed and opened, receipts, proofs, codes, stored secrets.

No other package imports `cryptography` or `joserfc`. Nothing here knows Django, the network or
the time of day.
"""

from hamkor.envelope.at_rest import open_at_rest, seal_at_rest
from hamkor.envelope.codes import code_for, code_hash, new_token, parse_code
from hamkor.envelope.frame import MAX_FRAME_BYTES
from hamkor.envelope.keys import OfficeKeys, PublicKeys, read_statement, statement
from hamkor.envelope.manifest import MAX_DOCUMENTS, MAX_MANIFEST_BYTES
from hamkor.envelope.message import Document, Header, Message, Part, TrafficClass
from hamkor.envelope.proof import (
    FilingProof,
    content_digest,
    new_salt,
    read_filing_proof,
    sign_filing,
)
from hamkor.envelope.receipt import Outcome, Receipt, read_receipt, sign_receipt
from hamkor.envelope.seal import Sealed, seal
from hamkor.envelope.unseal import (
    MAX_CLOCK_SKEW,
    KeyLookup,
    read_header,
    unseal,
)

__all__ = [
    "MAX_CLOCK_SKEW",
    "MAX_DOCUMENTS",
    "MAX_FRAME_BYTES",
    "MAX_MANIFEST_BYTES",
    "Document",
    "FilingProof",
    "Header",
    "KeyLookup",
    "Message",
    "OfficeKeys",
    "Outcome",
    "Part",
    "PublicKeys",
    "Receipt",
    "Sealed",
    "TrafficClass",
    "code_for",
    "code_hash",
    "content_digest",
    "new_salt",
    "new_token",
    "open_at_rest",
    "parse_code",
    "read_filing_proof",
    "read_header",
    "read_receipt",
    "read_statement",
    "seal",
    "seal_at_rest",
    "sign_filing",
    "sign_receipt",
    "statement",
    "unseal",
]
