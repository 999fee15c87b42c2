"""The verbs of a complaint, one file per group; the only writers of the tables of intake."""

from hamkor.intake.facts import ComplaintFacts
from hamkor.intake.services.attachments import (
    add_attachment,
    note_attachment_read,
    note_original_read,
)
from hamkor.intake.services.contesting import (
    escalate_complaint,
    may_take_on,
    reopen_complaint,
    settle_escalation,
    take_on_complaint,
)
from hamkor.intake.services.conversation import (
    note_complaint_read,
    note_status_read,
    write_to_office,
    write_to_person,
)
from hamkor.intake.services.deciding import (
    answer_complaint,
    extend_answer,
    may_extend,
    return_complaint,
)
from hamkor.intake.services.drafts import (
    KeptDraft,
    check_pin,
    erase_draft,
    erase_old_drafts,
    keep_draft,
    take_up_draft,
)
from hamkor.intake.services.erasure import erase_complaint
from hamkor.intake.services.filing import Filed, file_complaint
from hamkor.intake.services.naming import decide_on_help, give_name
from hamkor.intake.services.paper import draw_paper_forms, token_of_paper
from hamkor.intake.services.registration import (
    forward_complaint,
    mark_in_case,
    register_complaint,
)
from hamkor.intake.services.screening import read_screening
from hamkor.intake.services.silence import note_silence_seen, tell_silence
from hamkor.intake.services.steps import add_step
from hamkor.intake.services.wishes import change_consent, withdraw_complaint

__all__ = [
    "ComplaintFacts",
    "Filed",
    "KeptDraft",
    "add_attachment",
    "add_step",
    "answer_complaint",
    "change_consent",
    "check_pin",
    "decide_on_help",
    "draw_paper_forms",
    "erase_complaint",
    "erase_draft",
    "erase_old_drafts",
    "escalate_complaint",
    "extend_answer",
    "file_complaint",
    "forward_complaint",
    "give_name",
    "keep_draft",
    "mark_in_case",
    "may_extend",
    "may_take_on",
    "note_attachment_read",
    "note_complaint_read",
    "note_original_read",
    "note_silence_seen",
    "note_status_read",
    "read_screening",
    "register_complaint",
    "reopen_complaint",
    "return_complaint",
    "settle_escalation",
    "take_on_complaint",
    "take_up_draft",
    "tell_silence",
    "token_of_paper",
    "withdraw_complaint",
    "write_to_office",
    "write_to_person",
]
