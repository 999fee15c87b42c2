"""Who may do what with cases. When it may be done is a question of the case's status."""

from hamkor.accounts.models import Officer
from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.cases.models import Case
from hamkor.cases.queries import may_see
from hamkor.errors import NotAllowed
from hamkor.errors import gettext_noop as _


def check_can_open(officer: Officer) -> None:
    """Duty and case officers open cases."""
    check_may(officer, Permission.CASE_OPEN)


def check_can_write(officer: Officer, case: Case) -> None:
    """Case officers add to the cases they are assigned to, and to no others."""
    check_may(officer, Permission.CASE_WRITE)
    _check_sees(officer, case)


def check_can_read(officer: Officer, case: Case) -> None:
    """Whoever works on a case, assigns it or closes it may read it and leave a note."""
    check_may(officer, Permission.CASE_READ)
    _check_sees(officer, case)


def check_can_assign(officer: Officer) -> None:
    """Duty officers and deputies say who works on a case."""
    check_may(officer, Permission.CASE_ASSIGN)


def check_can_change_purpose(officer: Officer, case: Case) -> None:
    """The purpose of a case is the matter of those who write in it."""
    check_can_write(officer, case)


def check_can_close(officer: Officer) -> None:
    """Only a deputy prosecutor closes a case."""
    check_may(officer, Permission.CASE_CLOSE)


def _check_sees(officer: Officer, case: Case) -> None:
    if not may_see(officer, case):
        raise NotAllowed(_("This case is assigned to other officers"))
