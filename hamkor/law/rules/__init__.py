"""Rules of law as functions; each registers itself under the key of its result."""

from hamkor.law.rules import (
    bans,
    decisions,
    exposure,
    from_data,
    legality,
    liberty,
    offences,
    register,
    stay,
    work,
)

__all__ = [
    "bans",
    "decisions",
    "exposure",
    "from_data",
    "legality",
    "liberty",
    "offences",
    "register",
    "stay",
    "work",
]

from_data.add_rules_from_data()
