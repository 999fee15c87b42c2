"""The questions of "Check my situation": a page each, all of them may stay unanswered.

Nothing is kept on the node: what was answered travels in the pages themselves, as hidden fields of
known names.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.law.facts import Facts
from hamkor.law.reading_facts import UNKNOWN, FactFault, read_facts
from hamkor.parties import states
from hamkor.persons.texts import check_text
from hamkor.web.form_fields import PartialDateField
from hamkor.web.forms.showing import refusals_shown_in

LONGEST_ANSWER = 120
EARLIER_STAYS = (1, 2, 3)
DO_NOT_KNOW = ("unknown", _("I do not know"))
YES_NO = (("yes", _("Yes")), ("no", _("No")), DO_NOT_KNOW)
PURPOSES = (
    ("work", _("Work")),
    ("study", _("Study")),
    ("private", _("Family or private visit")),
    ("tourism", _("Tourism")),
    ("other", _("Something else")),
    DO_NOT_KNOW,
)
REGIONS = (
    ("RU-MOW", _("Moscow")),
    ("RU-MOS", _("Moscow region")),
    ("RU-SPE", _("Saint Petersburg")),
    ("RU-LEN", _("Leningrad region")),
    ("RU", _("Another place")),
    DO_NOT_KNOW,
)
PERMITS = (
    ("none", _("No")),
    ("rvp", _("Temporary (RVP)")),
    ("rvpo", _("For study (RVPO)")),
    ("vnzh", _("Permanent (VNZh)")),
    DO_NOT_KNOW,
)
DECISIONS = (
    ("expulsion", _("Expulsion")),
    ("entry_ban", _("A ban on entering")),
    ("deportation", _("Deportation")),
    ("controlled_person", _("The register of controlled persons")),
    ("fine", _("A fine")),
    ("permit_refusal", _("A patent or permit was refused")),
    ("permit_annulment", _("A patent or permit was taken away")),
    ("unknown", _("None, or I do not know")),
)
DECIDERS = (
    ("judge", _("A judge")),
    ("police", _("The police")),
    ("border", _("The border service")),
    ("ministry", _("A ministry")),
    DO_NOT_KNOW,
)


def _day(label: Any, hint: Any = "") -> PartialDateField:
    return PartialDateField(label=label, help_text=hint, required=False, first_year=1930)


def _choice(label: Any, choices: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, required=False, widget=forms.RadioSelect
    )


class Step(forms.Form):
    """One page of questions."""

    heading: Any = ""

    def full_day(self, name: str) -> date | None:
        """Return a day that was answered whole; a part of one is not enough for a date."""
        year, month, day = self.cleaned_data.get(name) or (None, None, None)
        return date(year, month, day) if year and month and day else None


class WhoStep(Step):
    """Which rules apply to this person."""

    heading = _("About you")
    citizenship = forms.ChoiceField(label=_("Your citizenship"), required=False)
    region = _choice(_("Where in Russia do you live?"), REGIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, state.own_name) for code, state in states().items() if code != "RU"]
        self.fields["citizenship"].choices = [DO_NOT_KNOW, *named]  # type: ignore[attr-defined]


class StayStep(Step):
    """The present stay."""

    heading = _("Your stay in Russia")
    entered = _day(_("When did you last enter Russia?"), _("It stands in the migration card."))
    left = _day(_("When did you leave?"), _("Leave it empty if you are in Russia now."))
    purpose = _choice(_("What did you come for?"), PURPOSES)
    permit = _choice(_("Do you have a residence permit of Russia?"), PERMITS)
    permit_issued = _day(_("When was the residence permit issued?"))
    permit_until = _day(_("Until which day is it valid?"), _("Leave it empty if it has no end."))


class EarlierStep(Step):
    """Earlier stays count towards the same limit."""

    heading = _("Were you in Russia before, in the last twelve months?")
    earlier_1_from = _day(_("First time: entered"))
    earlier_1_to = _day(_("First time: left"))
    earlier_2_from = _day(_("Second time: entered"))
    earlier_2_to = _day(_("Second time: left"))
    earlier_3_from = _day(_("Third time: entered"))
    earlier_3_to = _day(_("Third time: left"))


class WorkStep(Step):
    """Patent, examination, pay."""

    heading = _("Work")
    patent_issued = _day(_("When was your patent issued?"), _("Leave it empty if you have none."))
    patent_paid_until = _day(_("Until which day is the patent paid?"))
    contract = _day(_("When did you sign a contract of work?"))
    examined = _day(_("When did you pass the medical examination in Russia?"))
    pay_due = _day(_("Which pay did you not get? The day on which it was due:"))
    dismissed = _day(_("If you were dismissed: when did you get the paper?"))


class DecisionStep(Step):
    """A decision against the person."""

    heading = _("Was there a decision against you?")
    decision = _choice(_("Which decision?"), DECISIONS)
    decided_by = _choice(_("Who decided?"), DECIDERS)
    adopted = _day(_("The date on the decision"))
    served = _day(_("When did you get it, or learn of it?"))
    until = _day(_("Until when does it say you may not enter?"))
    ground = forms.CharField(
        label=_("Which article of law does it name?"),
        help_text=_("For example: 114-FZ, article 27, part 1, point 2"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an article of which letters did not arrive whole."""
        told = super().clean() or self.cleaned_data
        with refusals_shown_in(self):
            check_text(told.get("ground", ""), field="ground", at_most=LONGEST_ANSWER)
        return self.cleaned_data


