"""What the log must hold of keys, and which secret keys nobody needs any more."""

from django.conf import settings
from django.db import transaction

from hamkor.clock import now
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.services import append
from hamkor.exchange.models import InboxMessage
from hamkor.keyring.models import DirectoryVersion, KeyStatement, RivalDirectory
from hamkor.keyring.queries import statements_of
from hamkor.keyring.ring import forget_secrets, old_secrets

BATCH = 100


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
    a message waits here for a human, no key that may open it is destroyed.
    """
    ours = statements_of(settings.NODE.office)
    stated = (key for statement in ours for key in statement.keys)
    files = old_secrets(settings.NODE, now(), stated)
    if not files or _is_anything_unopened():
        return 0
    forget_secrets(settings.NODE, files)
    return len(files)


def _is_anything_unopened() -> bool:
    return InboxMessage.objects.filter(dispatched_at=None).exists()
