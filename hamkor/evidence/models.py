from django.db import models
from django.db.models import Q

from hamkor.clock import now


class Leaf(models.Model):
    """One thing this office can prove to an outsider; the outsider learns nothing from the log.

    The tree holds `leaf_hash` only. Destroying `salt` and `digest` leaves every proof valid.
    """

    kind = models.CharField(max_length=20)
    digest = models.BinaryField(max_length=32, null=True, help_text="SHA-256 of the thing")
    salt = models.BinaryField(max_length=16, null=True)
    about = models.CharField(max_length=64, blank=True, help_text="Reference of the thing")
    leaf_hash = models.BinaryField(max_length=32)
    position = models.BigIntegerField(
        null=True, unique=True, help_text="Place in the log, from 0; empty until it has one"
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "leaves"
        constraints = (
            models.CheckConstraint(
                name="evidence_salt_iff_digest",
                condition=Q(salt=None, digest=None, about="")
                | Q(salt__isnull=False, digest__isnull=False),
            ),
        )
        # What has no place yet is found by the index of places, which holds the empty ones too.
        indexes = (models.Index(fields=("digest",), name="evidence_leaf_digest"),)

    def __str__(self) -> str:
        return f"{self.kind} at {self.position}"


class HeldLog(models.Model):
    """The log of one office, as far as this node holds its leaves: its own and each peer's.

    `note` is the newest checkpoint that was verified against the leaves; for a peer's log this
    node has cosigned it, and it was stored before the cosignature was given away.
    """

    office = models.CharField(max_length=60, unique=True)
    size = models.BigIntegerField(default=0, help_text="Leaves held")
    frontier = models.BinaryField(
        default=bytes, help_text="Roots of the complete subtrees, 32 bytes each, left to right"
    )
    noted_size = models.BigIntegerField(default=0)
    noted_root = models.BinaryField(max_length=32, default=bytes)
    note = models.TextField(blank=True)
    noted_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(
        default=True, help_text="Own log: nobody holds a longer one, as far as was asked"
    )

    def __str__(self) -> str:
        return f"log of {self.office}, {self.size} leaves"


class Tile(models.Model):
    """Up to 256 neighbouring hashes of one level of a log, as C2SP tlog-tiles cuts them."""

    office = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(help_text="0 holds leaves; each next, 256 a hash")
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("office", "level", "number"), name="evidence_one_tile_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number} of {self.office}"


class Checkpoint(models.Model):
    """A signed state of our own log; kept when another office has cosigned it, or the newest."""

    size = models.BigIntegerField(unique=True)
    note = models.TextField()
    signed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"checkpoint of {self.size} leaves"


class Cosignature(models.Model):
    """Another office's word that it saw our log in this state; the first for each state."""

    size = models.BigIntegerField()
    office = models.CharField(max_length=60)
    line = models.TextField(help_text="Signature line of a signed note")
    at = models.DateTimeField(help_text="By the other office's clock")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("size", "office"), name="evidence_cosigned_once_a_size"
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} on {self.size} leaves"


class Witness(models.Model):
    """How far another office has followed our log, as it told us."""

    office = models.CharField(max_length=60, unique=True)
    size = models.BigIntegerField(default=0, help_text="Largest checkpoint that it cosigned")
    held = models.BigIntegerField(default=0, help_text="Leaves of ours that it keeps")
    cosigned_at = models.DateTimeField(null=True, help_text="Newest, by its clock")
    asked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.office} follows to {self.size}"


class HeardCheckpoint(models.Model):
    """What a third office says it saw of a log that this node also follows."""

    office = models.CharField(max_length=60, help_text="Whose log")
    source = models.CharField(max_length=60, help_text="Who showed it")
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    heard_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("office", "source", "size", "root"), name="evidence_heard_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} saw {self.size} leaves of {self.office}"


class FindingKind(models.TextChoices):
    TWO_HISTORIES = "two_histories"
    UNPROVEN = "unproven"
    ACCUSED = "accused"


class Finding(models.Model):
    """A log that contradicts itself, with all an outsider needs to see that it does.

    `unproven` says that a log did not prove what it must; `accused`, that another office refuses
    to cosign ours.
    """

    office = models.CharField(max_length=60, help_text="Whose log")
    kind = models.CharField(max_length=20, choices=FindingKind.choices)
    proof = models.TextField(help_text="Both signed checkpoints and the path between them")
    digest = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=60, help_text="Who found it")
    found_at = models.DateTimeField(default=now)
    leaf = models.BigIntegerField(null=True)
    explained_at = models.DateTimeField(
        null=True, help_text="When the log did prove what it had not proven before"
    )

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} in the log of {self.office}"


class ToldFinding(models.Model):
    """Which office has confirmed that it knows of a finding."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="told")
    office = models.CharField(max_length=60)
    told_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("finding", "office"), name="evidence_told_once"),
        )

    def __str__(self) -> str:
        return f"{self.office} knows"
