"""What an office says about its keys: which it uses from when to when, signed by its root.

An office pins the root of another once, when two people have compared its fingerprint. From then
on a newer statement of that root is believed without asking anybody, so that keys can change
every few weeks and the comparison stays good for years.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from hamkor.envelope import signed
from hamkor.envelope.claims import (
    MAX_COUNT,
    Base64Bytes,
    Claims,
    Digest,
    Instant,
    KeyId,
    OfficeId,
    ReasonCode,
)
from hamkor.envelope.keys import PublicKeys, key_id
from hamkor.envelope.root import RootKey, root_fingerprint
from hamkor.envelope.suites import SUITES, SuiteName, common_suite
from hamkor.envelope.suites.built_in import check_public
from hamkor.envelope.suites.table import ED25519
from hamkor.errors import BadSignature, KeyExpired, KeyRevoked, Malformed
from hamkor.errors import gettext_noop as _

STATEMENT_TYPE = "hamkor-keys+jws"
MAX_STATEMENT_BYTES = 96 * 1024
"""Longest statement, inclusive: that of an office with keys of several suites, made ahead."""
GRACE = timedelta(days=30)
"""How long after its last day a key still serves: an office whose administrator is late, or whose
newer statement has not come through, is warned about and not cut off."""
CLOCK_SKEW = timedelta(days=2)
"""Clocks of real offices are wrong by days; a key is believed this long before its first day."""

KeyUse = Literal["sign", "encrypt", "log", "witness", "transport"]


class StatedKey(Claims):
    """One key of an office.

    Attributes:
        id: its thumbprint.
        use: what it is for; it is believed for nothing else.
        algorithm: by the name that suites use.
        public: the public half.
        not_before: first instant, inclusive.
        not_after: last instant, exclusive; see `GRACE`.
    """

    id: KeyId
    use: KeyUse
    algorithm: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+-]{1,40}$")]
    public: Annotated[Base64Bytes, Field(min_length=1, max_length=4096)]
    not_before: Instant
    not_after: Instant

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.id != key_id(self.algorithm, self.public):
            raise ValueError("a key is named by its thumbprint")
        if self.not_after <= self.not_before:
            raise ValueError("a key is used for some time")
        return self

    def is_in_use(self, at: datetime) -> bool:
        """Say whether `at` lies in the time for which the key was made."""
        return self.not_before <= at < self.not_after

    def may_serve(self, at: datetime) -> bool:
        """Say whether `at` lies in that time, or close enough to it."""
        return self.not_before - CLOCK_SKEW <= at < self.not_after + GRACE


class Revocation(Claims):
    """That a key must not be believed any more, although its time has not run out."""

    id: KeyId
    at: Instant
    reason: Annotated[ReasonCode, Field(min_length=1)]


class OfficeStatement(Claims):
    """Which keys are an office's, in the words of its root.

    Attributes:
        office: an office in the directory of parties.
        version: counts up with each statement; the higher one holds.
        root: raw Ed25519 public key; whoever holds its other half signs this.
        keys: past ones that may still be met, present ones, and the next.
        revoked: keys not to be believed any more.
        suites: which the office understands.
        max_bytes: longest message that it takes in.
        address: where its node answers, "" when nobody can call it.
        issued_at: by the office's clock.
        expires_at: by when there will be a newer one.
        previous: SHA-256 of the statement before this one, "" for the first.
    """

    office: OfficeId
    version: Annotated[int, Field(ge=1, le=MAX_COUNT)]
    root: Annotated[Base64Bytes, Field(min_length=32, max_length=32)]
    keys: Annotated[tuple[StatedKey, ...], Field(min_length=2, max_length=80)]
    revoked: Annotated[tuple[Revocation, ...], Field(max_length=80)] = ()
    suites: Annotated[tuple[SuiteName, ...], Field(min_length=1, max_length=8)]
    max_bytes: Annotated[int, Field(ge=1, le=2**53 - 1)]
    address: Annotated[str, StringConstraints(max_length=200)] = ""
    issued_at: Instant
    expires_at: Instant
    previous: Digest | Literal[""] = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_public(ED25519, self.root)
        if len({key.id for key in self.keys}) != len(self.keys):
            raise ValueError("a key has one purpose and stands here once")
        if (self.version == 1) != (self.previous == ""):
            raise ValueError("only the first statement has none before it")
        return self

    def with_changes(self, **changes: Any) -> Self:
        """Return a statement that differs in `changes`, checked anew."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**(values | changes))

    def fingerprint(self) -> str:
        """Return the digits by which two people know the root; see `root_fingerprint`."""
        return root_fingerprint(self.office, self.root)

    def key_named(self, named: str, use: KeyUse = "sign") -> StatedKey | None:
        """Return the key of this name and use, whatever its time and fate."""
        return next((key for key in self.keys if (key.id, key.use) == (named, use)), None)

    def keys_at(self, at: datetime) -> PublicKeys:
        """Return the keys with which to write to the office at `at` and to believe it.

        Raises:
            KeyExpired: its last keys served their time more than `GRACE` ago.
        """
        return self._together(self._best("sign", at), self._best("encrypt", at))

    def keys_signing(self, named: str, at: datetime) -> PublicKeys | None:
        """Return the office's keys with the signing key of this name, judged at `at`.

        Args:
            named: id of any of the signing keys, also a past one or the next.
            at: when the signature was met first, which is when it was put into the log.

        Returns:
            None when this statement knows no such key.

        Raises:
            KeyExpired: the key served its time too long before `at`, or long after.
            KeyRevoked: it was revoked by then.
        """
        key = self.key_named(named)
        if key is None:
            return None
        if any(one.id == named and one.at <= at for one in self.revoked):
            raise KeyRevoked(_("This is signed with a key that its office has revoked."))
        if not key.may_serve(at):
            raise KeyExpired(_("This is signed with a key that was not in use at that time."))
        return self.keys_that_signed(named)

    def keys_that_signed(self, named: str) -> PublicKeys | None:
        """Return the keys with the signing key of this name, for what was believed in its day.

        Nothing is judged: who took the text in judged it then.
        """
        key = self.key_named(named)
        if key is None:
            return None
        partners = [each for each in self._of("sign") if _span(each) == _span(key)]
        return self._together([*partners, key], self._of("encrypt"))

    def signers(self) -> list[PublicKeys]:
        """Return the office's keys once for each signing key that was not revoked."""
        sealing = self._of("encrypt")
        return [
            self._together([each for each in self._of("sign") if _span(each) == span], sealing)
            for span in dict.fromkeys(map(_span, self._of("sign")))
            if not any(self.is_revoked(key.id) for key in self._of("sign") if _span(key) == span)
        ]

    def single(self, use: KeyUse, at: datetime) -> StatedKey | None:
        """Return the one key for `use` at `at`, such as the log's; None when there is none."""
        return next(iter(self._best(use, at)), None)

    def is_revoked(self, named: str) -> bool:
        """Say whether the key of this name is revoked, or is going to be."""
        return any(one.id == named for one in self.revoked)

    def _of(self, use: KeyUse) -> list[StatedKey]:
        return [key for key in self.keys if key.use == use]

    def _best(self, use: KeyUse, at: datetime) -> list[StatedKey]:
        """Return for each algorithm the key that began last; a late one when there is no other."""
        usable = [
            key for key in self._of(use) if key.may_serve(at) and not self.is_revoked(key.id)
        ]
        order = sorted(usable, key=lambda key: (key.is_in_use(at), key.not_before, key.id))
        return list({key.algorithm: key for key in order}.values())

    def _together(self, signing: Iterable[StatedKey], sealing: Iterable[StatedKey]) -> PublicKeys:
        sign = {key.algorithm: key.public for key in signing}
        encrypt = {key.algorithm: key.public for key in sealing}
        whole = [
            name
            for name in self.suites
            if set(SUITES[name].signatures) <= set(sign) and SUITES[name].wrapping in encrypt
        ]
        if not whole:
            raise KeyExpired(
                _("The keys of %(office)s have expired, and no newer statement has come"),
                office=self.office,
            )
        return PublicKeys(
            office=self.office,
            suite=common_suite(whole, whole),
            signing=sign,
            encryption=encrypt,
        )


