from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import Officer
from hamkor.clock import now
from hamkor.intake.models import Complaint
from hamkor.law.firewall import Purpose
from hamkor.persons.models import Person


class CaseStatus(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Case(models.Model):
    """The office's file. It serves one of three purposes; enforcing migration rules is none."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    area = models.CharField(max_length=40, help_text="A folder in data/areas/")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    purpose = models.CharField(max_length=40)
    limits_on_use = models.JSONField(default=list, help_text="Purposes the material may serve")
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    opened_at = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)
    is_invented = models.BooleanField(default=False)
    complaints: "models.ManyToManyField[Complaint, CaseComplaint]" = models.ManyToManyField(
        Complaint, through="CaseComplaint", related_name="cases"
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="case_purpose_has_a_way_in",
                condition=Q(
                    purpose__in=(
                        Purpose.PROTECTION,
                        Purpose.INVESTIGATION_OF_HARM,
                        Purpose.STATISTICS,
                    )
                ),
            ),
            models.CheckConstraint(
                name="case_closed_iff_at_by_outcome",
                condition=Q(status="open", closed_at=None, closed_by=None, outcome="")
                | (
                    Q(status="closed", closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(outcome="")
                ),
            ),
        )
        indexes = (models.Index(fields=("lead", "status", "-id"), name="case_mine"),)

    def __str__(self) -> str:
        return self.number


class CaseComplaint(models.Model):
    case = models.ForeignKey(Case, models.CASCADE)
    complaint = models.OneToOneField(Complaint, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.case_id} {self.complaint_id}"


class Assignment(models.Model):
    """An officer who works on the case, from when until when."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="assignments")
    is_lead = models.BooleanField(default=False)
    assigned_at = models.DateTimeField(default=now)
    assigned_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "officer"),
                condition=Q(ended_at=None),
                name="case_officer_assigned_once",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(ended_at=None, is_lead=True), name="case_one_lead"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.officer_id}"


class PersonRole(models.TextChoices):
    PERSON_CONCERNED = "person_concerned", _("person concerned")
    COMPLAINANT = "complainant", _("complainant")
    FAMILY = "family", _("family member")
    WITNESS = "witness", _("witness")
    EMPLOYER = "employer", _("employer")
    RECRUITER = "recruiter", _("recruiter")
    OFFICIAL = "official", _("official")
    ALLEGED = "alleged", _("said to have done it")


class CasePerson(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="persons")
    person = models.ForeignKey(Person, models.PROTECT, related_name="case_roles")
    role = models.CharField(max_length=30, choices=PersonRole.choices)
    note = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "person", "role"), name="case_person_once"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.case_id}"


class Situation(models.Model):
    """What is known of a person's situation, as the rules of law ask for it; the newest counts.

    Earlier ones stay: who thought what was true, and when.
    """

    member = models.ForeignKey(CasePerson, models.CASCADE, related_name="situations")
    facts = models.JSONField(default=dict, help_text="Answers by the names of the questions")
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Situation {self.pk}"


class Act(models.Model):
    """Who did what to whom, where and when. One act is one harm: two beatings are two acts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="acts")
    actor = models.ForeignKey(CasePerson, models.PROTECT, null=True, related_name="acts_done")
    affected = models.ForeignKey(
        CasePerson, models.PROTECT, null=True, related_name="acts_suffered"
    )
    category = models.CharField(max_length=60, help_text="A complaint category of the area")
    description = models.TextField()
    year = models.PositiveSmallIntegerField(null=True)
    month = models.PositiveSmallIntegerField(null=True)
    day = models.PositiveSmallIntegerField(null=True)
    place = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2, blank=True)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("year", "month", "day", "id")

    def __str__(self) -> str:
        return f"Act {self.pk}"


class CaseDocument(models.Model):
    """A file of the case; the content lies sealed in the node's files folder."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, hex")
    origin = models.CharField(max_length=60, help_text="complaint, officer, or a peer's office id")
    added_at = models.DateTimeField(default=now)
    added_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("case", "digest"), name="case_document_once"),
        )

    def __str__(self) -> str:
        return f"Document {self.reference}"


class EntryKind(models.TextChoices):
    OPENED = "opened", _("Case opened")
    NOTE = "note", _("Note")
    PERSON = "person", _("Person added")
    ACT = "act", _("Act recorded")
    DOCUMENT = "document", _("Document added")
    ASSIGNED = "assigned", _("Officer assigned")
    IDENTITY = "identity", _("Identity decided")
    REQUEST = "request", _("Request")
    SITUATION = "situation", _("Situation of a person")
    CLOSED = "closed", _("Case closed")


class JournalEntry(models.Model):
    """A dated line of the case's journal; never edited."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="journal")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    text = models.TextField(blank=True, help_text="Free text of an officer")
    sentence = models.CharField(max_length=200, blank=True, help_text="Marked for translation")
    facts = models.JSONField(default=dict)
    about = models.UUIDField(null=True, help_text="Reference of the request or document")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
