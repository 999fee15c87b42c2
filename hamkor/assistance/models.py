from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import Officer
from hamkor.assistance.states import OurRole, Status
from hamkor.cases.models import Case
from hamkor.clock import now


class Stage(models.TextChoices):
    """With which of the request's messages a document goes."""

    REQUEST = "request", _("with the request")
    INFORMATION = "information", _("with the additional information")
    ANSWER = "answer", _("with the answer")


class AssistanceRequest(models.Model):
    """A request for legal assistance or an inter-office inquiry, as this office sees it.

    Each of the two nodes keeps its own row. They share `reference`, never a primary key.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True, help_text="This office's own number")
    peer_number = models.CharField(max_length=40, blank=True, help_text="The other office's")
    our_role = models.CharField(max_length=20, choices=OurRole.choices)
    peer = models.CharField(max_length=60, help_text="An office in data/parties/")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="requests")
    kind = models.CharField(max_length=40, help_text="A folder in data/kinds/")
    area = models.CharField(max_length=40, help_text="A folder in data/areas/")
    title = models.CharField(max_length=200)
    agreement = models.CharField(max_length=60, blank=True, help_text="A file in data/agreements/")
    basis = models.JSONField(default=dict, help_text="Why it governs, and the other branch")
    contents = models.JSONField(default=dict, help_text="Content item → text")
    facts = models.JSONField(
        default=dict, help_text="What the law asks about a draft: path → value"
    )
    language = models.CharField(max_length=10, default="ru")
    asked_by_on = models.DateField(null=True, help_text="Date asked for, inclusive")
    is_confidential = models.BooleanField(default=False)
    limits_on_use = models.JSONField(default=list)
    signatory = models.CharField(max_length=300, blank=True, help_text="Who signed, and as what")
    status = models.CharField(max_length=30, choices=Status.choices)
    our_step = models.PositiveIntegerField(default=0, help_text="Steps we told the peer of")
    peer_step = models.PositiveIntegerField(default=0, help_text="Latest step learnt from it")
    undelivered_kind = models.CharField(
        max_length=60, blank=True, help_text="Our last message that did not arrive"
    )
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    prepared_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    approval_asked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True, help_text="At the requested office")
    responsible = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True, help_text="First acceptance")
    question = models.TextField(blank=True, help_text="Additional information asked for last")
    refusal_ground = models.CharField(max_length=60, blank=True)
    refusal_reasons = models.TextField(blank=True)
    postponed_until = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answer_is_partial = models.BooleanField(default=False)
    answer_prepared_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="assistance_refused_has_ground_and_reasons",
                condition=(~Q(status=Status.REFUSED))
                | (~Q(refusal_ground="") & ~Q(refusal_reasons="")),
            ),
            models.CheckConstraint(
                name="assistance_approved_at_iff_by",
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="assistance_approved_by_another",
                condition=Q(approved_by=None)
                | Q(prepared_by=None)
                | ~Q(approved_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="assistance_sent_was_approved",
                condition=Q(our_role=OurRole.REQUESTED)
                | Q(status__in=(Status.DRAFT, Status.WITHDRAWN))
                | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assistance_ours_has_a_case",
                condition=Q(our_role=OurRole.REQUESTED) | Q(case__isnull=False),
            ),
            models.CheckConstraint(
                name="assistance_received_at_iff_requested",
                condition=Q(our_role=OurRole.REQUESTED, received_at__isnull=False)
                | Q(our_role=OurRole.REQUESTING, received_at=None),
            ),
            models.CheckConstraint(
                name="assistance_executed_has_answer",
                condition=~Q(status__in=(Status.EXECUTED, Status.PARTLY_EXECUTED))
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        )
        indexes = (
            models.Index(fields=("our_role", "status", "-id"), name="assistance_queue"),
            models.Index(fields=("peer", "-id"), name="assistance_peer"),
        )

    def __str__(self) -> str:
        return f"Request {self.number}"


class RequestEvent(models.Model):
    """A dated step of a request, by us or by them; the timeline of both sides."""

    TICK = timedelta(microseconds=1)

    request = models.ForeignKey(AssistanceRequest, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=now, help_text="When it was done, by the doer's clock")
    is_ours = models.BooleanField()
    by = models.CharField(max_length=150, help_text="User name here; role or office there")
    action = models.CharField(max_length=40)
    status = models.CharField(max_length=30, choices=Status.choices)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    message_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"


class RequestDocument(models.Model):
    """A file that goes or came with a request; the content lies sealed in the files folder."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    request = models.ForeignKey(AssistanceRequest, models.CASCADE, related_name="documents")
    is_ours = models.BooleanField(help_text="We added it; else it came from the peer")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    origin = models.CharField(max_length=60, help_text="complaint, officer, or a peer's office id")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, hex")
    added_at = models.DateTimeField(default=now)
    added_by = models.CharField(max_length=150)
    is_sent = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("request", "stage", "digest", "is_ours"), name="request_document_once"
            ),
        )

    def __str__(self) -> str:
        return f"Document {self.reference}"
