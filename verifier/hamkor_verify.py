#!/usr/bin/env python3
"""Is a container of evidence what it says? Yes or no, and why, item by item.

    python3 hamkor_verify.py FILE [--keys ROOTS]

FILE is an ASiC-E container that a prosecutor's office wrote with `hamkor exchange export`; ROOTS a
text file, on each line an office and the 40 digits of its root, as the agreement prints them.
Without it the program prints the digits that you must compare. It needs Python 3.11 and the
package `cryptography`, no network and no office. Exit code: 0 yes, 1 no, 2 not understood.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

TYPE, SMALL = b"application/vnd.etsi.asic-e+zip", 8 * 1024 * 1024
LIST, SIGNATURE = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
ALGORITHMS = {"Ed25519": Ed25519PublicKey, "ML-DSA-65": MLDSA65PublicKey}
SUITES = {"A": ["Ed25519"], "B": ["Ed25519", "ML-DSA-65"]}
SKEW, GRACE = timedelta(days=2), timedelta(days=30)
HEADERS = ("header_sent", "header_received")
REVOKED_LATER = "the key was revoked, and no other office has seen this before that"
DAMAGE = (ValueError, LookupError, TypeError, AttributeError, OSError, EOFError, RuntimeError)
DAMAGE += (OverflowError, zlib.error, zipfile.BadZipFile)
DAMAGE += (UnsupportedAlgorithm, x509.InvalidVersion)

class No(Exception):
    """Something is not what it says."""

def refuse(condition, why):
    if condition:
        raise No(why)

def to_base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

def unbase64(text, alphabet=b"-_"):
    """Read the one spelling: base64url without padding, or with b"+/" the padded standard one."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), alphabet, validate=True)
    again = base64.b64encode(raw, alphabet).decode()
    refuse(text != (again.rstrip("=") if alphabet == b"-_" else again), "another spelling")
    return raw

def canonical(value):
    spelled = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return spelled.encode(value).encode()

def read_json(raw):
    def unique(pairs):
        refuse(len(dict(pairs)) != len(pairs), "a member stands twice")
        return dict(pairs)

    return json.loads(raw, object_pairs_hook=unique)

def read_claims(raw):
    claims = read_json(raw)
    refuse(not isinstance(claims, dict) or canonical(claims) != raw, "not in the agreed spelling")
    return claims

def sha256(raw):
    return hashlib.sha256(raw).digest()

def time_of(text):
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    refuse(at.tzinfo is None, "a time without its zone")
    return at.astimezone(UTC)

def shown(at):
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"

def verify(algorithm, public, signature, text):
    try:
        ALGORITHMS[algorithm].from_public_bytes(public).verify(signature, text)
    except InvalidSignature:
        raise No("the signature does not belong to this text") from None

def key_id(algorithm, public):
    encoded = to_base64url(public)
    members = {"alg": algorithm, "kty": "AKP", "pub": encoded}
    if algorithm in ("Ed25519", "X25519"):
        members = {"crv": algorithm, "kty": "OKP", "x": encoded}
    return to_base64url(sha256(canonical(members)))

def read_signed(text, typ):
    """Take a JWS apart, compact or general; give payload and signatures."""
    if text.startswith("{"):
        members = read_json(text)
        is_wrong = set(members) != {"payload", "signatures"} or canonical(members) != text.encode()
        refuse(is_wrong, "not in the agreed spelling")
        body, parts = members["payload"], members["signatures"]
    else:
        protected, body, signature = text.split(".")
        parts = [{"protected": protected, "signature": signature}]
    signatures = []
    for part in parts:
        head = read_claims(unbase64(part["protected"]))
        is_wrong = set(head) != {"alg", "kid", "typ"} or head["typ"] != typ
        refuse(is_wrong, "signed as something else")
        made = unbase64(part["signature"])
        signatures.append((head["alg"], head["kid"], part["protected"], made))
    return unbase64(body), signatures

