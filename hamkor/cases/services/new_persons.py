from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.cases.models import Case, CasePerson
from hamkor.cases.permissions import check_can_write
from hamkor.cases.services.persons import add_person
from hamkor.matching import DocumentNumber, PartialDate
from hamkor.persons.services import NewName, record_person


@transaction.atomic
def add_new_person(
    case: Case,
    *,
    name: NewName,
    born: PartialDate | None,
    sex: str,
    citizenship: str,
    documents: tuple[DocumentNumber, ...],
    role: str,
    note: str,
    by: Officer,
) -> CasePerson:
    """Record somebody who is not on file yet, and say which part they have in the case.

    Raises:
        NotAllowed: the officer may not write in this case.
        InputRefused: something cannot be recorded.
        WrongState: the case is closed.
    """
    check_can_write(by, case)
    person = record_person(
        written_names=[name],
        born=born,
        sex=sex,
        citizenship=citizenship,
        documents=documents,
        by=by.username,
        is_invented=case.is_invented,
    )
    return add_person(case, person=person, role=role, note=note, by=by)