class DateOfLawForm(forms.Form):
    """Which date that follows goes on the worklist."""

    name = forms.CharField(max_length=60, widget=forms.HiddenInput)


class FamilyStep(Step):
    """What a court must weigh."""

    heading = _("Your family in Russia")
    spouse = _choice(_("Is your husband or wife a citizen of Russia?"), YES_NO)
    children = _choice(_("Do you have children under 18 in Russia?"), YES_NO)
    born = _day(_("When were you born?"))


STEPS: tuple[type[Step], ...] = (
    WhoStep,
    StayStep,
    EarlierStep,
    WorkStep,
    DecisionStep,
    FamilyStep,
)


def carried(data: Mapping[str, Any], *, but_not: int | None) -> list[tuple[str, str]]:
    """Return what the other pages answered, to travel on in this one.

    Whole, even where it is too long: half of an answer would be another answer, and whoever reads
    the pages together refuses it.
    """
    found = []
    for number, step in enumerate(STEPS):
        if number == but_not:
            continue
        for name in _names(step):
            value = str(data.get(name, ""))
            if value:
                found.append((name, value))
    return found


def _names(step: type[Step]) -> list[str]:
    """Return the names under which the fields of a page are sent; a day is three boxes."""
    names = []
    for name, field in step.base_fields.items():
        parts = ("_day", "_month", "_year") if isinstance(field, PartialDateField) else ("",)
        names += [name + part for part in parts]
    return names


def read_answers(data: Mapping[str, Any]) -> tuple[Facts, tuple[FactFault, ...]]:
    """Return the facts that all pages together told; a page that is wrong tells nothing."""
    who, stay, earlier, work, decision, family = (step(data) for step in STEPS)
    for form in (who, stay, earlier, work, decision, family):
        form.is_valid()
    told: dict[str, Any] = {
        "region": who.cleaned_data.get("region"),
        "person": {
            "citizenship": [who.cleaned_data.get("citizenship")],
            "born_on": family.full_day("born"),
        },
        "family": {
            "has_spouse_citizen": family.cleaned_data.get("spouse"),
            "minor_children": {"yes": 1, "no": 0}.get(family.cleaned_data.get("children", "")),
        },
        "stays": _stays(stay, earlier),
        "permits": _permits(stay),
        **_work(work),
        "decisions": _decisions(decision),
    }
    return read_facts(told)


def _stays(stay: Step, earlier: Step) -> list[dict[str, Any]]:
    found = []
    for number in EARLIER_STAYS:
        entered = earlier.full_day(f"earlier_{number}_from")
        if entered:
            left = earlier.full_day(f"earlier_{number}_to")
            found.append({"entered_on": entered, "left_on": left, "is_visa_free": True})
    if entered := stay.full_day("entered"):
        present = {"entered_on": entered, "left_on": stay.full_day("left")}
        found.append(
            {**present, "purpose": stay.cleaned_data.get("purpose"), "is_visa_free": True}
        )
    return found


def _permits(stay: Step) -> list[dict[str, Any]]:
    kind = stay.cleaned_data.get("permit")
    if kind in (None, "none", *UNKNOWN):
        return []
    days = {
        "issued_on": stay.full_day("permit_issued"),
        "valid_until": stay.full_day("permit_until"),
    }
    return [{"kind": kind, **days}]


def _work(work: Step) -> dict[str, Any]:
    listed: dict[str, dict[str, Any]] = {
        "patents": {
            "issued_on": work.full_day("patent_issued"),
            "paid_until": work.full_day("patent_paid_until"),
        },
        "contracts": {"made_on": work.full_day("contract")},
        "examinations": {"done_on": work.full_day("examined"), "state": "RU"},
        "wages": {"due_on": work.full_day("pay_due")},
        "dismissals": {"paper_received_on": work.full_day("dismissed")},
    }
    return {
        part: [told]
        for part, told in listed.items()
        if any(value for name, value in told.items() if name != "state")
    }


def _decisions(form: Step) -> list[dict[str, Any]]:
    if form.cleaned_data.get("decision") in (None, *UNKNOWN):
        return []
    return [
        {
            "kind": form.cleaned_data["decision"],
            "decided_by_kind": form.cleaned_data.get("decided_by"),
            "adopted_on": form.full_day("adopted"),
            "served_on": form.full_day("served"),
            "until": form.full_day("until"),
            "ground": form.cleaned_data.get("ground"),
        }
    ]
