"""How a complaint against a decision goes its way, and what can be done when time was missed.

KoAP arts 30.2, 30.3(2), 30.9, 32.9 and KAS art. 219 of Russia; the regime of 115-FZ art. 31.1.
"""

from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer, Conclusion
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Decision, Filed, Offence
from hamkor.law.rules.decisions import OFFENCE_KINDS, SECOND
from hamkor.law.rules.from_data import due_by
from hamkor.law.rules.register import REGISTER, REGISTRATION
from hamkor.parties.sayings import Saying

FORWARD, RESTORE, RESTORE_COURT = "RU-KOAP-30.2", "RU-KOAP-30.3-2", "RU-KAS-219-5"
AT_ONCE, HALF, UNCLEAR = "RU-KOAP-32.9", "RU-KOAP-4.1-2.2", "RU-59FZ-11-4.1"


@rule("appeal_forwarded_by")
def appeal_forwarded_by(decision: Decision, law: Law) -> Answer | None:
    """Return the last day to pass a complaint on with the file to whoever decides on it."""
    if decision.appealed_on is None or decision.kind not in OFFENCE_KINDS:
        return None
    says = _("The complaint must be passed on with the file by %(day)s.")
    if decision.kind != "expulsion":
        return due_by(FORWARD, decision.appealed_on, law, says)
    if not law.value(FORWARD, "expulsion_same_day", decision.appealed_on):
        return due_by(FORWARD, decision.appealed_on, law, says)
    return Answer(decision.appealed_on, Saying(says, {"day": decision.appealed_on}))


@rule("second_appeal_by")
def second_appeal_by(decision: Decision, law: Law) -> Answer | None:
    """Return the last day to contest the decision on a complaint."""
    if decision.appeal_copy_on is None or decision.kind not in OFFENCE_KINDS:
        return None
    says = _("Contest the decision on the complaint by %(day)s.")
    return due_by(SECOND, decision.appeal_copy_on, law, says)


@rule("restoration")
def restoration(
    decision: Decision, appeal_by: Conclusion | None, on: date, law: Law
) -> Answer | None:
    """Say whether missed time to contest can be restored, and how."""
    if appeal_by is None or appeal_by.value is None or decision.appealed_on:
        return None
    if on <= appeal_by.value:
        return None
    is_code = decision.kind in OFFENCE_KINDS
    if law.version(RESTORE if is_code else RESTORE_COURT, on) is None:
        return None
    facts = {"day": appeal_by.value}
    if decision.missed_for_good_reason is False:
        says = _("The time ended with %(day)s; without a good reason it is not restored.")
        return Answer(value=False, says=Saying(says, facts))
    says = _(
        "The time ended with %(day)s. Contest it all the same, and ask in writing that the time "
        "be restored: illness, no translation, no copy, detention are reasons."
    )
    return Answer(value=True, says=Saying(says, facts), notes=(_REFUSAL,) if is_code else ())


@rule("execution_decided_by")
def execution_decided_by(decision: Decision, law: Law) -> Answer | None:
    """Return when a judge decides on the wish to be expelled at once."""
    if decision.execution_asked_on is None or decision.kind != "expulsion":
        return None
    says = _("The judge decides on leaving at once by %(day)s.")
    return due_by(AT_ONCE, decision.execution_asked_on, law, says)


@rule("register_repeat")
def register_repeat(decision: Decision, law: Law) -> Answer | None:
    """Say what ignoring the duties of the register of controlled persons leads to."""
    if decision.kind != "controlled_person" or decision.adopted_on is None:
        return None
    if decision.lifted_on or not decision.regime_breaches:
        return None
    most = law.value(REGISTER, "failures", decision.adopted_on)
    if not isinstance(most, int):
        return None
    if decision.regime_breaches < most:
        says = _("One more duty ignored leads to deportation and to a special institution.")
        return Answer(value=False, says=Saying(says))
    says = _("Duties ignored %(times)s times: deportation and placing in a special institution.")
    return Answer(value=True, says=Saying(says, {"times": decision.regime_breaches}))


@rule("fine_floor")
def fine_floor(offence: Offence, sanction: Conclusion | None, law: Law) -> Answer | None:
    """Return the lowest fine that is possible in exceptional cases, in roubles."""
    if sanction is None or sanction.value is None or offence.committed_on is None:
        return None
    least = sanction.value[0]
    limit = law.value(HALF, "least_fine", offence.committed_on)
    if not isinstance(limit, int) or not isinstance(least, int) or least < limit:
        return None
    half = least // 2
    says = _("In exceptional cases the fine may be lowered to %(fine)s roubles.")
    return Answer(half, Saying(says, {"fine": half}))


@rule("complaint_forward_by")
def complaint_forward_by(filed: Filed, law: Law) -> Answer | None:
    """Return the last day to pass a complaint on to the body that is competent."""
    if filed.registered_on is None or filed.state != "RU" or filed.forwarded_on:
        return None
    says = _("A complaint for another body must be passed on by %(day)s.")
    return due_by(REGISTRATION, filed.registered_on, law, says, "forward")


@rule("complaint_unclear_told_by")
def complaint_unclear_told_by(filed: Filed, law: Law) -> Answer | None:
    """Return the last day to tell that a complaint cannot be made out."""
    if filed.registered_on is None or filed.state != "RU" or not filed.is_unclear:
        return None
    says = _("That the complaint cannot be made out must be told by %(day)s.")
    return due_by(UNCLEAR, filed.registered_on, law, says)


_REFUSAL = Saying(
    _("A refusal to restore the time is a ruling of its own, which can be contested.")
)
