"""From when to when the keys of an office are used, and when somebody must make the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hamkor import envelope
from hamkor.envelope import KeyUse, OfficeStatement, StatedKey

SIGNING_PERIOD = timedelta(days=365)
ENCRYPTION_PERIOD = timedelta(days=90)
LASTING_PERIOD = timedelta(days=3650)
"""For the root, and for the keys of log, witness and transport, which cannot change unnoticed."""
LEAD = timedelta(days=30)
"""The next key is published at least this long before its first day."""
OVERLAP = timedelta(days=7)
"""How long the old key and the next are both in use."""
MESSAGE_LIFETIME = timedelta(days=30)
KEPT_FOR = envelope.GRACE + MESSAGE_LIFETIME + timedelta(days=30)
"""A decryption key stays this long after its last day: until every message that may have been
sealed with it has expired, and thirty days more."""
WARN_AT_DAYS = (30, 7, 1)


@dataclass(frozen=True)
class Window:
    """One key to be made: for what, from when (inclusive) to when (exclusive)."""

    use: KeyUse
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class KeyWarning:
    """That the last key of an office for some use ends soon, or has ended.

    Attributes:
        office: whose.
        use: "sign" or "encrypt".
        ends_at: last instant of the last key.
        days: whole days until then; negative when it is over.
        level: the smallest of `WARN_AT_DAYS` that has been reached; 0 when it is over.
    """

    office: str
    use: KeyUse
    ends_at: datetime
    days: int
    level: int


def next_windows(statement: OfficeStatement, at: datetime, count: int) -> list[Window]:
    """Return the next `count` encryption keys to make, and the signing keys for the same time."""
    sealing = _follow(statement, "encrypt", ENCRYPTION_PERIOD, at, count)
    horizon = sealing[-1].ends if sealing else at
    signing: list[Window] = []
    while _end_of(statement, "sign", signing, at) < horizon:
        signing = _follow(statement, "sign", SIGNING_PERIOD, at, len(signing) + 1)
    return [*signing, *sealing]


def immediate_windows(at: datetime, uses: Iterable[KeyUse]) -> list[Window]:
    """Return keys that begin now: the present ones are not to be used any more."""
    periods = {"sign": SIGNING_PERIOD, "encrypt": ENCRYPTION_PERIOD}
    return [Window(use, at, at + periods[use]) for use in uses]


def needs_rotation(statement: OfficeStatement, at: datetime) -> bool:
    """Say whether the next keys ought to be made, so that they are published `LEAD` before."""
    ends = (end_of(statement, "encrypt", at), end_of(statement, "sign", at))
    return min(ends) <= at + LEAD + OVERLAP


def end_of(statement: OfficeStatement, use: KeyUse, at: datetime) -> datetime:
    """Return until when, from `at` on, there is a key for `use` without a gap.

    When there is none at `at`, when the last one ended.
    """
    return _end_of(statement, use, [], at)


def warnings_of(statement: OfficeStatement, at: datetime) -> list[KeyWarning]:
    """Return what the administrator must know about the keys of an office."""
    return [
        KeyWarning(statement.office, use, ends, (ends - at).days, _level(ends - at))
        for use, ends in ((use, end_of(statement, use, at)) for use in _USES)
        if ends - at <= timedelta(days=max(WARN_AT_DAYS))
    ]


def is_worth_stating(key: StatedKey, at: datetime) -> bool:
    """Say whether somebody may still meet a message that was signed or sealed with `key`."""
    return at < key.not_after + KEPT_FOR


_USES: tuple[KeyUse, ...] = ("sign", "encrypt")


def _level(left: timedelta) -> int:
    if left <= timedelta(0):
        return 0
    return min(level for level in WARN_AT_DAYS if left <= timedelta(days=level))


def _follow(
    statement: OfficeStatement, use: KeyUse, period: timedelta, at: datetime, count: int
) -> list[Window]:
    windows: list[Window] = []
    for _number in range(count):
        last = _end_of(statement, use, windows, at)
        # Late makers get no gap: the next key begins at the latest when the last one ends.
        begins = max(last - OVERLAP, min(at + LEAD, last)) if last > at else at
        windows.append(Window(use, begins, begins + period))
    return windows


def _end_of(
    statement: OfficeStatement, use: KeyUse, planned: Iterable[Window], at: datetime
) -> datetime:
    """Follow keys without a gap: one that begins in years, made by a wrong clock, is no help."""
    stated = [
        (key.not_before, key.not_after)
        for key in statement.keys
        if key.use == use and not statement.is_revoked(key.id)
    ]
    spans = sorted([*stated, *((window.begins, window.ends) for window in planned)])
    end = at
    for begins, ends in spans:
        if begins <= end < ends:
            end = ends
    over = [ends for _begins, ends in spans if ends <= at]
    return end if end > at else max(over, default=at)
