"""What may be read of persons, and by whom."""

from hamkor.persons.forms import expected_others, to_record, weigh
from hamkor.persons.queries.candidates import Candidate, candidates, candidates_for, scores_for
from hamkor.persons.queries.decisions import (
    Fact,
    decision_between,
    decision_in_force,
    decisions_between,
    decisions_on,
    facts_of,
    kept_apart,
    same_as,
    told_together,
    waiting_for,
    waits_for_second,
)
from hamkor.persons.queries.organisations import Named, organisations_like
from hamkor.persons.queries.private_matching import (
    found_in,
    private_match_for,
    private_matches,
)
from hamkor.persons.queries.records import find, person_for, visible_to

__all__ = [
    "Candidate",
    "Fact",
    "Named",
    "candidates",
    "candidates_for",
    "decision_between",
    "decision_in_force",
    "decisions_between",
    "decisions_on",
    "expected_others",
    "facts_of",
    "find",
    "found_in",
    "kept_apart",
    "organisations_like",
    "person_for",
    "private_match_for",
    "private_matches",
    "same_as",
    "scores_for",
    "to_record",
    "told_together",
    "visible_to",
    "waiting_for",
    "waits_for_second",
    "weigh",
]
