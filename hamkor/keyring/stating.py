"""From secret keys to what is said about them."""

from collections.abc import Iterable
from datetime import datetime

from hamkor import envelope
from hamkor.envelope import KeyUse, OfficeKeys, OfficeStatement, SingleKey, StatedKey, SuiteName
from hamkor.envelope.suites.table import ED25519
from hamkor.keyring.schedule import Window, end_of, is_worth_stating


def stated_keys(keys: OfficeKeys, window: Window) -> list[StatedKey]:
    """State the half of `keys` that serves the use of `window`, for that time."""
    half = keys.signing if window.use == "sign" else keys.encryption
    return [_stated(pair.algorithm, pair.public, window) for pair in half.values()]


def stated_single(use: KeyUse, key: SingleKey, window: Window) -> StatedKey:
    """State a key that serves one purpose by itself."""
    return _stated(ED25519, key.public, Window(use, window.begins, window.ends))


def suites_of(highest: SuiteName) -> tuple[SuiteName, ...]:
    """Return the suites that an office with keys of `highest` understands."""
    return ("A",) if highest == "A" else ("A", highest)


def next_statement(
    statement: OfficeStatement,
    text: str,
    *,
    added: Iterable[StatedKey],
    revoked: Iterable[envelope.Revocation] = (),
    address: str,
    at: datetime,
) -> OfficeStatement:
    """Return the statement after `statement`: with new keys, without those nobody can meet."""
    # A clock that is wrong by years must not drop the keys that everybody uses.
    before = min(at, statement.issued_at)
    keys = [key for key in statement.keys if is_worth_stating(key, before)]
    changed = statement.with_changes(
        version=statement.version + 1,
        keys=(*keys, *added),
        revoked=(*statement.revoked, *revoked),
        address=address,
        issued_at=at,
        previous=envelope.statement_digest(text),
    )
    return changed.with_changes(
        expires_at=min(end_of(changed, "sign", at), end_of(changed, "encrypt", at))
    )


def _stated(algorithm: str, public: bytes, window: Window) -> StatedKey:
    return StatedKey(
        id=envelope.key_id(algorithm, public),
        use=window.use,
        algorithm=algorithm,
        public=public,
        not_before=window.begins,
        not_after=window.ends,
    )