def check_signed(payload, signatures, keys):
    """Check each signature with the key that it names; `keys` gives the public half."""
    body = to_base64url(payload)
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
        is_root = (algorithm, named) == ("Ed25519", key_id("Ed25519", root))
        refuse(not is_root, "not signed by the root that it names")
        check_signed(payload, signatures, lambda _algorithm, _named: root)
        for key in stated["keys"]:
            is_wrong = key["id"] != key_id(key["algorithm"], unbase64(key["public"]))
            refuse(is_wrong, "a key does not bear its name")
        others = self.stated.setdefault(stated["office"], [])
        is_wrong = any(other["root"] != stated["root"] for other in others)
        refuse(is_wrong, "this office has two roots here")
        others.append(stated)
        return stated["office"], fingerprint(stated["office"], root)

    def signing(self, office, named, at, is_seen):
        """Return a signing key by its name, if it may be believed at that time."""
        stated = self.stated.get(office, [])
        fates = [fate for one in stated for fate in one["revoked"] if fate["id"] == named]
        refuse(fates and not is_seen, REVOKED_LATER)
        is_late = any(time_of(fate["at"]) <= at for fate in fates)
        refuse(is_late, "signed with a key that was revoked")
        known = [key for one in stated for key in one["keys"]]
        found = [key for key in known if (key["id"], key["use"]) == (named, "sign")]
        refuse(not found, "the container holds no statement of the key that signed this")
        for key in found:
            begins, ends = time_of(key["not_before"]), time_of(key["not_after"])
            is_late = not begins - SKEW <= at < ends + GRACE
            refuse(is_late, "signed with a key that was not in use at that time")
        return found[-1]

    def notes(self, use):
        return {
            (f"{office}/hamkor-{use}", unbase64(key["public"])): office
            for office, statements in self.stated.items()
            for stated in statements
            for key in stated["keys"]
            if key["use"] == use
        }

def fingerprint(office, root):
    number = int.from_bytes(sha256(canonical({"office": office, "root": root.hex()})), "big")
    return " ".join(re.findall(".{5}", f"{number % 10**40:040d}"))

def root_of(leaf, index, size, path):
    """Follow a proof of inclusion (RFC 6962, 2.1.1), which ends at the root."""
    refuse((size > 1) != bool(path) or not 0 <= index < size, "the proof is of another length")
    if size == 1:
        return leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return sha256(b"\1" + root_of(leaf, index, half, path[:-1]) + path[-1])
    return sha256(b"\1" + path[-1] + root_of(leaf, index - half, size - half, path[:-1]))

def check_proof(text, digest, kinds, keys):
    """Check a C2SP tlog-proof; give words, and when another office first saw that log."""
    head, _gap, note = text.decode().partition("\n\n")
    lines = head.split("\n")
    is_wrong = lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ")
    refuse(is_wrong, "not a proof of a log")
    kind, _line, salt = unbase64(lines[1][6:], b"+/").partition(b"\n")
    is_wrong = kind.decode("ascii") not in kinds or len(salt) != 16
    refuse(is_wrong, "the log holds this as something else")
    index = int(lines[2].removeprefix("index "))
    path = [unbase64(line, b"+/") for line in lines[3:]]
    salted = hashlib.sha256(salt + digest).hexdigest()
    leaf = sha256(b"\0hamkor-leaf/v1\n" + kind + f"\n{salted}\n".encode())
    signed, _gap, under = note.rpartition("\n\n")
    signed += "\n"
    refuse(not under.endswith("\n"), "the checkpoint is cut")
    origin, size, root = signed.split("\n")[:3]
    is_wrong = root_of(leaf, index, int(size), path) != unbase64(root, b"+/")
    refuse(is_wrong, "the log does not hold this")
    seen = check_note(signed, under.split("\n")[:-1], origin, keys)
    place = f"entry {index} of the log {origin}"
    if not seen:
        return f"{place}; no other office has confirmed that log yet", None
    by = ", ".join(f"{office} on {shown(at)}" for office, at in sorted(seen.items()))
    return f"{place}, confirmed by {by}", min(seen.values())

