"""An example of a provider: GOST R 34.10-2012 through OpenSSL's engine, in its own process.

Started as a program it answers the five calls; see `process`. It is for tests, and for offices
whose state accepts the engine; others put their certified provider in its place. A secret is a
key as PEM, which lies in a folder of this process while `openssl` reads it.

Content keys are wrapped as CMS with Kuznyechik in CTR-ACPKM-OMAC mode. What the key is bound to is
inside, before the key.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hamkor.envelope.suites.table import GOST_256, GOST_TRANSPORT

_ENGINE = ("-engine", "gost")
_DIGEST = "-md_gost12_256"
_CIPHER = "-kuznyechik-ctr-acpkm-omac"
_DIGEST_BYTES = 32


class Refused(Exception):
    """OpenSSL would not do it."""


def is_installed() -> bool:
    """Say whether OpenSSL and its engine are here."""
    if not shutil.which("openssl"):
        return False
    try:
        return b"available" in _openssl("engine", "-t", "gost")
    except Refused:
        return False


def new_key() -> tuple[bytes, bytes]:
    """Draw a key and return its secret half (PEM) and its public half (DER)."""
    secret = _openssl("genpkey", *_ENGINE, "-algorithm", "gost2012_256", "-pkeyopt", "paramset:A")
    public = _openssl("pkey", *_ENGINE, "-pubout", "-outform", "DER", given=secret)
    return secret, public


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Answer one call."""
    if question["call"] == "describe":
        return {"signatures": [GOST_256], "wrappings": [GOST_TRANSPORT]}
    arguments = {
        name: base64.b64decode(value)
        for name, value in question.items()
        if name not in {"call", "algorithm"}
    }
    result = _CALLS[question["call"]](**arguments)
    if isinstance(result, bytes):
        return {"result": base64.b64encode(result).decode()}
    return {"result": result}


def main() -> None:
    """Answer questions, one a line, until there are no more."""
    for line in sys.stdin.buffer:
        try:
            answered = answer(json.loads(line))
        except (Refused, KeyError, TypeError, ValueError) as error:
            answered = {"error": type(error).__name__}
        sys.stdout.write(json.dumps(answered) + "\n")
        sys.stdout.flush()


def _sign(secret: bytes, text: bytes) -> bytes:
    with _Folder(key=secret) as folder:
        return _openssl("dgst", *_ENGINE, _DIGEST, "-sign", folder.key, given=text)


def _verify(public: bytes, text: bytes, signature: bytes) -> bool:
    try:
        with _Folder(key=_public_pem(public), signature=signature) as folder:
            _openssl(
                "dgst", *_ENGINE, _DIGEST, "-verify", folder.key, "-signature", folder.signature,
                given=text,
            )  # fmt: skip
    except Refused:
        return False
    return True


def _wrap(public: bytes, plain: bytes, info: bytes) -> bytes:
    with _Folder(key=_public_pem(public), issuer=new_key()[0]) as folder:
        # CMS wants a certificate; one that nobody believes carries the key as well.
        certificate = _openssl(
            "x509", *_ENGINE, "-new", "-force_pubkey", folder.key, "-key", folder.issuer,
            "-subj", "/CN=recipient", "-days", "1", _DIGEST,
        )  # fmt: skip
        with _Folder(certificate=certificate) as second:
            return _openssl(
                "cms", "-encrypt", *_ENGINE, "-binary", _CIPHER, "-outform", "DER",
                second.certificate, given=hashlib.sha256(info).digest() + plain,
            )  # fmt: skip


def _unwrap(secret: bytes, wrapped: bytes, info: bytes) -> bytes | None:
    try:
        with _Folder(key=secret) as folder:
            opened = _openssl(
                "cms", "-decrypt", *_ENGINE, "-binary", "-inform", "DER", "-inkey", folder.key,
                given=wrapped,
            )  # fmt: skip
    except Refused:
        return None
    bound, plain = opened[:_DIGEST_BYTES], opened[_DIGEST_BYTES:]
    return plain if bound == hashlib.sha256(info).digest() else None


_CALLS: dict[str, Callable[..., bytes | bool | None]] = {
    "sign": _sign,
    "verify": _verify,
    "wrap": _wrap,
    "unwrap": _unwrap,
}


def _public_pem(public: bytes) -> bytes:
    return _openssl("pkey", *_ENGINE, "-pubin", "-inform", "DER", "-pubout", given=public)


class _Folder:
    """Files that exist while `openssl` reads them, in a folder that only this process may open."""

    def __init__(self, **contents: bytes) -> None:
        self._contents = contents
        self._folder = tempfile.TemporaryDirectory()

    def __enter__(self) -> "_Folder":
        for name, content in self._contents.items():
            (Path(self._folder.name) / name).write_bytes(content)
        return self

    def __exit__(self, *_error: object) -> None:
        self._folder.cleanup()

    def __getattr__(self, name: str) -> str:
        return str(Path(self._folder.name) / name)


def _openssl(*arguments: str, given: bytes = b"") -> bytes:
    done = subprocess.run(  # noqa: S603 - no word of the command comes from outside
        ["openssl", *arguments],  # noqa: S607 - the one that the administrator installed
        input=given,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Refused
    return done.stdout


if __name__ == "__main__":
    main()
