from typing import Any
from uuid import UUID

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry

PERSON = "person"
NODE = "node"


def record(action: AuditAction, *, by: str, about: UUID | None = None, **facts: Any) -> None:
    """Write one line of the audit log, in the transaction of what it records.

    Args:
        action: what happened.
        by: user name of the officer, `PERSON` for the complainant, `NODE` for the worker.
        about: reference of the complaint, case, request, person or message.
        facts: codes and numbers that explain it; never names or texts.
    """
    AuditEntry.objects.create(action=action, actor=by, about=about, facts=facts)
