from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkor.clock import now


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
    birthplace = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    is_sealed = models.BooleanField(
        default=False, help_text="Known from a complaint whose name was given to be kept secret"
    )
    is_invented = models.BooleanField(default=False, help_text="Belongs to a demonstration")
    created_at = models.DateTimeField(default=now)

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
    written = models.CharField(max_length=300, help_text="As written, in the order written")
    surname = models.CharField(max_length=150, blank=True)
    given_name = models.CharField(max_length=150, blank=True)
    patronymic = models.CharField(max_length=150, blank=True)
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
    number = models.CharField(max_length=60)
    issued_by = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")

    def __str__(self) -> str:
        return f"Document {self.pk}"


class MatchKey(models.Model):
    """A key under which candidates are found: plain equality, one index, both databases."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="match_keys", db_index=False)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "person"), name="match_key_once"),)
        indexes = (models.Index(fields=("person",), name="match_key_person"),)

    def __str__(self) -> str:
        return self.key


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
    suggestion = models.JSONField(default=dict, help_text="Score and reasons shown at the time")
    decided_at = models.DateTimeField(default=now)
    decided_by = models.CharField(max_length=150)
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
                name="identity_withdrawn_at_iff_by",
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawal_reasons="")
                | (
                    Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawal_reasons="")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Decision {self.reference}"
