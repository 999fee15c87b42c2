"""The purpose firewall: what a person tells to be protected never serves migration enforcement."""

from collections.abc import Collection
from enum import StrEnum

from hamkor.errors import FirewallBreach
from hamkor.errors import gettext_noop as _

BASIS = "CMW and CRC committees, joint general comment No. 3/22 (2017)"


class Purpose(StrEnum):
    """Why a datum is held or asked for."""

    PROTECTION = "protection"
    INVESTIGATION_OF_HARM = "investigation_of_harm"
    STATISTICS = "statistics"
    MIGRATION_ENFORCEMENT = "migration_enforcement"
    """Named so that it can be refused by name: a purpose with no way in."""


LAWFUL_PURPOSES = frozenset(Purpose) - {Purpose.MIGRATION_ENFORCEMENT}


def check_purpose(purpose: str, *, limits: Collection[str]) -> None:
    """Let a use pass only if its purpose is among the limits the material came with.

    Args:
        purpose: a `Purpose`; a word that is none is refused like any other way in.
        limits: purposes for which the material may be used; empty means none at all. Naming
            migration enforcement among them opens nothing.

    Raises:
        FirewallBreach: always for migration enforcement; else when `limits` lacks the purpose.
    """
    if purpose not in LAWFUL_PURPOSES:
        raise FirewallBreach(
            _("What was told for protection is never used for migration enforcement."),
            provision=BASIS,
        )
    if purpose not in limits:
        raise FirewallBreach(
            _(
                "This material may be used only for the purposes it was given for; %(purpose)s is "
                "not one of them."
            ),
            purpose=str(purpose),
        )
