"""From bytes of anybody to a message of a known office, or to the reason why not.

Every byte string ends in a message or in a `PeerFault`; the cheap checks come first, and nothing
is hashed or decrypted at length before the sender's signature is verified.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag

from hamkor.envelope import signed
from hamkor.envelope.frame import MAX_FRAME_BYTES, header_of, parts_of
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.envelope.manifest import Manifest, check_document, read_manifest
from hamkor.envelope.message import Header, Message
from hamkor.envelope.seal import HEADER_TYPE, HPKE_SUITE, KEY_BYTES, hpke_info
from hamkor.envelope.signed import Signed
from hamkor.envelope.stream import decrypt_part
from hamkor.errors import Malformed, NotForUs, TooLarge, TooOld, UnknownSender, Unreadable
from hamkor.errors import gettext_noop as _

MAX_CLOCK_SKEW = timedelta(days=2)
"""How far ahead of ours a sender's clock may run: clocks of real offices are wrong by days."""

KeyLookup = Callable[[str, str], PublicKeys | None]
"""From (office id, signing key id) to the keys known by that name; None when there are none."""


def read_header(frame: bytes) -> tuple[Header, str]:
    """Read the outside of a message without any key; nothing in it is proven yet.

    The bytes behind the header may still be missing.

    Returns:
        The header and its hash, by which receipts name it.

    Raises:
        TooLarge: the header is longer than 16 kB.
        Malformed: there is no header here.
    """
    _signed, header, header_hash = _open_header(frame)
    return header, header_hash


def unseal(
    frame: bytes,
    *,
    our_office: str,
    our_keys: OfficeKeys | Sequence[OfficeKeys],
    sender_keys: PublicKeys | KeyLookup,
    now: datetime,
    max_bytes: int = MAX_FRAME_BYTES,
) -> tuple[Header, Message]:
    """Open a message that another office sealed for us.

    Whether the same message was here before is for the caller to know, and to ask first: a
    repeated delivery may come after the message has expired.

    Args:
        frame: as it arrived.
        our_office: who we are.
        our_keys: the present keys, or all that may still open something.
        sender_keys: of the only office that may have sent this, or where to look it up.
        now: aware.
        max_bytes: longest frame that is taken in, inclusive.

    Raises:
        TooLarge: the frame or its header is too long.
        Malformed: it was damaged or cut, or breaks a rule of the protocol.
        NotForUs: another office, or a key that we do not hold, is its recipient.
        UnknownSender: we have no such keys of the office that claims to be its sender.
        BadSignature: that office did not sign it.
        TooOld: it has expired, or claims to come from the future.
        Unreadable: its sender signed it, but what the seal covers is no message.
    """
    if len(frame) > max_bytes:
        raise TooLarge(_("The message is longer than this office takes in."))
    text, header, _hash = _open_header(frame)
    parts = parts_of(frame, [part.length for part in header.parts])
    keys = _our_key(header, our_office, our_keys)
    text.verify(_sender(text, header, sender_keys).signing)
    _check_time(header, now)
    _check_parts(header, parts)
    try:
        return header, _open(header, parts, keys)
    except (ValueError, InvalidTag) as error:
        raise Unreadable(_("What the seal covers is not a message of this protocol.")) from error


def _open_header(frame: bytes) -> tuple[Signed, Header, str]:
    raw = header_of(frame)
    text = signed.take_apart(raw.decode("latin-1"), typ=HEADER_TYPE)
    return text, Header.from_payload(text.payload), hashlib.sha256(raw).hexdigest()


def _check_parts(header: Header, parts: Sequence[bytes]) -> None:
    for described, part in zip(header.parts, parts, strict=True):
        if hashlib.sha256(part).hexdigest() != described.sha256:
            raise Malformed(_("A part of the message was changed on the way."))


def _our_key(
    header: Header, our_office: str, our_keys: OfficeKeys | Sequence[OfficeKeys]
) -> OfficeKeys:
    if header.recipient != our_office:
        raise NotForUs(_("The message is sealed for another office."))
    held = [our_keys] if isinstance(our_keys, OfficeKeys) else our_keys
    for keys in held:
        if keys.encryption_key_id == header.encryption_key:
            return keys
    raise NotForUs(_("The message is sealed for a key that this office does not hold."))


def _sender(text: Signed, header: Header, sender_keys: PublicKeys | KeyLookup) -> PublicKeys:
    if isinstance(sender_keys, PublicKeys):
        keys: PublicKeys | None = sender_keys
    else:
        keys = sender_keys(header.sender, header.signing_key)
    if keys is None or keys.office != header.sender:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    if not keys.signing_key_id == header.signing_key == text.key_id:
        raise UnknownSender(_("The message is signed with a key that this office does not know."))
    return keys


def _check_time(header: Header, now: datetime) -> None:
    if now > header.expires_at:
        raise TooOld(_("The message has expired."))
    if header.created_at - now > MAX_CLOCK_SKEW:
        raise TooOld(_("The message claims to come from the future: a clock is wrong."))


def _open(header: Header, parts: Sequence[bytes], keys: OfficeKeys) -> Message:
    content_key = _unwrap(header, keys)
    raw_manifest, *contents = (
        decrypt_part(content_key, n, part) for n, part in enumerate(parts, 1)
    )
    if hashlib.sha256(raw_manifest).hexdigest() != header.manifest:
        raise ValueError("the manifest is not the one that the header names")
    return _assemble(read_manifest(raw_manifest), contents)


def _unwrap(header: Header, keys: OfficeKeys) -> bytes:
    info = hpke_info(
        sender=header.sender,
        recipient=header.recipient,
        message_id=header.message_id,
        suite=header.suite,
    )
    content_key = HPKE_SUITE.decrypt(header.wrapped_key, keys.encryption, info)
    if len(content_key) != KEY_BYTES:
        raise ValueError("the content key has another length")
    return content_key


def _assemble(manifest: Manifest, contents: Sequence[bytes]) -> Message:
    pairs = zip(manifest.documents, contents, strict=True)
    return Message(
        kind=manifest.kind,
        about=manifest.about,
        body=manifest.body,
        documents=tuple(check_document(entry, content) for entry, content in pairs),
        limits_on_use=manifest.limits_on_use,
    )
