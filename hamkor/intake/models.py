from uuid import UUID, uuid4, uuid5

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import Officer
from hamkor.clock import now
from hamkor.files.scanning import Finding
from hamkor.intake.stages import Outcome as Outcome
from hamkor.intake.stages import Step as Step
from hamkor.persons.models import Person
from hamkor.vault.fields import SealedText

IDENTITY, SCREENING = "identity", "screening"
OF_COMPLAINT = "complaint.reference"


class Mode(models.TextChoices):
    SIGNAL = "signal", _("without my name")
    CONFIDENTIAL = "confidential", _("with my name, kept sealed")
    OPEN = "open", _("with my name")


class ComplaintStatus(models.TextChoices):
    RECEIVED = "received", _("received")
    REGISTERED = "registered", _("registered")
    IN_CASE = "in_case", _("in a case")
    FORWARDED = "forwarded", _("forwarded to the competent body")
    RETURNED = "returned", _("returned to the person for what is missing")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn by the person")
    ERASED = "erased", _("erased by the person")


class Complaint(models.Model):
    """What a person brought, in the person's own words; these are never edited.

    The receipt code is kept only as a slow hash; `submission` makes a repeated post the same
    complaint.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, blank=True, help_text="Given on registration")
    submission = models.CharField(max_length=64, unique=True, help_text="Hash of the form's token")
    code_hash = models.BinaryField(max_length=32, unique=True)
    filed_at = models.DateTimeField(default=now)
    language = models.CharField(max_length=10)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    filed_by_operator = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    is_in_danger = models.BooleanField(default=False)
    urgency = models.PositiveSmallIntegerField(
        default=0, help_text="Order of the queue; the reasons are said anew on every page"
    )
    area = models.CharField(max_length=40, help_text="A folder in data/areas/")
    category = models.CharField(max_length=60, help_text="A complaint category of the area")
    happened = SealedText(help_text="What happened")
    happened_when = SealedText()
    happened_where = SealedText()
    country = models.CharField(max_length=2, blank=True, help_text="Where it happened")
    who_did_it = SealedText()
    wanted = SealedText(help_text="What the person asks for")
    person_name = SealedText(part=IDENTITY)
    born = SealedText(part=IDENTITY, help_text="As typed")
    citizenship = SealedText(part=IDENTITY)
    document_number = SealedText(part=IDENTITY)
    contact = SealedText(part=IDENTITY, help_text="How to reach the person safely")
    may_be_shared = models.BooleanField(
        default=False, help_text="The person agrees that the office abroad reads this"
    )
    age_group = models.CharField(max_length=10, blank=True, help_text="minor, adult or unknown")
    sex = models.CharField(max_length=10, blank=True, help_text="woman, man or not said")
    answers = SealedText(help_text="Answers to the questions of the category: canonical JSON")
    screening = SealedText(
        part=SCREENING, help_text="Answers on trafficking, for the protection team: canonical JSON"
    )
    named_at = models.DateTimeField(
        null=True, help_text="When a person who filed without a name gave it"
    )
    is_invented = models.BooleanField(default=False, help_text="Belongs to a demonstration")

    status = models.CharField(
        max_length=20, choices=ComplaintStatus.choices, default=ComplaintStatus.RECEIVED
    )
    registered_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    responsible = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    forwarded_to = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="complaints")
    salt = SealedText()
    proof = SealedText(help_text="The signed proof of filing given to the person")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="complaint_registered_at_iff_by_and_number",
                condition=Q(registered_at=None, registered_by=None, number="")
                | (Q(registered_at__isnull=False, registered_by__isnull=False) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="complaint_forwarded_iff_to",
                condition=(Q(status="forwarded") & ~Q(forwarded_to=""))
                | (~Q(status="forwarded") & Q(forwarded_to="")),
            ),
        )
        indexes = (
            models.Index(fields=("status", "-id"), name="complaint_queue"),
            models.Index(fields=("status", "-urgency", "id"), name="complaint_triage"),
            models.Index(fields=("responsible", "status"), name="complaint_whose"),
            models.Index(fields=("number",), name="complaint_number"),
        )

    def __str__(self) -> str:
        return f"Complaint {self.number or self.reference}"


class Consent(models.TextChoices):
    """What is known of the person's own consent to a complaint that somebody else wrote."""

    SAID = "said", _("the helper says that the person agrees")
    NOT_ASKED = "not_asked", _("the person could not be asked")
    CONFIRMED = "confirmed", _("confirmed by the person with the code")
    REFUSED = "refused", _("refused by the person with the code")


class HelperConsent(models.Model):
    """That somebody helped to file, and the person's own consent, which is asked for apart."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="helped")
    helper = models.CharField(max_length=20, help_text="family, union, consulate…")
    consent = models.CharField(max_length=20, choices=Consent.choices)
    recorded_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, help_text="When the person said so with the code")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="helper_consent_decided_iff_by_person",
                condition=Q(consent__in=("said", "not_asked"), decided_at=None)
                | Q(consent__in=("confirmed", "refused"), decided_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.helper}: {self.consent}"


class Draft(models.Model):
    """A form that a person chose to leave here unfinished, sealed under the person's own PIN.

    Neither the number nor the PIN is stored; without both, nothing here can be read.
    """

    locator = models.BinaryField(max_length=32, unique=True, help_text="Slow hash of the number")
    sealed = models.BinaryField()
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class ComplaintMessage(models.Model):
    """A line of the conversation between the office and the person."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    submission = models.CharField(max_length=64, unique=True)
    is_from_office = models.BooleanField()
    author = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    text = SealedText(key=OF_COMPLAINT, row="submission")
    sent_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="message_author_iff_from_office",
                condition=Q(is_from_office=True, author__isnull=False)
                | Q(is_from_office=False, author=None),
            ),
        )

    def __str__(self) -> str:
        return f"Message {self.pk}"


