from uuid import uuid4

from django.db import models
from django.db.models import Q

from hamkor.accounts.models import Officer
from hamkor.clock import now


class ApiToken(models.Model):
    """With what the program of a hotline or an organisation shows who it is.

    Only a hash is kept: the token is shown once, and whoever has the database cannot use it.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    label = models.CharField(max_length=200, help_text="Whose program, for the administrator")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", help_text="Acts as")
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of 256 drawn bits")
    issued_at = models.DateTimeField(default=now)
    issued_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField(help_text="From this instant on it is not good")
    last_used_on = models.DateField(null=True, help_text="A day, not a trace of what was done")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="api_token_revoked_at_iff_by",
                condition=Q(revoked_at=None, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
            ),
        )

    def __str__(self) -> str:
        return self.label
