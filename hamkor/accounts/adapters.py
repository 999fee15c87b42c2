"""How django-allauth behaves here: no self-registration, second factors sealed at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record

CONTEXT = "second factor"
UNKNOWN = "unknown"


class OfficerAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administrator; who signs in, and who fails to, is on record."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Officer) -> None:
        """Sign `user` in, after the second factor where there is one."""
        super().login(request, user)
        record(AuditAction.SIGNED_IN, by=user.username)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note the failure. What was typed is kept only if it is a user name: people slip."""
        super().authentication_failed(request, **credentials)
        typed = credentials.get("username", "")
        is_known = Officer.objects.filter(username=typed).exists()
        record(AuditAction.SIGN_IN_FAILED, by=typed if is_known else UNKNOWN)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery seeds lie sealed under the node's pepper, not in the clear."""

    def encrypt(self, text: str) -> str:
        pepper = settings.NODE.read_secret("pepper")
        return envelope.seal_at_rest(pepper, text.encode(), context=CONTEXT).hex()

    def decrypt(self, encrypted_text: str) -> str:
        pepper = settings.NODE.read_secret("pepper")
        sealed = bytes.fromhex(encrypted_text)
        return envelope.open_at_rest(pepper, sealed, context=CONTEXT).decode()
