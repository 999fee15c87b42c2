"""The statements that every message pays for, written out.

Each message costs an office a handful of them, and building one through the ORM takes ten times
as long as the database needs to do it. Both databases speak `RETURNING` and `ON CONFLICT`.
Everything else in this app goes through the ORM.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models

from hamkor.exchange.models import OutboxMessage

_NEXT_PLACE = (
    "INSERT INTO exchange_stream (peer, about, stream, last_sequence, last_hash)"
    " VALUES (%s, %s, %s, 1, '')"
    " ON CONFLICT (peer, about) DO UPDATE SET last_sequence = exchange_stream.last_sequence + 1"
    " RETURNING stream, last_sequence, last_hash"
)
_TAKE_PLACE = "UPDATE exchange_stream SET last_hash = %s WHERE stream = %s"
_KNOWN = (
    "SELECT header_hash, receipt FROM exchange_inboxmessage WHERE sender = %s AND message_id = %s"
)
_RECEIPTED = (
    "UPDATE exchange_outboxmessage SET status = %s, receipt = %s, receipt_at = %s,"
    " last_failure = %s, attempts = attempts + 1, leased_until = NULL"
    " WHERE id = %s AND status = 'waiting'"
)
# What lies in order behind another waits for it; what a distrusted office is owed stays.
_DUE = (
    "SELECT %(columns)s FROM exchange_outboxmessage m WHERE m.status = 'waiting'"
    " AND m.next_try_at <= %%s AND (m.leased_until IS NULL OR m.leased_until <= %%s)"
    " AND NOT EXISTS (SELECT 1 FROM exchange_outboxmessage e WHERE e.stream = m.stream"
    " AND e.status = 'waiting' AND e.sequence < m.sequence)"
    " AND EXISTS (SELECT 1 FROM exchange_peer p"
    " WHERE p.office = m.peer AND p.distrusted_at IS NULL)"
)
_LEASE = (
    "UPDATE exchange_outboxmessage SET leased_until = %s WHERE id = %s AND status = 'waiting'"
    " AND (leased_until IS NULL OR leased_until <= %s)"
)
_TRUSTED = "SELECT statement FROM exchange_peer WHERE office = %s AND distrusted_at IS NULL"
_PLAIN = frozenset({str, int, bytes, type(None)})
_UNLESS_THERE = " ON CONFLICT DO NOTHING"
_IN_CONTACT = (
    "UPDATE exchange_peer SET last_contact_at = %s WHERE office = %s AND (last_contact_at IS NULL"
    " OR last_contact_at < %s OR last_failure_at >= last_contact_at)"
)
_WAITING = {
    "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
    "postgresql": ("SET synchronous_commit = off", "RESET synchronous_commit"),
}


@dataclass(frozen=True)
class Place:
    """The place of a new message in a stream, which is locked until the transaction ends."""

    stream: UUID
    sequence: int
    previous: str


def insert(row: models.Model, *, is_once: bool = False) -> bool:
    """Store a new row and give it its key; say whether it was stored.

    Args:
        row: not stored yet.
        is_once: when a constraint says that it is there already, leave it at that.
    """
    sql, fields = _insertion(type(row))
    values = [_prepared(field, getattr(row, field.attname)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql % (_UNLESS_THERE if is_once else ""), values)
        found = cursor.fetchone()
    if found:
        (row.pk,) = found
        row._state.adding, row._state.db = False, connection.alias
    return found is not None


def next_place(peer: str, about: UUID) -> Place:
    """Take the next place in the stream of a matter, which begins when there is none."""
    values = [peer, _stored(about), _stored(uuid4())]
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_PLACE, values)
        stream, sequence, previous = cursor.fetchone()
    return Place(UUID(str(stream)), sequence, previous)


def take_place(place: Place, header_hash: str) -> None:
    """Say which message has the place: the next one names its hash."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_PLACE, [header_hash, _stored(place.stream)])


def known_receipt(sender: str, message_id: UUID) -> tuple[str, str] | None:
    """Return header hash and receipt of a message that was taken in before."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [sender, _stored(message_id)])
        found: tuple[str, str] | None = cursor.fetchone()
    return found


def trusted_statement(office: str) -> str | None:
    """Return the statement of keys of an office that is trusted."""
    with connection.cursor() as cursor:
        cursor.execute(_TRUSTED, [office])
        found = cursor.fetchone()
    return found[0] if found else None


def due(moment: datetime, limit: int, not_to: list[str]) -> list[OutboxMessage]:
    """Return messages that may leave now, those that wait longest first; locked on PostgreSQL."""
    at = _instant(moment)
    others = f" AND m.peer NOT IN ({', '.join(['%s'] * len(not_to))})" if not_to else ""
    order = " ORDER BY m.next_try_at, m.id LIMIT %s"
    lock = " FOR UPDATE OF m SKIP LOCKED" if connection.vendor == "postgresql" else ""
    sql, read = _outbox_reader(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql + others + order + lock, [at, at, *not_to, limit])
        return [read(row) for row in cursor.fetchall()]


@contextmanager
def not_waiting_for_disk() -> Iterator[None]:
    """Do not wait until the disk has what is committed inside; the next commit outside does.

    For what a power failure may forget. Commits keep their order: nothing later survives one that
    is lost. Inside a transaction it changes nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    hurry, wait = _WAITING[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(hurry)
        try:
            yield
        finally:
            cursor.execute(wait)


def lease(pk: int, *, free_at: datetime, until: datetime) -> bool:
    """Take a message that is free at `free_at`; say whether it was."""
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, [_instant(until), pk, _instant(free_at)])
        return bool(cursor.rowcount > 0)


def mark_receipted(
    message: OutboxMessage, status: str, receipt: str, *, at: datetime, reason: str
) -> bool:
    """Note the receipt of a message that is still on its way; say whether it was."""
    values = [status, receipt, _instant(at), reason, message.pk]
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPTED, values)
        return bool(cursor.rowcount > 0)


def mark_contact(office: str, *, at: datetime, unless_since: datetime) -> bool:
    """Note that an office is alive, unless that is known; say whether it was news."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_CONTACT, [_instant(at), office, _instant(unless_since)])
        return bool(cursor.rowcount > 0)


@cache
def _outbox_reader(_vendor: str) -> tuple[str, Callable[[Sequence[Any]], OutboxMessage]]:
    """Return how to ask one kind of database for rows, and how to read one of them."""
    fields = OutboxMessage._meta.concrete_fields
    columns = [field.get_col("m") for field in fields]
    names = [field.attname for field in fields]
    ways = [
        [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        for column in columns
    ]

    def read(row: Sequence[Any]) -> OutboxMessage:
        values = list(row)
        for place, column in enumerate(columns):
            for convert in ways[place]:
                values[place] = convert(values[place], column, connection)
        return OutboxMessage.from_db(connection.alias, names, values)

    return _DUE % {"columns": ", ".join(f"m.{field.column}" for field in fields)}, read


@cache
def _insertion(model: type[models.Model]) -> tuple[str, list[Any]]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(field.column for field in fields)
    places = ", ".join(["%%s"] * len(fields))
    table = model._meta.db_table
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places})%s RETURNING id"  # noqa: S608
    return sql, fields


def _prepared(field: Any, value: Any) -> Any:
    # What both drivers take as it is: most of a row, and asking the field costs more than the row.
    return value if type(value) in _PLAIN else field.get_db_prep_save(value, connection)


def _stored(reference: UUID) -> Any:
    return reference if connection.features.has_native_uuid_field else reference.hex


def _instant(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
