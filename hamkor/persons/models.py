from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkor.clock import now
from hamkor.vault.office_fields import OfficeJSON, OfficeText


class Sex(models.TextChoices):
    UNKNOWN = "", _("not known")
    FEMALE = "f", _("female")
    MALE = "m", _("male")


class Person(models.Model):
    """Somebody a file speaks of. Each part of the birth date may be unknown: never guessed."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    citizenship = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    birthplace = OfficeText()
    note = OfficeText()
    is_sealed = models.BooleanField(
        default=False, help_text="Known from a complaint whose name was given to be kept secret"
    )
    is_invented = models.BooleanField(default=False, help_text="Belongs to a demonstration")
    created_at = models.DateTimeField(default=now)
    form = OfficeJSON(default=dict, help_text="As matching.Parsed is stored")
    form_version = models.PositiveSmallIntegerField(
        default=0, db_index=True, help_text="Of `form`; 0 when there is none yet"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="person_birth_date_possible",
                condition=(Q(birth_year=None) | Q(birth_year__range=(1900, 2100)))
                & (Q(birth_month=None) | Q(birth_month__range=(1, 12)))
                & (Q(birth_day=None) | Q(birth_day__range=(1, 31))),
            ),
        )

    def __str__(self) -> str:
        return f"Person {self.reference}"


class NameForm(models.Model):
    """One way in which the person's name was written somewhere."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="name_forms")
    written = OfficeText(help_text="As written, in the order written")
    surname = OfficeText()
    given_name = OfficeText()
    patronymic = OfficeText()
    script = models.CharField(max_length=10, help_text="Cyrl, Latn, Arab or mixed")
    source = models.CharField(max_length=60, help_text="passport, complaint, translation, court…")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("person", "written", "source"), name="name_form_once"),
        )

    def __str__(self) -> str:
        return f"Name form {self.pk}"


class PersonDocument(models.Model):
    """An identity document; its number is compared, never searched by part."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=40)
    number = OfficeText()
    issued_by = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")

    def __str__(self) -> str:
        return f"Document {self.pk}"


class BirthDate(models.Model):
    """A date of birth that one more source gives; `Person` holds the one that is compared."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="birth_dates")
    year = models.PositiveSmallIntegerField(null=True)
    month = models.PositiveSmallIntegerField(null=True)
    day = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Birth date {self.pk}"


class PersonKey(models.Model):
    """A key under which candidates are found: plain equality, one index, both databases.

    `key` is a number made from the key that `matching` writes (`keys.key_number`): shorter than
    text, and sorted alike by every database whatever its collation.
    """

    pk = models.CompositePrimaryKey("key", "person_id")
    key = models.BigIntegerField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="keys", db_index=False)

    class Meta:
        indexes = (models.Index(fields=("person",), name="person_key_person"),)

    def __str__(self) -> str:
        return str(self.key)


class KeyFrequency(models.Model):
    """How many persons hold a key that many hold; a key that is not here is rare."""

    key = models.BigIntegerField(primary_key=True)
    holders = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.key)


class RegisterCount(models.Model):
    """What the node knows of its own register: how many persons, how common each name."""

    counted_at = models.DateTimeField(default=now)
    persons = models.PositiveIntegerField()
    form_version = models.PositiveSmallIntegerField()
    frequencies = OfficeJSON(default=dict, help_text="As matching.Frequencies writes them")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.persons} persons"


class Verdict(models.TextChoices):
    SAME = "same", _("the same person")
    NOT_SAME = "not_same", _("not the same person")
    UNSURE = "unsure", _("cannot be said yet")


