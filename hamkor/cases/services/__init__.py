"""The verbs of a case file: the only writers of its tables."""

from hamkor.cases.services.assign import assign_officer, end_assignment
from hamkor.cases.services.close import change_purpose, close_case
from hamkor.cases.services.documents import add_document
from hamkor.cases.services.journal import add_entry, add_note
from hamkor.cases.services.new_persons import add_new_person
from hamkor.cases.services.opening import open_case
from hamkor.cases.services.persons import add_person, record_act
from hamkor.cases.services.reading import note_case_read, read_document
from hamkor.cases.services.situations import keep_date_of_law, record_situation

__all__ = [
    "add_document",
    "add_entry",
    "add_new_person",
    "add_note",
    "add_person",
    "assign_officer",
    "change_purpose",
    "close_case",
    "end_assignment",
    "keep_date_of_law",
    "note_case_read",
    "open_case",
    "read_document",
    "record_act",
    "record_situation",
]