class Attachment(models.Model):
    """A file the person added; the content lies sealed in the node's files folder."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="attachments")
    name = SealedText(key=OF_COMPLAINT)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes")
    digest = SealedText(key=OF_COMPLAINT, help_text="SHA-256 of the content, hex")
    mark = models.CharField(max_length=64, help_text="Blind key of the digest")
    working_type = models.CharField(
        max_length=100, blank=True, help_text="Media type of the copy to work with; empty if none"
    )
    finding = models.CharField(
        max_length=20, default=Finding.NOT_LOOKED_AT, help_text="What the virus scanner said"
    )
    is_voice_changed = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("complaint", "mark"), name="attachment_mark_once"),
        )

    def __str__(self) -> str:
        return f"Attachment {self.reference}"

    @property
    def working_reference(self) -> UUID:
        """Name the copy to work with among the files."""
        return uuid5(self.reference, "working copy")


class Upload(models.Model):
    """A large file of which parts have come; each part lies sealed until the last is here."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="uploads")
    name = SealedText(key=OF_COMPLAINT)
    size = models.PositiveIntegerField(help_text="Bytes of the whole file")
    changes_voice = models.BooleanField(default=False)
    parts_here = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Upload {self.reference}"

    def part_reference(self, number: int) -> UUID:
        """Name one part among the files; the first is number 0."""
        return uuid5(self.reference, str(number))


class StatusStep(models.Model):
    """One step as the person reads it: what, when, by which state, and what is promised next."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=40, choices=Step.choices)
    at = models.DateTimeField(default=now)
    state = models.CharField(max_length=2, help_text="Whose act: ISO 3166-1 alpha-2")
    promised_on = models.DateField(null=True, help_text="Date of the next step, inclusive")
    promised_by = models.CharField(max_length=2, blank=True, help_text="Which state owes it")
    promise_source = models.CharField(max_length=200, blank=True, help_text="Provision or promise")
    is_examined = models.BooleanField(
        default=False, help_text="The promised date is over, and it was looked at what came of it"
    )

    class Meta:
        ordering = ("at", "id")
        indexes = (
            models.Index(
                fields=("promised_on",),
                name="status_step_promised",
                condition=Q(promised_on__isnull=False, is_examined=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("complaint", "step", "at"), name="status_step_once"),
            models.CheckConstraint(
                name="status_step_promise_iff_by_and_source",
                condition=Q(promised_on=None, promised_by="", promise_source="")
                | (Q(promised_on__isnull=False) & ~Q(promised_by="") & ~Q(promise_source="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d}"


class ComplaintKey(models.Model):
    """A blind key under which complaints that may be about the same matter find each other."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="keys", db_index=False)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key", "complaint"), name="complaint_key_once"),
        )
        indexes = (models.Index(fields=("complaint",), name="complaint_key_complaint"),)

    def __str__(self) -> str:
        return f"Key {self.pk}"


class Silence(models.Model):
    """That a promised date passed and nothing was done: told the person and the supervisor.

    The system writes it by itself; there is no way to switch it off for a complaint.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="silences")
    step = models.CharField(max_length=40, choices=Step.choices, help_text="Whose promise it was")
    due_on = models.DateField(help_text="Local date of the state that owed it, inclusive")
    state = models.CharField(max_length=2, help_text="Which state owed it")
    source = models.CharField(max_length=200, help_text="Provision or promise")
    noted_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("complaint", "step", "due_on", "state"), name="silence_once"
            ),
            models.CheckConstraint(
                name="silence_seen_at_iff_by",
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("id",), name="silence_unseen", condition=Q(seen_at=None)),)

    def __str__(self) -> str:
        return f"{self.state} {self.step} {self.due_on}"


class Escalation(models.Model):
    """What the person says of silence or of an answer, for somebody other than the handler.

    The words of both sides are messages of the conversation.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="escalations")
    because = models.CharField(max_length=20, help_text="late, unanswered or answer")
    words = models.ForeignKey(ComplaintMessage, models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField(default=now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("complaint",), name="escalation_one_open", condition=Q(settled_at=None)
            ),
            models.CheckConstraint(
                name="escalation_settled_at_iff_by",
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.because} {self.raised_at:%Y-%m-%d}"


class Decision(models.Model):
    """An answer, or a return for what is missing, with the way to contest it. Never edited."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="decisions")
    outcome = models.CharField(
        max_length=20, choices=Outcome.choices, blank=True, help_text="Empty for a return"
    )
    lacks = models.JSONField(default=list, help_text="What was missing: codes")
    words = models.ForeignKey(ComplaintMessage, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.outcome or 'returned'} {self.decided_at:%Y-%m-%d}"


class PaperForm(models.Model):
    """A sheet for places without a telephone, whose code was printed before anything was written.

    The token from which the code follows is sealed, and gone once the sheet was typed in.
    """

    serial = models.CharField(max_length=8, unique=True, help_text="Digits, printed on the sheet")
    submission = models.CharField(max_length=64, unique=True, help_text="Hash of the token")
    sealed = models.BinaryField(help_text="The token; empty once it was used")
    drawn_at = models.DateTimeField(default=now)
    drawn_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Paper form {self.serial}"
