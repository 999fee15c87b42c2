"""Persons as files speak of them: recorded, never guessed, never merged."""

from hamkor.persons.services.deciding import (
    confirm_decision,
    decide_identity,
    withdraw_decision,
)
from hamkor.persons.services.erasing import erase_person, forget_mentions
from hamkor.persons.services.indexing import (
    count_register,
    count_register_if_due,
    left_to_rebuild,
    rebuild_next,
)
from hamkor.persons.services.learning import (
    agree_to_proposal,
    decline_proposal,
    learn_answer,
    learn_proposal,
    learn_withdrawal,
)
from hamkor.persons.services.organisations import name_organisation
from hamkor.persons.services.private_matching import (
    agree_to_private_match,
    decline_private_match,
    learn_private_answer,
    learn_private_end,
    learn_private_match,
    learn_private_points,
    propose_private_match,
)
from hamkor.persons.services.recording import (
    NewName,
    add_birth_date,
    add_name_form,
    add_person_document,
    add_to_person,
    note_person_read,
    record_person,
)
from hamkor.persons.services.telling import particulars, propose_decision

__all__ = [
    "NewName",
    "add_birth_date",
    "add_name_form",
    "add_person_document",
    "add_to_person",
    "agree_to_private_match",
    "agree_to_proposal",
    "confirm_decision",
    "count_register",
    "count_register_if_due",
    "decide_identity",
    "decline_private_match",
    "decline_proposal",
    "erase_person",
    "forget_mentions",
    "learn_answer",
    "learn_private_answer",
    "learn_private_end",
    "learn_private_match",
    "learn_private_points",
    "learn_proposal",
    "learn_withdrawal",
    "left_to_rebuild",
    "name_organisation",
    "note_person_read",
    "particulars",
    "propose_decision",
    "propose_private_match",
    "rebuild_next",
    "record_person",
    "withdraw_decision",
]
