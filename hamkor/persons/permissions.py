from hamkor.accounts.models import Officer
from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.errors import NotAllowed
from hamkor.errors import gettext_noop as _

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


def check_can_withdraw_decision(officer: Officer) -> None:
    """Any officer who may decide may also withdraw: the first one may have left the office."""
    check_may(officer, Permission.IDENTITY_DECIDE)
