"""Grounds on which a request may be refused; reasons are always given."""

from functools import cache
from pathlib import Path

from hamkor.data_files import DATA, load
from hamkor.errors import RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.parties.agreements import NATIONAL_LAW, RECIPROCITY
from hamkor.parties.instruments import RefusalGround, agreement

__all__ = ["RefusalGround", "refusal_ground", "refusal_grounds"]


def read_house_grounds(root: Path) -> tuple[RefusalGround, ...]:
    """Read ``law/house_grounds.yaml`` under `root`."""
    return load(root / "law" / "house_grounds.yaml", tuple[RefusalGround, ...])


@cache
def refusal_grounds(agreement_id: str) -> tuple[RefusalGround, ...]:
    """Return the grounds that can be invoked under an agreement, or without one.

    Between offices, on reciprocity, and where an instrument's own list was not read, the grounds
    of the house stand: the firewall, the office's powers, the safety of the person.

    Raises:
        NotFound: no such agreement.
    """
    house = read_house_grounds(DATA)
    if agreement_id in (RECIPROCITY, NATIONAL_LAW):
        return house
    known = agreement(agreement_id)
    if known.level == "convention" and known.refusal_grounds:
        return known.refusal_grounds
    return known.refusal_grounds + house


def refusal_ground(agreement_id: str, ground_id: str) -> RefusalGround:
    """Return one ground.

    Raises:
        NotFound: no such agreement.
        RuleViolation: the agreement does not know the ground.
    """
    for ground in refusal_grounds(agreement_id):
        if ground.id == ground_id:
            return ground
    raise RuleViolation(
        _("%(agreement)s does not know the ground of refusal %(ground)s."),
        agreement=agreement_id,
        ground=ground_id,
    )
