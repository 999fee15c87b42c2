from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """What the person may know about the progress of a complaint, in the order it usually goes."""

    FILED = "filed", _("Your complaint was filed")
    REGISTERED = "registered", _("It was registered and has an officer")
    FORWARDED = "forwarded", _("It was passed to the body that decides such matters")
    CASE_OPENED = "case_opened", _("A case was opened")
    REQUEST_SENT = "request_sent", _("We asked the office in the other country")
    REQUEST_DELIVERED = "request_delivered", _("Our request arrived there, with a signed receipt")
    REQUEST_ACCEPTED = "request_accepted", _("They accepted the request")
    INFORMATION_ASKED = "information_asked", _("They asked us for one more document")
    INFORMATION_GIVEN = "information_given", _("We sent what they asked for")
    REQUEST_POSTPONED = "request_postponed", _("They put the request off until a later date")
    REQUEST_REFUSED = "request_refused", _("They refused the request")
    REQUEST_WITHDRAWN = "request_withdrawn", _("We withdrew the request")
    REQUEST_EXECUTED = "request_executed", _("They did what was asked and answered")
    REQUEST_PARTLY_EXECUTED = "request_partly_executed", _("They did a part and answered")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("You no longer agree that we share it abroad")
    EXTENDED = "extended", _("We need more time, for the reasons that we wrote to you")
    RETURNED = "returned", _("We asked you for what is missing")
    ESCALATED = "escalated", _("You complained, and it went to somebody else in the office")
    ESCALATION_SETTLED = "escalation_settled", _("Somebody else in the office answered you")
    ANSWERED = "answered", _("We answered you")
    REOPENED = "reopened", _("Your complaint was opened again")
    WITHDRAWN = "withdrawn", _("You withdrew your complaint")
    ERASED = "erased", _("You had everything erased that you told us")


class Outcome(models.TextChoices):
    """What an answer says of the complaint; counted as such in the statistics."""

    UPHELD = "upheld", _("the complaint was right, and something was done")
    PARTLY_UPHELD = "partly_upheld", _("the complaint was right in part")
    EXPLAINED = "explained", _("explained what the person can do")
    REFUSED = "refused", _("no violation was found")
