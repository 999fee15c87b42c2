"""What the log must hold of keys, and which secret keys nobody needs any more."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from hamkor.clock import now
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Witness
from hamkor.evidence.services import append
from hamkor.exchange.models import InboxMessage
from hamkor.keyring.models import DirectoryVersion, KeyStatement, RivalDirectory
from hamkor.keyring.queries import statements_of
from hamkor.keyring.ring import forget_secrets, old_secrets

BATCH = 100
LATEST = 100
"""Among so many messages that came last the newest is looked for; they may come out of order."""


@transaction.atomic
def log_statements() -> int:
    """Let the log hold every statement that was believed here, so that nobody can show two."""
    unlogged = list(KeyStatement.objects.filter(logged_at=None).order_by("id")[:BATCH])
    for each in unlogged:
        is_ours_now = KeyStatement.objects.filter(pk=each.pk, logged_at=None)
        if is_ours_now.update(logged_at=now()):
            about = f"{each.office}/{each.version}"
            append(LeafKind.KEYS, each.digest, about=about)
    return len(unlogged)


@transaction.atomic
def log_directories() -> int:
    """Let the log hold every directory that was believed here, and every proof of a second one."""
    logged = 0
    for model, kind in (
        (DirectoryVersion, LeafKind.DIRECTORY),
        (RivalDirectory, LeafKind.FINDING),
    ):
        for each in model.objects.filter(logged_at=None).order_by("id"):
            if model.objects.filter(pk=each.pk, logged_at=None).update(logged_at=now()):
                append(kind, each.digest, about=f"directory/{each.version}")
                logged += 1
    return logged


def forget_old_keys() -> int:
    """Destroy decryption keys that nothing can be sealed for any more; tell how many files.

    Whoever takes the machine later cannot open what was recorded on the line before. As long as
    a message waits here for a human, no key that may open it is destroyed. What is destroyed
    cannot come back, so our clock alone does not decide: another office's must agree.
    """
    ours = statements_of(settings.NODE.office)
    stated = [key for statement in ours for key in statement.keys]
    if not old_secrets(settings.NODE, now(), stated) or _is_anything_unopened():
        return 0
    heard_at = _newest_time_heard()
    if heard_at is None:
        return 0
    files = old_secrets(settings.NODE, min(now(), heard_at), stated)
    if files:
        forget_secrets(settings.NODE, files)
    return len(files)


def _newest_time_heard() -> datetime | None:
    """Return the newest time that another office has signed, in a message or a cosignature."""
    messages = InboxMessage.objects.order_by("-id").values_list("sent_at", flat=True)
    cosigned = Witness.objects.values_list("cosigned_at", flat=True)
    heard = [at for at in (*messages[:LATEST], *cosigned) if at is not None]
    return max(heard, default=None)


def _is_anything_unopened() -> bool:
    return InboxMessage.objects.filter(dispatched_at=None).exists()
