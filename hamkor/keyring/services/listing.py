"""The directory of offices: which version is believed here, and how old it is."""

from datetime import timedelta

from django.db import connection, transaction

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.envelope.directory import Directory, check_directory, read_directory
from hamkor.errors import BadSignature, Conflict, PeerFault, RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.keyring.models import DirectoryVersion, RivalDirectory

WARN_AFTER = timedelta(days=7)
REFUSE_AFTER = timedelta(days=30)
"""A directory that no other office has confirmed for so long may hide that one has left."""
OVERRIDE_FOR = timedelta(days=1)


def current_directory() -> Directory | None:
    """Return the directory that is believed here; None while roots are pinned one by one."""
    row = DirectoryVersion.objects.first()
    return read_directory(row.text) if row else None


def current_directory_text() -> str:
    """Return the directory as it is signed; empty while there is none."""
    row = DirectoryVersion.objects.first()
    return row.text if row else ""


@transaction.atomic
def take_in_directory(text: str, *, by: str, may_be_first: bool = False) -> bool:
    """Believe a newer directory, and note that the known one still holds when it comes again.

    The first one is believed because somebody has compared its fingerprint; each newer one
    because enough offices of the one before have signed it.

    Args:
        text: as it came, from anybody.
        by: user name, the node's administrator, or the office that showed it.
        may_be_first: somebody has compared its fingerprint.

    Returns:
        Whether it was newer.

    Raises:
        BadSignature: too few offices have signed it, or nobody has compared the first one.
        Malformed: it is none, or a step between it and the known one is missing.
        Conflict: another directory with its number is known: somebody shows two. Both are kept.
    """
    text = text.strip()
    row = DirectoryVersion.objects.select_for_update().first()
    shown = read_directory(text)
    if row is None:
        # Anybody can draw one up and sign it with roots of his own.
        if not may_be_first:
            raise BadSignature(_("No directory is believed here yet: a person must compare it"))
        check_directory(text, after=None)
    else:
        known = DirectoryVersion.objects.filter(version=shown.version).first()
        if known and known.digest == shown.digest:
            DirectoryVersion.objects.filter(pk=row.pk).update(confirmed_at=now())
            return False
        if known:
            raise Conflict(_("Two directories with one number have been signed"))
        check_directory(text, after=read_directory(row.text))
    DirectoryVersion.objects.create(version=shown.version, digest=shown.digest, text=text)
    record(AuditAction.DIRECTORY_TAKEN_IN, by=by, version=shown.version)
    return True


@transaction.atomic
def keep_rival(text: str, *, source: str) -> bool:
    """Keep the proof that enough offices signed two directories of one number; tell if it is.

    Args:
        text: the other directory.
        source: who showed it.
    """
    shown = read_directory(text)
    known = DirectoryVersion.objects.filter(version=shown.version).first()
    before = DirectoryVersion.objects.filter(version=shown.version - 1).first()
    if known is None or known.digest == shown.digest:
        return False
    try:
        check_directory(text, after=read_directory(before.text) if before else None)
    except PeerFault:
        return False
    RivalDirectory.objects.get_or_create(
        digest=shown.digest,
        defaults={"version": shown.version, "text": text, "source": source},
    )
    return True


def staleness() -> timedelta | None:
    """Return for how long nobody has confirmed the directory; None when there is none."""
    row = DirectoryVersion.objects.first()
    return now() - row.confirmed_at if row else None


def check_may_send() -> None:
    """Check that the directory is fresh enough to write to somebody; receiving needs no check.

    Raises:
        RuleViolation: nobody has confirmed it for thirty days, or it has expired that long ago.
    """
    if not known_version():
        return
    row = DirectoryVersion.objects.first()
    if row is None or (row.overridden_until and row.overridden_until > now()):
        return
    directory = read_directory(row.text)
    is_stale = now() - row.confirmed_at > REFUSE_AFTER
    if is_stale or now() - directory.expires_at > REFUSE_AFTER:
        raise RuleViolation(
            _("The directory of offices is out of date: an administrator must renew it first")
        )


def known_version() -> int:
    """Return the number of the directory that is believed here, 0 while there is none.

    Every message asks and names it: the question is not built anew each time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version FROM keyring_directoryversion ORDER BY version DESC LIMIT 1"
        )
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def rivals() -> list[RivalDirectory]:
    """Return the proofs that enough offices signed two directories of one number, newest first."""
    return list(RivalDirectory.objects.order_by("-id"))


@transaction.atomic
def override_staleness(*, by: str) -> None:
    """Let messages go for a day although the directory is out of date; somebody answers for it."""
    DirectoryVersion.objects.filter(pk__in=DirectoryVersion.objects.values("pk")[:1]).update(
        overridden_until=now() + OVERRIDE_FOR
    )
    record(AuditAction.DIRECTORY_OVERRIDDEN, by=by)


def listed_roots() -> dict[str, bytes]:
    """Return the root of each office that the directory lists."""
    directory = current_directory()
    return {each.office: each.root for each in directory.offices} if directory else {}


def is_listed(statement: envelope.OfficeStatement) -> bool:
    """Say whether the directory lists this office with this root."""
    return listed_roots().get(statement.office) == statement.root
