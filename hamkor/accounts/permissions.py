from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.errors import NotAllowed
from hamkor.errors import gettext_noop as _


def check_may(officer: Officer, permission: Permission) -> None:
    """Raise `NotAllowed` unless the officer's role holds `permission`."""
    if not officer.may(permission):
        raise NotAllowed(
            _("Your role does not include this: %(permission)s"), permission=permission
        )


def check_is_another(officer: Officer, prepared_by: Officer | None) -> None:
    """Four eyes: whoever prepared something does not approve it."""
    if prepared_by is not None and prepared_by.pk == officer.pk:
        raise NotAllowed(_("Whoever prepared this may not approve it: a second officer must"))
