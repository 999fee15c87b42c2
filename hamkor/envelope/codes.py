"""The receipt code: all that an anonymous person needs to come back to a complaint.

Twenty random digits (66 bits) and two check digits (ISO/IEC 7064, MOD 97-10), in groups of four.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata

_PAYLOAD_DIGITS = 20
_CODE_DIGITS = _PAYLOAD_DIGITS + 2
_MODULUS = 97
_LONGEST_PASTE = 200
_NO_CODE = "no code"
WORK = 2**14
"""How dear a guess is: scrypt's N."""


def new_token() -> str:
    """Draw 128 bits for a blank form; the code is derived from them when it is filed.

    A form that is posted again after a crash carries the same token and so gets the same code,
    which nobody had to store.
    """
    return secrets.token_urlsafe(16)


def code_for(token: str, pepper: bytes) -> str:
    """Return the code that belongs to `token`, as it is shown: "1234 5678 … 12".

    The digits are the remainder of 256 bits, so no code is likelier than another by more than
    one part in 2**189.

    Args:
        token: from `new_token`.
        pepper: secret of this office; whoever lacks it cannot go from token to code.
    """
    mac = hmac.digest(pepper, b"receipt code\0" + token.encode(errors="replace"), "sha256")
    payload = int.from_bytes(mac, "big") % 10**_PAYLOAD_DIGITS
    check = _MODULUS + 1 - payload * 100 % _MODULUS
    return _show(f"{payload:0{_PAYLOAD_DIGITS}d}{check:02d}")


def parse_code(text: str) -> str | None:
    """Return the code in `text` as `code_for` shows it, or None when there is none.

    Digits of any script count; spaces, hyphens and words around them do not. A single wrong
    digit and two neighbours exchanged are always noticed.
    """
    if len(text) > _LONGEST_PASTE:
        return None
    values = (unicodedata.decimal(character, None) for character in text)
    digits = "".join(str(value) for value in values if value is not None)
    if len(digits) != _CODE_DIGITS or int(digits) % _MODULUS != 1:
        return None
    return _show(digits)


def code_hash(code: str, pepper: bytes) -> bytes:
    """Return the 32 bytes under which a code is stored and looked up; takes some 50 ms.

    The same code always gives the same bytes, so that a unique index finds it. What is no code
    costs as much time and gives bytes that belong to none.
    """
    canonical = parse_code(code) or _NO_CODE
    salt = hmac.digest(pepper, b"code", "sha256")
    return hashlib.scrypt(canonical.encode(), salt=salt, n=WORK, r=8, p=1, dklen=32)


def _show(digits: str) -> str:
    return " ".join(re.findall(".{1,4}", digits))
