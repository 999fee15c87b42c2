from hamkor.accounts.models import Officer
from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.errors import NotAllowed
from hamkor.errors import gettext_noop as _
from hamkor.persons.models import IdentityDecision

READERS = (Permission.CASE_READ, Permission.IDENTITY_DECIDE)


def may_read_persons(officer: Officer) -> bool:
    """Say whether the officer may look persons up: whoever reads cases or compares identities."""
    return any(officer.may(permission) for permission in READERS)


def may_read_sealed_persons(officer: Officer) -> bool:
    """Say whether the officer may look up whoever gave the name to be kept secret."""
    return officer.may(Permission.COMPLAINT_REGISTER)


def check_can_read_persons(officer: Officer) -> None:
    if not may_read_persons(officer):
        raise NotAllowed(_("Your role does not include looking persons up"))


def check_can_decide_identity(officer: Officer) -> None:
    check_may(officer, Permission.IDENTITY_DECIDE)


def may_add_to_person(officer: Officer) -> bool:
    return officer.may(Permission.IDENTITY_DECIDE)


def check_can_add_to_person(officer: Officer) -> None:
    """Whoever judges who is who may also write down what one more source says."""
    check_may(officer, Permission.IDENTITY_DECIDE)


def check_can_confirm_decision(officer: Officer, decision: IdentityDecision) -> None:
    """The second officer is another one: four eyes, not two."""
    check_may(officer, Permission.IDENTITY_DECIDE)
    if decision.decided_by == officer.username:
        raise NotAllowed(_("Another officer must confirm what you decided"))


def check_can_match_privately(officer: Officer) -> None:
    """A deputy starts it here, and a deputy there agrees."""
    check_may(officer, Permission.PRIVATE_MATCH)


def check_can_withdraw_decision(officer: Officer) -> None:
    """Any officer who may decide may also withdraw: the first one may have left the office."""
    check_may(officer, Permission.IDENTITY_DECIDE)
