#!/usr/bin/env python3
"""Is a container of evidence what it says? Yes or no, and why, item by item.

    python3 hamkor_verify.py FILE [--keys ROOTS]

FILE is an ASiC-E container that a prosecutor's office wrote with `hamkor exchange export`. ROOTS is
a text file; each of its lines is the name of an office and the 40 digits of its root, as the
offices' agreement prints them. Without it the program prints the digits that you must compare.

This file is all there is: it needs Python 3.11 and the package `cryptography`, no network, no
office, and it shares no line with the program that wrote the container. Exit code: 0 yes, 1 no,
2 not understood.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

TYPE = b"application/vnd.etsi.asic-e+zip"
LIST, SIGNATURE = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
SMALL = 8 * 1024 * 1024
SUITES = {"A": ["Ed25519"], "B": ["Ed25519", "ML-DSA-65"]}
SKEW, GRACE = timedelta(days=2), timedelta(days=30)
HEADERS = ("header_sent", "header_received")
REVOKED_LATER = "the key was revoked, and no other office has seen this before that"


DAMAGE = (
    ValueError, LookupError, TypeError, AttributeError, OSError, EOFError, RuntimeError,
    OverflowError, zlib.error, zipfile.BadZipFile, UnsupportedAlgorithm, x509.InvalidVersion,
)  # fmt: skip


class No(Exception):
    """Something is not what it says."""


def unbase64(text):
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise No("base64 in another spelling")
    return raw


def standard64(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise No("base64 in another spelling")
    return raw


def canonical(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def read_json(raw):
    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise No("a member stands twice")
        return dict(pairs)

    return json.loads(raw, object_pairs_hook=unique)


def read_claims(raw):
    claims = read_json(raw)
    if not isinstance(claims, dict) or canonical(claims) != raw:
        raise No("not in the agreed spelling")
    return claims


def sha256(raw):
    return hashlib.sha256(raw).digest()


def time_of(text):
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise No("a time without its zone")
    return at.astimezone(timezone.utc)


def shown(at):
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def verify(algorithm, public, signature, text):
    try:
        if algorithm == "Ed25519":
            Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
        elif algorithm == "ML-DSA-65":
            MLDSA65PublicKey.from_public_bytes(public).verify(signature, text)
        else:
            raise No(f"this program cannot verify {algorithm}")
    except InvalidSignature:
        raise No("the signature does not belong to this text") from None


def key_id(algorithm, public):
    encoded = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    members = {"alg": algorithm, "kty": "AKP", "pub": encoded}
    if algorithm in ("Ed25519", "X25519"):
        members = {"crv": algorithm, "kty": "OKP", "x": encoded}
    return base64.urlsafe_b64encode(sha256(canonical(members))).rstrip(b"=").decode()


def read_signed(text, typ):
    """Take a JWS apart, compact or general; give payload and signatures."""
    if text.startswith("{"):
        members = read_json(text)
        if set(members) != {"payload", "signatures"} or canonical(members).decode() != text:
            raise No("not in the agreed spelling")
        body, parts = members["payload"], members["signatures"]
    else:
        protected, body, signature = text.split(".")
        parts = [{"protected": protected, "signature": signature}]
    signatures = []
    for part in parts:
        head = read_claims(unbase64(part["protected"]))
        if set(head) != {"alg", "kid", "typ"} or head["typ"] != typ:
            raise No("signed as something else")
        signatures.append(
            (head["alg"], head["kid"], part["protected"], unbase64(part["signature"]))
        )
    return unbase64(body), signatures


def check_signed(payload, signatures, keys):
    """Check each signature with the key that it names; `keys` gives the public half."""
    body = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    for algorithm, named, protected, signature in signatures:
        verify(algorithm, keys(algorithm, named), signature, f"{protected}.{body}".encode())


class Keys:
    """The statements of keys of all offices in the container."""

    def __init__(self):
        self.stated = {}

    def add(self, text):
        payload, signatures = read_signed(text, "hamkor-keys+jws")
        stated = read_claims(payload)
        root = unbase64(stated["root"])
        [(algorithm, named, _protected, _signature)] = signatures
        if algorithm != "Ed25519" or named != key_id("Ed25519", root):
            raise No("not signed by the root that it names")
        check_signed(payload, signatures, lambda _algorithm, _named: root)
        for key in stated["keys"]:
            if key["id"] != key_id(key["algorithm"], unbase64(key["public"])):
                raise No("a key does not bear its name")
        others = self.stated.setdefault(stated["office"], [])
        if any(other["root"] != stated["root"] for other in others):
            raise No("this office has two roots here")
        others.append(stated)
        return stated["office"], fingerprint(stated["office"], root)

    def signing(self, office, named, at, is_seen):
        """Return a signing key by its name, if it may be believed at that time."""
        found = None
        for stated in self.stated.get(office, []):
            for fate in stated["revoked"]:
                if fate["id"] == named and not is_seen:
                    raise No(REVOKED_LATER)
                if fate["id"] == named and time_of(fate["at"]) <= at:
                    raise No("signed with a key that was revoked")
            for key in stated["keys"]:
                if (key["id"], key["use"]) == (named, "sign"):
                    begins, ends = time_of(key["not_before"]), time_of(key["not_after"])
                    if not begins - SKEW <= at < ends + GRACE:
                        raise No("signed with a key that was not in use at that time")
                    found = key
        if found is None:
            raise No("the container holds no statement of the key that signed this")
        return found

    def notes(self, use):
        found = {}
        for office, statements in self.stated.items():
            for stated in statements:
                for key in stated["keys"]:
                    if key["use"] == use:
                        found[f"{office}/hamkor-{use}", unbase64(key["public"])] = office
        return found


def fingerprint(office, root):
    number = int.from_bytes(sha256(canonical({"office": office, "root": root.hex()})), "big")
    return " ".join(re.findall(".{5}", f"{number % 10**40:040d}"))


def root_of(leaf, index, size, path):
    """Follow an inclusion proof (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise No("the proof is for a larger log")
    hashed, number, last = leaf, index, size - 1
    for step in path:
        if last == 0:
            raise No("the proof is too long")
        if number & 1 or number == last:
            hashed = sha256(b"\1" + step + hashed)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            hashed = sha256(b"\1" + hashed + step)
        number, last = number >> 1, last >> 1
    if last:
        raise No("the proof is too short")
    return hashed


def check_proof(text, digest, kinds, keys):
    """Check a C2SP tlog-proof; give words, and when another office first saw that log."""
    head, _gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra "):
        raise No("not a proof of a log")
    kind, _line, salt = standard64(lines[1][6:]).partition(b"\n")
    if kind.decode("ascii") not in kinds or len(salt) != 16:
        raise No("the log holds this as something else")
    index, path = int(lines[2].removeprefix("index ")), [standard64(line) for line in lines[3:]]
    salted = hashlib.sha256(salt + digest).hexdigest()
    leaf = sha256(b"\0hamkor-leaf/v1\n" + kind + f"\n{salted}\n".encode())
    signed, _gap, under = note.rpartition("\n\n")
    signed += "\n"
    if not under.endswith("\n"):
        raise No("the checkpoint is cut")
    origin, size, root = signed.split("\n")[:3]
    if root_of(leaf, index, int(size), path) != standard64(root):
        raise No("the log does not hold this")
    is_signed, seen = False, {}
    logs, witnesses = keys.notes("log"), keys.notes("witness")
    for line in under.split("\n")[:-1]:
        _dash, name, encoded = line.split(" ")
        raw = standard64(encoded)
        for log, public in logs:
            if log == name == origin and raw[:4] == note_id(name, 1, public):
                verify("Ed25519", public, raw[4:], signed.encode())
                is_signed = True
        for (witness, public), office in witnesses.items():
            if witness == name and raw[:4] == note_id(name, 4, public):
                moment = int.from_bytes(raw[4:12], "big")
                cosigned = f"cosignature/v1\ntime {moment}\n{signed}".encode()
                verify("Ed25519", public, raw[12:], cosigned)
                if f"{office}/hamkor-log" != origin:
                    seen[office] = datetime.fromtimestamp(moment, timezone.utc)
    if not is_signed:
        raise No("the log's own office has not signed this")
    place = f"entry {index} of the log {origin}"
    if not seen:
        return f"{place}; no other office has confirmed that log yet", None
    by = ", ".join(f"{office} on {shown(at)}" for office, at in sorted(seen.items()))
    return f"{place}, confirmed by {by}", min(seen.values())


def note_id(name, kind, public):
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def der(raw):
    """Read DER: a list of (tag, content)."""
    found, at = [], 0
    while at < len(raw):
        tag, length, at = raw[at], raw[at + 1], at + 2
        if length > 128:
            size = length - 128
            length, at = int.from_bytes(raw[at : at + size], "big"), at + size
        if at + length > len(raw):
            raise No("the signature of the container is cut")
        found.append((tag, raw[at : at + length]))
        at += length
    return found


def tlv(tag, content):
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    size = (len(content).bit_length() + 7) // 8
    return bytes([tag, 128 + size]) + len(content).to_bytes(size, "big") + content


def check_cades(raw, content):
    """Check a CAdES signature with one signer; give its certificate."""
    [(_tag, info)] = der(raw)
    [_type, (_tag, wrapped)] = der(info)
    [(_tag, body)] = der(wrapped)
    [_version, _digests, _content, (_tag, certificate), (_tag, signers)] = der(body)
    [(_tag, signer)] = der(signers)
    [_version, _issuer, _digest, (tag, attributes), _algorithm, (_tag, signature)] = der(signer)
    said = {der(one)[0][1].hex(): der(one)[1][1] for _tag, one in der(attributes)}
    if tag != 0xA0 or said.get("2a864886f70d010904") != tlv(4, sha256(content)):
        raise No("the signature of the container is over another list")
    named = tlv(48, tlv(48, tlv(48, tlv(4, sha256(certificate)))))
    if said.get("2a864886f70d010910022f") != named:
        raise No("the signature of the container names another certificate")
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise No("the certificate holds a key of another kind")
        key.verify(signature, tlv(49, attributes), ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise No("the signature of the container is false") from None
    return certificate


ITEM = re.compile(
    rb'<asic:DataObjectReference URI="([A-Za-z0-9%/._~-]+)" MimeType="[a-z0-9.+/-]+">'
    rb'<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    rb"<ds:DigestValue>([A-Za-z0-9+/]{43}=)</ds:DigestValue></asic:DataObjectReference>\n"
)
FRAME = re.compile(
    rb'<\?xml version="1.0" encoding="UTF-8"\?>\n<asic:ASiCManifest [^<>]*>\n'
    rb"<asic:SigReference [^<>]*/>\n</asic:ASiCManifest>\n"
)


class Judge:
    """Judges one container and prints what it finds."""

    def __init__(self, path, roots):
        self.path, self.roots, self.keys = path, roots, Keys()
        self.is_right, self.messages = True, 0

    def run(self):
        try:
            with zipfile.ZipFile(self.path) as self.zip:
                self.names = self.zip.namelist()
                first = self.zip.infolist()[0]
                if len(set(self.names)) != len(self.names) or first.filename != "mimetype":
                    raise No("an item stands twice, or the type does not stand first")
                if first.compress_type or self.read("mimetype") != TYPE:
                    raise No("not an ASiC-E container")
                self.judge_all()
        except (No, *DAMAGE) as no:
            self.say(False, self.path, f"not a container that can be read: {no}")
        return self.is_right and self.messages > 0

    def judge_all(self):
        self.judge(LIST, self.list)
        known = {"mimetype", LIST, SIGNATURE, "exporter.jws"}
        for name in sorted(self.names):
            if re.fullmatch(r"keys/[a-z0-9-]+-\d{4}\.jws", name):
                known.add(name)
                self.judge(name, self.statement, name)
            elif re.fullmatch(r"statement-[a-z]{2}\.txt", name):
                known.add(name)
        self.judge("exporter.jws", self.exporter)
        for folder in sorted({"/".join(name.split("/")[:2]) for name in self.names
                              if re.match(r"messages/\d{4}/", name)}):  # fmt: skip
            known |= self.message(folder + "/")
        for name in sorted(set(self.names) - known):
            self.say(False, name, "an export holds no such item")

    def say(self, is_right, item, words):
        self.is_right &= is_right
        print(f"{'ok' if is_right else 'NO'}  {item}: {words}")

    def judge(self, item, check, *arguments):
        try:
            words, result = check(*arguments)
        except No as no:
            self.say(False, item, str(no))
            return None
        except DAMAGE as error:
            self.say(False, item, f"damaged, or not of its kind ({type(error).__name__})")
            return None
        self.say(True, item, words)
        return result

    def read(self, name):
        with self.zip.open(name) as item:
            raw = item.read(SMALL + 1)
        if len(raw) > SMALL:
            raise No("longer than it may be")
        return raw

    def digest(self, name):
        length, digest = 0, hashlib.sha256()
        with self.zip.open(name) as item:
            while piece := item.read(1024 * 1024):
                length, _none = length + len(piece), digest.update(piece)
        return length, digest.hexdigest()

    def list(self):
        raw = self.read(LIST)
        listed = dict(ITEM.findall(raw))
        if not FRAME.fullmatch(ITEM.sub(b"", raw)) or len(listed) != len(ITEM.findall(raw)):
            raise No("not in the agreed form")
        expected = {quote(name).encode(): name for name in self.names}
        for name in ("mimetype", LIST, SIGNATURE):
            expected.pop(quote(name).encode(), None)
        if set(listed) != set(expected):
            raise No("does not name exactly what is in the container")
        for uri, digest in listed.items():
            if self.digest(expected[uri])[1] != base64.b64decode(digest).hex():
                raise No(f"{expected[uri]} was changed")
        return f"{len(listed)} items are as they are listed", True

    def statement(self, name):
        office, digits = self.keys.add(self.read(name).decode())
        if not name.startswith(f"keys/{office}-"):
            raise No("of another office than its name says")
        if office in self.roots and self.roots[office] != digits:
            del self.keys.stated[office]
            raise No("the root of this office is not the one that was compared")
        if office in self.roots:
            return f"keys of {office}, signed by the root that was compared", True
        return f"keys of {office}; COMPARE the fingerprint of its root: {digits}", True

    def exporter(self):
        certificate = check_cades(self.read(SIGNATURE), self.read(LIST))
        payload, signatures = read_signed(
            self.read("exporter.jws").decode(), "hamkor-certificate+jws"
        )
        claims = read_claims(payload)
        at = time_of(claims["at"])
        self.check_by(claims["office"], payload, signatures, at, None)
        if claims["certificate"] != sha256(certificate).hex():
            raise No("the office does not answer for this certificate")
        return f"the container was made by {claims['office']} on {shown(at)}", True

    def check_by(self, office, payload, signatures, at, seen):
        """Check that an office signed, with every algorithm of a suite."""
        if [algorithm for algorithm, *_rest in signatures] not in SUITES.values():
            raise No("not signed with the algorithms of a suite")

        def public(algorithm, named):
            key = self.keys.signing(office, named, seen or at, seen is not None)
            if key["algorithm"] != algorithm:
                raise No("signed with a key of another algorithm")
            return unbase64(key["public"])

        check_signed(payload, signatures, public)

    def message(self, folder):
        """Judge one message; give the names of its items that are known."""
        known = {folder + name for name in ("header.json", "signatures.json")}
        inside = {name for name in self.names if name.startswith(folder)}
        raw = self.judge_raw(folder + "header.json")
        receipts = [n for n in sorted(inside) if re.fullmatch(rf"{folder}receipts/\d\d\.jws", n)]
        seen = {}
        for name in (folder + "header.json", *receipts):
            proof = re.sub(r"\.\w+$", ".proof", name)
            if proof in inside:
                kinds = ("receipt_given", "receipt_got") if name in receipts else HEADERS
                thing = sha256(self.judge_raw(name))
                seen[name] = self.judge(proof, self.proof, proof, thing, kinds)
                known.add(proof)
        # A receipt names the hash of the header: a log that holds the receipt shows it too.
        shows = [name for name in seen if name not in receipts or self.names_header(name, raw)]
        first = min((seen[name] for name in shows if seen[name]), default=None)
        header = self.judge(folder + "header.json", self.header, folder, raw, first)
        if header is None:
            return known | inside
        self.messages += 1
        if folder + "manifest.json" in inside:
            known.add(folder + "manifest.json")
            documents = self.judge(folder + "manifest.json", self.said, folder, header) or []
            for number, one in enumerate(documents, 1):
                name = f"{folder}documents/{number:02d} {one['name']}"
                known.add(name)
                self.judge(name, self.document, name, one)
        for name in receipts:
            known.add(name)
            text = self.judge_raw(name)
            self.judge(name, self.receipt, text, header, sha256(raw).hex(), seen.get(name))
        return known

    def names_header(self, name, raw):
        try:
            payload = read_signed(self.read(name).decode(), "hamkor-receipt+jws")[0]
            return read_claims(payload)["header_hash"] == sha256(raw).hex()
        except (No, *DAMAGE):
            return False  # it is judged on its own

    def judge_raw(self, name):
        try:
            return self.read(name)
        except (No, *DAMAGE):
            return b""  # whatever needs it says no

    def proof(self, name, digest, kinds):
        return check_proof(self.read(name).decode(), digest, kinds, self.keys)

    def header(self, folder, raw, seen):
        header = read_claims(raw)
        if header["version"] != 2 or header["suite"] not in SUITES:
            raise No("of a version or suite that this program does not know")
        algorithms = SUITES[header["suite"]]
        members = read_claims(self.read(folder + "signatures.json"))
        if set(members) != {"signatures"}:
            raise No("not signed in the way that it says")
        signatures = []
        for algorithm, named, one in zip(
            algorithms, header["signing_keys"], members["signatures"], strict=True
        ):
            if unbase64(one["protected"]) != canonical(
                {"alg": algorithm, "typ": "hamkor-header+jws"}
            ):
                raise No("not signed in the way that it says")
            signatures.append((algorithm, named, one["protected"], unbase64(one["signature"])))
        at = time_of(header["created_at"])
        self.check_by(header["sender"], raw, signatures, at, seen)
        to = ", ".join(one["office"] for one in header["recipients"])
        return f"{header['sender']} signed on {shown(at)} what it sent to {to}", header

    def said(self, folder, header):
        raw = self.read(folder + "manifest.json")
        if sha256(raw) != unbase64(header["manifest"]):
            raise No("what was said is not what the header commits its sender to")
        documents = read_json(raw)["documents"]
        if len(documents) != len(header["parts"]) - 1:
            raise No("the message has more or fewer documents than it says")
        return f"what {header['sender']} said, with {len(documents)} documents", documents

    def document(self, name, one):
        length, digest = self.digest(name)
        if (length, digest) != (one["length"], one["sha256"]):
            raise No("not the document that was sent")
        return f"{length} bytes, as they were sent", True

    def receipt(self, raw, header, header_hash, seen):
        payload, signatures = read_signed(raw.decode(), "hamkor-receipt+jws")
        says = read_claims(payload)
        if (says["message_id"], says["header_hash"]) != (header["message_id"], header_hash):
            raise No("the receipt is for another message")
        at = time_of(says["at"])
        self.check_by(says["by"], payload, signatures, at, seen)
        more = says["reason"] or says["role"] or says["place"]
        words = f"{says['by']} signed on {shown(at)}: {says['what']}"
        return (f"{words} ({more})" if more else words), True


def main():
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="Is a container of evidence what it says?")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--keys", metavar="ROOTS", help="lines: office, 40 digits of its root")
    options = parser.parse_args()
    roots = {}
    if options.keys:
        with open(options.keys, encoding="utf-8") as file:
            lines = re.findall(r"([a-z0-9-]+)\s+((?:\d{5}\s+){7}\d{5})", file.read(), re.ASCII)
        roots = {office: " ".join(digits.split()) for office, digits in lines}
        if not roots:
            print("the file of roots holds none", file=sys.stderr)
            return 2
    if not Judge(options.file, roots).run():
        print("NO: the container does not prove what it holds")
        return 1
    print("YES: every item is what it says")
    if not roots:
        print("     if the fingerprints above are those in the agreement of the offices")
    return 0


if __name__ == "__main__":
    sys.exit(main())
