"""What an office has signed about a message, in words."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

WHAT: dict[str, Promise] = {
    "queued": _("Handed in: sealed and signed, on its way"),
    "stored": _("Stored: the other node has it on its disk"),
    "registered": _("In the registry of the other office"),
    "not_registered": _("Stored, but not in the registry: a person there must look at it"),
    "opened": _("Opened by an officer"),
    "accepted": _("Accepted for execution"),
    "declined": _("Declined"),
    "refused": _("Refused by the other node"),
    "conflict": _("Another message stands in its place: both are kept as proof"),
    "not_reached": _("The other office was not reached"),
    "no_decision": _("No decision in time"),
    "other_channel": _("Sent by another channel"),
    "waiting": _("No receipt yet"),
}
WHAT_OF_THEIRS: dict[str, Promise] = {
    "stored": _("Stored here, and the sender told so"),
    "registered": _("In our registry"),
    "not_registered": _("Stored here, but not in our registry: a person must look at it"),
    "refused": _("Refused by our node"),
}
TROUBLE = frozenset(
    {
        *("not_registered", "refused", "conflict", "not_reached", "no_decision"),
        *("declined", "waiting"),
    }
)
REASONS: dict[str, Promise] = {
    "hours_1": _("an hour after it was handed in"),
    "hours_12": _("twelve hours after it was handed in"),
    "expired": _("given up: its time has run out"),
    "asked_for_by": _("the day by which we asked for an answer has passed"),
}
PLACES: dict[str, Promise] = {
    "post": _("by post"),
    "courier": _("by courier"),
    "embassy": _("through the embassy"),
    "telegram": _("by telegram or fax"),
}


def what_words(what: str, *, is_ours: bool) -> str:
    """Say what happened to a message of ours, or to one of theirs."""
    words = WHAT if is_ours else {**WHAT, **WHAT_OF_THEIRS}
    return str(words.get(what, what))


def took_words(took: timedelta) -> str:
    """Say how long something took, in hours or days."""
    hours = int(took.total_seconds() // 3600)
    if hours < 48:
        return ngettext("late: after %(count)d hour", "late: after %(count)d hours", hours) % {
            "count": hours
        }
    days = hours // 24
    return ngettext("late: after %(count)d day", "late: after %(count)d days", days) % {
        "count": days
    }


def proof_words(*, is_signed: bool, is_logged: bool, seen_by: list[str]) -> str:
    """Say what stands behind a line of the timeline."""
    if not is_signed:
        return gettext("nothing is signed yet")
    if seen_by:
        offices = ", ".join(seen_by)
        return gettext("signed, in our log, corroborated by %(offices)s") % {"offices": offices}
    if is_logged:
        return gettext("signed, in our log, not yet corroborated by another office")
    return gettext("signed, not yet in our log")
