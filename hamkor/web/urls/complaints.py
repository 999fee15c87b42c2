from django.urls import URLPattern, path

from hamkor.web.views import complaints, file_for, inbox, search

_ONE = "office/complaints/<uuid:reference>/"

urlpatterns: list[URLPattern] = [
    path("office/", inbox.inbox, name="inbox"),
    path("office/worklist/", inbox.worklist, name="worklist"),
    path("office/search/", search.search, name="search"),
    path("office/complaints/", complaints.complaints, name="complaints"),
    path("office/complaints/new/", file_for.file_for, name="file_for"),
    path(_ONE, complaints.complaint, name="complaint"),
    path(f"{_ONE}register/", complaints.register_complaint, name="register_complaint"),
    path(f"{_ONE}forward/", complaints.forward_complaint, name="forward_complaint"),
    path(f"{_ONE}answer/", complaints.answer_complaint, name="answer_complaint"),
    path(f"{_ONE}write/", complaints.write_to_person, name="write_to_person"),
    path(f"{_ONE}open-case/", complaints.open_case, name="open_case"),
    path("office/attachments/<uuid:reference>/", complaints.attachment, name="attachment"),
]
