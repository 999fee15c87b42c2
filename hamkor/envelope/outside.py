"""Whether an office signed the outside of a message, for whoever cannot open it."""

from collections.abc import Iterable

from hamkor.envelope import signed
from hamkor.envelope.frame import head_of, source_of
from hamkor.envelope.keys import PublicKeys
from hamkor.envelope.message import Header
from hamkor.envelope.seal import HEADER_TYPE, header_hash
from hamkor.envelope.suites import SUITES
from hamkor.errors import UnknownSender
from hamkor.errors import gettext_noop as _


def read_signed_header(frame: bytes, signers: Iterable[PublicKeys]) -> tuple[Header, str]:
    """Read header and hash of a message that one of `signers` has signed; nothing is opened.

    Args:
        frame: its beginning at least, with header and signatures.
        signers: keys of the office that is said to have sent it, past ones too.

    Raises:
        Malformed: there is no header here.
        TooLarge: it is longer than a header may be.
        UnknownSender: it is signed with none of these keys.
        BadSignature: it was changed.
    """
    head = head_of(source_of(frame))
    header = Header.from_payload(head.header)
    algorithms = SUITES[header.suite].signatures
    signatures = signed.take_apart_detached(
        head.signatures, typ=HEADER_TYPE, algorithms=algorithms
    )
    for keys in signers:
        is_named = keys.signing_ids(header.suite) == header.signing_keys
        if keys.office == header.sender and is_named:
            signed.check(head.header, signatures, signed.public_halves(keys, header.suite))
            return header, header_hash(head.header)
    raise UnknownSender(_("The message is signed with a key that this office does not know."))
