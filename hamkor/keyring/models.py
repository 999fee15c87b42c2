from django.db import models

from hamkor.clock import now


class KeyStatement(models.Model):
    """A statement of keys that was believed here: our own, or that of a pinned root.

    Never deleted: a receipt of years ago is verified with the keys of its day.
    """

    office = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    root = models.CharField(max_length=64, help_text="Public key of the root, hexadecimal")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of `text`")
    text = models.TextField()
    taken_in_at = models.DateTimeField(default=now)
    logged_at = models.DateTimeField(null=True, help_text="When it became a leaf of our log")

    class Meta:
        ordering = ("office", "id")
        indexes = (
            models.Index(fields=("office", "version"), name="keyring_statement_of"),
            models.Index(
                fields=("id",), name="keyring_unlogged", condition=models.Q(logged_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"keys of {self.office}, version {self.version}"


class Acquaintance(models.Model):
    """What another office has been told of our keys, and when we last asked for its own."""

    office = models.CharField(max_length=60, unique=True)
    told_version = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.office} knows version {self.told_version}"


class DirectoryVersion(models.Model):
    """A directory of offices that was believed here; the highest version holds."""

    version = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what is signed")
    text = models.TextField()
    taken_in_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(
        default=now, help_text="When another office last held the same one"
    )
    logged_at = models.DateTimeField(null=True, help_text="When it became a leaf of our log")
    overridden_until = models.DateTimeField(
        null=True, help_text="Until when new messages go although it is out of date"
    )

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"directory {self.version}"


class RivalDirectory(models.Model):
    """Another directory with a number that we know already, signed by enough: proof of a fork."""

    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    source = models.CharField(max_length=60, help_text="Who showed it")
    found_at = models.DateTimeField(default=now)
    logged_at = models.DateTimeField(null=True, help_text="When it became a leaf of our log")

    def __str__(self) -> str:
        return f"rival of directory {self.version}"
