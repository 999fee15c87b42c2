"""The verbs of a request, on both sides: the only writers of its tables.

Each goes in one order: may I, is it lawful, move, tell, record. `receive_…` and `learn_…` take in
what the other office did; the worker calls them, each in the transaction of its message.
"""

from hamkor.assistance.services.approve import approve_request, ask_approval, return_request
from hamkor.assistance.services.channel import note_other_channel
from hamkor.assistance.services.decide import (
    accept_request,
    ask_for_information,
    postpone_request,
    refuse_request,
)
from hamkor.assistance.services.documents import (
    attach_case_document,
    attach_document,
    read_document,
)
from hamkor.assistance.services.draft import draft_request, note_facts, revise_request
from hamkor.assistance.services.execute import approve_answer, draft_answer, start_execution
from hamkor.assistance.services.finish import close_request, withdraw_request
from hamkor.assistance.services.identity import (
    agree_to_identity,
    decline_identity,
    propose_identity,
    receive_identity,
)
from hamkor.assistance.services.learn import (
    learn_acceptance,
    learn_answer,
    learn_execution_started,
    learn_information_question,
    learn_postponement,
    learn_refusal,
)
from hamkor.assistance.services.receive import (
    receive_closure,
    receive_information,
    receive_request,
    receive_withdrawal,
)
from hamkor.assistance.services.send import give_information, send_request
from hamkor.assistance.services.settle import learn_delivered, learn_not_delivered
from hamkor.assistance.services.silence import note_silence
from hamkor.assistance.services.take_on import note_request_read, open_case_for_request, take_on

__all__ = [
    "accept_request",
    "agree_to_identity",
    "approve_answer",
    "approve_request",
    "ask_approval",
    "ask_for_information",
    "attach_case_document",
    "attach_document",
    "close_request",
    "decline_identity",
    "draft_answer",
    "draft_request",
    "give_information",
    "learn_acceptance",
    "learn_answer",
    "learn_delivered",
    "learn_execution_started",
    "learn_information_question",
    "learn_not_delivered",
    "learn_postponement",
    "learn_refusal",
    "note_facts",
    "note_other_channel",
    "note_request_read",
    "note_silence",
    "open_case_for_request",
    "postpone_request",
    "propose_identity",
    "read_document",
    "receive_closure",
    "receive_identity",
    "receive_information",
    "receive_request",
    "receive_withdrawal",
    "refuse_request",
    "return_request",
    "revise_request",
    "send_request",
    "start_execution",
    "take_on",
    "withdraw_request",
]
