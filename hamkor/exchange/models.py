from uuid import uuid4

from django.db import models
from django.db.models import Q

from hamkor.clock import now


class Peer(models.Model):
    """Another office whose keys this office has agreed to trust."""

    office = models.CharField(max_length=60, unique=True, help_text="An office in data/parties/")
    address = models.URLField(help_text="Where its node answers")
    statement = models.TextField(help_text="Its signed statement of public keys, as received")
    fingerprint = models.CharField(max_length=120)
    trusted_at = models.DateTimeField(default=now)
    trusted_by = models.CharField(max_length=150)
    distrusted_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("office",)

    def __str__(self) -> str:
        return self.office


class Stream(models.Model):
    """One direction of one matter between two offices: messages in it keep their order.

    `stream` is random, so that the clear header says nothing about the case.
    """

    peer = models.CharField(max_length=60)
    about = models.UUIDField()
    stream = models.UUIDField(default=uuid4, unique=True)
    last_sequence = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("peer", "about"), name="exchange_one_stream_a_matter"),
        )

    def __str__(self) -> str:
        return str(self.stream)


class OutboxStatus(models.TextChoices):
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    EXPIRED = "expired"


class OutboxMessage(models.Model):
    """A sealed message on its way: the same bytes are sent until a receipt comes back."""

    message_id = models.UUIDField(default=uuid4, unique=True)
    peer = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    about = models.UUIDField(db_index=True)
    stream = models.UUIDField()
    sequence = models.PositiveIntegerField()
    header_hash = models.CharField(max_length=64)
    frame = models.BinaryField()
    status = models.CharField(
        max_length=20, choices=OutboxStatus.choices, default=OutboxStatus.WAITING
    )
    queued_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    next_try_at = models.DateTimeField(default=now)
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=60, blank=True)
    receipt = models.TextField(blank=True)
    receipt_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(
        null=True, help_text="When the worker told the case what became of it"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("stream", "sequence"), name="exchange_outbox_sequence"
            ),
            models.CheckConstraint(
                name="exchange_delivered_iff_receipt",
                condition=(
                    Q(status__in=("delivered", "refused"), receipt_at__isnull=False)
                    & ~Q(receipt="")
                )
                | Q(status__in=("waiting", "expired"), receipt="", receipt_at=None),
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",), name="exchange_outbox_due", condition=Q(status="waiting")
            ),
            models.Index(
                fields=("peer", "next_try_at"),
                name="exchange_outbox_peer",
                condition=Q(status="waiting"),
            ),
            models.Index(
                fields=("id",),
                name="exchange_outbox_unsettled",
                condition=~Q(status="waiting") & Q(settled_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id} to {self.peer}"


class InboxMessage(models.Model):
    """A message that arrived, with the receipt that was given for it; never forgotten."""

    message_id = models.UUIDField()
    sender = models.CharField(max_length=60)
    header_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    about = models.UUIDField(db_index=True)
    stream = models.UUIDField()
    sequence = models.PositiveIntegerField()
    previous = models.CharField(
        max_length=64, blank=True, help_text="Hash of the header before it in its stream"
    )
    frame = models.BinaryField()
    received_at = models.DateTimeField(default=now)
    receipt = models.TextField()
    dispatched_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True, help_text="A human must look at it")
    failure = models.CharField(max_length=200, blank=True, help_text="Code, no personal data")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("sender", "message_id"), name="exchange_inbox_once"),
            models.UniqueConstraint(
                fields=("sender", "stream", "sequence"), name="exchange_inbox_sequence"
            ),
        )
        indexes = (
            models.Index(
                fields=("id",),
                name="exchange_inbox_new",
                condition=Q(dispatched_at=None, set_aside_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id} from {self.sender}"
