from django.contrib.auth.models import AbstractUser
from django.db import models

from hamkor.accounts.roles import PERMISSIONS, Permission, Role
from hamkor.clock import now


class Officer(AbstractUser):
    """Somebody who works at this office, in one role.

    One role per account: whoever drafts must not be able to approve by changing hats.
    """

    full_name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=40, choices=Role.choices)
    language = models.CharField(max_length=10, default="ru")

    def __str__(self) -> str:
        return self.full_name or self.username

    def may(self, permission: Permission) -> bool:
        """Say whether this officer's role holds `permission`; an inactive one holds none."""
        return self.is_active and permission in PERMISSIONS.get(Role(self.role), frozenset())


class UsedForm(models.Model):
    """A form of an officer that was taken in, kept for a day so that it counts once.

    The key covers who sent what from which showing of which page: the same words typed on a page
    opened anew are another form.
    """

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256, nothing readable")
    answer = models.CharField(max_length=300, help_text="Address that the officer was led to")
    used_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return f"{self.used_at:%Y-%m-%d %H:%M} {self.key[:8]}"
