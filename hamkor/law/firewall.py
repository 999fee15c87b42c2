"""The purpose firewall: what a person tells to be protected has no path to migration enforcement."""

from collections.abc import Collection
from enum import StrEnum

from hamkor.errors import FirewallBreach
from hamkor.errors import gettext_noop as _


class Purpose(StrEnum):
    """What material may be used for. The last one exists so that it can be refused by name."""

    PROTECTION = "protection"
    INVESTIGATION_OF_HARM = "investigation_of_harm"
    STATISTICS = "statistics"
    MIGRATION_ENFORCEMENT = "migration_enforcement"


def check_purpose(purpose: str, *, limits: Collection[str] = ()) -> Purpose:
    """Return `purpose` if the material may serve it.

    Args:
        purpose: a `Purpose` value.
        limits: purposes the material may serve; empty means the three that have a way in.

    Raises:
        FirewallBreach: enforcement of migration rules, always; a purpose that is unknown or
            outside `limits`.
    """
    if purpose == Purpose.MIGRATION_ENFORCEMENT or purpose not in set(Purpose):
        raise FirewallBreach(
            _("What people tell to be protected is not used to enforce migration rules"),
            provision="ICRMW general comment 3/22 (2017)",
        )
    if limits and purpose not in limits:
        raise FirewallBreach(_("This material was given for other purposes only"))
    return Purpose(purpose)
