"""Fills the nodes of the demonstration: staff, trust, and a past."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from hamkor.demo.offices import SMALL, DemoOffice, offices_of
from hamkor.demo.stage import Do, Stage
from hamkor.demo.world.known import known_persons
from hamkor.demo.world.whole import Whole

SEED = 20251020
YEAR = timedelta(days=365)


def seed(folder: Path, *, first_port: int, world: str, now: datetime) -> str:
    """Let the offices of the nodes in `folder` have a past up to `now`; return a receipt code.

    The small world has the staff and the persons that a first walk meets, and no complaint, so
    that its code is empty.
    """
    offices = offices_of(world)
    chance = random.Random(SEED)  # noqa: S311 - a plausible past, no secret
    with Stage(folder, {each.name: each.office for each in offices}, chance) as stage:
        opened_at = now - YEAR - timedelta(days=4)
        _hire(stage, offices, opened_at)
        _introduce(stage, offices, first_port, opened_at)
        whole = Whole(now, chance)
        past = [] if world == SMALL else whole.stories()
        stories = [known_persons(now), *past]
        stage.play(stories, until=now, calendar=whole)
    return whole.code


def _hire(stage: Stage, offices: Sequence[DemoOffice], at: datetime) -> None:
    stage.ask(
        {
            each.name: [
                Do(
                    at,
                    each.name,
                    "create_officer",
                    {**account.model_dump(mode="json"), "password": account.password},
                )
                for account in each.staff
            ]
            for each in offices
        }
    )


def _introduce(stage: Stage, offices: Sequence[DemoOffice], first_port: int, at: datetime) -> None:
    """Let each office trust the signed statements of the others."""
    told = stage.ask({each.name: [Do(at, each.name, "our_statement")] for each in offices})
    statements = {each.address(first_port): told[each.name][0] for each in offices}
    stage.ask(
        {
            each.name: [
                Do(
                    at,
                    each.name,
                    "trust",
                    {
                        "statements": {
                            address: statement
                            for address, statement in statements.items()
                            if address != each.address(first_port)
                        },
                        "compared_by": "administrator",
                    },
                )
            ]
            for each in offices
        }
    )
