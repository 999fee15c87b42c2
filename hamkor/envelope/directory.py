"""A directory of offices, signed by as many of them as its rules ask for.

It grows out of pinned roots: whoever has compared two fingerprints can go on so, and once there
are more offices than telephone calls, k of n roots sign one list. A newer list counts up, names
the one before it, and needs as many signatures of the offices of the old list as of the new.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from hamkor.envelope import signed
from hamkor.envelope.claims import (
    MAX_COUNT,
    Base64Bytes,
    Claims,
    Digest,
    Instant,
    OfficeId,
    from_base64url,
    to_base64url,
)
from hamkor.envelope.keys import key_id
from hamkor.envelope.root import RootKey, five_digit_groups, verify_single
from hamkor.envelope.suites import SuiteName
from hamkor.envelope.suites.built_in import check_public
from hamkor.envelope.suites.table import ED25519
from hamkor.errors import BadSignature, Malformed, TooLarge
from hamkor.errors import gettext_noop as _

DIRECTORY_TYPE = "hamkor-directory+jws"
MAX_DIRECTORY_BYTES = 256 * 1024
MAX_OFFICES = 200


class Listed(Claims):
    """One office of a directory.

    Attributes:
        office: its id.
        root: raw Ed25519 public key of its root.
        address: where its node answers, "" when nobody can call it.
        suites: which the office understands; a pair uses the highest that both list.
    """

    office: OfficeId
    root: Annotated[Base64Bytes, Field(min_length=32, max_length=32)]
    address: Annotated[str, StringConstraints(max_length=200)] = ""
    suites: Annotated[tuple[SuiteName, ...], Field(min_length=1, max_length=8)] = ("A",)

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_public(ED25519, self.root)
        return self


class Directory(Claims):
    """The offices that work together, in the words of `threshold` of them.

    Attributes:
        version: counts up by one.
        threshold: how many of `offices` must have signed.
        offices: in the order of their ids, each once.
        issued_at: by the clock of whoever drew it up.
        expires_at: by when there will be a newer one.
        previous: SHA-256 of the payload before this one, "" for the first.
    """

    version: Annotated[int, Field(ge=1, le=MAX_COUNT)]
    threshold: Annotated[int, Field(ge=1, le=MAX_OFFICES)]
    offices: Annotated[tuple[Listed, ...], Field(min_length=1, max_length=MAX_OFFICES)]
    issued_at: Instant
    expires_at: Instant
    previous: Digest | Literal[""] = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [listed.office for listed in self.offices]
        if ids != sorted(set(ids)) or len({listed.root for listed in self.offices}) != len(ids):
            raise ValueError("each office stands once, with a root of its own, in order")
        if self.threshold > len(ids):
            raise ValueError("nobody can gather that many signatures")
        if (self.version == 1) != (self.previous == ""):
            raise ValueError("only the first directory has none before it")
        if self.expires_at <= self.issued_at:
            raise ValueError("a directory holds for some time")
        return self

    @property
    def digest(self) -> str:
        """Return SHA-256, hexadecimal, of what is signed."""
        return hashlib.sha256(self.to_payload()).hexdigest()

    def fingerprint(self) -> str:
        """Return forty digits that people can compare before they believe the first directory."""
        return five_digit_groups(hashlib.sha256(self.to_payload()).digest())

    def listed(self, office: str) -> Listed | None:
        """Return what is listed of an office."""
        return next((each for each in self.offices if each.office == office), None)


def draw_up(directory: Directory) -> str:
    """Return a directory that nobody has signed yet."""
    return _spell(directory.to_payload(), {})


def sign_directory(text: str, root: RootKey) -> str:
    """Add the signature of a root; the others stay."""
    directory, signatures = _take_apart(text)
    protected = signed.protect(ED25519, DIRECTORY_TYPE, root.key_id)
    body = to_base64url(directory.to_payload())
    signature = root.sign(f"{protected}.{body}".encode())
    return _spell(directory.to_payload(), signatures | {root.key_id: signature})


def read_directory(text: str) -> Directory:
    """Read a directory without judging who signed it; see `check_directory`.

    Raises:
        TooLarge: it is too long to be one.
        Malformed: it is none.
    """
    return _take_apart(text)[0]


def signers_of_directory(text: str, offices: Iterable[Listed]) -> list[str]:
    """Return which of `offices` have signed, by their roots.

    Raises:
        BadSignature: a signature with one of their names is false.
    """
    directory, signatures = _take_apart(text)
    body = to_base64url(directory.to_payload())
    found = []
    for listed in offices:
        named = key_id(ED25519, listed.root)
        if named in signatures:
            protected = signed.protect(ED25519, DIRECTORY_TYPE, named)
            verify_single(listed.root, signatures[named], f"{protected}.{body}".encode())
            found.append(listed.office)
    return found


def check_directory(text: str, *, after: Directory | None) -> Directory:
    """Check that enough offices have signed a directory, and that it may follow `after`.

    Args:
        text: as it came.
        after: the one that is believed now; None for the first, whose fingerprint people compare.

    Raises:
        BadSignature: too few offices of the old list or of the new have signed it.
        Malformed: it is none, or does not follow: another history, or an older one.
    """
    directory = read_directory(text)
    for rule in filter(None, (after, directory)):
        if len(signers_of_directory(text, rule.offices)) < rule.threshold:
            raise BadSignature(
                _("Too few offices have signed this directory: %(count)s are needed"),
                count=rule.threshold,
            )
    if after and (directory.version, directory.previous) != (after.version + 1, after.digest):
        raise Malformed(_("This directory does not follow the one that is known here."))
    return directory


def _take_apart(text: str) -> tuple[Directory, dict[str, bytes]]:
    if len(text) > MAX_DIRECTORY_BYTES:
        raise TooLarge(_("A signed text is longer than the protocol allows."))
    try:
        members = json.loads(text)
        payload = from_base64url(members["payload"])
        signatures = {
            str(one["kid"]): from_base64url(one["signature"]) for one in members["signatures"]
        }
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(_("This is not a directory of offices.")) from error
    directory = Directory.from_payload(payload)
    if _spell(payload, signatures) != text:
        raise Malformed(_("A signed text is not in the agreed spelling."))
    return directory, signatures


def _spell(payload: bytes, signatures: dict[str, bytes]) -> str:
    listed = [
        {
            "kid": named,
            "protected": signed.protect(ED25519, DIRECTORY_TYPE, named),
            "signature": to_base64url(signature),
        }
        for named, signature in sorted(signatures.items())
    ]
    members = {"payload": to_base64url(payload), "signatures": listed}
    return json.dumps(members, sort_keys=True, separators=(",", ":"))
