"""Rules of law as functions; each registers itself under the key of its result."""

from hamkor.law.rules import (
    bans,
    citizenship,
    contesting,
    decisions,
    exposure,
    from_data,
    legality,
    liberty,
    offences,
    register,
    residence,
    stay,
    work,
)

__all__ = [
    "bans",
    "citizenship",
    "contesting",
    "decisions",
    "exposure",
    "from_data",
    "legality",
    "liberty",
    "offences",
    "register",
    "residence",
    "stay",
    "work",
]

from_data.add_rules_from_data()
