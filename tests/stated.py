"""What an office of a test says about its keys."""

from datetime import datetime, timedelta

from hamkor import clock, envelope
from hamkor.keyring.schedule import Window
from hamkor.keyring.stating import stated_keys, stated_single, suites_of

LONG_AGO, LONG = timedelta(days=2000), timedelta(days=3650)


def statement_of(
    keys: envelope.OfficeKeys,
    office: str,
    /,
    *,
    root: envelope.RootKey | None = None,
    at: datetime | None = None,
    **changes: object,
) -> str:
    """Return the signed statement of an office with these keys, good for years either way."""
    root = root or envelope.RootKey.generate()
    at = at or clock.now()
    begins, ends = at - LONG_AGO, at + LONG
    statement = envelope.OfficeStatement(
        **{
            "office": office,
            "version": 1,
            "root": root.public,
            "keys": (
                *stated_keys(keys, Window("sign", begins, ends)),
                *stated_keys(keys, Window("encrypt", begins, ends)),
                stated_single("log", envelope.SingleKey.generate(), Window("log", begins, ends)),
            ),
            "suites": suites_of(keys.suite),
            "max_bytes": envelope.MAX_FRAME_BYTES,
            "issued_at": at,
            "expires_at": ends,
            **changes,
        }
    )
    return envelope.sign_office_statement(statement, root)
