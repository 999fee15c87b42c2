"""What a large message says, without its documents: enough to know where it belongs."""

from datetime import datetime
from typing import BinaryIO

from hamkor.envelope.frame import MAX_FILE_BYTES, InFile
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.envelope.message import Header, Message
from hamkor.envelope.seal import wrapping_info
from hamkor.envelope.suites import algorithms_for
from hamkor.envelope.unseal import _manifest, _prove
from hamkor.errors import Unreadable
from hamkor.errors import gettext_noop as _


def unseal_outline(
    file: BinaryIO,
    *,
    our_office: str,
    our_keys: list[OfficeKeys],
    sender_keys: PublicKeys,
    now: datetime,
    suite: str,
) -> tuple[Header, Message]:
    """Verify all of a message in `file`, and open all but its documents.

    The arguments and the refusals are those of `unseal_from`.

    Raises:
        PeerFault: as in `unseal`; documents that do not open are found when they are opened.
    """
    proven = _prove(InFile(file), our_office, our_keys, sender_keys, now, MAX_FILE_BYTES, suite)
    try:
        info = wrapping_info(
            sender=proven.header.sender,
            recipient=our_office,
            message_id=proven.header.message_id,
            suite=proven.header.suite,
        )
        name, secret = proven.our_key.algorithm, proven.our_key.secret
        key = algorithms_for(name).unwrap(name, secret, proven.us.wrapped_key, info)
        manifest = _manifest(key, proven)
    except ValueError as error:
        raise Unreadable(_("What the seal covers is not a message of this protocol.")) from error
    message = Message(
        kind=manifest.kind,
        about=manifest.about,
        body=manifest.body,
        limits_on_use=manifest.limits_on_use,
    )
    return proven.header, message
