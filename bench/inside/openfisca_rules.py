"""Five rules of entry bans in OpenFisca, over a register at once; run in the peer's environment.

Reads a CSV, prints one JSON object: rows a second and how many rows each rule marks.
"""

# ruff: noqa: N801, N805 - OpenFisca names its variables and their formulas so

import csv
import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy
from openfisca_core import entities, periods, simulation_builder, taxbenefitsystems
from openfisca_core.variables import Variable

YEAR = "2026"
NEVER = numpy.datetime64("1900-01-01")
TODAY = numpy.datetime64(sys.argv[2])
ENTRY = entities.build_entity(
    key="entry", plural="entries", label="An entry of a register", is_person=True
)


def day_variable(name):
    """Make an input of days."""
    attributes = {
        "value_type": date,
        "entity": ENTRY,
        "definition_period": periods.YEAR,
        "label": name,
    }
    return type(name, (Variable,), attributes)


def months_after(days, months):
    """Return the same day of a later month, or its last day."""
    month = days.astype("datetime64[M]")
    within = (days - month.astype("datetime64[D]")).astype(int)
    later = month + months
    longest = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(int) - 1
    return later.astype("datetime64[D]") + numpy.minimum(within, longest)


class months_of_ground(Variable):
    value_type = int
    entity = ENTRY
    definition_period = periods.YEAR
    label = "months that the ground allows, 0 for none"


class ban_until(Variable):
    value_type = date
    entity = ENTRY
    definition_period = periods.YEAR
    label = "last day of the ban"

    def formula(entry, period):
        removed = entry("removed_on", period)
        months = entry("months_of_ground", period)
        known = (removed > NEVER) & (months > 0)
        return numpy.where(known, months_after(removed, months), NEVER)


class appeal_by(Variable):
    value_type = date
    entity = ENTRY
    definition_period = periods.YEAR
    label = "last day to contest"

    def formula(entry, period):
        served = entry("served_on", period)
        return numpy.where(served > NEVER, months_after(served, 3), NEVER)


class term_too_long(Variable):
    value_type = bool
    entity = ENTRY
    definition_period = periods.YEAR
    label = "runs longer than its ground allows"

    def formula(entry, period):
        lawful = entry("ban_until", period)
        return (lawful > NEVER) & (entry("until", period) > lawful)


class expired(Variable):
    value_type = bool
    entity = ENTRY
    definition_period = periods.YEAR
    label = "ended and still listed"

    def formula(entry, period):
        lawful, written = entry("ban_until", period), entry("until", period)
        end = numpy.where(lawful > NEVER, lawful, written)
        return (end > NEVER) & (end < TODAY)


class minor(Variable):
    value_type = bool
    entity = ENTRY
    definition_period = periods.YEAR
    label = "under eighteen on the day of the decision"

    def formula(entry, period):
        born = entry("born_on", period)
        return (born > NEVER) & (months_after(born, 216) > entry("adopted_on", period))


MONTHS = {"27(1)(2)": 60, "27(1)(2.1)": 120, "26(8)": 36, "27(1)(12)": 36, "27(1)(13)": 60}
DAYS = ("adopted_on", "served_on", "removed_on", "until", "person_born_on")
RULES = ("ban_until", "appeal_by", "term_too_long", "expired", "minor")


def main():
    """Read the table, ask the five rules, tell how long it took from the first byte."""
    begun = time.perf_counter()
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    system = taxbenefitsystems.TaxBenefitSystem([ENTRY])
    for name in DAYS:
        system.add_variable(day_variable(name.removeprefix("person_")))
    for rule in (months_of_ground, ban_until, appeal_by, term_too_long, expired, minor):
        system.add_variable(rule)
    simulation = simulation_builder.SimulationBuilder().build_default_simulation(
        system, count=len(rows)
    )
    for name in DAYS:
        days = numpy.array([row[name] or "1900-01-01" for row in rows], dtype="datetime64[D]")
        simulation.set_input(name.removeprefix("person_"), YEAR, days)
    months = numpy.array([MONTHS.get(row["ground"][7:], 0) for row in rows])
    simulation.set_input("months_of_ground", YEAR, months)
    marked = {}
    for rule in RULES:
        found = simulation.calculate(rule, YEAR)
        marked[rule] = int((found > NEVER).sum()) if found.dtype.kind == "M" else int(found.sum())
    seconds = time.perf_counter() - begun
    print(json.dumps({"rows": len(rows), "seconds": seconds, "marked": marked}))


main()
