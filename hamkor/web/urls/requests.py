from django.urls import URLPattern, path

from hamkor.assistance.verbs import Verb
from hamkor.web.request_steps import STEPS
from hamkor.web.views import request_drafts, request_facts, requests

ONE = "office/requests/<uuid:reference>/"

urlpatterns: list[URLPattern] = [
    path("office/requests/", requests.requests, name="requests"),
    path(ONE, requests.show_request, name="request"),
    path(
        "office/cases/<uuid:reference>/requests/new/",
        request_drafts.draft_request,
        name="draft_request",
    ),
    path(f"{ONE}{Verb.REVISE_REQUEST}/", request_drafts.revise_request, name=Verb.REVISE_REQUEST),
    path(f"{ONE}facts/", request_facts.request_facts, name="request_facts"),
    path(f"{ONE}{Verb.ATTACH_DOCUMENT}/", requests.attach_document, name=Verb.ATTACH_DOCUMENT),
    path(
        "office/request-documents/<uuid:reference>/",
        requests.request_document,
        name="request_document",
    ),
    *(
        path(f"{ONE}{verb}/", requests.take_step, {"verb": verb}, name=verb)
        for verb in STEPS
        if verb != Verb.ATTACH_DOCUMENT
    ),
]