def _span(key: StatedKey) -> tuple[datetime, datetime]:
    """Tell which keys were made together: those of one suite serve for the same time."""
    return key.not_before, key.not_after


def sign_office_statement(statement: OfficeStatement, root: RootKey) -> str:
    """Sign a statement with the root that it names."""
    return signed.sign(
        statement.to_payload(),
        typ=STATEMENT_TYPE,
        key=root.secret,
        key_id=root.key_id,
        max_bytes=MAX_STATEMENT_BYTES,
    )


def read_office_statement(text: str) -> OfficeStatement:
    """Read an office's statement of its keys.

    The signature shows that the root it names made it, not whose root that is: this is settled
    by comparing fingerprints, or by the root that was pinned before.

    Raises:
        TooLarge: it is longer than `MAX_STATEMENT_BYTES`.
        Malformed: it is none.
        BadSignature: the root that it names did not sign it.
    """
    parts = signed.take_apart(text, typ=STATEMENT_TYPE, max_bytes=MAX_STATEMENT_BYTES)
    statement = OfficeStatement.from_payload(parts.payload)
    if parts.key_id != key_id(ED25519, statement.root):
        raise BadSignature(_("These keys are not signed by the office they belong to."))
    parts.verify(statement.root)
    return statement


def statement_digest(text: str) -> str:
    """Return SHA-256, hexadecimal, of a signed statement as it was sent."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_follows(newer: OfficeStatement, older: OfficeStatement, older_text: str) -> None:
    """Check that `newer` may take the place of `older`.

    Raises:
        BadSignature: it is of another office or signed by another root.
        Malformed: it names another statement as the one before it: two histories.
    """
    if (newer.office, newer.root) != (older.office, older.root):
        raise BadSignature(_("These keys are not signed by the root that was compared."))
    is_next = newer.version == older.version + 1
    if is_next and newer.previous != statement_digest(older_text):
        raise Malformed(_("This office has made two statements with one number."))
