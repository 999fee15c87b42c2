from django.urls import URLPattern, path

from hamkor.web.views import (
    attachments,
    complaints,
    file_for,
    inbox,
    overseeing,
    paper,
    search,
    triage,
)

_FILE = "office/attachments/<uuid:reference>/"
_ONE = "office/complaints/<uuid:reference>/"

urlpatterns: list[URLPattern] = [
    path("office/", inbox.inbox, name="inbox"),
    path("office/worklist/", inbox.worklist, name="worklist"),
    path("office/search/", search.search, name="search"),
    path("office/complaints/", complaints.complaints, name="complaints"),
    path("office/complaints/new/", file_for.file_for, name="file_for"),
    path("office/complaints/new/filed/", file_for.file_for_send, name="file_for_send"),
    path("office/paper-forms/", paper.paper_forms, name="paper_forms"),
    path("office/triage/", triage.triage, name="triage"),
    path("office/silences/", overseeing.silences, name="silences"),
    path("office/silences/<uuid:reference>/seen/", overseeing.take_note, name="silence_seen"),
    path("office/escalations/<uuid:reference>/", overseeing.escalation, name="escalation"),
    path(f"{_ONE}return/", triage.return_complaint, name="return_complaint"),
    path(f"{_ONE}extend/", triage.extend_answer, name="extend_answer"),
    path(f"{_ONE}take-on/", triage.take_on, name="take_on_complaint"),
    path(f"{_ONE}letter/", triage.letter, name="complaint_letter"),
    path(_ONE, complaints.complaint, name="complaint"),
    path(f"{_ONE}register/", complaints.register_complaint, name="register_complaint"),
    path(f"{_ONE}forward/", complaints.forward_complaint, name="forward_complaint"),
    path(f"{_ONE}answer/", complaints.answer_complaint, name="answer_complaint"),
    path(f"{_ONE}write/", complaints.write_to_person, name="write_to_person"),
    path(f"{_ONE}open-case/", complaints.open_case, name="open_case"),
    path(_FILE, attachments.attachment, name="attachment"),
    path(f"{_FILE}copy/", attachments.attachment_copy, name="attachment_copy"),
    path(f"{_FILE}original/", attachments.attachment_original, name="attachment_original"),
]
