"""What may be done with keys: made, changed ahead of time, revoked; statements remembered."""

from hamkor.keyring.services.remembering import (
    note_asked,
    note_told,
    note_unknown,
    remember_own_statement,
    remember_statement,
)
from hamkor.keyring.services.rotating import (
    renew_keys,
    revoke_key,
    rotate_keys,
    rotate_with_root_here,
)

__all__ = [
    "note_asked",
    "note_told",
    "note_unknown",
    "remember_own_statement",
    "remember_statement",
    "renew_keys",
    "revoke_key",
    "rotate_keys",
    "rotate_with_root_here",
]
