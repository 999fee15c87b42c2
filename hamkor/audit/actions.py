"""Everything the audit log can contain. A value is stored for ever: never rename, never reuse."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AuditAction(TextChoices):
    SIGNED_IN = "account.signed_in", _("Signed in")
    SIGN_IN_FAILED = "account.sign_in_failed", _("Sign-in failed")
    OFFICER_CREATED = "account.created", _("Account made")

    COMPLAINT_FILED = "complaint.filed", _("Complaint filed")
    COMPLAINT_READ = "complaint.read", _("Complaint read")
    COMPLAINT_REGISTERED = "complaint.registered", _("Complaint registered")
    COMPLAINT_FORWARDED = "complaint.forwarded", _("Complaint forwarded")
    COMPLAINT_ANSWERED = "complaint.answered", _("Complaint answered")
    COMPLAINT_WITHDRAWN = "complaint.withdrawn", _("Complaint withdrawn")
    COMPLAINT_MESSAGE = "complaint.message", _("Message about a complaint")
    COMPLAINT_FILE_ADDED = "complaint.file_added", _("File added to a complaint")
    COMPLAINT_ORIGINAL_READ = "complaint.original_read", _("Original of a person's file opened")
    COMPLAINT_STATUS_READ = "complaint.status_read", _("Status read with the code")
    CONSENT_CHANGED = "complaint.consent_changed", _("Consent changed")
    COMPLAINT_RETURNED = "complaint.returned", _("Complaint returned for what is missing")
    COMPLAINT_EXTENDED = "complaint.extended", _("Date of the answer put off")
    COMPLAINT_REOPENED = "complaint.reopened", _("Complaint opened again")
    COMPLAINT_TAKEN_ON = "complaint.taken_on", _("Complaint taken on by another officer")
    COMPLAINT_ESCALATED = "complaint.escalated", _("Person complained of silence or an answer")
    ESCALATION_SETTLED = "complaint.escalation_settled", _("What the person complained of settled")
    SILENCE_TOLD = "complaint.silence_told", _("Person and supervisor told that a date passed")
    SILENCE_SEEN = "complaint.silence_seen", _("Supervisor took note that a date passed")
    COMPLAINT_ERASED = "complaint.erased", _("Complaint erased by the person")
    API_TOKEN_ISSUED = "api.token_issued", _("Token for another organisation's program issued")
    API_TOKEN_REVOKED = "api.token_revoked", _("Token for another organisation's program revoked")
    PAPER_FORMS_DRAWN = "complaint.paper_forms_drawn", _("Paper forms with codes printed")
    COMPLAINT_NAMED = "complaint.named", _("Name given to a complaint filed without one")
    HELP_DECIDED = "complaint.help_decided", _("Person decided on a complaint filed for them")
    SCREENING_READ = "complaint.screening_read", _("Answers on trafficking read")

    PERSON_RECORDED = "person.recorded", _("Person recorded")
    PERSON_READ = "person.read", _("Record of a person read")
    PERSON_CHANGED = "person.changed", _("Record of a person changed")
    IDENTITY_DECIDED = "person.identity_decided", _("Identity decided")
    IDENTITY_DECISION_WITHDRAWN = (
        "person.identity_decision_withdrawn",
        _("Identity decision withdrawn"),
    )

    IDENTITY_CONFIRMED = (
        "person.identity_confirmed",
        _("Identity decision confirmed by a second officer"),
    )
    IDENTITY_PROPOSED = "person.identity_proposed", _("Identity decision told another office")
    IDENTITY_PROPOSAL_LEARNT = (
        "person.identity_proposal_learnt",
        _("Identity decision of another office arrived"),
    )
    IDENTITY_AGREED = "person.identity_agreed", _("Agreed to another office's identity decision")
    IDENTITY_DECLINED = (
        "person.identity_declined",
        _("Another office's identity decision not agreed to"),
    )
    IDENTITY_ANSWER_LEARNT = (
        "person.identity_answer_learnt",
        _("Another office answered our identity decision"),
    )
    IDENTITY_WITHDRAWAL_LEARNT = (
        "person.identity_withdrawal_learnt",
        _("Another office withdrew an identity decision"),
    )

    PRIVATE_MATCH_PROPOSED = "person.private_match_proposed", _("Private matching proposed")
    PRIVATE_MATCH_LEARNT = (
        "person.private_match_learnt",
        _("Private matching proposed by another office"),
    )
    PRIVATE_MATCH_AGREED = "person.private_match_agreed", _("Private matching agreed to")
    PRIVATE_MATCH_DECLINED = "person.private_match_declined", _("Private matching declined")
    PRIVATE_MATCH_ENDED = "person.private_match_ended", _("Private matching ended")

    CASE_OPENED = "case.opened", _("Case opened")
    CASE_READ = "case.read", _("Case read")
    CASE_CHANGED = "case.changed", _("Case changed")
    CASE_ASSIGNED = "case.assigned", _("Case assigned")
    CASE_CLOSED = "case.closed", _("Case closed")
    DOCUMENT_ADDED = "case.document_added", _("Document added")
    DOCUMENT_READ = "case.document_read", _("Document read")

    REQUEST_READ = "request.read", _("Request read")
    REQUEST_DRAFTED = "request.drafted", _("Request drafted")
    REQUEST_REVISED = "request.revised", _("Draft revised")
    REQUEST_APPROVAL_ASKED = "request.approval_asked", _("Approval asked for")
    REQUEST_APPROVED = "request.approved", _("Request approved")
    REQUEST_RETURNED = "request.returned", _("Request returned to the drafter")
    REQUEST_SENT = "request.sent", _("Request sent")
    REQUEST_DELIVERED = "request.delivered", _("Request delivered")
    REQUEST_NOT_DELIVERED = "request.not_delivered", _("Request not delivered")
    REQUEST_OTHER_CHANNEL = (
        "request.other_channel",
        _("Request went by another channel"),
    )
    REQUEST_WITHDRAWN = "request.withdrawn", _("Request withdrawn")
    REQUEST_CLOSED = "request.closed", _("Request closed")
    REQUEST_RECEIVED = "request.received", _("Request received")
    REQUEST_TAKEN_ON = "request.taken_on", _("Request taken on")
    REQUEST_ACCEPTED = "request.accepted", _("Request accepted")
    REQUEST_REFUSED = "request.refused", _("Request refused")
    REQUEST_POSTPONED = "request.postponed", _("Request postponed")
    REQUEST_RESUMED = "request.resumed", _("Request resumed")
    REQUEST_STARTED = "request.execution_started", _("Execution began")
    INFORMATION_ASKED = "request.information_asked", _("Additional information asked for")
    INFORMATION_GIVEN = "request.information_given", _("Additional information given")
    ANSWER_DRAFTED = "request.answer_drafted", _("Answer drafted")
    ANSWER_APPROVED = "request.answer_approved", _("Answer approved and sent")
    PEER_STEP_LEARNED = "request.peer_step_learned", _("Step of the other office learnt")

    ACCESS_REFUSED = "access.refused", _("Access refused")
    SEARCHED = "search.made", _("Search made")
    PEER_TRUSTED = "exchange.peer_trusted", _("Other office trusted")
    PEER_DISTRUSTED = "exchange.peer_distrusted", _("Other office trusted no longer")
    PEER_KEYS_RENEWED = "exchange.peer_keys_renewed", _("New keys of another office taken in")
    KEYS_STATED = "keys.stated", _("New keys of this office made")
    KEY_REVOKED = "keys.revoked", _("Key of this office revoked")
    DIRECTORY_TAKEN_IN = "keys.directory_taken_in", _("Directory of offices taken in")
    DIRECTORY_OVERRIDDEN = "keys.directory_overridden", _("Sending with an old directory allowed")
    MESSAGE_REFUSED = "exchange.message_refused", _("Message of another office refused")
    MESSAGE_SET_ASIDE = "exchange.message_set_aside", _("Message set aside for a person")
    MESSAGE_MENDED = "exchange.message_mended", _("Damaged message replaced by its true copy")
    MESSAGE_TAKEN_UP = "exchange.message_taken_up", _("Message taken up again")
    EVIDENCE_EXPORTED = (
        "exchange.evidence_exported",
        _("Evidence of an exchange written to a file"),
    )
    FIREWALL_BREACH = "firewall.breach_refused", _("Use for another purpose refused")