class IdentityDecision(models.Model):
    """An officer's decision on two records. Withdrawn, never deleted; nothing is merged away."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reasons = models.TextField()
    suggestion = OfficeJSON(default=dict, help_text="Score and reasons shown at the time")
    decided_at = models.DateTimeField(default=now)
    decided_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(null=True, help_text="When a second officer agreed")
    confirmed_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawal_reasons = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="identity_pair_in_order", condition=Q(first_id__lt=F("second_id"))
            ),
            models.UniqueConstraint(
                fields=("first", "second"),
                condition=Q(withdrawn_at=None),
                name="identity_one_decision_in_force",
            ),
            models.CheckConstraint(
                name="identity_confirmed_by_another",
                condition=Q(confirmed_at=None, confirmed_by="")
                | (
                    Q(confirmed_at__isnull=False)
                    & ~Q(confirmed_by="")
                    & ~Q(confirmed_by=F("decided_by"))
                ),
            ),
            models.CheckConstraint(
                name="identity_withdrawn_at_iff_by",
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawal_reasons="")
                | (
                    Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawal_reasons="")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Decision {self.reference}"


class SharedState(models.TextChoices):
    PROPOSED = "proposed", _("proposed, not answered yet")
    AGREED = "agreed", _("agreed by both offices")
    DECLINED = "declined", _("the other office does not agree")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SharedDecision(models.Model):
    """A decision on identity that one office proposes to another about persons of one request.

    Each of the two nodes keeps its own row. They share `reference`, never a primary key.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    about = models.UUIDField(db_index=True, help_text="The request both offices know")
    peer = models.CharField(max_length=60)
    is_ours = models.BooleanField(help_text="This office proposed it")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reasons = models.TextField()
    particulars = OfficeJSON(default=dict, help_text="What was told of the two, to know them by")
    state = models.CharField(
        max_length=10, choices=SharedState.choices, default=SharedState.PROPOSED
    )
    decision = models.ForeignKey(
        IdentityDecision, models.PROTECT, null=True, related_name="shared", help_text="Ours"
    )
    proposed_at = models.DateTimeField(default=now)
    proposed_by = models.CharField(max_length=150, help_text="User name here; the office there")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answer = models.TextField(blank=True, help_text="Why the office agrees or not")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawal_reasons = models.TextField(blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="shared_agreed_has_our_decision",
                condition=~Q(state=SharedState.AGREED) | Q(decision__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Shared decision {self.reference}"


class Organisation(models.Model):
    """An employer, recruiter or other body, in one spelling of its name."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = OfficeText(help_text="As written")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    is_invented = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=now)
    key_version = models.PositiveSmallIntegerField(default=0, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("name", "country"), name="organisation_once"),
        )

    def __str__(self) -> str:
        return f"Organisation {self.reference}"


class OrganisationKey(models.Model):
    """A key under which other spellings of the organisation are found."""

    pk = models.CompositePrimaryKey("key", "organisation_id")
    key = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return str(self.key)


class Mention(models.Model):
    """Where an organisation is named: a complaint or a case, known by its reference."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mentions")
    what = models.CharField(max_length=20, help_text="complaint or case")
    about = models.UUIDField(db_index=True)
    mentioned_at = models.DateTimeField(default=now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "about"), name="mention_once"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.about}"


class PrivateMatchState(models.TextChoices):
    PROPOSED = "proposed", _("proposed, not answered yet")
    COMPARING = "comparing", _("being compared")
    ENDED = "ended", _("ended")
    DECLINED = "declined", _("declined")


class PrivateMatch(models.Model):
    """One run of private matching with another office. Both share `reference`, nothing else.

    `secret`, `owners` and `kept` serve the run and are forgotten at its end.
    """

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    peer = models.CharField(max_length=60)
    is_ours = models.BooleanField(help_text="This office proposed it")
    area = models.CharField(max_length=40, help_text="A folder in data/areas/")
    purpose = models.CharField(max_length=40)
    legal_ground = models.TextField()
    state = models.CharField(
        max_length=10, choices=PrivateMatchState.choices, default=PrivateMatchState.PROPOSED
    )
    secret = models.BinaryField(null=True)
    owners = models.JSONField(default=list, help_text="Persons by position of their points")
    kept = models.BinaryField(null=True, help_text="Their points, multiplied by us")
    our_points = models.PositiveIntegerField(default=0)
    their_points = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField(default=now)
    proposed_by = models.CharField(max_length=150, help_text="User name here; the office there")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answer = models.TextField(blank=True, help_text="Why it was declined")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="private_match_forgets",
                condition=Q(state=PrivateMatchState.COMPARING) | Q(secret=None, kept=None),
            ),
        )

    def __str__(self) -> str:
        return f"Private matching {self.reference}"


class PrivateMatchFound(models.Model):
    """A person of ours whom the other office probably knows too."""

    match = models.ForeignKey(PrivateMatch, models.CASCADE, related_name="found")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    items = models.PositiveSmallIntegerField(help_text="How many combinations both hold")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("match", "person"), name="private_match_found_once"),
        )

    def __str__(self) -> str:
        return f"Found in {self.match_id}"
