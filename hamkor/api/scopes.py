"""What a token is for. A token does at most what its scopes say and its account's role may."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """A value is stored with every token: never rename, never reuse."""

    COMPLAINTS_FILE = "complaints:file", _("File complaints for people")
    COMPLAINTS_FOLLOW = "complaints:follow", _("Read the status with the person's code")
    COMPLAINTS_WRITE = "complaints:write", _("Write and act for the person with the code")
