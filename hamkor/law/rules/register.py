"""The register of controlled persons of Russia, and complaints to Russian authorities.

115-FZ art. 31.1; 59-FZ arts 8, 12; Instruction 45 of the Prosecutor General, point 5.1.
"""

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer, Conclusion
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Decision, Filed
from hamkor.law.rules.from_data import due_by
from hamkor.parties.sayings import Saying

REGISTER, ANSWER, PROSECUTOR = "RU-115FZ-31.1", "RU-59FZ-12-1", "RU-INSTR45-5.1"
REGISTRATION = "RU-59FZ-8"


@rule("register_ground")
def register_ground(
    lawful: Conclusion | None, last_day_of_stay: Conclusion | None, law: Law
) -> Answer | None:
    """Say whether the stay's end is a ground for the register of controlled persons."""
    if lawful is None or lawful.value is not False or last_day_of_stay is None:
        return None
    if law.version(REGISTER, last_day_of_stay.value) is None:
        return None
    says = _("A stay that has ended is a ground for the register of controlled persons.")
    return Answer("stay_ended", Saying(says))


@rule("register_effects")
def register_effects(decision: Decision, law: Law) -> Answer | None:
    """Say what the register forbids while the person is in it."""
    if decision.kind != "controlled_person" or decision.adopted_on is None:
        return None
    version = law.version(REGISTER, decision.adopted_on)
    if version is None or decision.lifted_on:
        return None
    cash = version.values["cash_a_month"]
    return Answer(cash, Saying(_EFFECTS, {"cash": cash}))


@rule("complaint_register_by")
def complaint_register_by(filed: Filed, law: Law) -> Answer | None:
    """Return the last day to register a complaint."""
    if filed.received_on is None or filed.state != "RU" or filed.registered_on:
        return None
    return due_by(
        REGISTRATION,
        filed.received_on,
        law,
        _("The complaint must be registered by %(day)s."),
        "register",
    )


@rule("complaint_answer_by")
def complaint_answer_by(filed: Filed, law: Law) -> Answer | None:
    """Return the last day to answer a complaint, inclusive."""
    if filed.state != "RU" or filed.received_on is None:
        return None
    if filed.registered_on is None:
        return Answer(None, Saying(_("The day of registration is needed.")))
    provision = PROSECUTOR if filed.authority == "prosecutor" else ANSWER
    name = "regional_head" if filed.authority == "regional_head" else "term"
    if filed.authority == "prosecutor" and filed.needs_no_check:
        name = "simple"
    says = _("The complaint must be answered by %(day)s.")
    return due_by(provision, filed.registered_on, law, says, name)


@rule("complaint_extend_to")
def complaint_extend_to(
    filed: Filed, complaint_answer_by: Conclusion | None, law: Law
) -> Answer | None:
    """Return the last day to which the answer may be put off, with notice to the person."""
    if complaint_answer_by is None or complaint_answer_by.value is None:
        return None
    provision = PROSECUTOR if filed.authority == "prosecutor" else ANSWER
    return due_by(
        provision,
        complaint_answer_by.value,
        law,
        _("With notice to the person the answer may be put off to %(day)s at most."),
        "extension",
    )


_EFFECTS = _(
    "In the register: no marriage, no deal with property or vehicles, no driving, no new account, "
    "cash up to %(cash)s roubles a month, no change of place without permission."
)
