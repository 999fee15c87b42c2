from django.contrib.auth.models import AbstractUser
from django.db import models

from hamkor.accounts.roles import PERMISSIONS, Permission, Role


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
