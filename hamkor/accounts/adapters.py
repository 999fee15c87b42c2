"""How django-allauth behaves here: no self-registration, second factors sealed at rest."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from hamkor import envelope

CONTEXT = "second factor"


class OfficerAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery seeds lie sealed under the node's pepper, not in the clear."""

    def encrypt(self, text: str) -> str:
        pepper = settings.NODE.read_secret("pepper")
        return envelope.seal_at_rest(pepper, text.encode(), context=CONTEXT).hex()

    def decrypt(self, encrypted_text: str) -> str:
        pepper = settings.NODE.read_secret("pepper")
        sealed = bytes.fromhex(encrypted_text)
        return envelope.open_at_rest(pepper, sealed, context=CONTEXT).decode()
