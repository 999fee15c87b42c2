"""A form left unfinished: sealed under a number and a PIN that only the person holds.

The number has twelve digits that nobody can guess (40 bits), the PIN four to eight that the person
chose. Both go through a slow hash with the office's pepper: a stolen database lacks the pepper,
and whoever has that too must try number and PIN together.
"""

import hashlib
import hmac
import unicodedata

from hamkor.envelope.at_rest import open_at_rest, seal_at_rest
from hamkor.errors import OurFault

NUMBER_DIGITS = 12
_CONTEXT = "draft"


def draft_number_for(token: str, pepper: bytes) -> str:
    """Return the number of the draft of one form as it is shown: three groups of four digits.

    A form that is kept again has the same number, which nobody had to store.

    Args:
        token: from `new_token`, drawn with the blank form.
        pepper: secret of this office.
    """
    mac = hmac.digest(pepper, b"draft\0" + token.encode(errors="replace"), "sha256")
    number = int.from_bytes(mac, "big") % 10**NUMBER_DIGITS
    return show_draft_number(f"{number:0{NUMBER_DIGITS}d}")


def show_draft_number(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, NUMBER_DIGITS, 4))


def draft_locator(number: str, pepper: bytes) -> bytes:
    """Return the 32 bytes under which a draft is found; takes some 50 ms, whatever was typed."""
    return _slow(digits_in(number), pepper, b"draft number")


def seal_draft(plain: bytes, *, number: str, pin: str, pepper: bytes) -> bytes:
    """Encrypt `plain` so that only whoever knows number and PIN opens it here."""
    return seal_at_rest(_key(number, pin, pepper), plain, context=_CONTEXT)


def open_draft(sealed: bytes, *, number: str, pin: str, pepper: bytes) -> bytes | None:
    """Return what was sealed, or None when the PIN is another."""
    try:
        return open_at_rest(_key(number, pin, pepper), sealed, context=_CONTEXT)
    except OurFault:
        return None


def digits_in(text: str) -> str:
    """Return the digits of `text`, of whatever script, without what stands between them."""
    values = (unicodedata.decimal(character, None) for character in text[:200])
    return "".join(str(value) for value in values if value is not None)


def _key(number: str, pin: str, pepper: bytes) -> bytes:
    return _slow(f"{digits_in(number)} {digits_in(pin)}", pepper, b"draft pin")


def _slow(text: str, pepper: bytes, what: bytes) -> bytes:
    salt = hmac.digest(pepper, what, "sha256")
    return hashlib.scrypt(text.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
