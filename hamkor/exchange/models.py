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
    tallied_at = models.DateTimeField(null=True, help_text="When we last told what we counted")

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


class Traffic(models.TextChoices):
    CASEWORK = "casework"
    HOUSEKEEPING = "housekeeping"


class OutboxStatus(models.TextChoices):
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    CONFLICT = "conflict"
    EXPIRED = "expired"


class OutboxMessage(models.Model):
    """A sealed message on its way to one office: the same bytes until a receipt comes back.

    A message to several offices is one frame and one row for each office. A small frame for one
    office lies in its row, any other in a file.
    """

    message_id = models.UUIDField(default=uuid4)
    peer = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    traffic = models.CharField(max_length=20, choices=Traffic.choices, default=Traffic.CASEWORK)
    about = models.UUIDField(db_index=True)
    stream = models.UUIDField()
    sequence = models.PositiveIntegerField()
    header_hash = models.CharField(max_length=64)
    frame = models.BinaryField(default=bytes, help_text="Empty when it lies in a file")
    stored_in = models.CharField(max_length=80, blank=True, help_text="Name of the file")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the frame")
    content_key = models.BinaryField(
        default=bytes, help_text="Opens the frame, to show later what it said; sealed at rest"
    )
    status = models.CharField(
        max_length=20, choices=OutboxStatus.choices, default=OutboxStatus.WAITING
    )
    queued_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    next_try_at = models.DateTimeField(default=now)
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=60, blank=True)
    queued_receipt = models.TextField(
        blank=True, help_text="Our own word, signed, that it was handed in"
    )
    receipt = models.TextField(blank=True)
    receipt_at = models.DateTimeField(null=True)
    warned_hours = models.PositiveSmallIntegerField(
        default=0, help_text="The last warning that the other office was not reached"
    )
    settled_at = models.DateTimeField(
        null=True, help_text="When the worker told the case what became of it"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("message_id", "peer"), name="exchange_outbox_once"),
            # Of two in one place, after a restored backup, the other office kept the first.
            models.UniqueConstraint(
                fields=("stream", "sequence"),
                name="exchange_outbox_sequence",
                condition=~Q(status="conflict"),
            ),
            models.CheckConstraint(
                name="exchange_delivered_iff_receipt",
                condition=(
                    Q(
                        status__in=("delivered", "refused", "conflict"),
                        receipt_at__isnull=False,
                    )
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
                fields=("stream", "sequence"),
                name="exchange_outbox_order",
                condition=Q(status="waiting"),
            ),
            models.Index(
                fields=("id",),
                name="exchange_outbox_unsettled",
                condition=~Q(status="waiting") & Q(settled_at=None),
            ),
            models.Index(fields=("peer", "queued_at"), name="exchange_outbox_tally"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id} to {self.peer}"


class InboxMessage(models.Model):
    """A message that arrived, with the receipt that was given for it; never forgotten."""

    message_id = models.UUIDField()
    sender = models.CharField(max_length=60)
    header_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    traffic = models.CharField(max_length=20, choices=Traffic.choices, default=Traffic.CASEWORK)
    about = models.UUIDField(db_index=True)
    stream = models.UUIDField()
    sequence = models.PositiveIntegerField()
    previous = models.CharField(
        max_length=64, blank=True, help_text="Hash of the header before it in its stream"
    )
    frame = models.BinaryField(default=bytes, help_text="Empty when it lies in a file")
    stored_in = models.CharField(max_length=80, blank=True, help_text="Name of the file")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the frame")
    sent_at = models.DateTimeField(
        null=True, help_text="When it was sealed, by its sender's clock"
    )
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
            models.Index(fields=("sender", "sent_at"), name="exchange_inbox_tally"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id} from {self.sender}"


class Evidence(models.Model):
    """What an office has signed about a message, besides its first receipt; never changed.

    The first receipts stand with the messages themselves (`OutboxMessage`, `InboxMessage`).
    """

    message_id = models.UUIDField()
    header_hash = models.CharField(max_length=64)
    peer = models.CharField(max_length=60, help_text="The other office of the two")
    about = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=60, help_text="Of the message")
    what = models.CharField(max_length=20)
    by = models.CharField(max_length=60, help_text="The office that signed")
    at = models.DateTimeField(help_text="By that office's clock")
    reason = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=64, blank=True)
    receipt = models.TextField()
    exhibit = models.BinaryField(
        default=bytes, help_text="Signed header of the message that was refused as a conflict"
    )
    recorded_at = models.DateTimeField(default=now)
    is_to_be_shared = models.BooleanField(default=False, help_text="The other office is owed it")

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(
                fields=(
                    *("message_id", "header_hash", "peer", "by"),
                    *("what", "reason", "role", "place"),
                ),
                name="exchange_evidence_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("peer", "id"),
                name="exchange_evidence_owed",
                condition=Q(is_to_be_shared=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} by {self.by}: {self.message_id}"


class Upload(models.Model):
    """A large message that is arriving chunk by chunk; each chunk is checked when it comes."""

    header_hash = models.CharField(max_length=64, unique=True)
    message_id = models.UUIDField()
    sender = models.CharField(max_length=60)
    stored_in = models.CharField(max_length=80, help_text="Name of the file")
    size = models.PositiveBigIntegerField(help_text="Bytes of the whole frame")
    hashes = models.BinaryField(help_text="SHA-256 of each chunk, in order, 32 bytes each")
    chunks_held = models.PositiveIntegerField(default=0, help_text="Checked and on disk")
    started_at = models.DateTimeField(default=now)
    touched_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("touched_at",), name="exchange_upload_idle"),)

    def __str__(self) -> str:
        return f"{self.chunks_held} chunks of {self.header_hash[:12]}"


class Tally(models.Model):
    """What an office counted of the traffic between the two; one row for each that was said."""

    peer = models.CharField(max_length=60)
    is_ours = models.BooleanField()
    at = models.DateTimeField(default=now)
    sent = models.PositiveIntegerField(help_text="From whoever counted to the other")
    received = models.PositiveIntegerField(help_text="From the other to whoever counted")
    digest = models.CharField(max_length=64)
    differences = models.PositiveIntegerField(
        default=0, help_text="Days or months on which the two do not agree"
    )

    class Meta:
        verbose_name_plural = "tallies"
        indexes = (models.Index(fields=("peer", "is_ours", "-id"), name="exchange_tally_newest"),)

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.received} received, {self.peer}"


class RefusedPosts(models.Model):
    """How often something was posted that no trusted office can be shown to have sent."""

    code = models.CharField(max_length=60, unique=True)
    count = models.PositiveIntegerField(
        default=0, help_text="Since the last line in the audit log"
    )
    line_at = models.DateTimeField(default=now, help_text="When that line was written")

    class Meta:
        verbose_name_plural = "refused posts"

    def __str__(self) -> str:
        return f"{self.count} posts: {self.code}"
