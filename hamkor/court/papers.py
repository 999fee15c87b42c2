"""What a container holds of one matter, before it is written, and where each thing lies in it.

::

    mimetype
    statement-tg.txt …           in plain words, for each language
    exporter.jws                 the office answers for the certificate of the container
    keys/<office>-0001.jws …     statements of keys, signed by the root of each office
    messages/0001/header.json    as it was signed; its SHA-256 names the message
    messages/0001/signatures.json
    messages/0001/header.proof   that the log of an office holds the header
    messages/0001/manifest.json  what was said; the header commits its sender to it
    messages/0001/documents/01 <name>
    messages/0001/receipts/01.jws, 01.proof …
    META-INF/…                   list of all that, and the signature over the list
"""

from dataclasses import dataclass, field

from hamkor.envelope import Dissected, Header, Receipt

EXPORTER = "exporter.jws"
HEADER, SIGNATURES, PROOF, SAID = "header.json", "signatures.json", "header.proof", "manifest.json"
JOSE, JSON, TEXT, ANY = (
    "application/jose",
    "application/json",
    "text/plain",
    "application/octet-stream",
)


def message_folder(number: int) -> str:
    """Name the folder of message `number`, from 1."""
    return f"messages/{number:04d}/"


def document_name(number: int, name: str) -> str:
    """Name document `number`, from 1, in the folder of its message.

    Names of documents hold no slash and no control character; the number keeps two of one name
    apart.
    """
    return f"documents/{number:02d} {name}"


def receipt_name(number: int, ending: str) -> str:
    """Name receipt `number`, from 1, or its proof, in the folder of its message."""
    return f"receipts/{number:02d}.{ending}"


@dataclass(frozen=True)
class SignedPaper:
    """A receipt as it was signed, what it says, and the proof that a log holds it, if any."""

    text: str
    says: Receipt
    proof: str = ""


@dataclass(frozen=True)
class MessagePaper:
    """One message.

    Attributes:
        header: read.
        dissected: its parts.
        proof: that a log holds the header; empty when none does yet.
        receipts: oldest first.
    """

    header: Header
    dissected: Dissected = field(repr=False)
    proof: str
    receipts: tuple[SignedPaper, ...]
