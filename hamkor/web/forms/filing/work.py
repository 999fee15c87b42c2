"""What is asked further about pay, papers, debt and the conditions of work."""

from django.utils.translation import gettext_lazy as _

from hamkor.web.forms.filing.base import (
    DO_NOT_KNOW,
    AmountField,
    Page,
    choice,
    line,
    select,
    several,
    yes_no,
)

CURRENCIES = (
    ("RUB", _("Russian roubles")),
    ("TJS", _("Tajik somoni")),
    ("UZS", _("Uzbek sums")),
    ("KGS", _("Kyrgyz soms")),
    ("KZT", _("Kazakh tenge")),
    ("USD", _("US dollars")),
    ("EUR", _("Euros")),
)
PER = (
    ("hour", _("for an hour")),
    ("day", _("for a day")),
    ("week", _("for a week")),
    ("month", _("for a month")),
    ("job", _("for the whole job")),
)
HOLDERS = (
    ("employer", _("The employer")),
    ("agent", _("Whoever found me the work")),
    ("police", _("The police")),
    ("other", _("Somebody else")),
    DO_NOT_KNOW,
)


class PayPage(Page):
    heading = _("How much were you to be paid?")
    pay_amount = AmountField(label=_("Sum"))
    pay_currency = select(_("In which money?"), CURRENCIES)
    pay_per = choice(_("For what?"), PER)


class PayOwedPage(Page):
    heading = _("For how long were you not paid?")
    pay_units = AmountField(
        label=_("How many hours, days, weeks or months"),
        help_text=_("Count in what you named before. For the whole job leave it empty."),
    )
    pay_received = AmountField(
        label=_("How much of it did you get?"), help_text=_("If nothing, leave it empty")
    )


class ClaimPage(Page):
    """What was counted is shown above the question."""

    heading = _("We have counted")
    claim_is_right = choice(
        _("Is that what they owe you?"),
        (("yes", _("Yes")), ("no", _("No, it is another sum")), DO_NOT_KNOW),
    )
    claim_said = AmountField(label=_("If not: how much?"))


class ContractPage(Page):
    contract = choice(
        _("Was there a contract?"),
        (
            ("written", _("A written one")),
            ("spoken", _("Only by word")),
            ("none", _("None")),
            DO_NOT_KNOW,
        ),
    )


class PapersPage(Page):
    papers = several(
        _("What was taken?"),
        (
            ("passport", _("Passport")),
            ("patent", _("Patent or permit")),
            ("migration_card", _("Migration card")),
            ("registration", _("Registration")),
            ("telephone", _("Telephone or bank card")),
            ("other", _("Something else")),
        ),
    )


class PapersHolderPage(Page):
    papers_holder = choice(_("Who has it now?"), HOLDERS)


class DebtPage(Page):
    heading = _("How large is the debt?")
    debt_amount = AmountField(label=_("Sum"))
    debt_currency = select(_("In which money?"), CURRENCIES)


class DebtToPage(Page):
    debt_to = line(_("To whom, and what for?"), _("For example: the journey, food, a fine"))


class PromisedPage(Page):
    promised = line(_("What were you promised, and what was it really?"))


class RecruiterPage(Page):
    recruiter = choice(
        _("How did you find this work?"),
        (
            ("friend", _("Through friends or family")),
            ("agency", _("Through an agency or a middleman")),
            ("online", _("On the internet")),
            ("self", _("I asked there myself")),
            ("other", _("In another way")),
            DO_NOT_KNOW,
        ),
    )


class ConditionsPage(Page):
    conditions = several(
        _("What is bad?"),
        (
            ("hours", _("Very long hours")),
            ("rest", _("No days of rest")),
            ("danger", _("Dangerous work")),
            ("housing", _("Bad housing")),
            ("food", _("Too little food or water")),
            ("doctor", _("No doctor")),
            ("fines", _("Fines taken from the pay")),
            ("other", _("Something else")),
        ),
    )


class PermitPage(Page):
    permit = choice(
        _("What does the employer do?"),
        (
            ("no_contract", _("Does not give a contract for the patent")),
            ("no_registration", _("Does not register me")),
            ("cancelled", _("Cancelled my permit")),
            ("money", _("Wants money for it")),
            ("other", _("Something else")),
            DO_NOT_KNOW,
        ),
    )


class CanLeavePage(Page):
    can_leave = yes_no(_("Can you stop this work and go?"))


class BribePage(Page):
    heading = _("How much money did the official want?")
    bribe_amount = AmountField(label=_("Sum"))
    bribe_currency = select(_("In which money?"), CURRENCIES)


class BribePaidPage(Page):
    bribe_paid = yes_no(_("Did you pay?"), _("Whoever was forced to pay is not to blame here."))
