"""Everything the evidence log can contain. A value is hashed for ever: never rename or reuse."""

from enum import StrEnum


class LeafKind(StrEnum):
    """What a leaf stands for; `digest` is what `services.append` is given for it."""

    HEADER_SENT = "header_sent"
    HEADER_RECEIVED = "header_received"
    RECEIPT_GIVEN = "receipt_given"
    RECEIPT_GOT = "receipt_got"
    FILING = "filing"
    KEYS = "keys"
    DIRECTORY = "directory"
    CONFIGURATION = "configuration"
    EXPORT = "export"
    TALLY = "tally"
    BACKUP = "backup"
    RESTORE = "restore"
    FINDING = "finding"
