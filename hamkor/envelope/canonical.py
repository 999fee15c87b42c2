"""One spelling for each JSON value, so that two offices hash and sign the same bytes.

RFC 8785, with two things left out on purpose: fractions, whose spelling differs between
languages, and whole numbers that a double cannot hold exactly.
"""

import json
from typing import Any

MAX_EXACT_INT = 2**53 - 1


def encode(value: Any) -> bytes:
    """Return the canonical UTF-8 of `value`.

    Raises:
        ValueError: `value` holds a fraction, a number beyond 2**53 - 1, a lone surrogate or
            something that is not JSON.
    """
    return _spell(value).encode()


def _spell(value: Any) -> str:
    if isinstance(value, dict):
        members = sorted(value.items(), key=_by_utf16)
        return (
            "{" + ",".join(f"{_spell_name(name)}:{_spell(held)}" for name, held in members) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_spell, value)) + "]"
    return _spell_scalar(value)


def _spell_scalar(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) <= MAX_EXACT_INT:
        return str(int(value))
    raise ValueError(f"a {type(value).__name__} of this value has no canonical spelling")


def _spell_name(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError("names in JSON are text")  # noqa: TRY004 - callers expect one error
    return json.dumps(name, ensure_ascii=False)


def _by_utf16(member: tuple[Any, Any]) -> bytes:
    # RFC 8785 3.2.3 orders by UTF-16 code units; Python would order by code points.
    return str(member[0]).encode("utf-16-be", "surrogatepass")