def check_note(signed, lines, origin, keys):
    """Check who signed a checkpoint; give when each other office saw it."""
    seen, text = {}, signed.encode()
    split = [line.split(" ") for line in lines]
    under = [(name, unbase64(encoded, b"+/")) for _dash, name, encoded in split]
    own = [
        (public, raw)
        for name, raw in under
        for log, public in keys.notes("log")
        if log == name == origin and raw[:4] == note_id(name, 1, public)
    ]
    refuse(not own, "the log's own office has not signed this")
    for public, raw in own:
        verify("Ed25519", public, raw[4:], text)
    for name, raw in under:
        for (witness, public), office in keys.notes("witness").items():
            if witness == name and raw[:4] == note_id(name, 4, public):
                moment = int.from_bytes(raw[4:12], "big")
                cosigned = f"cosignature/v1\ntime {moment}\n".encode() + text
                verify("Ed25519", public, raw[12:], cosigned)
                if f"{office}/hamkor-log" != origin:
                    seen[office] = datetime.fromtimestamp(moment, UTC)
    return seen

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
        refuse(at + length > len(raw), "the signature of the container is cut")
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
    is_wrong = tag != 0xA0 or said.get("2a864886f70d010904") != tlv(4, sha256(content))
    refuse(is_wrong, "the signature of the container is over another list")
    named = tlv(48, tlv(48, tlv(48, tlv(4, sha256(certificate)))))
    is_wrong = said.get("2a864886f70d010910022f") != named
    refuse(is_wrong, "the signature of the container names another certificate")
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        is_wrong = not isinstance(key, ec.EllipticCurvePublicKey)
        refuse(is_wrong, "the certificate holds a key of another kind")
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
                refuse(len(set(self.names)) != len(self.names), "an item stands twice")
                is_first = first.filename == "mimetype" and not first.compress_type
                refuse(not is_first or self.read("mimetype") != TYPE, "not an ASiC-E container")
                self.judge_all()
        except (No, *DAMAGE) as no:
            self.say(False, self.path, f"not a container that can be read: {no}")
        return self.is_right and self.messages > 0

    def judge_all(self):
        self.judge(LIST, self.list)
        known = {"mimetype", LIST, SIGNATURE, "exporter.jws"}
        for name in sorted(self.names):
            if re.fullmatch(r"keys/[a-z0-9-]+-\d{4}\.jws", name):
                self.judge(name, self.statement, name)
            elif not re.fullmatch(r"statement-[a-z]{2}\.txt", name):
                continue
            known.add(name)
        self.judge("exporter.jws", self.exporter)
        folders = {name[:14] for name in self.names if re.match(r"messages/\d{4}/", name)}
        for folder in sorted(folders):
            known |= self.message(folder)
        for name in sorted(set(self.names) - known):
            self.say(False, name, "an export holds no such item")

    def say(self, is_right, item, words):
        self.is_right &= is_right
        print(f"{'ok' if is_right else 'NO'}  {item}: {words}")

    def judge(self, item, check, *arguments):
        try:
            words, result = check(*arguments)
        except (No, *DAMAGE) as no:
            is_told = isinstance(no, No)
            self.say(False, item, no if is_told else f"not of its kind ({type(no).__name__})")
            return None
        self.say(True, item, words)
        return result

    def read(self, name):
        with self.zip.open(name) as item:
            raw = item.read(SMALL + 1)
        refuse(len(raw) > SMALL, "longer than it may be")
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
        is_exact = FRAME.fullmatch(ITEM.sub(b"", raw)) and len(listed) == len(ITEM.findall(raw))
        refuse(not is_exact, "not in the agreed form")
        expected = {quote(name).encode(): name for name in self.names}
        for name in ("mimetype", LIST, SIGNATURE):
            expected.pop(quote(name).encode(), None)
        refuse(set(listed) != set(expected), "does not name exactly what is in the container")
        for uri, digest in listed.items():
            is_other = self.digest(expected[uri])[1] != base64.b64decode(digest).hex()
            refuse(is_other, f"{expected[uri]} was changed")
        return f"{len(listed)} items are as they are listed", True

    def statement(self, name):
        office, digits = self.keys.add(self.read(name).decode())
        refuse(not name.startswith(f"keys/{office}-"), "of another office than its name says")
        if office in self.roots:
            refuse(self.roots[office] != digits, "the root is not the one that was compared")
            return f"keys of {office}, signed by the root that was compared", True
        return f"keys of {office}; COMPARE the fingerprint of its root: {digits}", True

    def exporter(self):
        certificate = check_cades(self.read(SIGNATURE), self.read(LIST))
        text = self.read("exporter.jws").decode()
        payload, signatures = read_signed(text, "hamkor-certificate+jws")
        claims = read_claims(payload)
        self.check_by(claims["office"], payload, signatures, at := time_of(claims["at"]), None)
        is_other = claims["certificate"] != sha256(certificate).hex()
        refuse(is_other, "the office does not answer for this certificate")
        return f"the container was made by {claims['office']} on {shown(at)}", True

    def check_by(self, office, payload, signatures, at, seen):
        """Check that an office signed, with every algorithm of a suite."""
        is_wrong = [algorithm for algorithm, *_rest in signatures] not in SUITES.values()
        refuse(is_wrong, "not signed with the algorithms of a suite")

        def public(algorithm, named):
            key = self.keys.signing(office, named, seen or at, seen is not None)
            refuse(key["algorithm"] != algorithm, "signed with a key of another algorithm")
            return unbase64(key["public"])

        check_signed(payload, signatures, public)

    def message(self, folder):
        """Judge one message; give the names of its items that are known."""
        known = {folder + "header.json", folder + "signatures.json"}
        inside = {name for name in self.names if name.startswith(folder)}
        raw = self.judge_raw(folder + "header.json")
        receipts = [n for n in sorted(inside) if re.fullmatch(rf"{folder}receipts/\d\d\.jws", n)]
        seen = {}
        for name in (folder + "header.json", *receipts):
            proof = re.sub(r"\.\w+$", ".proof", name)
            if proof in inside:
                kinds = ("receipt_given", "receipt_got") if name in receipts else HEADERS
                thing, text = sha256(self.judge_raw(name)), self.judge_raw(proof)
                seen[name] = self.judge(proof, check_proof, text, thing, kinds, self.keys)
                known.add(proof)
        # A receipt names the hash of the header: a log that holds the receipt shows it too.
        shows = [name for name in seen if name not in receipts or self.shows(name, raw)]
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
            self.judge(name, self.receipt, name, header, sha256(raw).hex(), seen.get(name))
        return known | set(receipts)

    def shows(self, name, raw):
        try:
            payload, _signatures = read_signed(self.read(name).decode(), "hamkor-receipt+jws")
            return read_claims(payload)["header_hash"] == sha256(raw).hex()
        except (No, *DAMAGE):
            return False  # it is judged on its own

    def judge_raw(self, name):
        try:
            return self.read(name)
        except (No, *DAMAGE):
            return b""  # whatever needs it says no

    def header(self, folder, raw, seen):
        header = read_claims(raw)
        is_known = header["version"] == 2 and header["suite"] in SUITES
        refuse(not is_known, "of a version or suite that this program does not know")
        names, ones = SUITES[header["suite"]], read_claims(self.read(folder + "signatures.json"))
        refuse(set(ones) != {"signatures"}, "not signed in the way that it says")
        together = zip(names, header["signing_keys"], ones["signatures"], strict=True)
        signatures = [(a, k, s["protected"], unbase64(s["signature"])) for a, k, s in together]
        heads = [canonical({"alg": name, "typ": "hamkor-header+jws"}) for name in names]
        is_other = [unbase64(one[2]) for one in signatures] != heads
        refuse(is_other, "not signed in the way that it says")
        self.check_by(header["sender"], raw, signatures, at := time_of(header["created_at"]), seen)
        to = ", ".join(one["office"] for one in header["recipients"])
        return f"{header['sender']} signed on {shown(at)} what it sent to {to}", header

    def said(self, folder, header):
        raw = self.read(folder + "manifest.json")
        is_other = sha256(raw) != unbase64(header["manifest"])
        refuse(is_other, "what was said is not what the header commits its sender to")
        is_other = len(documents := read_json(raw)["documents"]) != len(header["parts"]) - 1
        refuse(is_other, "the message has more or fewer documents than it says")
        return f"what {header['sender']} said, with {len(documents)} documents", documents

    def document(self, name, one):
        found = length, _digest = self.digest(name)
        refuse(found != (one["length"], one["sha256"]), "not the document that was sent")
        return f"{length} bytes, as they were sent", True

    def receipt(self, name, header, header_hash, seen):
        payload, signatures = read_signed(self.read(name).decode(), "hamkor-receipt+jws")
        says = read_claims(payload)
        is_ours = (says["message_id"], says["header_hash"]) == (header["message_id"], header_hash)
        refuse(not is_ours, "the receipt is for another message")
        self.check_by(says["by"], payload, signatures, at := time_of(says["at"]), seen)
        more = says["reason"] or says["role"] or says["place"]
        words = f"{says['by']} signed on {shown(at)}: {says['what']}"
        return (f"{words} ({more})" if more else words), True

def main():
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="Is a container of evidence what it says?")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--keys", metavar="ROOTS", help="lines: office, 40 digits of its root")
    options = parser.parse_args()
    text = Path(options.keys).read_text(encoding="utf-8") if options.keys else ""
    lines = re.findall(r"([a-z0-9-]+)\s+((?:\d{5}\s+){7}\d{5})", text, re.ASCII)
    roots = {office: " ".join(digits.split()) for office, digits in lines}
    if options.keys and not roots:
        parser.error("the file of roots holds none")
    is_right = Judge(options.file, roots).run()
    condition = "" if roots else ", if the fingerprints above are those of the agreement"
    yes, no = f"YES: every item is what it says{condition}", "NO: it does not prove what it holds"
    print(yes if is_right else no)
    sys.exit(not is_right)

if __name__ == "__main__":
    main()
