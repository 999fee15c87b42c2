from django.urls import URLPattern, path

from hamkor.web.views import case_situation, case_work, cases, law_change

_ONE = "office/cases/<uuid:reference>/"

urlpatterns: list[URLPattern] = [
    path("office/cases/", cases.cases, name="cases"),
    path(_ONE, cases.case, name="case"),
    path(f"{_ONE}persons/", case_work.case_person, name="case_person"),
    path(f"{_ONE}persons/new/", case_work.case_new_person, name="case_new_person"),
    path(f"{_ONE}situation/<int:member>/", case_situation.case_situation, name="case_situation"),
    path(
        f"{_ONE}situation/<int:member>/date/",
        case_situation.case_situation_date,
        name="case_situation_date",
    ),
    path(f"{_ONE}acts/", case_work.case_act, name="case_act"),
    path(f"{_ONE}notes/", case_work.case_note, name="case_note"),
    path(f"{_ONE}documents/", case_work.case_document_add, name="case_document_add"),
    path(f"{_ONE}purpose/", case_work.case_purpose, name="case_purpose"),
    path(f"{_ONE}assign/", case_work.case_assign, name="case_assign"),
    path(
        f"{_ONE}assign/<str:username>/end/",
        case_work.case_end_assignment,
        name="case_end_assignment",
    ),
    path(f"{_ONE}close/", case_work.case_close, name="case_close"),
    path("office/law-change/", law_change.law_change, name="law_change"),
    path("office/documents/<uuid:reference>/", cases.case_document, name="case_document"),
]
