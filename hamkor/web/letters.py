"""An answer of the office as a letter: what it says, of what, how to contest it."""

from typing import TYPE_CHECKING, Any

from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake.queries import last_decision
from hamkor.intake.triage import LACKS
from hamkor.law.contesting import ways_to_contest

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint


def answer_letter(complaint: "Complaint") -> dict[str, Any]:
    """Return what the printed page of the last decision needs; nothing of the person but words.

    Raises:
        NotFound: nothing was decided yet.
    """
    decision = last_decision(complaint)
    if decision is None or decision.words is None:
        raise NotFound(_("There is no answer yet"))
    return {
        "complaint": complaint,
        "decision": decision,
        "office": identity.our_office(),
        "lacks": [LACKS[key] for key in decision.lacks if key in LACKS],
        "ways": ways_to_contest(identity.our_state()),
    }
