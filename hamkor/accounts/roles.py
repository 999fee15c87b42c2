"""Who may do what: one table. What a role does not have here, it may not do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    COMPLAINT_FILE_FOR = "complaint.file_for", _("File a complaint together with a person")
    COMPLAINT_READ = "complaint.read", _("Read complaints")
    COMPLAINT_REGISTER = "complaint.register", _("Register, forward or return a complaint")
    COMPLAINT_ANSWER = "complaint.answer", _("Write to a complainant")
    COMPLAINT_OVERSEE = "complaint.oversee", _("Hear what people say of silence and answers")
    SCREENING_READ = "complaint.screening_read", _("Read answers on trafficking")
    IDENTITY_DECIDE = "identity.decide", _("Decide whether two records are one person")
    PRIVATE_MATCH = "persons.private_match", _("Compare persons privately with another office")
    CASE_OPEN = "case.open", _("Open a case")
    CASE_READ = "case.read", _("Read cases")
    CASE_WRITE = "case.write", _("Add persons, acts and documents to a case")
    CASE_ASSIGN = "case.assign", _("Assign officers to a case")
    CASE_CLOSE = "case.close", _("Close a case")
    REQUEST_READ = "request.read", _("Read requests")
    REQUEST_DRAFT = "request.draft", _("Draft a request")
    REQUEST_APPROVE = "request.approve", _("Approve and send a request")
    REQUEST_DECIDE = "request.decide", _("Accept, postpone or refuse a request")
    REQUEST_EXECUTE = "request.execute", _("Execute a request and draft the answer")
    EVIDENCE_EXPORT = "evidence.export", _("Have evidence of an exchange written for a court")
    OVERSIGHT_READ = "oversight.read", _("Read figures and overdue lists")
    AUDIT_READ = "audit.read", _("Read the audit log")
    NODE_ADMIN = "node.admin", _("Look after the node")


class Role(TextChoices):
    OPERATOR = "operator", _("Operator")
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    CASE_OFFICER = "case_officer", _("Case officer")
    DEPUTY_PROSECUTOR = "deputy_prosecutor", _("Deputy prosecutor")
    PROTECTION_OFFICER = "protection_officer", _("Protection officer")
    IDENTITY_CUSTODIAN = "identity_custodian", _("Identity custodian")
    REGISTER_KEEPER = "register_keeper", _("Register keeper")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")


_P = Permission
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset({_P.COMPLAINT_FILE_FOR}),
    Role.DUTY_OFFICER: frozenset(
        {
            _P.COMPLAINT_READ,
            _P.COMPLAINT_REGISTER,
            _P.COMPLAINT_ANSWER,
            _P.IDENTITY_DECIDE,
            _P.CASE_OPEN,
            _P.CASE_READ,
            _P.CASE_ASSIGN,
            _P.REQUEST_READ,
        }
    ),
    Role.CASE_OFFICER: frozenset(
        {
            _P.COMPLAINT_READ,
            _P.COMPLAINT_ANSWER,
            _P.IDENTITY_DECIDE,
            _P.CASE_OPEN,
            _P.CASE_READ,
            _P.CASE_WRITE,
            _P.REQUEST_READ,
            _P.REQUEST_DRAFT,
            _P.REQUEST_EXECUTE,
            _P.EVIDENCE_EXPORT,
        }
    ),
    Role.DEPUTY_PROSECUTOR: frozenset(
        {
            _P.COMPLAINT_READ,
            _P.CASE_READ,
            _P.CASE_ASSIGN,
            _P.CASE_CLOSE,
            _P.PRIVATE_MATCH,
            _P.REQUEST_READ,
            _P.REQUEST_APPROVE,
            _P.REQUEST_DECIDE,
            _P.EVIDENCE_EXPORT,
            _P.OVERSIGHT_READ,
            _P.COMPLAINT_OVERSEE,
        }
    ),
    Role.PROTECTION_OFFICER: frozenset(
        {_P.COMPLAINT_READ, _P.COMPLAINT_ANSWER, _P.SCREENING_READ, _P.CASE_READ}
    ),
    Role.IDENTITY_CUSTODIAN: frozenset({_P.IDENTITY_DECIDE}),
    Role.REGISTER_KEEPER: frozenset({_P.IDENTITY_DECIDE}),
    Role.SUPERVISOR: frozenset({_P.OVERSIGHT_READ, _P.AUDIT_READ, _P.COMPLAINT_OVERSEE}),
    Role.ADMINISTRATOR: frozenset({_P.NODE_ADMIN}),
}
