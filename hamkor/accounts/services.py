"""Accounts of officers: made by the node's administrator, never by themselves."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Role
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _


@transaction.atomic
def create_officer(
    *,
    username: str,
    full_name: str,
    role: Role,
    password: str,
    position: str = "",
    language: str = "ru",
    by: str = NODE,
) -> Officer:
    """Give somebody who works here an account with one role.

    Raises:
        InputRefused: the name is taken or not a user name, or the password is too weak.
    """
    officer = Officer(
        username=username, full_name=full_name, role=role, position=position, language=language
    )
    _check(officer, password)
    officer.set_password(password)
    try:
        with transaction.atomic():
            officer.save()
    except IntegrityError as error:
        raise InputRefused(
            _("There is an account with this user name already"), field="username"
        ) from error
    record(AuditAction.OFFICER_CREATED, by=by, username=username, role=role)
    return officer


def _check(officer: Officer, password: str) -> None:
    try:
        officer.clean_fields(exclude=("password",))
    except ValidationError as error:
        field = next(iter(error.message_dict))
        raise InputRefused(
            _("This cannot be used for an account: %(name)s"), field=field, name=field
        ) from error
    try:
        validate_password(password, officer)
    except ValidationError as error:
        raise InputRefused(
            _("The password is too easy to guess: take 12 characters or more"), field="password"
        ) from error
