"""Is a container what it says: yes or no, and why, item by item. Needs no node and no network."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from hamkor import envelope
from hamkor.court import container as containers
from hamkor.court.container import Container
from hamkor.court.papers import EXPORTER, HEADER, PROOF, SAID, SIGNATURES, document_name
from hamkor.envelope.manifest import read_manifest
from hamkor.errors import BadSignature, KeyRevoked, Malformed, PeerFault, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.transparency.checkpoint import log_name, witness_name
from hamkor.transparency.note import NoteKey, SignatureType
from hamkor.transparency.proof import Proven, check_thing, read_proof

Roots = Mapping[str, str]
"""Fingerprints of the roots that somebody has compared, by office."""

_KEYS = re.compile(r"keys/([a-z0-9-]{1,40})-\d{4}\.jws")
_STATEMENT = re.compile(r"statement-[a-z]{2}\.txt")
_MESSAGE = re.compile(r"(messages/\d{4}/)(.+)")
_RECEIPT = re.compile(r"receipts/(\d{2})\.(jws|proof)")
_HEADER_KINDS = {"header_sent", "header_received"}
_RECEIPT_KINDS = {"receipt_given", "receipt_got"}


@dataclass(frozen=True)
class Judgement:
    """What is to be said of one item: right or not, and in words."""

    item: str
    is_right: bool
    words: str


@dataclass
class _Offices:
    """The statements of keys in a container, by office."""

    stated: dict[str, list[envelope.OfficeStatement]] = field(default_factory=dict)

    def keys(
        self, office: str, named: str, at: datetime, *, is_logged: bool
    ) -> envelope.PublicKeys:
        """Return the keys with which an office signed something at `at`.

        Args:
            office: who is said to have signed.
            named: id of the key.
            at: when, as far as it is shown.
            is_logged: whether another office has seen it in a log at `at`. Without that a date
                is only what the signer says, and whoever stole a key can write any.

        Raises:
            PeerFault: no such key, or not at that time.
        """
        found = None
        for statement in self.stated.get(office, []):
            if statement.is_revoked(named) and not is_logged:
                raise KeyRevoked(
                    _("The key was revoked, and nothing shows that this was signed before.")
                )
            found = statement.keys_signing(named, at) or found
        if found is None:
            raise UnknownSender(_("The container holds no statement of the key that signed this."))
        return found

    def note_keys(self) -> tuple[list[NoteKey], list[NoteKey]]:
        """Return the keys of all logs and of all witnesses."""
        logs, witnesses = [], []
        for office, statements in self.stated.items():
            for statement in statements:
                for key in statement.keys:
                    if key.use == "log":
                        logs.append(NoteKey(log_name(office), key.public))
                    elif key.use == "witness":
                        name = witness_name(office)
                        witnesses.append(NoteKey(name, key.public, SignatureType.COSIGNATURE))
        return list(dict.fromkeys(logs)), list(dict.fromkeys(witnesses))


def check_container(path: Path, roots: Roots) -> Iterator[Judgement]:
    """Judge each item of a container.

    Args:
        path: of the file.
        roots: those that are known; an office that is not among them is judged by the root in
            the container, whose fingerprint is told. Empty when none is known.
    """
    try:
        opened = Container(path)
    except PeerFault as fault:
        yield Judgement(path.name, False, str(fault))
        return
    try:
        yield from _Check(opened, roots).judgements()
    finally:
        opened.close()


class _Check:
    def __init__(self, opened: Container, roots: Roots) -> None:
        self._container, self._roots = opened, roots
        self._offices = _Offices()
        self._names = set(opened.names)

    def judgements(self) -> Iterator[Judgement]:
        yield self._judge(containers.MANIFEST, self._check_list)
        for name in sorted(self._names):
            if _KEYS.fullmatch(name):
                yield self._judge(name, partial(self._check_statement, name))
        yield self._judge(EXPORTER, self._check_exporter)
        folders = sorted({found[1] for name in self._names if (found := _MESSAGE.fullmatch(name))})
        for folder in folders:
            yield from self._check_message(folder)
        for name in sorted(self._names):
            if not self._is_known(name):
                yield Judgement(name, False, "an export holds no such item")

    def _judge(self, item: str, check: Callable[[], str]) -> Judgement:
        try:
            return Judgement(item, True, check())
        except (PeerFault, ValueError) as fault:
            return Judgement(item, False, str(fault))

    def _check_list(self) -> str:
        listed = self._container.listed()
        expected = self._names - {
            containers.MIMETYPE,
            containers.MANIFEST,
            containers.SIGNATURE,
        }
        if {name for name, _type, _digest in listed} != expected:
            raise Malformed(_("The list does not name exactly what is in the container."))
        for name, _type, digest in listed:
            if self._container.digest(name)[1] != digest:
                raise BadSignature(_("%(name)s was changed."), name=name)
        return f"{len(listed)} items are as they are listed"

    def _check_statement(self, name: str) -> str:
        stated = envelope.read_office_statement(self._text(name))
        fingerprint, known = stated.fingerprint(), self._roots.get(stated.office)
        if not name.startswith(f"keys/{stated.office}-"):
            raise Malformed(_("The statement is of another office than its name says."))
        others = self._offices.stated.setdefault(stated.office, [])
        if known is not None and known != fingerprint:
            raise UnknownSender(_("The root of this office is not the one that was compared."))
        if any(other.root != stated.root for other in others):
            raise UnknownSender(_("This office has two roots here."))
        others.append(stated)
        if known is None:
            return f"keys of {stated.office}; COMPARE the fingerprint of its root: {fingerprint}"
        return f"keys of {stated.office}, signed by the root that was compared"

    def _check_exporter(self) -> str:
        text = self._text(EXPORTER)
        raw, listed = (
            self._container.read(n) for n in (containers.SIGNATURE, containers.MANIFEST)
        )
        certificate = envelope.check_detached(raw, listed)
        named = envelope.certificate_key_named(text)
        for office in self._offices.stated:
            try:
                claimed = envelope.claims_of_certificate(text)
                keys = self._offices.keys(office, named, claimed.at, is_logged=False)
                claims = envelope.read_certificate_claims(text, keys)
            except UnknownSender:
                continue
            if claims.certificate != hashlib.sha256(certificate).hexdigest():
                raise BadSignature(_("The office does not answer for this certificate."))
            return f"the container was made by {claims.office} on {claims.at:%Y-%m-%d %H:%M} UTC"
        raise UnknownSender(_("No office in the container answers for its certificate."))

    def _check_message(self, folder: str) -> Iterator[Judgement]:
        header: envelope.Header | None = None

        def check_header() -> str:
            nonlocal header
            header = self._prove_header(folder)
            to = ", ".join(one.office for one in header.recipients)
            return (
                f"{header.sender} signed on {header.created_at:%Y-%m-%d %H:%M:%S} UTC"
                f" what it sent to {to}"
            )

        if folder + PROOF in self._names:
            check = partial(self._check_log, folder + PROOF, folder + HEADER, _HEADER_KINDS)
            yield self._judge(folder + PROOF, check)
        yield self._judge(folder + HEADER, check_header)
        if header is None:
            return
        if folder + SAID in self._names:
            yield from self._check_content(folder, header)
        yield from self._check_receipts(folder, header)

    def _prove_header(self, folder: str) -> envelope.Header:
        seen = self._first_seen(folder)

        def keys(header: envelope.Header) -> envelope.PublicKeys:
            at = seen or header.created_at
            named = header.signing_keys[0]
            return self._offices.keys(header.sender, named, at, is_logged=seen is not None)

        raw, signatures = (self._container.read(folder + name) for name in (HEADER, SIGNATURES))
        return envelope.prove_header(raw, signatures, keys)

    def _first_seen(self, folder: str) -> datetime | None:
        """Return by when another office had seen a log that holds the header.

        A receipt names the hash of the header, so a log that holds the receipt shows it too.
        """
        digest = hashlib.sha256(self._container.read(folder + HEADER)).hexdigest()
        times = [self._seen_at(folder + PROOF, folder + HEADER, _HEADER_KINDS)]
        for name in self._receipts_in(folder):
            if _header_hash_in(self._text(name)) == digest:
                times.append(self._seen_at(_proof_of(name), name, _RECEIPT_KINDS))
        return min((at for at in times if at), default=None)

    def _check_content(self, folder: str, header: envelope.Header) -> Iterator[Judgement]:
        entries: list[tuple[str, int, str]] = []

        def check_said() -> str:
            raw = self._container.read(folder + SAID)
            if hashlib.sha256(raw).digest() != header.manifest:
                raise BadSignature(
                    _("What was said is not what the header commits its sender to.")
                )
            said = read_manifest(raw)
            if len(said.documents) != len(header.parts) - 1:
                raise Malformed(_("The message has more or fewer documents than it says."))
            entries.extend(
                (document_name(n, one.name), one.length, one.sha256)
                for n, one in enumerate(said.documents, 1)
            )
            return f"what {header.sender} said, with {len(entries)} documents"

        yield self._judge(folder + SAID, check_said)
        for name, length, sha256 in entries:
            expected_one = (length, sha256)
            check = partial(self._check_document, folder + name, expected_one)
            yield self._judge(folder + name, check)
        expected = {folder + name for name, _length, _sha256 in entries}
        for name in sorted(self._names):
            if name.startswith(folder + "documents/") and name not in expected:
                yield Judgement(name, False, "the message names no such document")

    def _check_document(self, name: str, expected: tuple[int, str]) -> str:
        length, digest = self._container.digest(name)
        if (length, digest.hex()) != expected:
            raise BadSignature(_("This is not the document that was sent."))
        return f"{length} bytes, as they were sent"

    def _check_receipts(self, folder: str, header: envelope.Header) -> Iterator[Judgement]:
        for name in self._receipts_in(folder):
            yield self._judge(name, partial(self._check_receipt, name, folder, header))
            if _proof_of(name) in self._names:
                check = partial(self._check_log, _proof_of(name), name, _RECEIPT_KINDS)
                yield self._judge(_proof_of(name), check)

    def _receipts_in(self, folder: str) -> list[str]:
        inside = (name for name in sorted(self._names) if name.startswith(folder))
        found = ((name, _RECEIPT.fullmatch(name.removeprefix(folder))) for name in inside)
        return [name for name, match in found if match and match[2] == "jws"]

    def _check_receipt(self, name: str, folder: str, header: envelope.Header) -> str:
        text = self._text(name)
        says = envelope.claims_of_receipt(text)
        digest = hashlib.sha256(self._container.read(folder + HEADER)).hexdigest()
        if (says.message_id, says.header_hash) != (header.message_id, digest):
            raise BadSignature(_("The receipt is for another message"))
        seen = self._seen_at(_proof_of(name), name, _RECEIPT_KINDS)
        named = envelope.key_named_in_receipt(text)
        keys = self._offices.keys(says.by, named, seen or says.at, is_logged=seen is not None)
        # Any suite will do: which one the two had agreed on by then, a court cannot know.
        envelope.read_receipt(text, keys, suite="A")
        more = says.reason or says.role or says.place
        words = f"{says.by} signed on {says.at:%Y-%m-%d %H:%M:%S} UTC: {says.what}"
        return f"{words} ({more})" if more else words

    def _check_log(self, proof: str, thing: str, kinds: set[str]) -> str:
        return _logged(self._prove(proof, self._container.digest(thing)[1], kinds))

    def _seen_at(self, proof: str, thing: str, kinds: set[str]) -> datetime | None:
        if proof not in self._names:
            return None
        try:
            proven = self._prove(proof, self._container.digest(thing)[1], kinds)
        except PeerFault:
            return None  # it is judged on its own
        return min(proven.witnesses.values(), default=None)

    def _prove(self, name: str, digest: bytes, kinds: set[str]) -> Proven:
        logs, witnesses = self._offices.note_keys()
        kind, proven = check_thing(
            read_proof(self._text(name)), digest, log_keys=logs, witness_keys=witnesses
        )
        if kind not in kinds:
            raise BadSignature(_("The log holds this as something else."))
        return proven

    def _text(self, name: str) -> str:
        return self._container.read(name).decode("utf-8", errors="replace")

    def _is_known(self, name: str) -> bool:
        fixed = {
            containers.MIMETYPE,
            containers.MANIFEST,
            containers.SIGNATURE,
            EXPORTER,
        }
        if name in fixed or _KEYS.fullmatch(name) or _STATEMENT.fullmatch(name):
            return True
        found = _MESSAGE.fullmatch(name)
        if not found:
            return False
        inside = found[2]
        return (
            inside in {HEADER, SIGNATURES, PROOF, SAID}
            or inside.startswith("documents/")
            or (_RECEIPT.fullmatch(inside) is not None and self._has_receipt(name))
        )

    def _has_receipt(self, name: str) -> bool:
        return name.rsplit(".", 1)[0] + ".jws" in self._names


def _logged(proven: Proven) -> str:
    place = f"entry {proven.index} of the log {proven.checkpoint.origin}"
    if not proven.witnesses:
        return f"{place}; no other office has confirmed that log yet"
    seen = ", ".join(
        f"{office} on {at:%Y-%m-%d %H:%M:%S} UTC"
        for office, at in sorted(proven.witnesses.items())
    )
    return f"{place}, confirmed by {seen}"


def _proof_of(receipt: str) -> str:
    return receipt.removesuffix("jws") + "proof"


def _header_hash_in(text: str) -> str:
    try:
        return envelope.claims_of_receipt(text).header_hash
    except PeerFault:
        return ""  # it is judged on its own


def is_all_right(judgements: Sequence[Judgement]) -> bool:
    """Say whether a container holds: every item is right, and there is a message in it."""
    has_message = any(one.item.endswith("/" + HEADER) for one in judgements)
    return has_message and all(one.is_right for one in judgements)
