from django.db import models

from hamkor.audit.actions import AuditAction
from hamkor.clock import now


class AuditEntry(models.Model):
    """One thing somebody did or read.

    No foreign keys: the log never hinders live rows and outlives them. The database itself
    refuses changes and deletions (see the triggers in the migrations).
    """

    at = models.DateTimeField(default=now)
    actor = models.CharField(max_length=150, help_text="A user name, “person” or “node”")
    action = models.CharField(max_length=60, choices=AuditAction.choices)
    about = models.UUIDField(null=True, db_index=True, help_text="Reference of the thing")
    facts = models.JSONField(default=dict, help_text="Codes only, no personal data")

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"
