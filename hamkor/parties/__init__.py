"""Who the other offices are, what may be asked of them, and which agreement applies."""

from hamkor.parties.agreements import (
    Agreement,
    Applicable,
    Branch,
    Reason,
    agreement,
    all_agreements,
    applicable,
)
from hamkor.parties.areas import Area, all_areas, area, complaint_categories
from hamkor.parties.crosswalk import mapped, mapped_categories
from hamkor.parties.measures import ContentItem, Measure, all_measures, measure
from hamkor.parties.offices import Office, State, all_offices, office, state, states
from hamkor.parties.sayings import Saying
from hamkor.parties.validation import validate_data

__all__ = [
    "Agreement",
    "Applicable",
    "Area",
    "Branch",
    "ContentItem",
    "Measure",
    "Office",
    "Reason",
    "Saying",
    "State",
    "agreement",
    "all_agreements",
    "all_areas",
    "all_measures",
    "all_offices",
    "applicable",
    "area",
    "complaint_categories",
    "mapped",
    "mapped_categories",
    "measure",
    "office",
    "state",
    "states",
    "validate_data",
]
