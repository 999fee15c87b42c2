from hamkor.accounts.models import Officer
from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.errors import NotAllowed
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import Complaint, Mode


def check_can_file_for(operator: Officer) -> None:
    check_may(operator, Permission.COMPLAINT_FILE_FOR)


def check_can_read(officer: Officer) -> None:
    check_may(officer, Permission.COMPLAINT_READ)


def check_can_register(officer: Officer) -> None:
    check_may(officer, Permission.COMPLAINT_REGISTER)


def check_can_forward(officer: Officer) -> None:
    check_may(officer, Permission.COMPLAINT_REGISTER)


def check_can_answer(officer: Officer) -> None:
    check_may(officer, Permission.COMPLAINT_ANSWER)


def check_can_write_to_person(officer: Officer) -> None:
    check_may(officer, Permission.COMPLAINT_ANSWER)


def may_read_identity(officer: Officer, complaint: Complaint) -> bool:
    """Say whether the officer may see who complained.

    A name that was given to be kept sealed is for those who register and for the responsible
    officer only.
    """
    if not officer.may(Permission.COMPLAINT_READ):
        return False
    is_sealed = complaint.mode == Mode.CONFIDENTIAL
    return (
        not is_sealed
        or officer.may(Permission.COMPLAINT_REGISTER)
        or complaint.responsible_id == officer.pk
    )


def check_can_read_identity(officer: Officer, complaint: Complaint) -> None:
    if not may_read_identity(officer, complaint):
        raise NotAllowed(_("This name was given to be kept sealed"))


def may_read_screening(officer: Officer) -> bool:
    """Say whether the officer is of the protection team, who alone read answers on trafficking."""
    return officer.may(Permission.COMPLAINT_READ) and officer.may(Permission.SCREENING_READ)


def may_settle(officer: Officer, complaint: Complaint) -> bool:
    """Say whether the officer may hear what a person says of silence or of an answer."""
    return officer.may(Permission.COMPLAINT_OVERSEE) and not is_handler_of(officer, complaint)


def is_handler_of(officer: Officer, complaint: Complaint) -> bool:
    """Say whether the officer answers for the complaint or has decided on it."""
    is_responsible = complaint.responsible_id == officer.pk
    return is_responsible or complaint.decisions.filter(decided_by=officer).exists()


def check_can_settle(officer: Officer, complaint: Complaint) -> None:
    check_may(officer, Permission.COMPLAINT_OVERSEE)
    if is_handler_of(officer, complaint):
        raise NotAllowed(_("Whoever handles the complaint does not judge it: somebody else must"))


def check_can_oversee(officer: Officer) -> None:
    check_may(officer, Permission.COMPLAINT_OVERSEE)


def check_can_return(officer: Officer) -> None:
    check_may(officer, Permission.COMPLAINT_REGISTER)
