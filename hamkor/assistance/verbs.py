"""What officers do with requests: every verb, its words, and the move of the table it makes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from hamkor.assistance.states import Action


class Verb(TextChoices):
    """A service of this app that an officer may call; the value is its name and its route's."""

    REVISE_REQUEST = "revise_request", _("Revise")
    ATTACH_DOCUMENT = "attach_document", _("Attach a document")
    ASK_APPROVAL = "ask_approval", _("Ask for approval")
    APPROVE_REQUEST = "approve_request", _("Approve and sign")
    RETURN_REQUEST = "return_request", _("Return to the drafter")
    SEND_REQUEST = "send_request", _("Send")
    GIVE_INFORMATION = "give_information", _("Give the information asked for")
    WITHDRAW_REQUEST = "withdraw_request", _("Withdraw")
    CLOSE_REQUEST = "close_request", _("Close")
    NOTE_OTHER_CHANNEL = "note_other_channel", _("It went by paper or another channel")
    TAKE_ON = "take_on", _("Take on")
    OPEN_CASE = "open_case_for_request", _("Open a case for it")
    ACCEPT_REQUEST = "accept_request", _("Accept")
    REFUSE_REQUEST = "refuse_request", _("Refuse")
    POSTPONE_REQUEST = "postpone_request", _("Postpone")
    ASK_FOR_INFORMATION = "ask_for_information", _("Ask for additional information")
    START_EXECUTION = "start_execution", _("Begin execution")
    DRAFT_ANSWER = "draft_answer", _("Draft the answer")
    APPROVE_ANSWER = "approve_answer", _("Approve and send the answer")


# Verbs that move a request by the table; the others have conditions of their own.
MOVES: dict[Verb, Action] = {
    Verb.APPROVE_REQUEST: Action.APPROVE,
    Verb.RETURN_REQUEST: Action.RETURN,
    Verb.SEND_REQUEST: Action.SEND,
    Verb.GIVE_INFORMATION: Action.GIVE_INFORMATION,
    Verb.WITHDRAW_REQUEST: Action.WITHDRAW,
    Verb.CLOSE_REQUEST: Action.CLOSE,
    Verb.ACCEPT_REQUEST: Action.ACCEPT,
    Verb.REFUSE_REQUEST: Action.REFUSE,
    Verb.POSTPONE_REQUEST: Action.POSTPONE,
    Verb.ASK_FOR_INFORMATION: Action.ASK_INFORMATION,
    Verb.START_EXECUTION: Action.START,
    Verb.DRAFT_ANSWER: Action.EXECUTE,
    Verb.APPROVE_ANSWER: Action.EXECUTE,
}


class Step(TextChoices):
    """What happened to a request, as its timeline says it; kept in `RequestEvent.action`."""

    DRAFTED = "drafted", _("Drafted")
    REVISED = "revised", _("Revised")
    DOCUMENT_ATTACHED = "document_attached", _("Document attached")
    APPROVAL_ASKED = "approval_asked", _("Approval asked for")
    APPROVED = "approved", _("Approved and signed")
    RETURNED = "returned", _("Returned to the drafter")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered, with a signed receipt")
    NOT_DELIVERED = "not_delivered", _("Could not be delivered")
    OTHER_CHANNEL = "other_channel", _("Sent by another channel")
    RECEIVED = "received", _("Received")
    TAKEN_ON = "taken_on", _("Given to an officer")
    CASE_OPENED = "case_opened", _("A case was opened for it")
    ACCEPTED = "accepted", _("Accepted")
    INFORMATION_ASKED = "information_asked", _("Additional information asked for")
    INFORMATION_GIVEN = "information_given", _("Additional information given")
    POSTPONED = "postponed", _("Postponed")
    RESUMED = "resumed", _("Taken up again")
    REFUSED = "refused", _("Refused")
    EXECUTION_STARTED = "execution_started", _("Execution began")
    ANSWER_DRAFTED = "answer_drafted", _("Answer drafted")
    PARTLY_EXECUTED = "partly_executed", _("Partly executed, answer sent")
    EXECUTED = "executed", _("Executed, answer sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")
    FILE_REFUSED = "file_refused", _("A file that came with it was refused")
