from uuid import uuid4

from django.db import models
from django.db.models import Q

from hamkor.accounts.models import Officer
from hamkor.clock import now


class Subject(models.TextChoices):
    COMPLAINT = "complaint"
    CASE = "case"
    REQUEST = "request"


class Deadline(models.Model):
    """A date by which this office owes something, with the provision it follows from.

    Points at its subject by reference, not by foreign key: complaints, cases and requests
    know deadlines, never the other way round.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=20, choices=Subject.choices)
    about = models.UUIDField(help_text="Reference of the complaint, case or request")
    label = models.CharField(max_length=60, help_text="Number of the subject, no personal data")
    time_limit = models.CharField(max_length=60, help_text="A file in data/law/deadlines/")
    started_on = models.DateField(help_text="Local date of the office; day zero, not counted")
    due_on = models.DateField(help_text="Local date of the office, inclusive")
    provision = models.CharField(max_length=200)
    source = models.JSONField(default=dict)
    counted = models.JSONField(default=dict, help_text="How it was counted: sentence and facts")
    is_promise = models.BooleanField(help_text="The office's own target, not a date in law")
    is_verified = models.BooleanField()
    responsible = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    met_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(
                fields=("responsible", "due_on"),
                name="deadline_worklist",
                condition=Q(met_at=None, cancelled_at=None),
            ),
            models.Index(
                fields=("due_on",),
                name="deadline_open",
                condition=Q(met_at=None, cancelled_at=None),
            ),
            models.Index(fields=("about", "time_limit"), name="deadline_about"),
        )

    def __str__(self) -> str:
        return f"{self.time_limit} {self.label} {self.due_on}"
